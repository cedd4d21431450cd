/**
 * Generated signatures as a tablet would record them.
 *
 * @module
 */
import type { Recording } from "../strokes/online/recording.ts";
import { recordTrajectory } from "../strokes/online/record_trajectory.ts";
import { appearanceRandom, requireStrokes, timedStrokes } from "./appearance.ts";
import type { GeneratedSignature } from "./generated_signature.ts";

/** Options of {@linkcode recordSignature}. */
export interface RecordSignatureOptions {
  /** Samples per second; 200 if left out. */
  readonly sampleRate?: number | undefined;
  /** Seed of the times; 0 if left out. */
  readonly seed?: number | undefined;
}

/**
 * Records a signature as a tablet would: positions, pressure and time, in the air too. `toInkml`,
 * `toSvc`, `toRecordingCsv` and `toRecordingJson` of the entry `/strokes` write it.
 *
 * @param signature A signature of a pen model.
 * @param options Sample rate and seed.
 * @returns The recording on the pen canvas; the same signature and options give the same one.
 * @throws {TypeError} If a pixel model generated it: there are no strokes then.
 * @throws {RangeError} If the sample rate is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GeneratedSignature } from "./generated_signature.ts";
 * const line = { x: Float32Array.of(20, 80), y: Float32Array.of(32, 32), width: Float32Array.of(2, 2) };
 * const content = { writer: 0, sample: 0, ink: [line], height: 64, width: 128 };
 * const { x, sampleRate } = recordSignature(new GeneratedSignature(content));
 * assert.equal(x.at(-1), 80);
 * assert.equal(sampleRate, 200);
 * ```
 */
export function recordSignature(
  signature: GeneratedSignature,
  { sampleRate, seed }: RecordSignatureOptions = {},
): Recording {
  const action = "record a signature";
  const strokes = signature.forger === undefined
    ? requireStrokes(signature, action)
    : timedStrokes(signature, action, seed);
  const options = sampleRate === undefined ? {} : { sampleRate };
  return recordTrajectory(strokes, appearanceRandom(signature, "times", seed), options);
}
