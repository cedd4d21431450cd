/** The entries of this package, as users import them. */
import assert from "node:assert/strict";
import settings from "../deno.json" with { type: "json" };

const ENTRIES = Object.entries(settings.exports).filter(([name]) => name !== "./cli");

async function runDeno(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: new URL("../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

for (const [name, path] of ENTRIES) {
  Deno.test(`entry "${name}" documents its names and exports every type that they mention`, async () => {
    const { code, text } = await runDeno("doc", "--lint", path);
    assert.equal(code, 0, text);
  });

  Deno.test(`entry "${name}" says what it is and shows an example`, async () => {
    const [comment] = (await Deno.readTextFile(new URL(`../${path}`, import.meta.url))).split("*/");
    assert.match(comment!, /^\/\*\*\n \* \S/);
    assert.match(comment!, /```ts\n/);
    assert.ok(comment!.includes(`"@signature-vae/signature-vae${name.slice(1)}"`));
    assert.match(comment!, /@module/);
  });
}

Deno.test("the main entry has fewer than 60 names, types included", async () => {
  const { text } = await runDeno("doc", "--json", settings.exports["."]);
  const { nodes } = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  const modules = Object.values(nodes) as { symbols: { name: string }[] }[];
  const names = new Set(modules.flatMap(({ symbols }) => symbols.map(({ name }) => name)));
  assert.ok(names.has("loadModel") && names.has("GeneratedSignature"));
  assert.ok(names.size < 60, `${names.size} names`);
});
