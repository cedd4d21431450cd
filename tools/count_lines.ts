/**
 * Prints the table of sizes in docs/architecture.md: what is written by hand, and what is generated.
 *
 * Run: deno run --allow-read --allow-run=git tools/count_lines.ts
 */
const TOP = new URL("../", import.meta.url);

interface Size {
  files: number;
  code: number;
  comments: number;
  assembly: number;
  generated: number;
}

const HEADINGS = ["files", "code", "comments", "AssemblyScript", "generated"];

/** Lines of code and of comments; blank lines count as neither. */
function countLines(text: string): { code: number; comments: number } {
  let [code, comments, isInside] = [0, 0, false];
  for (const line of text.split("\n").map((line) => line.trim()).filter(Boolean)) {
    if (isInside || line.startsWith("/*") || line.startsWith("//")) {
      comments++;
      if (line.startsWith("/*")) isInside = true;
      if (line.includes("*/")) isInside = false;
    } else code++;
  }
  return { code, comments };
}

function addFile(size: Size, path: string, text: string): void {
  const { code, comments } = countLines(text);
  if (text.startsWith("// Generated")) size.generated += code + comments;
  else if (path.includes("/assembly/")) size.assembly += code + comments;
  else {
    size.files++;
    size.code += code;
    size.comments += comments;
  }
}

/** `lib/NAME` of a file in a folder of lib, `lib/*.ts` of one beside them, else the top folder. */
function groupOf(path: string): string {
  const [first, second, third] = path.split("/");
  if (first !== "lib") return first!;
  return third === undefined ? "lib/*.ts" : `lib/${second}`;
}

async function sourceFiles(): Promise<string[]> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "lib", "tests", "tools", "bench"],
    cwd: TOP,
  }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((path) => path.endsWith(".ts"));
}

async function main(): Promise<void> {
  const sizes = new Map<string, Size>();
  const zero = () => ({ files: 0, code: 0, comments: 0, assembly: 0, generated: 0 });
  const total = zero();
  for (const path of await sourceFiles()) {
    const group = groupOf(path);
    const size = sizes.get(group) ?? zero();
    sizes.set(group, size);
    const text = await Deno.readTextFile(new URL(path, TOP));
    addFile(size, path, text);
    if (group.startsWith("lib")) addFile(total, path, text);
  }
  const row = (name: string, size: Size) =>
    `| ${[name, ...Object.values(size).map((value) => value.toLocaleString("en"))].join(" | ")} |`;
  console.log(`| folder | ${HEADINGS.join(" | ")} |`);
  console.log(`| --- |${" ---: |".repeat(HEADINGS.length)}`);
  const [own, others] = [true, false].map((isLib) =>
    [...sizes].filter(([name]) => name.startsWith("lib") === isLib)
  );
  for (const [name, size] of own!) console.log(row(`\`${name}\``, size));
  console.log(row("**all of `lib`**", total));
  for (const [name, size] of others!) console.log(row(`\`${name}\``, size));
}

if (import.meta.main) await main();
