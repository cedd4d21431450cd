/**
 * The recipe that this project descends from, a convolutional VAE over 28 x 28 pixels, against the
 * pretrained model on real signatures, by the measures of `evaluate`.
 *
 * `deno task bench ancestor DIR`, where DIR has one subfolder per writer. A third of the writers is
 * held out, as by `train --validation-fraction 0.33`. The peer (`bench/peers/ancestor_vae.py`) trains
 * on the others; all sets are compared with the held-out signatures. Both models get the same cleaned
 * images; for the peer they are squeezed into a square, and its samples are stretched back. `--reuse`
 * takes the samples of an earlier run. OUT then has real signatures and what was learned from them: it
 * is as private as DIR.
 *
 * @module
 */
import { selectBackend } from "../lib/backend/select.ts";
import type { SignatureDataset } from "../lib/dataset/dataset.ts";
import { loadFolder } from "../lib/dataset/load_folder.ts";
import { splitByWriter } from "../lib/dataset/split.ts";
import { compareSheet } from "../lib/evaluation/compare_sheet.ts";
import { MeasuredRows } from "../lib/evaluation/measured_rows.ts";
import { pairedComparison } from "../lib/evaluation/paired_comparison.ts";
import type { EvaluationReport } from "../lib/evaluation/report.ts";
import { reportMarkdown, reportTable } from "../lib/evaluation/report_text.ts";
import { measureSet, type SignatureSet } from "../lib/evaluation/signature_set.ts";
import { toInkImage } from "../lib/evaluation/to_ink_image.ts";
import { loadModel } from "../lib/generation/load_model.ts";
import type { SignatureModel } from "../lib/generation/signature_model.ts";
import { encodeColorPng, encodeGrayPng, inkToGray } from "../lib/image/codecs/encode.ts";
import type { InkImage } from "../lib/image/ink_image.ts";
import { generateImages } from "../lib/model/generate.ts";
import { createNormalPrior } from "../lib/model/prior/normal.ts";
import { describeReconstructions, reconstructPen } from "./ancestor_reconstructions.ts";
import {
  type Benchmark,
  flag,
  hasFlag,
  realFolder,
  runPeer,
  UsageError,
  wholeNumberFlag,
} from "./measure.ts";
import { fileName, readImages, SIZE, squeeze, stretch } from "./peer_images.ts";

const HELD_OUT_FRACTION = 0.33;
const CACHE = "outputs/.cache";
const SHEET_COLUMNS = 8;
const SHEET_ROWS = 3;
/** Minimum number of samples: the number on the sheet. */
const MIN_COUNT = SHEET_ROWS * SHEET_COLUMNS;
/** The first sets are of real signatures: those of the training, as they are and squeezed. */
const REAL_SETS = 2;
/** What the peer says of its training. */
const PEER_FILE = "peer.json";

/** Output of the peer. */
interface PeerResult {
  readonly torch: string;
  readonly images: number;
  readonly epochs: number;
  readonly cpuSeconds: number;
  readonly parameters: number;
  /** Reconstruction and KL in nats per image of 28 x 28 pixels. */
  readonly trainingLosses: readonly [number, number];
  readonly heldOutLosses: readonly [number, number];
}

/** How the peer is trained, and where. */
interface AncestorOptions {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly threads: number;
  readonly epochs: number;
}

/** The signatures of the folder, by part. */
interface Parts {
  readonly training: readonly InkImage[];
  readonly heldOut: readonly InkImage[];
  /** The writer of each held-out signature. */
  readonly writers: readonly string[];
  /** The name of each held-out signature. */
  readonly names: readonly string[];
}

/** Signatures to compare with the held-out ones. */
interface NamedSet {
  readonly name: string;
  readonly set: SignatureSet;
}

/** `deno task bench ancestor`. */
export const ancestor: Benchmark = {
  usage:
    "DIR [--epochs=400] [--count=1000] [--seed=1] [--threads=1] [--out=outputs/ancestor] [--reuse] [--peers=DIR]",
  summary: "The recipe that this project descends from, beside the pretrained weights",
  run: main,
};

async function main(): Promise<void> {
  const directory = await realFolder();
  if (directory === undefined) return;
  const out = flag("out") ?? "outputs/ancestor";
  const seed = wholeNumberFlag("seed", 1, 0);
  const count = wholeNumberFlag("count", 1000, MIN_COUNT);
  const threads = wholeNumberFlag("threads", 1);
  const epochs = wholeNumberFlag("epochs", 400);
  await checkOutput(out);
  const { dataset } = await loadFolder(directory, { ...SIZE, threads, cacheDirectory: CACHE });
  const parts = splitParts(dataset, seed);
  const result = await runAncestor(parts, { out, count, seed, threads, epochs });
  if (typeof result === "string") {
    console.log(`skipped: the peer cannot run: ${result}`);
    return;
  }
  console.log(describePeer(result));
  await selectBackend("simd", { threads });
  using model = await loadModel("pretrained");
  const reference = await measureSet(parts.heldOut, { groups: parts.writers });
  const sets = await measureSets(parts, model, { out, count, seed });
  const report = compareAll(reference, sets, { directory, seed });
  console.log(`${reportTable(report)}\n`);
  compareModels(reference, sets, seed);
  const peer = await readImages(`${out}/reconstructions`, parts.heldOut.length);
  const own = await reconstructPen(directory, parts.names, model, CACHE);
  console.log(await describeReconstructions(parts, { ancestor: peer, pretrained: own }));
  await Deno.writeTextFile(`${out}/evaluation.md`, reportMarkdown(report));
  await writeSheets(reference, sets, out);
}

function splitParts(dataset: SignatureDataset, seed: number): Parts {
  const split = splitByWriter(dataset, { validationFraction: HELD_OUT_FRACTION, seed });
  const imagesOf = (indices: readonly number[]) => indices.map((i) => toInkImage(dataset, i));
  return {
    training: imagesOf(split.training),
    heldOut: imagesOf(split.validation),
    writers: split.validation.map((i) => dataset.writers[i]!),
    names: split.validation.map((i) => dataset.names[i]!),
  };
}

/** Checks, before the images are read, that there is a folder to write, or samples to take. */
async function checkOutput(out: string): Promise<void> {
  const info = await Deno.stat(out).catch(() => undefined);
  if (info?.isFile) {
    throw new UsageError(`Cannot write to --out="${out}": it is a file, expected a folder`);
  }
  if (hasFlag("reuse") && !(await Deno.stat(`${out}/${PEER_FILE}`).catch(() => undefined))) {
    throw new UsageError(
      `Cannot take samples from "${out}" by --reuse: it has no ${PEER_FILE}; ` +
        "run the command without --reuse first",
    );
  }
}

/** Squeezes images for the peer, trains it, and lets it generate. */
async function runAncestor(
  parts: Parts,
  { out, count, seed, threads, epochs }: AncestorOptions,
): Promise<PeerResult | string> {
  const file = `${out}/${PEER_FILE}`;
  if (hasFlag("reuse")) return JSON.parse(await Deno.readTextFile(file));
  for (
    const [part, images] of [["training", parts.training], ["held-out", parts.heldOut]] as const
  ) {
    await Deno.mkdir(`${out}/images/${part}`, { recursive: true });
    for (const [i, image] of images.entries()) {
      const png = encodeGrayPng(inkToGray(squeeze(image)));
      await Deno.writeFile(`${out}/images/${part}/${fileName(i)}`, png);
    }
  }
  const args = [`${out}/images`, out, count, epochs, seed, threads];
  const result = await runPeer<PeerResult>("ancestor_vae.py", args.map(String));
  if (typeof result !== "string") await Deno.writeTextFile(file, JSON.stringify(result));
  return result;
}

function describePeer(
  { torch, images, epochs, cpuSeconds, parameters, trainingLosses, heldOutLosses }: PeerResult,
): string {
  const nats = (losses: readonly number[]) => losses.map((loss) => loss.toFixed(1)).join(" + KL ");
  return `ancestor: ${parameters} parameters, ${images} images, ${epochs} epochs in ` +
    `${
      cpuSeconds.toFixed(0)
    } s of processor time, PyTorch ${torch}; nats per image of 28 x 28 pixels: training ` +
    `${nats(trainingLosses)}, held-out ${nats(heldOutLosses)}`;
}

async function measureSets(
  { training }: Parts,
  { vae, prior }: SignatureModel,
  { out, count, seed }: { out: string; count: number; seed: number },
): Promise<NamedSet[]> {
  const generate = (from: typeof prior) =>
    generateImages({ vae, prior: from }, { count, seed, temperature: 1 });
  const normal = createNormalPrior(vae.config.latentDim);
  const sources = {
    "real, the writers of the training": training,
    "the same, squeezed into 28 x 28 pixels": training.map((image) => stretch(squeeze(image))),
    "ancestor": await readImages(`${out}/normal`, count),
    "ancestor, z from a fitted normal distribution": await readImages(`${out}/gaussian`, count),
    "pretrained": generate(prior),
    "pretrained, z from N(0, I)": generate(normal),
  };
  const sets: NamedSet[] = [];
  for (const [name, images] of Object.entries(sources)) {
    sets.push({ name, set: await measureSet(images) });
    console.log(`measured: ${name}`);
  }
  normal.dispose();
  return sets;
}

function compareAll(
  reference: SignatureSet,
  sets: readonly NamedSet[],
  { directory, seed }: { directory: string; seed: number },
): EvaluationReport {
  const rows = new MeasuredRows(reference, seed);
  const trained = { training: sets[0]!.set.vectors, heldOut: reference.vectors };
  return {
    version: "benchmark",
    reference: directory,
    referenceSize: rows.size,
    model: "pretrained",
    seed,
    rows: [
      rows.floor(),
      ...sets.slice(0, REAL_SETS).map(({ name, set }) =>
        rows.compare({ kind: "baseline", name }, set)
      ),
      ...sets.slice(REAL_SETS).map(({ name, set }) =>
        rows.compare({ kind: "model", name }, set, trained)
      ),
    ],
  };
}

/** How much nearer the pretrained model is to the held-out writers than each set of the peer. */
function compareModels(reference: SignatureSet, sets: readonly NamedSet[], seed: number): void {
  const first = sets.find(({ name }) => name === "pretrained")!.set.vectors;
  for (const { name, set } of sets.filter(({ name }) => name.startsWith("ancestor"))) {
    const compared = { reference: reference.vectors, first, second: set.vectors };
    const { difference, standardError, verdict } = pairedComparison([compared], { seed });
    console.log(
      `pretrained against ${name}: nearer by ${difference.toFixed(1)} +- ` +
        `${standardError.toFixed(1)} (${verdict})`,
    );
  }
}

/** A sheet of the sets as they were measured, and one of the peer's samples as they are. */
async function writeSheets(
  reference: SignatureSet,
  sets: readonly NamedSet[],
  out: string,
): Promise<void> {
  const rows = [{ name: "real, held out", set: reference }, ...sets].flatMap(({ name, set }) =>
    [0, 1].map((row) => ({
      label: name,
      images: set.examples.slice(row * SHEET_COLUMNS, (row + 1) * SHEET_COLUMNS),
    }))
  );
  await Deno.writeFile(`${out}/measured.png`, encodeColorPng(compareSheet(rows, SHEET_COLUMNS)));
  const raw = await readImages(`${out}/normal`, SHEET_ROWS * SHEET_COLUMNS);
  const sheet = compareSheet(
    Array.from({ length: SHEET_ROWS }, (_, row) => ({
      label: "ancestor, as generated",
      images: raw.slice(row * SHEET_COLUMNS, (row + 1) * SHEET_COLUMNS),
    })),
    SHEET_COLUMNS,
  );
  await Deno.writeFile(`${out}/samples.png`, encodeColorPng(sheet));
  console.log(`sheets: ${out}/measured.png, ${out}/samples.png`);
}
