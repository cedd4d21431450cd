/**
 * Names of the files of a set of writers with forgeries.
 *
 * The layout is that of GPDS-960 and GPDSsynthetic, which loaders of signature verification read: one
 * folder per writer, genuine signatures `c-001-01`, forgeries `cf-001-01`.
 *
 * @module
 */

/** Folder of the writers: loaders expect nothing but writers in it. */
export const SIGNATURES_FOLDER = "signatures";

/** One signature of a set. */
export interface SetSignature {
  /** Number of the writer, from 0. */
  readonly writer: number;
  /** Number among the genuine signatures or the forgeries of the writer, from 0. */
  readonly sample: number;
  /** Whether it is a forgery. */
  readonly isForgery: boolean;
}

/**
 * Path of a signature within the set, without an extension, with slashes. Numbers start at 1.
 *
 * @param signature The signature.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const forgery = { writer: 0, sample: 4, isForgery: true };
 * assert.equal(setSignaturePath(forgery), "signatures/001/cf-001-05");
 * ```
 */
export function setSignaturePath({ writer, sample, isForgery }: SetSignature): string {
  const folder = String(writer + 1).padStart(3, "0");
  const number = String(sample + 1).padStart(2, "0");
  return `${SIGNATURES_FOLDER}/${folder}/${isForgery ? "cf" : "c"}-${folder}-${number}`;
}
