/** Documents name files that exist. */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);
const FOLDERS = ["lib", "tests", "tools", "bench", "examples", "data"];

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

const files: string[] = [];
for (const folder of FOLDERS) files.push(...await Array.fromAsync(filesBelow(folder)));

/** Whether a document may mean one of the files: by its path or the end of it, `*` for any name. */
function exists(name: string): boolean {
  const pattern = name.split("*").map((part) => RegExp.escape(part)).join("[^/]*");
  const expression = new RegExp(`(^|/)${pattern}$`);
  return files.some((file) => expression.test(file));
}

/** Source files in backticks and in blocks of plain text. */
function sourceNames(text: string): string[] {
  const code = text.match(/```text\n[\s\S]*?```|`[^`\n]+`/g) ?? [];
  return code.flatMap((part) => part.match(/[\w*/]+\.(ts|css)\b/g) ?? []);
}

for (const document of ["docs/architecture.md", "docs/decisions.md", "docs/glossary.md"]) {
  Deno.test(`${document} names files that exist`, async () => {
    const names = new Set(sourceNames(await Deno.readTextFile(new URL(document, ROOT))));
    // Scripts and entries beside the folders.
    for await (const { name } of Deno.readDir(ROOT)) names.delete(name);
    assert.ok(names.size > 0);
    assert.deepEqual([...names].filter((name) => !exists(name)), []);
  });
}
