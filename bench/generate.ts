/**
 * Measures the time to generate signatures, from start to end of the process, against PyTorch and
 * Pillow.
 *
 * The default model is the pretrained one. Ours and PyTorch on one and on all threads take turns,
 * with many signatures and with one; ratios are to the better of PyTorch's two medians, in wall
 * time and in processor time. The last line is one JSON object.
 *
 * `deno task bench generate --scale` measures large runs instead: see `generate_at_scale.ts`.
 */
import { readPretrained } from "../lib/model/pretrained/read_pretrained.ts";
import { generateAtScale } from "./generate_at_scale.ts";
import {
  type Benchmark,
  flag,
  hasFlag,
  inFolder,
  median,
  rounded,
  runPeer,
  say,
  showTime,
  type Time,
  wholeNumberFlag,
} from "./measure.ts";
import { runGenerate } from "./run_generate.ts";

/** Output of one run of the peer. */
interface PeerResult {
  readonly torch: string;
  readonly pillow: string;
  readonly cpuSeconds: number;
}

/** Times of each kind of run. */
interface Timings {
  readonly ours: Time[];
  /** By number of threads. */
  readonly torch: ReadonlyMap<number, Time[]>;
}

function timeOurs(model: string, count: number, threads: number): Promise<Time> {
  return inFolder(async (out) => {
    const args = ["--model", model, "--count", `${count}`, "--threads", `${threads}`];
    const { seconds, cpuSeconds } = await runGenerate([...args, "--out", out]);
    await checkCount(out, count);
    return { seconds, cpuSeconds };
  });
}

function timeTorch(
  model: string,
  count: number,
  threads: number,
): Promise<PeerResult & Time | string> {
  return inFolder(async (out) => {
    const start = performance.now();
    const args = [model, `${count}`, out, `${threads}`];
    const result = await runPeer<PeerResult>("generate_pen.py", args);
    const seconds = (performance.now() - start) / 1000;
    if (typeof result === "string") return result;
    await checkCount(out, count);
    return { ...result, seconds };
  });
}

/** Checks the number of signatures: both write one file for each. */
async function checkCount(folder: string, count: number): Promise<void> {
  const files = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const written = files.filter((name) => name.startsWith("signature-")).length;
  if (written !== count) {
    throw new Error(`Cannot time generation: ${written} signatures are written, expected ${count}`);
  }
}

function summarize({ ours, torch }: Timings) {
  const clock = compareMedians(ours, torch, "seconds");
  const cpu = compareMedians(ours, torch, "cpuSeconds");
  return {
    seconds: clock.ours,
    cpuSeconds: cpu.ours,
    torchSeconds: clock.torch,
    torchCpuSeconds: cpu.torch,
    ratioToTorch: clock.ratio,
    cpuRatioToTorch: cpu.ratio,
  };
}

/** Medians of ours and of PyTorch's by the number of threads, and ours over the least of these. */
function compareMedians(ours: Time[], torch: Timings["torch"], name: keyof Time) {
  const medianOf = (times: readonly Time[]) => rounded(median(times.map((time) => time[name])));
  const peers = [...torch].filter(([, times]) => times.length > 0)
    .map(([threads, times]) => [threads, medianOf(times)] as const);
  const best = Math.min(...peers.map(([, value]) => value));
  return {
    ours: medianOf(ours),
    torch: peers.length > 0 ? Object.fromEntries(peers) : null,
    ratio: peers.length > 0 ? rounded(medianOf(ours) / best) : null,
  };
}

/** `deno task bench generate`. */
export const generate: Benchmark = {
  usage:
    "[--json] [--rounds=3] [--count=256] [--threads=N] [--model=FILE] [--scale [--memory=1000,10000,100000]] [--peers=DIR]",
  summary: "Generating, from start to end of the process, against PyTorch and Pillow",
  run: main,
};

async function main(): Promise<void> {
  const compareModel = hasFlag("scale") ? generateAtScale : compare;
  const given = flag("model");
  if (given !== undefined) return await compareModel(await Deno.realPath(given));
  const file = await Deno.makeTempFile({ suffix: ".safetensors" });
  try {
    await Deno.writeFile(file, await readPretrained());
    await compareModel(file);
  } finally {
    await Deno.remove(file);
  }
}

async function compare(model: string): Promise<void> {
  const rounds = wholeNumberFlag("rounds", 3);
  const many = wholeNumberFlag("count", 256);
  const threads = wholeNumberFlag("threads", navigator.hardwareConcurrency);
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
      say(`round ${round}: ${count} signatures: ours ${showTime(ours.at(-1)!)}`);
      for (const [threads, results] of torch) {
        const result = await timeTorch(model, count, threads);
        if (typeof result === "string") {
          missing = result;
          say(`round ${round}: no figure for PyTorch: ${result}`);
          continue;
        }
        peer = result;
        results.push(result);
        say(
          `round ${round}: ${count} signatures: PyTorch, threads ${threads}: ` +
            showTime(result),
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
