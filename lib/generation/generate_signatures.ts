/**
 * Sampling signatures of a model, one or several of each writer.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import { generateImages, generateTrajectories } from "../model/generate.ts";
import type { TrainedModel } from "../model/model_file.ts";
import { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { duplicateSignature } from "../strokes/procedural/duplicate_signature.ts";
import { forgeSignature } from "../strokes/procedural/forge_signature.ts";
import { GeneratedSignature } from "./generated_signature.ts";
import { untilAborted } from "./until_aborted.ts";
import { forgerOf, writerForger, writerVariability } from "./hands.ts";

/** Options of generation. */
export interface GenerateOptions {
  /** Number of writers, which is that of signatures where each writer has one. */
  readonly count: number;
  /** Writer i depends on the seed and i alone, sample j of the writer on the seed, i and j. */
  readonly seed: number;
  /**
   * Number of the first writer; 0 if left out. Runs with the same seed and consecutive ranges of writers
   * give together what one run gives.
   */
  readonly start?: number | undefined;
  /**
   * Factor on the standard deviations of the latents' noise and of the decoder's: 1 samples from the
   * model's distribution, less gives more typical signatures with less variety. From 0 to 100.
   */
  readonly temperature: number;
  /**
   * Signatures of each writer: duplicates of the one that the model samples, with the variability of
   * real writers. If left out, each writer has one signature, as the model samples it. Needs a pen
   * model.
   */
  readonly signaturesPerWriter?: number | undefined;
  /**
   * Skilled forgeries of the signature of each writer, by other hands that copy it; none if left out.
   * Forgery j of writer i depends on the seed, i and j alone. Needs `signaturesPerWriter`.
   */
  readonly forgeriesPerWriter?: number | undefined;
  /** Ends the stream early: it then throws the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** Defaults. */
export const DEFAULT_GENERATE_OPTIONS: GenerateOptions = {
  /** Fills a contact sheet. */
  count: 40,
  seed: 1,
  /** The distribution of the model. */
  temperature: 1,
};

/**
 * Samples signatures: `epsilon ~ N(0, temperature^2 I)`, z by the prior's transform, then p(x|z).
 *
 * @param model The networks and the prior that belongs to them.
 * @param options Count, seed, temperature, signatures of each writer.
 * @returns Signatures: those of a writer one after the other, then the forgeries of them.
 * @throws {RangeError} If an option is out of range, or `signaturesPerWriter` is given to a
 * pixel model.
 */
export function generateSignatures(
  model: TrainedModel,
  { signal, ...options }: GenerateOptions,
): AsyncGenerator<GeneratedSignature> {
  return untilAborted(sampleSignatures(model, options), signal);
}

function sampleSignatures(
  model: TrainedModel,
  { signaturesPerWriter, forgeriesPerWriter = 0, ...sampling }: Omit<GenerateOptions, "signal">,
): AsyncGenerator<GeneratedSignature> {
  const { config, toTrajectories } = model.vae;
  const size = { height: config.height, width: config.width };
  checkForgeries(forgeriesPerWriter, signaturesPerWriter);
  if (signaturesPerWriter === undefined) {
    const inks = toTrajectories === undefined
      ? generateImages(model, sampling)
      : generateTrajectories(model, sampling);
    return toSignatures(inks, { ...size, start: sampling.start });
  }
  if (!Number.isSafeInteger(signaturesPerWriter) || signaturesPerWriter < 1) {
    throw new RangeError(
      `Cannot generate: signaturesPerWriter is ${signaturesPerWriter}, expected a positive integer`,
    );
  }
  if (toTrajectories === undefined) {
    throw new RangeError(
      `Cannot generate with signaturesPerWriter: a ${config.model} model has no strokes that could vary`,
    );
  }
  const trajectories = generateTrajectories(model, sampling);
  const { seed, start } = sampling;
  const options = { ...size, seed, start, signaturesPerWriter, forgeriesPerWriter };
  return duplicateEach(trajectories, options);
}

function checkForgeries(forgeries: number, signatures: number | undefined): void {
  if (!Number.isSafeInteger(forgeries) || forgeries < 0) {
    throw new RangeError(
      `Cannot generate: forgeriesPerWriter is ${forgeries}, expected an integer of at least 0`,
    );
  }
  if (forgeries > 0 && signatures === undefined) {
    throw new RangeError(
      "Cannot generate with forgeriesPerWriter: expected signaturesPerWriter, the genuine ones",
    );
  }
}

interface NumberingOptions {
  /** Number of the first writer. */
  readonly start: number | undefined;
  /** Rows of the model's images. */
  readonly height: number;
  /** Columns of the model's images. */
  readonly width: number;
}

async function* toSignatures(
  inks: AsyncIterable<Trajectory | InkImage>,
  { start = 0, ...size }: NumberingOptions,
): AsyncGenerator<GeneratedSignature> {
  let writer = start;
  for await (const ink of inks) {
    yield new GeneratedSignature({ ...size, writer: writer++, sample: 0, ink });
  }
}

interface DuplicateOptions extends NumberingOptions {
  readonly seed: number;
  readonly signaturesPerWriter: number;
  readonly forgeriesPerWriter: number;
}

/** Duplicates each trajectory, with a variability of its writer, then lets forgers copy it. */
async function* duplicateEach(
  trajectories: AsyncIterable<Trajectory>,
  { seed, start = 0, signaturesPerWriter, forgeriesPerWriter, ...size }: DuplicateOptions,
): AsyncGenerator<GeneratedSignature> {
  let writer = start;
  for await (const trajectory of trajectories) {
    const variability = writerVariability(seed, writer);
    for (let sample = 0; sample < signaturesPerWriter; sample++) {
      const random = new Random(seed, "again", writer, sample);
      // An empty trajectory has nothing to vary.
      const ink = trajectory.length === 0
        ? trajectory
        : duplicateSignature(trajectory, random, variability);
      yield new GeneratedSignature({ ...size, writer, sample, ink });
    }
    for (let sample = 0; sample < forgeriesPerWriter; sample++) {
      const forger = forgerOf(sample);
      const random = new Random(seed, "forgery", writer, sample);
      const hand = writerForger(seed, writer, forger);
      const { slowness } = hand;
      const ink = trajectory.length === 0 ? trajectory : forgeSignature(trajectory, random, hand);
      yield new GeneratedSignature({ ...size, writer, sample, forger, slowness, ink });
    }
    writer++;
  }
}
