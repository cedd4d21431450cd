/** Documents name files, flags and headings that exist. */
import assert from "node:assert/strict";
import { evaluateCommand } from "../lib/cli/evaluate/evaluate_command.ts";
import { flagName } from "../lib/cli/flags.ts";
import { generateCommand } from "../lib/cli/generate/generate_command.ts";
import { playCommand } from "../lib/cli/play_command.ts";
import { synthesizeCommand } from "../lib/cli/synthesize_command.ts";
import { trainCommand } from "../lib/cli/train/train_command.ts";

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

const COMMANDS = {
  train: trainCommand,
  generate: generateCommand,
  evaluate: evaluateCommand,
  synthesize: synthesizeCommand,
  play: playCommand,
};

for (
  const document of [
    "README.md",
    "CONTRIBUTING.md",
    "data/README.md",
    "docs/guide.md",
    "docs/benchmarks.md",
    "docs/decisions.md",
    "docs/weights.md",
  ]
) {
  Deno.test(`${document} gives commands the flags that they have`, async () => {
    const text = await Deno.readTextFile(new URL(document, ROOT));
    // A command ends with its line, or the lines that a backslash joins to it, or its backticks.
    const commands = text.matchAll(
      /deno(?:@[\d.]+)? task (train|generate|evaluate|synthesize|play)(?![\w:-])((?:\\\n|[^`\n])*)/g,
    );
    for (const [line, name, rest] of commands) {
      const { parameters } = COMMANDS[name as keyof typeof COMMANDS];
      const known = Object.keys(parameters.flags ?? {}).map(flagName);
      for (const [flag] of rest!.matchAll(/--[a-z-]+/g)) {
        assert.ok(known.includes(flag.replace("--no-", "--")), `${flag} in ${line}`);
      }
    }
  });
}

/** Anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = text.matchAll(/^#+ (.*)$/gm).map(([, heading]) => heading!);
  return new Set(
    headings.map((heading) =>
      heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

const DOCUMENTS: string[] = [];
for (const folder of ["", "data/", "docs/"]) {
  for await (const { name } of Deno.readDir(new URL(folder, ROOT))) {
    if (name.endsWith(".md")) DOCUMENTS.push(folder + name);
  }
}

for (const document of DOCUMENTS) {
  Deno.test(`${document} links to files and headings that exist`, async () => {
    const url = new URL(document, ROOT);
    const text = await Deno.readTextFile(url);
    for (const [, target] of text.matchAll(/\]\(([^):\s]+)\)/g)) {
      const linked = new URL(target!, url);
      const anchor = linked.hash.slice(1);
      linked.hash = "";
      await Deno.stat(linked).catch(() => assert.fail(`no file: ${target}`));
      if (anchor === "") continue;
      assert.ok(anchorsOf(await Deno.readTextFile(linked)).has(anchor), `no heading: ${target}`);
    }
  });
}
