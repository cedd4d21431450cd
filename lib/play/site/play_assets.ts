/**
 * The model of the play page and its directions.
 *
 * @module
 */
import { sha256 } from "../../dataset/packed_file.ts";
import pretrained from "../../model/pretrained/directions.json" with { type: "json" };
import { fitModelDirections } from "../directions/fit_model_directions.ts";
import type { StyleDirections } from "../directions/style_directions.ts";
import type { PlayAssets } from "../engine/create_play_engine.ts";

/** Directions of the pretrained model. */
export const PRETRAINED_DIRECTIONS: StyleDirections = pretrained;

/** Signatures that the directions of any other model are fitted to. */
const FITTED_SAMPLES = 640;

/**
 * Finds the directions of a model: those of the pretrained model come with this package, to any other
 * one they are fitted, which takes some seconds.
 *
 * @param model The model file.
 * @returns The model with its directions.
 * @throws {RangeError} If it is not a pen model with a prior that can be inverted, or is damaged.
 */
export async function playAssets(model: Uint8Array<ArrayBuffer>): Promise<PlayAssets> {
  const directions = PRETRAINED_DIRECTIONS.modelSha256 === await sha256(model)
    ? PRETRAINED_DIRECTIONS
    : await fitModelDirections(model, FITTED_SAMPLES);
  return { model, directions };
}
