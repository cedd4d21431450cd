import assert from "node:assert/strict";
import * as embedded from "../../lib/report/page_assets.ts";
import { buildReportAssets } from "../../tools/build_report.ts";

const FOLDER = new URL("../../lib/report/", import.meta.url);

Deno.test("the embedded style and script are their sources, to the letter", async () => {
  const read = (name: string) => Deno.readTextFile(new URL(name, FOLDER));
  assert.equal(embedded.PAGE_STYLE, await read("page/base.css") + await read("page/page.css"));
  assert.equal(embedded.PAGE_SCRIPT, await read("page/page.js"));
  assert.equal(await read("page_assets.ts"), await buildReportAssets());
});
