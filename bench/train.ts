/**
 * Measures the time of a training step of the pen model, or with `--model=pixel` of the pixel
 * model, against PyTorch.
 *
 * Ours with products in WebAssembly, ours with products by a
 * BLAS library where there is one, and each variant of PyTorch (`bench/peers/time_steps.py`) on one
 * and on all threads take turns, so that other load on the machine affects all. Each figure is the
 * median over the rounds of the median over the steps (of our processor time, the mean); ratios are
 * to the best of PyTorch's, in wall time and in processor time. The last line is one JSON object.
 */
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import { type BackendChoice, type BackendInfo, selectBackend } from "../lib/backend/select.ts";
import { findBlas } from "../lib/backend/simd/blas.ts";
import { disposeSimdBackend } from "../lib/backend/simd/mod.ts";
import { PenBatches } from "../lib/dataset/pen_batches.ts";
import { synthesizePenDataset } from "../lib/dataset/synthesize_pen_dataset.ts";
import { type BatchSource, ImageBatches } from "../lib/dataset/batches.ts";
import { synthesizeDataset } from "../lib/dataset/synthesize_dataset.ts";
import { DEFAULT_PEN_CONFIG, DEFAULT_PIXEL_CONFIG, type VAEConfig } from "../lib/model/config.ts";
import { createVAE } from "../lib/model/model_file.ts";
import { Trainer } from "../lib/training/trainer.ts";
import {
  type Benchmark,
  flag,
  median,
  rounded,
  runPeer,
  say,
  UsageError,
  wholeNumberFlag,
} from "./measure.ts";

/** Output of one run of the peer. */
interface PeerResult {
  readonly milliseconds: readonly number[];
  readonly cpuMilliseconds: readonly number[];
  readonly parameters: number;
  readonly torch: string;
}

interface Settings {
  readonly model: "pen" | "pixel";
  readonly hidden: number;
  readonly channels: number;
  readonly blocks: number;
  readonly batch: number;
  readonly steps: number;
  readonly threads: number;
}

/** Times of a step in each round. */
interface Times {
  /** Wall time: the median over the steps. */
  readonly milliseconds: number[];
  /** Processor time of all threads, which other load affects least. */
  readonly cpuMilliseconds: number[];
}

/** Variants of PyTorch: eager, with fused Adam and channels_last, and compiled as well. */
const VARIANTS: readonly string[] = ["eager", "tuned", "compiled"];

/** A variant of the step of PyTorch. */
interface Peer extends Times {
  readonly variant: string;
  readonly threads: number;
}

/** A variant of our step. */
interface Engine extends Times {
  readonly backend: BackendChoice;
  readonly blas: string;
  info?: BackendInfo;
}

/** Our engines: with a library for matrix products only where one is found. */
function findEngines(backend: BackendChoice): { engines: Engine[]; blasMissing?: string } {
  const engine = (blas: string): Engine => ({
    backend,
    blas,
    milliseconds: [],
    cpuMilliseconds: [],
  });
  if (backend === "webgpu" || backend === "cpu") return { engines: [engine("none")] };
  const path = flag("blas") ?? "auto";
  const { reason } = { reason: undefined, ...findBlas(path) };
  if (reason === undefined) return { engines: [engine("none"), engine(path)] };
  return { engines: [engine("none")], blasMissing: reason };
}

/** Times steps of the trainer itself: batch, gradients, Adam and reading back. */
async function trainOurs(engine: Engine, settings: Settings): Promise<void> {
  const { batch, steps, threads } = settings;
  await tf.setBackend("cpu");
  await disposeSimdBackend();
  engine.info = await selectBackend(engine.backend, { threads, blas: engine.blas });
  const batches = await makeBatches(settings);
  const starts: number[] = [];
  let cpuStart = process.cpuUsage();
  const source: BatchSource = {
    observationShape: batches.observationShape,
    trainingCount: batch * steps, // one epoch of `steps` steps, with repeated signatures
    validationCount: 0,
    trainingBatch: (epoch, index, size) => {
      if (starts.length === steps) cpuStart = process.cpuUsage(); // the second epoch begins
      starts.push(performance.now());
      return batches.trainingBatch(epoch, index, size);
    },
    validationBatch: (start, size) => batches.validationBatch(start, size),
  };
  const vae = createVAE(configOf(settings), 1);
  const trainer = new Trainer(vae, source, { epochs: 2, batchSize: batch, clipNorm: 500 });
  let seconds = 0;
  for await (const metrics of trainer.epochs()) seconds = metrics.seconds;
  const { user, system } = process.cpuUsage(cpuStart);
  trainer.dispose();
  vae.dispose();
  // The first epoch compiles and warms up. On a graphics card a step ends when it is read back, not
  // when the next begins.
  const second = starts.slice(steps);
  const step = engine.info.name === "webgpu"
    ? 1000 * seconds / steps
    : median(second.slice(1).map((start, i) => start - second[i]!));
  engine.milliseconds.push(step);
  engine.cpuMilliseconds.push((user + system) / 1000 / steps);
}

function configOf({ model, hidden, channels, blocks }: Settings): VAEConfig {
  return model === "pen"
    ? { ...DEFAULT_PEN_CONFIG, hidden, channels, blocks }
    : { ...DEFAULT_PIXEL_CONFIG, channels };
}

async function makeBatches({ model }: Settings): Promise<BatchSource> {
  const all = (names: readonly string[]) => ({
    training: names.map((_, i) => i),
    validation: [],
    byWriter: true,
  });
  if (model === "pen") {
    const dataset = await synthesizePenDataset({ writers: 200, threads: 0 });
    return new PenBatches(dataset, all(dataset.names), { seed: 1 });
  }
  const { height, width } = DEFAULT_PIXEL_CONFIG;
  const dataset = await synthesizeDataset({ writers: 50, height, width, threads: 0 });
  return new ImageBatches(dataset, all(dataset.names), { seed: 1 });
}

/** The peer's script and its arguments. */
function peerCommand(
  settings: Settings,
  { variant, threads }: Peer,
): [script: string, args: string[]] {
  const { model, hidden, channels, blocks, batch, steps } = settings;
  return model === "pen"
    ? ["train_pen.py", [threads, hidden, channels, blocks, batch, steps, variant].map(String)]
    : ["train_pixel.py", [threads, channels, batch, steps, variant].map(String)];
}

/** Lists the selected variants, on one thread and on all. */
function listPeers(threads: number): Peer[] {
  const variants = flag("variants")?.split(",") ?? VARIANTS;
  const unknown = variants.find((variant) => !VARIANTS.includes(variant));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot time PyTorch: --variants has "${unknown}", expected ${VARIANTS.join(", ")}`,
    );
  }
  return variants.flatMap((variant) =>
    [...new Set([1, threads])].map((count) => ({
      variant,
      threads: count,
      milliseconds: [],
      cpuMilliseconds: [],
    }))
  );
}

/** `deno task bench train`. */
export const train: Benchmark = {
  usage:
    "[--json] [--model=pen|pixel] [--rounds=5] [--steps=20] [--hidden=N] [--channels=N] [--blocks=N] [--batch=64] [--threads=N] [--backend=NAME] [--blas=PATH] [--variants=eager,tuned,compiled] [--peers=DIR]",
  summary: "A training step against PyTorch",
  run: main,
};

async function main(): Promise<void> {
  const model = flag("model") ?? "pen";
  if (model !== "pen" && model !== "pixel") {
    throw new UsageError(
      `Cannot time a training step: --model is "${model}", expected "pen" or "pixel"`,
    );
  }
  const settings: Settings = {
    model,
    hidden: wholeNumberFlag("hidden", DEFAULT_PEN_CONFIG.hidden),
    channels: wholeNumberFlag("channels", model === "pen" ? DEFAULT_PEN_CONFIG.channels : 32),
    blocks: wholeNumberFlag("blocks", DEFAULT_PEN_CONFIG.blocks),
    batch: wholeNumberFlag("batch", 64),
    steps: wholeNumberFlag("steps", 20),
    threads: wholeNumberFlag("threads", navigator.hardwareConcurrency),
  };
  const rounds = wholeNumberFlag("rounds", 5);
  const { engines, blasMissing } = findEngines((flag("backend") ?? "simd") as BackendChoice);
  if (blasMissing !== undefined) say(`no figure for ours with a BLAS library: ${blasMissing}`);
  const peers = listPeers(settings.threads);
  const missing = new Map<string, string>();
  let torch: string | undefined;
  for (let round = 1; round <= rounds; round++) {
    for (const engine of engines) {
      await trainOurs(engine, settings);
      if (round === 1) say(`ours: ${engine.info!.name} (${engine.info!.reason})`);
      say(`round ${round}: ours, --blas ${engine.blas}: ${show(engine)}`);
    }
    for (const peer of peers) {
      const result = await runPeer<PeerResult>(...peerCommand(settings, peer));
      if (typeof result === "string") {
        missing.set(peer.variant, result);
        say(`round ${round}: no figure for PyTorch, ${peer.variant}: ${result}`);
        continue;
      }
      torch = result.torch;
      peer.milliseconds.push(median(result.milliseconds));
      peer.cpuMilliseconds.push(median(result.cpuMilliseconds));
      say(`round ${round}: PyTorch, ${peer.variant}, threads ${peer.threads}: ${show(peer)}`);
    }
  }
  const measured = peers.filter(({ milliseconds }) => milliseconds.length > 0)
    .map((peer) => ({ variant: peer.variant, threads: peer.threads, ...summary(peer) }))
    .sort((a, b) => a.millisecondsPerStep - b.millisecondsPerStep);
  console.log(JSON.stringify({
    bench: "train",
    ...settings,
    rounds,
    ours: engines.map((engine) => ({
      backend: engine.info!.name,
      engine: engine.info!.reason,
      ...summary(engine),
      ...ratios(summary(engine), measured),
    })),
    ...(blasMissing === undefined ? {} : { blasMissing }),
    torch: measured,
    ...(missing.size === 0 ? {} : { torchMissing: Object.fromEntries(missing) }),
    versions: { deno: Deno.version.deno, v8: Deno.version.v8, ...(torch ? { torch } : {}) },
  }));
  Deno.exit(0);
}

/** Ratios of ours to the best of the peer, in wall time and in processor time. */
function ratios(ours: Summary, peers: readonly Summary[]) {
  const ratio = (name: keyof Summary) =>
    peers.length === 0 ? null : rounded(ours[name] / Math.min(...peers.map((peer) => peer[name])));
  return {
    ratioToTorch: ratio("millisecondsPerStep"),
    cpuRatioToTorch: ratio("cpuMillisecondsPerStep"),
  };
}

interface Summary {
  readonly millisecondsPerStep: number;
  readonly cpuMillisecondsPerStep: number;
}

function summary({ milliseconds, cpuMilliseconds }: Times): Summary {
  return {
    millisecondsPerStep: rounded(median(milliseconds)),
    cpuMillisecondsPerStep: rounded(median(cpuMilliseconds)),
  };
}

/** Formats the last round for display. */
function show({ milliseconds, cpuMilliseconds }: Times): string {
  return `${milliseconds.at(-1)!.toFixed(1)} ms a step (${
    cpuMilliseconds.at(-1)!.toFixed(1)
  } of processor time)`;
}
