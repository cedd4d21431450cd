/**
 * Measures variants of given signatures, `generate --like`: does a simple verifier give them to their
 * writer, and do they differ as a writer's own signatures do?
 *
 * `deno task bench like DIR`, where DIR has one subfolder per writer. For each of the writers chosen, one signature is given and the others
 * are the reference. The verifier names the writer of the nearest reference signature, by the features
 * of the evaluation. Variants are rendered, then cleaned as a scan is.
 *
 * @module
 */
import { scanFolder } from "../lib/dataset/scan_folder.ts";
import { assignWriters } from "../lib/dataset/writers/assign_writers.ts";
import {
  extractFeatures,
  type SignatureFeatures,
  toFeatureVectors,
} from "../lib/evaluation/features.ts";
import { type FeatureVectors, squaredDistances } from "../lib/evaluation/feature_vectors.ts";
import { normalizeSignature } from "../lib/evaluation/normalize.ts";
import { median } from "../lib/evaluation/signature_set.ts";
import { generateLike } from "../lib/generation/generate_like.ts";
import { loadModel } from "../lib/generation/load_model.ts";
import { type GivenSignature, recoverSignature } from "../lib/generation/recover_signature.ts";
import type { SignatureModel } from "../lib/generation/signature_model.ts";
import { prepareSignature } from "../lib/image/cleaning/prepare.ts";
import { decodeImage } from "../lib/image/codecs/decode.ts";
import { encodeGrayPng, inkToGray } from "../lib/image/codecs/encode.ts";
import { contactSheet } from "../lib/image/drawing/contact_sheet.ts";
import type { InkImage, ScannedImage } from "../lib/image/ink_image.ts";
import { renderPenCanvas } from "../lib/model/pen/render_points.ts";
import { Random } from "../lib/random.ts";
import { type Benchmark, flag, numbersFlag, realFolder, wholeNumberFlag } from "./measure.ts";

const RENDERED = { height: 256, width: 512 };
const SHEET_CELL = { height: 96, width: 192 };
const SHEET_ROWS = 40;

/** A signature of the folder, measured. */
interface Signature {
  readonly path: string;
  readonly writer: string;
  readonly image: ScannedImage;
}

/** `deno task bench like`. */
export const like: Benchmark = {
  usage:
    "DIR [--signatures=50] [--variants=5] [--spreads=0,0.25,0.5,1] [--model=pretrained] [--sheet=FILE]",
  summary: "What a verifier says of variants of given signatures",
  run: main,
};

async function main(): Promise<void> {
  const directory = await realFolder();
  if (directory === undefined) return;
  const count = wholeNumberFlag("signatures", 50);
  const spreads = numbersFlag("spreads", [0, 0.25, 0.5, 1]);
  const variants = wholeNumberFlag("variants", 5);
  const signatures = await readSignatures(directory);
  const given = chooseGiven(signatures, count);
  const vectors = toFeatureVectors(signatures.map(({ image }) => describe(image)));
  const writers = signatures.map(({ writer }) => writer);
  const verifier = new Verifier(vectors, writers, new Set(given));
  const genuine = verifier.judgeGenuine();
  console.log(
    `${signatures.length} signatures of ${new Set(writers).size} writers, ${given.length} given, ` +
      `${variants} variants of each`,
  );
  console.log("| spread | given to the writer | of genuine | to the given one | to each other |");
  console.log("| --- | --- | --- | --- | --- |");
  console.log(
    `| genuine | ${percent(genuine.accuracy)} | | ${genuine.distance.toFixed(2)} | ` +
      `${genuine.distance.toFixed(2)} |`,
  );
  using model = await loadModel(flag("model") ?? "pretrained", { backend: "simd" });
  const recovered = await Promise.all(given.map((i) => recoverSignature(signatures[i]!.image)));
  const native = { ...SHEET_CELL, strokeWidth: [0.1, 50] } as const;
  const rows = given.map((i) => [prepareSignature(signatures[i]!.image, native) as InkImage]);
  for (const spread of spreads) {
    const made = await makeVariants(model, recovered, { spread, count: variants });
    made.forEach(({ example }, k) => rows[k]!.push(example));
    const features = toFeatureVectors(made.flatMap(({ features }) => features));
    const sources = made.flatMap(({ features }, k) => features.map(() => given[k]!));
    const { accuracy, toGiven, toEachOther } = verifier.judge(features, sources);
    console.log(
      `| ${spread} | ${percent(accuracy)} | ${percent(accuracy / genuine.accuracy)} | ` +
        `${toGiven.toFixed(2)} | ${toEachOther.toFixed(2)} |`,
    );
  }
  const sheet = flag("sheet");
  if (sheet === undefined) return;
  const cells = contactSheet(rows.slice(0, SHEET_ROWS).flat(), {
    columns: spreads.length + 1,
    scale: 1,
  });
  await Deno.writeFile(sheet, encodeGrayPng(cells));
  console.log(`sheet: ${sheet} (given, then one variant for each spread)`);
}

/** Variants of one signature. */
interface Variants {
  /** The features of each. */
  readonly features: readonly SignatureFeatures[];
  /** The first one, in the size of the sheet. */
  readonly example: InkImage;
}

/** Makes and measures variants of each of some signatures. */
async function makeVariants(
  { vae }: SignatureModel,
  signatures: readonly GivenSignature[],
  { spread, count }: { readonly spread: number; readonly count: number },
): Promise<Variants[]> {
  const made: Variants[] = [];
  for (const [k, { trajectory }] of signatures.entries()) {
    const options = { count, seed: 1 + k, spread, temperature: 1 };
    const variants = await Array.fromAsync(generateLike(vae, trajectory, options));
    made.push({
      features: variants.map((variant) => describe(inkToGray(renderPenCanvas(variant, RENDERED)))),
      example: renderPenCanvas(variants[0]!, SHEET_CELL),
    });
  }
  return made;
}

async function readSignatures(directory: string): Promise<Signature[]> {
  const { images } = await scanFolder(directory);
  const assigned = assignWriters(images, "writer", { forgeries: "exclude" }).images;
  const signatures: Signature[] = [];
  for (const { path, writer } of assigned) {
    const bytes = await Deno.readFile(`${directory}/${path}`);
    signatures.push({ path, writer, image: await decodeImage(bytes) });
  }
  return signatures;
}

/** Indices of one signature each of `count` writers who have others, chosen at random. */
function chooseGiven(signatures: readonly Signature[], count: number): number[] {
  const random = new Random("given");
  const byWriter = Map.groupBy(signatures.keys(), (i) => signatures[i]!.writer);
  const known = [...byWriter.values()].filter((indices) => indices.length > 2);
  return random.shuffle(known).slice(0, count).map((indices) => random.choice(indices));
}

function describe(image: ScannedImage): SignatureFeatures {
  return extractFeatures(normalizeSignature(prepareSignature(image)).image);
}

/** Gives a signature to the writer of the nearest reference signature. */
class Verifier {
  readonly #vectors: FeatureVectors;
  readonly #writers: readonly string[];
  readonly #given: ReadonlySet<number>;
  /** Median distance of signatures of two writers, the unit of distances. */
  readonly #unit: number;
  readonly #distances: Float64Array;

  constructor(vectors: FeatureVectors, writers: readonly string[], given: ReadonlySet<number>) {
    this.#vectors = vectors;
    this.#writers = writers;
    this.#given = given;
    this.#distances = squaredDistances(vectors, vectors).map(Math.sqrt);
    this.#unit = median(this.#pairs((a, b) => writers[a] !== writers[b]));
  }

  /** The reference signatures of the given writers, each judged without itself. */
  judgeGenuine(): { readonly accuracy: number; readonly distance: number } {
    const { count } = this.#vectors;
    const givenWriters = new Set([...this.#given].map((i) => this.#writers[i]));
    const queries = [...this.#writers.keys()]
      .filter((i) => !this.#given.has(i) && givenWriters.has(this.#writers[i]));
    const right = queries.filter((i) => {
      const row = this.#distances.subarray(i * count, (i + 1) * count);
      return this.#nearestWriter(row, i) === this.#writers[i];
    });
    const isOwn = (a: number, b: number) =>
      this.#writers[a] === this.#writers[b] && givenWriters.has(this.#writers[a]);
    return {
      accuracy: right.length / queries.length,
      distance: median(this.#pairs(isOwn)) / this.#unit,
    };
  }

  /**
   * Judges variants.
   *
   * @param variants Their features.
   * @param sources Index of the given signature of each.
   */
  judge(variants: FeatureVectors, sources: readonly number[]) {
    const { count } = this.#vectors;
    const distances = squaredDistances(variants, this.#vectors).map(Math.sqrt);
    const among = squaredDistances(variants, variants).map(Math.sqrt);
    const rows = sources.map((source, i) => ({
      source,
      row: distances.subarray(i * count, (i + 1) * count),
    }));
    const right = rows.filter(({ source, row }) =>
      this.#nearestWriter(row) === this.#writers[source]
    );
    const toEachOther: number[] = [];
    sources.forEach((source, i) => {
      for (let j = 0; j < i; j++) {
        if (sources[j] === source) toEachOther.push(among[i * sources.length + j]!);
      }
    });
    return {
      accuracy: right.length / sources.length,
      toGiven: median(rows.map(({ source, row }) => row[source]!)) / this.#unit,
      toEachOther: toEachOther.length === 0 ? 0 : median(toEachOther) / this.#unit,
    };
  }

  /** The given signatures are no reference: a variant of one is near it by construction. */
  #nearestWriter(row: Float64Array, self = -1): string {
    let nearest = -1;
    row.forEach((distance, i) => {
      if (i === self || this.#given.has(i)) return;
      if (nearest < 0 || distance < row[nearest]!) nearest = i;
    });
    return this.#writers[nearest]!;
  }

  #pairs(isWanted: (a: number, b: number) => boolean): number[] {
    const { count } = this.#vectors;
    const values: number[] = [];
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < a; b++) {
        if (isWanted(a, b)) values.push(this.#distances[a * count + b]!);
      }
    }
    return values;
  }
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
