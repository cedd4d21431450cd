/**
 * Origin and licence of a set.
 *
 * @module
 */
import type { SetDescription } from "./set_description.ts";

/** Where this package is at home. */
export const HOMEPAGE = "https://jsr.io/@signature-vae/signature-vae";

/** A licence. */
export interface License {
  /** Its identifier in the SPDX list. */
  readonly identifier: string;
  /** Its text. */
  readonly url: string;
}

/**
 * The licence of a set: none of its signatures is anybody's if the model has seen procedural ones
 * only. Of other models this package does not know what they were trained on.
 *
 * @param set The set.
 * @returns The licence; `undefined` if it depends on the training data of the model.
 */
export function setLicense({ model }: SetDescription): License | undefined {
  return model.isPretrained
    ? {
      identifier: "CC0-1.0",
      url: "https://creativecommons.org/publicdomain/zero/1.0/",
    }
    : undefined;
}

/**
 * The set in a sentence or two.
 *
 * @param set The set.
 */
export function setSummary(set: SetDescription): string {
  const forgeries = set.forgeriesPerWriter === 0
    ? ""
    : ` and ${set.forgeriesPerWriter} skilled forgeries`;
  return `Handwritten signatures of ${set.writers} generated writers: ` +
    `${set.signaturesPerWriter} genuine signatures${forgeries} of each. ` +
    (set.model.isPretrained
      ? "A model generated them; none of them is a real person's."
      : "A model generated them.");
}
