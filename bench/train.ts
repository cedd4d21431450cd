/**
 * How long a training step of the pen model takes, and the same step in PyTorch.
 *
 * Usage: `deno task bench train [--json] [--rounds=N] [--steps=N] [--hidden=N]
 * [--batch=N] [--threads=N] [--backend=NAME]`. Ours and PyTorch on one and on all
 * threads take turns, so that a machine that is busy for a while is unfair to none; the ratio is to
 * the better of PyTorch's two medians. The last line is one JSON object.
 */
import { type BackendChoice, selectBackend } from "../lib/backend/select.ts";
import type { BatchSource } from "../lib/dataset/batches.ts";
import { PenBatches } from "../lib/dataset/pen_batches.ts";
import { synthesizePenDataset } from "../lib/dataset/synthesize_pen_dataset.ts";
import { DEFAULT_PEN_CONFIG } from "../lib/model/config.ts";
import { createVAE } from "../lib/model/model_file.ts";
import { Trainer } from "../lib/training/trainer.ts";
import { flag, median, rounded, runPeer } from "./measure.ts";

/** What one run of the peer says. */
interface PeerResult {
  readonly milliseconds: readonly number[];
  readonly parameters: number;
  readonly torch: string;
}

interface Settings {
  readonly hidden: number;
  readonly batch: number;
  readonly steps: number;
}

/** Milliseconds per step of the trainer itself: batches, gradients, Adam and reading back. */
async function trainOurs({ hidden, batch, steps }: Settings): Promise<number> {
  const dataset = await synthesizePenDataset({ writers: 200, threads: 0 });
  const split = { training: dataset.names.map((_, i) => i), validation: [], byWriter: true };
  const batches = new PenBatches(dataset, split, { seed: 1 });
  const source: BatchSource = {
    observationShape: batches.observationShape,
    trainingCount: batch * steps, // one epoch of so many steps, the signatures repeated
    validationCount: 0,
    trainingBatch: (epoch, index, size) => batches.trainingBatch(epoch, index, size),
    validationBatch: (start, size) => batches.validationBatch(start, size),
  };
  const vae = createVAE({ ...DEFAULT_PEN_CONFIG, hidden }, 1);
  const trainer = new Trainer(vae, source, { epochs: 2, batchSize: batch, clipNorm: 500 });
  const seconds: number[] = [];
  for await (const metrics of trainer.epochs()) seconds.push(metrics.seconds);
  trainer.dispose();
  vae.dispose();
  return 1000 * seconds[1]! / steps; // the first epoch compiles and warms up
}

/** Runs the benchmark. */
export async function main(): Promise<void> {
  const quiet = Deno.args.includes("--json");
  const say = (line: string) => quiet ? undefined : console.log(line);
  const number = (name: string, fallback: number) => Number(flag(name) ?? fallback);
  const settings = {
    hidden: number("hidden", DEFAULT_PEN_CONFIG.hidden),
    batch: number("batch", 64),
    steps: number("steps", 20),
  };
  const threads = number("threads", navigator.hardwareConcurrency);
  const rounds = number("rounds", 5);
  const backend = await selectBackend((flag("backend") ?? "auto") as BackendChoice, { threads });
  say(`backend: ${backend.name} (${backend.reason})`);
  const ours: number[] = [];
  const peers = new Map<number, number[]>([...new Set([1, threads])].map((count) => [count, []]));
  let missing: string | undefined;
  let torch: string | undefined;
  for (let round = 1; round <= rounds; round++) {
    ours.push(await trainOurs(settings));
    say(`round ${round}: ours ${ours.at(-1)!.toFixed(1)} ms a step`);
    for (const [count, results] of peers) {
      const { hidden, batch, steps } = settings;
      const args = [count, hidden, batch, steps].map(String);
      const result = await runPeer<PeerResult>("train_pen.py", args);
      if (typeof result === "string") {
        missing = result;
        say(`round ${round}: no figure for PyTorch: ${result}`);
        continue;
      }
      torch = result.torch;
      results.push(median(result.milliseconds));
      say(`round ${round}: PyTorch, threads ${count}: ${results.at(-1)!.toFixed(1)} ms a step`);
    }
  }
  const ms = rounded(median(ours));
  const torchMs = Object.fromEntries(
    [...peers].filter(([, results]) => results.length > 0)
      .map(([count, results]) => [count, rounded(median(results))]),
  );
  const best = Math.min(...Object.values(torchMs));
  console.log(JSON.stringify({
    bench: "train",
    model: "pen",
    ...settings,
    backend: backend.name,
    threads,
    rounds,
    millisecondsPerStep: ms,
    torchMillisecondsPerStep: torchMs,
    ratioToTorch: Number.isFinite(best) ? rounded(ms / best) : null,
    ...(missing === undefined ? {} : { torchMissing: missing }),
    versions: { deno: Deno.version.deno, v8: Deno.version.v8, ...(torch ? { torch } : {}) },
  }));
  Deno.exit(0);
}
