/**
 * Kills `generate` at random moments, runs the same command again until it ends, and compares the
 * folder with one that nothing disturbed: the same files with the same bytes, and no others.
 *
 * Usage: `deno task kill-generate [--count=5000] [--kills=20] [--seed=1] [--format=png] [--keep=FOLDER]`.
 * Exits with 1 on any difference. A folder that differs is kept in FOLDER, if there is one.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "../lib/random.ts";
import { flag, runMain, wholeNumberFlag } from "./measure.ts";

const GENERATE = fileURLToPath(new URL("../generate.ts", import.meta.url));
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env=XDG_RUNTIME_DIR"];

/** Interval at which a folder is looked at, in milliseconds. */
const INTERVAL = 200;

/** When a process is killed: after some time, or when its folder has some number of files. */
interface Kill {
  readonly milliseconds: number;
  readonly folder?: string;
  readonly files?: number;
}

/** Generates, and kills the process at some moment unless it has ended. */
async function generate(
  flags: readonly string[],
  kill?: Kill,
): Promise<{ readonly isKilled: boolean }> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...PERMISSIONS, GENERATE, ...flags],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const ended = new AbortController();
  const killed = kill && killAt(process, kill, ended.signal);
  const { code, signal, stderr } = await process.output();
  ended.abort();
  await killed;
  if (code !== 0 && signal !== "SIGKILL") {
    throw new Error(`Cannot generate: ${new TextDecoder().decode(stderr)}`);
  }
  return { isKilled: signal === "SIGKILL" };
}

async function killAt(
  process: Deno.ChildProcess,
  { milliseconds, folder, files = 0 }: Kill,
  ended: AbortSignal,
): Promise<void> {
  while (folder !== undefined && !ended.aborted && await countFiles(folder) < files) {
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  if (!ended.aborted) process.kill("SIGKILL");
}

/** Hash of each file of a folder, by path. */
async function hashTree(folder: string, prefix = ""): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) {
      for (const [file, hash] of await hashTree(path, `${prefix}${name}/`)) hashes.set(file, hash);
      continue;
    }
    const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
    hashes.set(prefix + name, new Uint8Array(hash).toHex());
  }
  return hashes;
}

/** Names of files that only one of two folders has, or that differ. */
function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}

async function countFiles(folder: string): Promise<number> {
  const names = Deno.readDir(folder);
  return (await Array.fromAsync(names).catch(() => [])).length;
}

async function main(): Promise<void> {
  const count = wholeNumberFlag("count", 5000);
  const kills = wholeNumberFlag("kills", 20);
  const random = new Random(wholeNumberFlag("seed", 1, 0), "kill-generate");
  const format = flag("format") ?? "png";
  const keep = flag("keep");
  const folder = await Deno.makeTempDir({ prefix: "signature-vae-kill-" });
  try {
    const flags = [
      "--model=pretrained",
      "--backend=simd",
      `--count=${count}`,
      `--format=${format}`,
    ];
    const start = performance.now();
    await generate([...flags, `--out=${folder}/undisturbed`]);
    const milliseconds = performance.now() - start;
    console.log(`undisturbed: ${(milliseconds / 1000).toFixed(1)} s`);
    const expected = await hashTree(`${folder}/undisturbed`);
    // The same command on a finished run only starts and finds nothing to do.
    const restart = performance.now();
    await generate([...flags, `--out=${folder}/undisturbed`]);
    const startup = performance.now() - restart;
    console.log(`again, with nothing to do: ${(startup / 1000).toFixed(1)} s`);

    const killed = `${folder}/killed`;
    let done = 0;
    while (done < kills) {
      // Every fourth kill falls into the start; the others fall anywhere in the run, however busy
      // the machine is.
      const files = Math.floor(expected.size * (done + random.uniform()) / kills);
      const kill = done % 4 === 3
        ? { milliseconds: random.uniform(0, startup) }
        : { milliseconds: random.uniform(0, INTERVAL), folder: killed, files };
      const { isKilled } = await generate([...flags, `--out=${killed}`], kill);
      if (isKilled) {
        console.log(`kill ${++done}: ${await countFiles(killed)} of ${expected.size} files`);
        continue;
      }
      await compare(expected, killed, keep);
      await Deno.remove(killed, { recursive: true });
    }
    await generate([...flags, `--out=${killed}`]);
    await compare(expected, killed, keep);
    console.log(`killed ${kills} times: ${expected.size} files, all the same`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function compare(
  expected: ReadonlyMap<string, string>,
  folder: string,
  keep: string | undefined,
): Promise<void> {
  const names = differences(expected, await hashTree(folder));
  if (names.length === 0) return;
  console.error(`differs: ${names.slice(0, 10).join(", ")}`);
  if (keep !== undefined) await Deno.rename(folder, keep);
  Deno.exit(1);
}

if (import.meta.main) await runMain(main);
