/**
 * Measures large runs of `generate`: the time for images of 256 x 512 as PNG and as SVG beside PyTorch
 * and Pillow, and the peak memory as the number of signatures grows.
 *
 * `deno task bench generate --scale` has a `--count` of 10,000 and one round by default. The peer samples with PyTorch on
 * one and on all threads; on several, as many processes draw and encode. Ratios are to its better
 * median. Its SVG is simpler than ours: a line with a width for each piece of a stroke. The last line
 * is one JSON object.
 *
 * @module
 */
import {
  inFolder,
  medianTime,
  numbersFlag,
  rounded,
  runPeer,
  say,
  showTime,
  type Time,
  wholeNumberFlag,
} from "./measure.ts";
import { type GenerateCost, runGenerate } from "./run_generate.ts";

const SIZE = "256x512";
const FORMATS = ["png", "svg"] as const;

/** Output of one run of the peer, with its wall time. */
interface PeerCost extends Time {
  readonly torch: string;
  readonly pillow: string;
  readonly peakBytes: number;
}

function measureOurs(
  model: string,
  format: string,
  count: number,
  threads: number,
): Promise<GenerateCost> {
  const size = format === "png" ? ["--image-size", SIZE] : [];
  return inFolder((out) =>
    runGenerate([
      ...["--model", model, "--count", `${count}`, "--threads", `${threads}`],
      ...["--format", format, ...size, "--out", `${out}/run`],
    ])
  );
}

function measurePeer(
  model: string,
  format: string,
  count: number,
  threads: number,
): Promise<PeerCost | string> {
  return inFolder(async (out) => {
    const start = performance.now();
    const args = [model, `${count}`, `${out}/run`, `${threads}`, SIZE, format];
    const result = await runPeer<PeerCost>("generate_pen.py", args);
    const seconds = (performance.now() - start) / 1000;
    return typeof result === "string" ? result : { ...result, seconds };
  });
}

/** Runs the benchmark for one model file. */
export async function generateAtScale(model: string): Promise<void> {
  const rounds = wholeNumberFlag("rounds", 1);
  const count = wholeNumberFlag("count", 10000);
  const threads = wholeNumberFlag("threads", navigator.hardwareConcurrency);
  const memoryCounts = numbersFlag("memory", [1000, 10_000, 100_000]);
  const results: Record<string, unknown> = {};
  let versions: { torch: string; pillow: string } | undefined;
  for (const format of FORMATS) {
    const ours: GenerateCost[] = [];
    const peers = new Map<number, PeerCost[]>([...new Set([1, threads])].map((n) => [n, []]));
    let missing: string | undefined;
    for (let round = 1; round <= rounds; round++) {
      ours.push(await measureOurs(model, format, count, threads));
      say(`${format}, ${count} signatures: ours ${show(ours.at(-1)!)}`);
      for (const [threads, runs] of peers) {
        const peer = await measurePeer(model, format, count, threads);
        if (typeof peer === "string") missing = peer;
        else runs.push(peer);
        const figures = typeof peer === "string" ? `no figure: ${peer}` : show(peer);
        say(`${format}, ${count} signatures: PyTorch, threads ${threads}: ${figures}`);
        if (typeof peer !== "string") versions = { torch: peer.torch, pillow: peer.pillow };
      }
    }
    const medians = [...peers].filter(([, runs]) => runs.length > 0)
      .map(([threads, runs]) => [threads, medianTime(runs)] as const);
    const best = Math.min(...medians.map(([, { seconds }]) => seconds));
    const own = medianTime(ours);
    results[format] = {
      ...own,
      torch: Object.fromEntries(medians),
      ratioToTorch: medians.length > 0 ? rounded(own.seconds / best) : null,
      ...(missing === undefined ? {} : { torchMissing: missing }),
    };
  }
  const peaks: Record<number, number> = {};
  for (const number of memoryCounts) {
    const cost = await measureOurs(model, "png", number, threads);
    say(`png, ${number} signatures: ${show(cost)}`);
    peaks[number] = rounded(cost.peakBytes / 2 ** 20);
  }
  console.log(JSON.stringify({
    bench: "generate at scale",
    size: SIZE,
    count,
    threads,
    rounds,
    ...results,
    peakMebibytes: peaks,
    versions: { deno: Deno.version.deno, v8: Deno.version.v8, ...versions },
  }));
}

function show(cost: GenerateCost): string {
  return `${showTime(cost)}, peak ${(cost.peakBytes / 2 ** 20).toFixed(0)} MiB`;
}
