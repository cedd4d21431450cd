/**
 * Directions of a model file.
 *
 * @module
 */
import { ensureBackend } from "../../backend/select.ts";
import { sha256 } from "../../sha256.ts";
import { decodeModel } from "../../model/model_file.ts";
import { Random } from "../../random.ts";
import { checkPlayable } from "../engine/check_playable.ts";
import { fitDirections, sampleStyles } from "./fit_directions.ts";
import type { StyleDirections } from "./style_directions.ts";

/** Decimals of axes and effects. */
const AXIS_DECIMALS = 5;
const EFFECT_DECIMALS = 3;

/**
 * Generates signatures with a model and fits directions to what they look like.
 *
 * @param bytes The model file.
 * @param count Number of signatures; sampling them takes most of the time.
 * @returns The directions; the same file, count and backend give the same ones.
 * @throws {RangeError} If the file is not a pen model with a prior that can be inverted.
 */
export async function fitModelDirections(
  bytes: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<StyleDirections> {
  await ensureBackend();
  const model = await decodeModel(bytes);
  try {
    const playable = checkPlayable(model);
    const { latentDim } = model.vae.config;
    const epsilons = Array.from(
      { length: count },
      (_, i) => new Random("direction style", i).normals(latentDim),
    );
    const directions = fitDirections(await sampleStyles(playable, epsilons, 0));
    return {
      modelSha256: await sha256(bytes),
      samples: count,
      directions: directions.map(({ axis, effect, ...words }) => ({
        ...words,
        effect: round(effect, EFFECT_DECIMALS),
        axis: axis.map((value) => round(value, AXIS_DECIMALS)),
      })),
    };
  } finally {
    model.vae.dispose();
    model.prior.dispose();
  }
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
