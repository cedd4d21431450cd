/**
 * The recipe that this project descends from, a convolutional VAE over 28 x 28 pixels, against the
 * pretrained model on real signatures, by the measures of `evaluate`.
 *
 * `deno task bench ancestor DIR [--epochs=400] [--count=1000] [--seed=1] [--threads=1]
 * [--out=outputs/ancestor] [--reuse]`, where DIR has one subfolder per writer. A third of the writers is
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
import { loadFolder, loadPenFolder } from "../lib/dataset/load_folder.ts";
import { splitByWriter } from "../lib/dataset/split.ts";
import {
  compareHalves,
  compareWithReference,
  memorizationRatio,
  splitReference,
} from "../lib/evaluation/compare_sets.ts";
import { compareSheet } from "../lib/evaluation/compare_sheet.ts";
import { type FeatureVectors, squaredDistances } from "../lib/evaluation/feature_vectors.ts";
import { normalizeSignature } from "../lib/evaluation/normalize.ts";
import { pairedComparison } from "../lib/evaluation/paired_comparison.ts";
import {
  type EvaluationReport,
  type EvaluationRow,
  reportMarkdown,
  reportTable,
} from "../lib/evaluation/report.ts";
import { measureSet, type SignatureSet } from "../lib/evaluation/signature_set.ts";
import { toInkImage } from "../lib/evaluation/to_ink_image.ts";
import { loadModel } from "../lib/generation/load_model.ts";
import type { SignatureModel } from "../lib/generation/signature_model.ts";
import { decodeImage } from "../lib/image/codecs/decode.ts";
import { encodeColorPng, encodeGrayPng, inkToGray } from "../lib/image/codecs/encode.ts";
import type { InkImage } from "../lib/image/ink_image.ts";
import { resample } from "../lib/image/resize.ts";
import { generateImages, reconstructImages } from "../lib/model/generate.ts";
import { createNormalPrior } from "../lib/model/prior/normal.ts";
import { chamferDistance } from "../lib/strokes/geometry/chamfer_distance.ts";
import { imageError } from "../lib/training/image_error.ts";
import { flag, runPeer } from "./measure.ts";

const SIZE = { height: 64, width: 128 };
/** Rows and columns of the peer's images. */
const SQUARE = 28;
const HELD_OUT_FRACTION = 0.33;
const CACHE = "outputs/.cache";
const SHEET_COLUMNS = 8;
/** Signatures that are reconstructed at a time. */
const BATCH = 50;

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

/** Runs the benchmark. */
export async function main(): Promise<void> {
  const directory = Deno.args.slice(1).find((argument) => !argument.startsWith("--"));
  if (directory === undefined || await Deno.stat(directory).catch(() => undefined) === undefined) {
    console.log(
      `skipped: it needs a folder of real signatures, and there is no ${directory ?? "argument"}`,
    );
    return;
  }
  const out = flag("out") ?? "outputs/ancestor";
  const seed = Number(flag("seed") ?? 1);
  const count = Number(flag("count") ?? 1000);
  const threads = Number(flag("threads") ?? 1);
  const { dataset } = await loadFolder(directory, { ...SIZE, threads, cacheDirectory: CACHE });
  const parts = splitParts(dataset, seed);
  const result = await runAncestor(parts, { out, count, seed, threads });
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
  console.log(await describeReconstructions(directory, parts, model, out));
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

/** Squeezes images for the peer, trains it, and lets it generate. */
async function runAncestor(
  parts: Parts,
  { out, count, seed, threads }: { out: string; count: number; seed: number; threads: number },
): Promise<PeerResult | string> {
  const file = `${out}/peer.json`;
  if (Deno.args.includes("--reuse")) return JSON.parse(await Deno.readTextFile(file));
  for (
    const [part, images] of [["training", parts.training], ["held-out", parts.heldOut]] as const
  ) {
    await Deno.mkdir(`${out}/images/${part}`, { recursive: true });
    for (const [i, image] of images.entries()) {
      const png = encodeGrayPng(inkToGray(squeeze(image)));
      await Deno.writeFile(`${out}/images/${part}/${fileName(i)}`, png);
    }
  }
  const args = [`${out}/images`, out, count, flag("epochs") ?? 400, seed, threads];
  const result = await runPeer<PeerResult>("ancestor_vae.py", args.map(String));
  if (typeof result !== "string") await Deno.writeTextFile(file, JSON.stringify(result));
  return result;
}

function fileName(index: number): string {
  return `${String(index + 1).padStart(5, "0")}.png`;
}

function squeeze(image: InkImage): InkImage {
  return { height: SQUARE, width: SQUARE, data: resample(image, SQUARE, SQUARE) };
}

function stretch(image: InkImage): InkImage {
  return { ...SIZE, data: resample(image, SIZE.height, SIZE.width) };
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

/** The images that the peer wrote, stretched to the size of the others. */
async function readImages(folder: string, count: number): Promise<InkImage[]> {
  const images: InkImage[] = [];
  for (let i = 0; i < count; i++) {
    const { height, width, data } = await decodeImage(
      await Deno.readFile(`${folder}/${fileName(i)}`),
    );
    const channels = data.length / (height * width);
    const ink = Float32Array.from(
      { length: height * width },
      (_, k) => 1 - data[k * channels]! / 255,
    );
    images.push(stretch({ height, width, data: ink }));
  }
  return images;
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
  const halves = splitReference(reference.vectors, seed);
  const training = sets[0]!.set.vectors;
  const rowOf = ({ name, set }: NamedSet, isReal: boolean): EvaluationRow => ({
    name,
    count: set.vectors.count,
    comparison: compareWithReference(halves, set.vectors),
    medians: set.medians,
    degenerate: set.degenerate,
    memorization: isReal ? undefined : memorizationRatio(set.vectors, training, reference.vectors),
  });
  return {
    version: "benchmark",
    reference: directory,
    referenceSize: {
      signatures: reference.vectors.count,
      writers: new Set(reference.vectors.groups).size,
    },
    model: "pretrained",
    seed,
    rows: [
      {
        name: "reference, half against half",
        count: reference.vectors.count,
        comparison: compareHalves(halves),
        medians: reference.medians,
        degenerate: reference.degenerate,
      },
      ...sets.map((set, i) => rowOf(set, i < 2)),
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

/** Reconstructions of the held-out signatures, which neither model has been trained on. */
async function describeReconstructions(
  directory: string,
  { heldOut, writers, names }: Parts,
  { vae }: SignatureModel,
  out: string,
): Promise<string> {
  if (vae.config.model !== "pen") throw new Error("expected a pen model");
  const { dataset } = await loadPenFolder(directory, {
    pointCount: vae.config.points,
    cacheDirectory: CACHE,
  });
  const size = dataset.points.length / dataset.names.length;
  const own: InkImage[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH).map((name) => dataset.names.indexOf(name));
    const points = new Float32Array(batch.length * size);
    batch.forEach((index, i) => {
      points.set(dataset.points.subarray(index * size, (index + 1) * size), i * size);
    });
    own.push(...await reconstructImages(vae, points, batch.length));
  }
  const sets = {
    "originals": heldOut,
    "originals, squeezed into 28 x 28 pixels": heldOut.map((image) => stretch(squeeze(image))),
    "ancestor": await readImages(`${out}/reconstructions`, heldOut.length),
    "pretrained": own,
  };
  const lines = ["| reconstructions | Chamfer, px | MSE at 28 x 28 | given to the writer |"];
  lines.push("| --- | ---: | ---: | ---: |");
  const originals = await measureSet(heldOut);
  for (const [name, images] of Object.entries(sets)) {
    const { vectors } = await measureSet(images);
    const chamfer = mean(
      heldOut.map((image, i) =>
        chamferDistance(normalizeSignature(image).image, normalizeSignature(images[i]!).image)
      ),
    );
    const { mse } = imageError(heldOut.map(squeeze), images.map(squeeze));
    const given = 100 * identificationRate(vectors, originals.vectors, writers);
    lines.push(`| ${name} | ${chamfer.toFixed(2)} | ${mse.toFixed(4)} | ${given.toFixed(1)} % |`);
  }
  return lines.join("\n");
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Fraction of signatures whose nearest original, apart from their own, is of their writer. */
function identificationRate(
  vectors: FeatureVectors,
  originals: FeatureVectors,
  writers: readonly string[],
): number {
  const distances = squaredDistances(vectors, originals);
  const right = writers.filter((writer, i) => {
    const row = distances.subarray(i * writers.length, (i + 1) * writers.length);
    row[i] = Infinity;
    return writers[row.indexOf(Math.min(...row))] === writer;
  });
  return right.length / writers.length;
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
  const raw = await readImages(`${out}/normal`, 3 * SHEET_COLUMNS);
  const sheet = compareSheet(
    [0, 1, 2].map((row) => ({
      label: "ancestor, as generated",
      images: raw.slice(row * SHEET_COLUMNS, (row + 1) * SHEET_COLUMNS),
    })),
    SHEET_COLUMNS,
  );
  await Deno.writeFile(`${out}/samples.png`, encodeColorPng(sheet));
  console.log(`sheets: ${out}/measured.png, ${out}/samples.png`);
}
