/**
 * The model of the play page and its directions.
 *
 * @module
 */
import { sha256 } from "../../sha256.ts";
import pretrained from "../../model/pretrained/directions.json" with { type: "json" };
import { fitModelDirections } from "../directions/fit_model_directions.ts";
import type { StyleDirections } from "../directions/style_directions.ts";
import type { PlayAssets } from "../engine/create_play_engine.ts";
import { invertibleModel } from "./invertible_model.ts";

/** Directions of the pretrained model. */
export const PRETRAINED_DIRECTIONS: StyleDirections = pretrained;

/** Signatures that the directions of any other model are fitted to. */
const FITTED_SAMPLES = 640;

/**
 * Finds the directions of a model: those of the pretrained model come with this package, to any other
 * one they are fitted, which takes some seconds.
 *
 * @param bytes The model file.
 * @returns The model with its directions. A mixture prior is replaced, see {@linkcode invertibleModel}.
 * @throws {RangeError} If it is not a pen model, or is damaged.
 */
export async function playAssets(bytes: Uint8Array<ArrayBuffer>): Promise<PlayAssets> {
  if (PRETRAINED_DIRECTIONS.modelSha256 === await sha256(bytes)) {
    return { model: bytes, directions: PRETRAINED_DIRECTIONS };
  }
  const model = await invertibleModel(bytes);
  return { model, directions: await fitModelDirections(model, FITTED_SAMPLES) };
}
