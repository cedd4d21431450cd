/**
 * Held-out images beside their reconstructions.
 *
 * @module
 */
import type { BatchSource } from "../../dataset/batches.ts";
import { contactSheet } from "../../image/drawing/contact_sheet.ts";
import type { GrayImage, InkImage } from "../../image/ink_image.ts";
import { reconstructImages, renderObservations } from "../../model/reconstruct_images.ts";
import type { VAE } from "../../model/vae.ts";
import { type ImageError, imageError } from "./image_error.ts";

const MAX_COUNT = 16;
const MAX_COLUMNS = 4;

/** Reconstructions as an image and as numbers. */
export interface Reconstructions {
  /** Rows of held-out images, each above the row of its reconstructions. */
  readonly sheet: GrayImage;
  /** Mean error of the reconstructions. */
  readonly error: ImageError;
}

/**
 * Reconstructs some held-out observations; training observations where nothing is held out.
 *
 * @param vae The model.
 * @param data Source of the observations.
 */
export async function renderReconstructions(
  vae: VAE,
  data: BatchSource,
): Promise<Reconstructions> {
  const count = Math.min(MAX_COUNT, data.validationCount || data.trainingCount);
  const columns = Math.min(MAX_COLUMNS, count);
  const observations = spreadObservations(data, count);
  const originals = await renderObservations(vae, observations, count);
  const reconstructions = await reconstructImages(vae, observations, count);
  const { height, width } = originals[0]!;
  const blank = { height, width, data: new Float32Array(height * width) };
  const row = (images: readonly InkImage[], start: number) =>
    Array.from({ length: columns }, (_, i) => images[start + i] ?? blank);
  const rows: InkImage[] = [];
  for (let start = 0; start < count; start += columns) {
    rows.push(...row(originals, start), ...row(reconstructions, start));
  }
  return { sheet: contactSheet(rows, { columns }), error: imageError(originals, reconstructions) };
}

/** Held-out observations at equal distances, so that they belong to many writers. */
function spreadObservations(data: BatchSource, count: number): Float32Array {
  const { validationCount } = data;
  if (validationCount === 0) return data.trainingBatch(0, 0, count);
  const size = data.observationShape.reduce((product, length) => product * length, 1);
  const result = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const start = Math.floor(i * validationCount / count);
    result.set(data.validationBatch(start, 1), i * size);
  }
  return result;
}
