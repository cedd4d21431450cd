/**
 * Generates the variants and interpolations that the flags of `generate` ask for.
 *
 * @module
 */
import { DEFAULT_LIKE_OPTIONS, generateLike } from "../../generation/generate_like.ts";
import { DEFAULT_GENERATE_OPTIONS } from "../../generation/generate_signatures.ts";
import { GeneratedSignature } from "../../generation/generated_signature.ts";
import {
  DEFAULT_INTERPOLATION_OPTIONS,
  interpolateGiven,
  interpolateSamples,
} from "../../generation/interpolate_signatures.ts";
import type { NumberRange } from "../../generation/output/output_plan.ts";
import type { SignatureSource } from "../../generation/output/write_signatures.ts";
import type { SignatureModel } from "../../generation/signature_model.ts";
import type { InkImage } from "../../image/ink_image.ts";
import type { Trajectory } from "../../strokes/geometry/stroke.ts";
import type { SignatureFile } from "./given_signatures.ts";
import type { LikeFlagValues } from "./like_flags.ts";

/**
 * The source of the signatures if the flags ask for variants or an interpolation.
 *
 * @param flags The flags as the user gave them.
 * @param model The model.
 * @param given The signatures of `--like`.
 * @returns The source; `undefined` if the model samples signatures as usual.
 */
export function likeSource(
  flags: LikeFlagValues,
  model: SignatureModel,
  given: readonly SignatureFile[],
): SignatureSource | undefined {
  const trajectories = given.map(({ trajectory }) => trajectory);
  const { interpolate: steps } = flags;
  if (steps !== undefined) return interpolationSource({ ...flags, steps }, model, trajectories);
  if (flags.like === undefined) return undefined;
  return trajectories.length > 1
    ? variantsOfEach(flags, model, trajectories)
    : variantsOfOne(flags, model, trajectories[0]!);
}

function samplingOptions({ seed, temperature }: LikeFlagValues) {
  return {
    seed: seed ?? DEFAULT_GENERATE_OPTIONS.seed,
    temperature: temperature ?? DEFAULT_GENERATE_OPTIONS.temperature,
  };
}

function variantOptions(flags: LikeFlagValues) {
  return { ...samplingOptions(flags), spread: flags.spread ?? DEFAULT_LIKE_OPTIONS.spread };
}

function interpolationSource(
  flags: LikeFlagValues & { readonly steps: number },
  model: SignatureModel,
  trajectories: readonly Trajectory[],
): SignatureSource {
  const { like, steps, count = DEFAULT_INTERPOLATION_OPTIONS.count } = flags;
  const options = { ...samplingOptions(flags), steps };
  const inks = () =>
    like === undefined
      ? interpolateSamples(model, { ...options, count })
      : interpolateGiven(model, trajectories, options);
  return (writers) => takeRange(inks(), writers, model);
}

/** Each variant of a single signature counts as a writer. */
function variantsOfOne(
  flags: LikeFlagValues,
  model: SignatureModel,
  trajectory: Trajectory,
): SignatureSource {
  return async function* ({ start, end }) {
    const options = { ...variantOptions(flags), start, count: end - start };
    let writer = start;
    for await (const ink of generateLike(model.vae, trajectory, options)) {
      yield toSignature(model, ink, writer++);
    }
  };
}

/** Each of several signatures is a writer, and its variants are signatures of the writer. */
function variantsOfEach(
  flags: LikeFlagValues,
  model: SignatureModel,
  trajectories: readonly Trajectory[],
): SignatureSource {
  const options = { ...variantOptions(flags), count: flags.count ?? DEFAULT_LIKE_OPTIONS.count };
  return async function* ({ start, end }) {
    for (const [i, trajectory] of trajectories.slice(start, end).entries()) {
      let sample = 0;
      for await (const ink of generateLike(model.vae, trajectory, options)) {
        yield toSignature(model, ink, start + i, sample++);
      }
    }
  };
}

async function* takeRange(
  inks: AsyncIterable<Trajectory | InkImage>,
  { start, end }: NumberRange,
  model: SignatureModel,
): AsyncGenerator<GeneratedSignature> {
  let writer = 0;
  for await (const ink of inks) {
    if (writer >= end) return;
    if (writer >= start) yield toSignature(model, ink, writer);
    writer++;
  }
}

function toSignature(
  { config: { height, width } }: SignatureModel,
  ink: Trajectory | InkImage,
  writer: number,
  sample = 0,
): GeneratedSignature {
  return new GeneratedSignature({ writer, sample, ink, height, width });
}
