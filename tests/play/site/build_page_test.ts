import assert from "node:assert/strict";
import { PRETRAINED_ORIGIN } from "../../../lib/model/pretrained/weights/origin.ts";
import { readPretrained } from "../../../lib/model/pretrained/read_pretrained.ts";
import { buildPage } from "../../../lib/play/site/build_page.ts";
import { MODEL_FILE } from "../../../lib/training/run/run_folder.ts";
import { playAssets } from "../../../lib/play/site/play_assets.ts";

const files = await buildPage(await playAssets(await readPretrained()));
const text = (name: string) => new TextDecoder().decode(files.get(name));

/** What a module imports, statically or not, by the words of a minified bundle. */
function imports(code: string): string[] {
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map(([, name]) => name!);
}

Deno.test("buildPage() bundles scripts that import nothing but each other", () => {
  const scripts = [...files.keys()].filter((name) => name.endsWith(".js"));
  assert.ok(scripts.includes("main.js") && scripts.includes("worker.js"));
  let count = 0;
  for (const script of scripts) {
    for (const name of imports(text(script))) {
      count++;
      assert.match(name, /^\.\//, `${script} imports ${name}`);
      assert.ok(files.has(name.slice(2)), `${script} imports ${name}, which is missing`);
    }
  }
  assert.ok(count >= scripts.length - 2, `only ${count} imports were found`);
});

Deno.test("buildPage() keeps the model out of the scripts that the page starts with", () => {
  assert.ok(files.get("main.js")!.length < 1e5 && files.get("worker.js")!.length < 1e5);
  assert.equal(files.get("weights.safetensors")!.length, PRETRAINED_ORIGIN.bytes);
  assert.equal(JSON.parse(text("directions.json")).modelSha256, PRETRAINED_ORIGIN.sha256);
});

Deno.test("buildPage() writes no file that makes its folder a run, which generate would load", () => {
  assert.ok(!files.has(MODEL_FILE));
});

Deno.test("buildPage() refers to its files by relative addresses, and has all of them", () => {
  const page = text("index.html");
  assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /);
  const addresses = [...page.matchAll(/\b(?:src|href)="([^"#]+)"/g)].map(([, address]) => address!);
  assert.ok(addresses.length >= 3);
  for (const address of addresses) {
    assert.match(address, /^\.\//);
    assert.ok(files.has(address.slice(2)), address);
  }
});
