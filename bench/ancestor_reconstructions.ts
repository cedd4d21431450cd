/**
 * How well models reconstruct signatures that they have not been trained on.
 *
 * @module
 */
import { loadPenFolder } from "../lib/dataset/load_folder.ts";
import { type FeatureVectors, squaredDistances } from "../lib/evaluation/feature_vectors.ts";
import { normalizeSignature } from "../lib/evaluation/normalize.ts";
import { measureSet } from "../lib/evaluation/signature_set.ts";
import type { SignatureModel } from "../lib/generation/signature_model.ts";
import type { InkImage } from "../lib/image/ink_image.ts";
import { reconstructImages } from "../lib/model/reconstruct_images.ts";
import { chamferDistance } from "../lib/strokes/geometry/chamfer_distance.ts";
import { imageError } from "../lib/training/run/image_error.ts";
import { squeeze, stretch } from "./peer_images.ts";

/** Signatures that are reconstructed at a time. */
const BATCH = 50;

/** Signatures that no model has been trained on. */
export interface HeldOutSignatures {
  /** Their images. */
  readonly heldOut: readonly InkImage[];
  /** The writer of each. */
  readonly writers: readonly string[];
}

/**
 * Reconstructs signatures of a folder by a pen model, from their recovered trajectories.
 *
 * @param directory The folder.
 * @param names Names of the signatures within it.
 * @param model The model.
 * @param cacheDirectory Folder of the cache of trajectories.
 * @throws {Error} If it is no pen model, or a signature has no trajectory.
 */
export async function reconstructPen(
  directory: string,
  names: readonly string[],
  { vae }: SignatureModel,
  cacheDirectory: string,
): Promise<InkImage[]> {
  if (vae.config.model !== "pen") {
    throw new Error(`Cannot reconstruct trajectories by a ${vae.config.model} model, expected pen`);
  }
  const { dataset } = await loadPenFolder(directory, {
    pointCount: vae.config.points,
    cacheDirectory,
  });
  const size = dataset.points.length / dataset.names.length;
  const images: InkImage[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH).map((name) => {
      const index = dataset.names.indexOf(name);
      if (index < 0) throw new Error(`Cannot reconstruct "${name}": it has no trajectory`);
      return index;
    });
    const points = new Float32Array(batch.length * size);
    batch.forEach((index, i) => {
      points.set(dataset.points.subarray(index * size, (index + 1) * size), i * size);
    });
    images.push(...await reconstructImages(vae, points, batch.length));
  }
  return images;
}

/**
 * Describes reconstructions as a table, beside the originals themselves.
 *
 * @param signatures The originals.
 * @param reconstructions Those of each model, in the order of the originals.
 */
export async function describeReconstructions(
  signatures: HeldOutSignatures,
  reconstructions: Readonly<Record<string, readonly InkImage[]>>,
): Promise<string> {
  const { heldOut } = signatures;
  const { vectors } = await measureSet(heldOut);
  const sets = {
    "originals": heldOut,
    "originals, squeezed into 28 x 28 pixels": heldOut.map((image) => stretch(squeeze(image))),
    ...reconstructions,
  };
  const lines = [
    "| reconstructions | Chamfer, px | MSE at 28 x 28 | given to the writer |",
    "| --- | ---: | ---: | ---: |",
  ];
  for (const [name, images] of Object.entries(sets)) {
    lines.push(`| ${name} | ${(await measure(images, signatures, vectors)).join(" | ")} |`);
  }
  return lines.join("\n");
}

/** Chamfer distance, mean squared error and identification rate of reconstructions, formatted. */
async function measure(
  images: readonly InkImage[],
  { heldOut, writers }: HeldOutSignatures,
  originals: FeatureVectors,
): Promise<string[]> {
  const { vectors } = await measureSet(images);
  const chamfer = mean(
    heldOut.map((image, i) =>
      chamferDistance(normalizeSignature(image).image, normalizeSignature(images[i]!).image)
    ),
  );
  const { mse } = imageError(heldOut.map(squeeze), images.map(squeeze));
  const given = 100 * identificationRate(vectors, originals, writers);
  return [chamfer.toFixed(2), mse.toFixed(4), `${given.toFixed(1)} %`];
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
