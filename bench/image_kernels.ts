/**
 * Measures the gain of each WebAssembly image kernel when a folder is loaded.
 *
 * Every file is prepared with all kernels and with one of them replaced by plain TypeScript, in
 * turn and in one thread; the minimum over the rounds counts. The results must be equal. `--points`
 * prepares files for the pen model (128 points), which also recovers trajectories; `--kernels`
 * limits the kernels that are replaced. The last line is one JSON object: the seconds with no
 * kernel replaced, with each of them, and with all.
 */
import { join } from "node:path";
import { scanFolder } from "../lib/dataset/scan_folder.ts";
import { runImageJob } from "../lib/dataset/image_job.ts";
import { openKernels } from "../lib/image/kernels.ts";
import { Random } from "../lib/random.ts";
import { type Benchmark, flag, folderArgument, rounded, wholeNumberFlag } from "./measure.ts";
import { createPlainKernels } from "./plain_image_kernels.ts";

const NONE = "none";
/** Control run with all kernels: its difference from `none` is noise. */
const CONTROL = "none again";
const ALL = "all";

/** `deno task bench image-kernels`. */
export const imageKernels: Benchmark = {
  usage: "[FOLDER] [--files=1000] [--rounds=3] [--points=N] [--kernels=NAME,NAME,...]",
  summary: "The kernels for images in WebAssembly against plain TypeScript",
  run: main,
};

async function main(): Promise<void> {
  const folder = folderArgument() ?? "data";
  const rounds = wholeNumberFlag("rounds", 3);
  const files = await chooseFiles(folder, wholeNumberFlag("files", 1000));
  const kernels = openKernels() as { run: ReturnType<typeof openKernels>["run"] };
  const fast = kernels.run;
  const plain = createPlainKernels(fast);
  const names = (flag("kernels")?.split(",") ?? Object.keys(plain)) as (keyof typeof plain)[];
  const variants = [
    [NONE, fast],
    [CONTROL, fast],
    ...names.map((name) => [name, { ...fast, [name]: plain[name] }] as const),
    [ALL, { ...fast, ...Object.fromEntries(names.map((name) => [name, plain[name]])) }],
  ] as const;
  const seconds = new Map<string, number>();
  for (const bytes of files) {
    const best = new Map<string, number>();
    let expected: Uint8Array | undefined;
    for (let round = 0; round < rounds; round++) {
      // Another order in each round, because caches favour variants after a fast one.
      for (const [name, run] of new Random(round, "order").shuffle(variants)) {
        kernels.run = run;
        const start = performance.now();
        const result = await prepare(bytes);
        best.set(name, Math.min(best.get(name) ?? Infinity, performance.now() - start));
        expected ??= result;
        if (!isEqual(result, expected)) throw new Error(`Plain ${name} gives another result`);
      }
    }
    for (const [name, time] of best) seconds.set(name, (seconds.get(name) ?? 0) + time / 1000);
  }
  report(seconds, files.length, folder);
}

async function chooseFiles(folder: string, count: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const { images } = await scanFolder(folder);
  const step = Math.max(1, images.length / count);
  const chosen = Array.from(
    { length: Math.min(count, images.length) },
    (_, i) => images[Math.floor(i * step)]!,
  );
  return await Promise.all(chosen.map((path) => Deno.readFile(join(folder, path))));
}

async function prepare(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const size = { height: 64, width: 128, maxMegapixels: 100 };
  const pointCount = flag("points") === undefined ? undefined : wholeNumberFlag("points", 0);
  try {
    return (await runImageJob({ kind: "prepare", bytes, ...size, pointCount })).bytes;
  } catch {
    return new Uint8Array(0); // a file that is skipped, with whatever kernels
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function report(seconds: ReadonlyMap<string, number>, files: number, folder: string): void {
  const base = Math.min(seconds.get(NONE)!, seconds.get(CONTROL)!);
  for (const [name, time] of seconds) {
    const slower = (100 * (time / base - 1)).toFixed(1);
    console.log(`plain ${name.padEnd(16)} ${time.toFixed(2).padStart(8)} s  ${slower} % slower`);
  }
  const plain = Object.fromEntries([...seconds].map(([name, time]) => [name, rounded(time)]));
  console.log(JSON.stringify({ bench: "image-kernels", folder, files, plain }));
}
