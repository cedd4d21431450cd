/**
 * Which models one can play with.
 *
 * @module
 */
import { canComplete, type CompletingVAE } from "../../model/complete_signatures.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import type { Prior } from "../../model/prior/prior.ts";

/** A model that writes strokes and whose prior can be inverted. */
export interface PlayableModel extends TrainedModel {
  /** The networks. */
  readonly vae: CompletingVAE;
  /** The distribution of z. */
  readonly prior: Prior & Required<Pick<Prior, "inverse">>;
}

/**
 * Checks that one can play with a model.
 *
 * @param model The model.
 * @returns The model.
 * @throws {RangeError} If it is a pixel model, or its prior cannot be inverted.
 */
export function checkPlayable({ vae, prior }: TrainedModel): PlayableModel {
  if (!canComplete(vae)) {
    throw new RangeError(
      `Cannot play with a ${vae.config.model} model: it has no strokes, expected a pen model`,
    );
  }
  const { inverse } = prior;
  if (inverse === undefined) {
    throw new RangeError(
      `Cannot play with a ${prior.kind} prior: it has no inverse, expected one of another kind`,
    );
  }
  return { vae, prior: { ...prior, inverse } };
}
