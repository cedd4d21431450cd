/** The files of the play page with an engine without a model. */
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import type { PageFile } from "../browser.ts";

const PAGE = new URL("../../lib/play/page/", import.meta.url);

/** No inline scripts and styles, nothing from elsewhere: as strict as the server of the page. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:";

/** Bundles the page; the parameters of its address are options of `mock_main.ts`. */
export async function buildMockSite(): Promise<ReadonlyMap<string, PageFile>> {
  const script = await Deno.makeTempFile({ suffix: ".js" });
  try {
    const entry = fileURLToPath(new URL("mock_main.ts", import.meta.url));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--platform", "browser", "--output", script, entry],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const read = (name: string) => Deno.readTextFile(new URL(name, PAGE));
    const headers = { "content-security-policy": POLICY };
    return new Map([
      ["index.html", { type: "text/html", body: await read("index.html"), headers }],
      ["base.css", { type: "text/css", body: await read("../../report/page/base.css") }],
      ["page.css", { type: "text/css", body: await read("page.css") }],
      ["icon.svg", { type: "image/svg+xml", body: await read("icon.svg") }],
      ["main.js", { type: "text/javascript", body: await Deno.readTextFile(script) }],
    ]);
  } finally {
    await Deno.remove(script);
  }
}
