/** No file of lib exports what nobody imports: what is exported is what others depend on. */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);

async function* sourcesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* sourcesBelow(`${path}/`);
    else if (name.endsWith(".ts")) yield path;
  }
}

async function readSources(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  const read = async (path: string) =>
    sources.set(path, await Deno.readTextFile(new URL(path, ROOT)));
  for (const folder of ["lib/", "tests/", "tools/", "bench/", "examples/"]) {
    for await (const path of sourcesBelow(folder)) await read(path);
  }
  for await (const { name } of Deno.readDir(ROOT)) if (name.endsWith(".ts")) await read(name);
  return sources;
}

/** Names that a source imports or passes on; `*` and the path for all names of a file. */
function* importedNames(path: string, text: string): Generator<string> {
  for (const [, names] of text.matchAll(/(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from/g)) {
    for (const name of names!.split(",")) yield name.replace(/\btype\b|\bas\b.*/g, "").trim();
  }
  const all = /(?:export \*|import \* as \w+)\s+from\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)/g;
  for (const [, from, dynamic] of text.matchAll(all)) {
    yield `*${new URL(from ?? dynamic!, new URL(path, ROOT)).href.slice(ROOT.href.length)}`;
  }
}

Deno.test("lib exports no function, class or constant that no other file imports", async () => {
  const sources = await readSources();
  const imported = new Set([...sources].flatMap(([path, text]) => [...importedNames(path, text)]));
  const unused: string[] = [];
  let exported = 0;
  for (const [path, text] of sources) {
    if (!path.startsWith("lib/") || path.includes("/assembly/")) continue;
    const names = text.matchAll(/^export (?:async )?(?:function\*?|class|const) (\w+)/gm);
    for (const [, name] of names) {
      exported++;
      // Defaults are exported with the options that they document.
      const isUsed = imported.has(name!) || imported.has(`*${path}`) ||
        name!.startsWith("DEFAULT_");
      if (!isUsed) unused.push(`${path}: ${name}`);
    }
  }
  assert.ok(exported > 500, `only ${exported} exports were found`);
  assert.deepEqual(unused, []);
});
