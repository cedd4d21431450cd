/**
 * How long it takes to generate signatures, from the start of the process to its end, and the same
 * with PyTorch and Pillow.
 *
 * Usage: `deno task bench generate [--json] [--rounds=N] [--count=N] [--threads=N] [--model=FILE]`.
 * Without a model, it is the one that comes with this package. Ours and PyTorch on one and on all
 * threads take turns, with many signatures and with one; ratios are to the better of PyTorch's two
 * medians. The last line is one JSON object.
 */
import settings from "../deno.json" with { type: "json" };
import { readPretrained } from "../lib/model/pretrained/load_pretrained.ts";
import { flag, median, rounded, runPeer } from "./measure.ts";

/** What one run of the peer says. */
interface PeerResult {
  readonly torch: string;
  readonly pillow: string;
}

/** The seconds that each kind of run took. */
interface Timings {
  readonly ours: number[];
  /** By the number of threads. */
  readonly torch: ReadonlyMap<number, number[]>;
}

/** Runs `task generate` with its permissions. */
async function generate(args: readonly string[]): Promise<void> {
  const [deno, ...given] = settings.tasks.generate.command.split(" ");
  const cwd = new URL("..", import.meta.url);
  const command = new Deno.Command(deno!, { args: [...given, ...args], cwd });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`Cannot generate: ${new TextDecoder().decode(stderr).trim()}`);
}

async function timeOurs(model: string, count: number, threads: number): Promise<number> {
  const out = await Deno.makeTempDir();
  try {
    const start = performance.now();
    const args = ["--model", model, "--count", `${count}`, "--threads", `${threads}`];
    await generate([...args, "--out", out, "--quiet"]);
    const seconds = (performance.now() - start) / 1000;
    await checkCount(out, count);
    return seconds;
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

async function timeTorch(
  model: string,
  count: number,
  threads: number,
): Promise<PeerResult & { seconds: number } | string> {
  const out = await Deno.makeTempDir();
  try {
    const start = performance.now();
    const args = [model, `${count}`, out, `${threads}`];
    const result = await runPeer<PeerResult>("generate_pen.py", args);
    const seconds = (performance.now() - start) / 1000;
    if (typeof result === "string") return result;
    await checkCount(out, count);
    return { ...result, seconds };
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** Both write one file for each signature and a contact sheet. */
async function checkCount(folder: string, count: number): Promise<void> {
  const files = await Array.fromAsync(Deno.readDir(folder));
  if (files.length !== count + 1) {
    throw new Error(`${count + 1} files were wanted, there are ${files.length}`);
  }
}

function summarize({ ours, torch }: Timings) {
  const medians = [...torch].filter(([, seconds]) => seconds.length > 0)
    .map(([threads, seconds]) => [threads, rounded(median(seconds))] as const);
  const best = Math.min(...medians.map(([, seconds]) => seconds));
  const seconds = rounded(median(ours));
  return {
    seconds,
    torchSeconds: medians.length > 0 ? Object.fromEntries(medians) : null,
    ratioToTorch: medians.length > 0 ? rounded(seconds / best) : null,
  };
}

/** Runs the benchmark. */
export async function main(): Promise<void> {
  const given = flag("model");
  if (given !== undefined) return await compare(await Deno.realPath(given));
  const file = await Deno.makeTempFile({ suffix: ".safetensors" });
  try {
    await Deno.writeFile(file, await readPretrained());
    await compare(file);
  } finally {
    await Deno.remove(file);
  }
}

async function compare(model: string): Promise<void> {
  const quiet = Deno.args.includes("--json");
  const say = (line: string) => quiet ? undefined : console.log(line);
  const rounds = Number(flag("rounds") ?? 3);
  const many = Number(flag("count") ?? 256);
  const threads = Number(flag("threads") ?? navigator.hardwareConcurrency);
  const emptyTimings = (): Timings => ({
    ours: [],
    torch: new Map([...new Set([1, threads])].map((count) => [count, []])),
  });
  const timings = new Map([many, 1].map((count) => [count, emptyTimings()]));
  let missing: string | undefined;
  let peer: PeerResult | undefined;
  for (let round = 1; round <= rounds; round++) {
    for (const [count, { ours, torch }] of timings) {
      ours.push(await timeOurs(model, count, threads));
      say(`round ${round}: ${count} signatures: ours ${ours.at(-1)!.toFixed(2)} s`);
      for (const [threads, results] of torch) {
        const result = await timeTorch(model, count, threads);
        if (typeof result === "string") {
          missing = result;
          say(`round ${round}: no figure for PyTorch: ${result}`);
          continue;
        }
        peer = result;
        results.push(result.seconds);
        say(
          `round ${round}: ${count} signatures: PyTorch, threads ${threads}: ` +
            `${result.seconds.toFixed(2)} s`,
        );
      }
    }
  }
  console.log(JSON.stringify({
    bench: "generate",
    count: many,
    threads,
    rounds,
    ...summarize(timings.get(many)!),
    one: summarize(timings.get(1)!),
    ...(missing === undefined ? {} : { torchMissing: missing }),
    versions: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      ...(peer === undefined ? {} : { torch: peer.torch, pillow: peer.pillow }),
    },
  }));
}
