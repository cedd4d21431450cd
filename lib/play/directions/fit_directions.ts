/**
 * Fitting directions of the latent space to what they visibly change.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { EigenvalueDecomposition, Matrix, solve } from "ml-matrix";
import type { PlayableModel } from "../engine/check_playable.ts";
import { Random } from "../../random.ts";
import type { Trajectory } from "../../strokes/geometry/stroke.ts";
import type { StyleDirection } from "./style_directions.ts";
import { VISIBLE_PROPERTIES } from "./visible_properties.ts";

/** Signatures that are sampled at once, so that every backend rounds alike. */
const BATCH = 128;

/** Minimum number of samples for each coefficient of a regression. */
const MIN_SAMPLES_PER_DIMENSION = 2;

/** The map of styles spans two. */
const MIN_DIRECTIONS = 2;

/** Below, a property is constant and its variance rounding. */
const MIN_VARIANCE = 1e-12;

/** A generated signature, and the noise of the prior that it is from. */
export interface StyleSample {
  /** Epsilon, `[latentDim]`. */
  readonly epsilon: Float32Array;
  /** The strokes in pixels of a canvas of 64 x 128. */
  readonly trajectory: Trajectory;
}

/**
 * Samples signatures with the noise that they are from.
 *
 * @param model A pen VAE with its prior.
 * @param epsilons Noise of the prior for each signature.
 * @param seed Seed of the decoder's noise; sample i depends on the seed and i alone.
 * @returns Those whose pen touched the paper.
 */
export async function sampleStyles(
  { vae, prior }: PlayableModel,
  epsilons: readonly Float32Array[],
  seed: number,
): Promise<StyleSample[]> {
  const samples: StyleSample[] = [];
  for (let start = 0; start < epsilons.length; start += BATCH) {
    const part = epsilons.slice(start, start + BATCH);
    const noise = part.map((_, i) => vae.sampleNoise(new Random(seed, "direction", start + i), 1));
    const points = tf.tidy(() => {
      const z = prior.transform(tf.stack(part.map((row) => tf.tensor1d(row))) as tf.Tensor2D);
      return vae.sample(z, Float32Array.from(noise.flatMap((row) => [...row])));
    });
    const trajectories = await vae.toTrajectories(points).finally(() => points.dispose());
    trajectories.forEach((trajectory, i) => {
      if (trajectory.length > 0) samples.push({ epsilon: part[i]!, trajectory });
    });
  }
  return samples;
}

/**
 * Fits one direction for each visible property: the gradient of its linear regression on epsilon over
 * generated signatures. The gradients are then made orthonormal with the least change to all of them
 * (symmetric orthogonalization, Löwdin 1950), so that a slider leaves the others where they are.
 *
 * @param samples Generated signatures; some hundred at least.
 * @returns Directions in the order of {@linkcode VISIBLE_PROPERTIES}, without properties that are the
 * same in all signatures, and at most one for each latent dimension.
 * @throws {RangeError} If there are too few samples, or fewer than two directions.
 */
export function fitDirections(samples: readonly StyleSample[]): StyleDirection[] {
  const latentDim = samples[0]?.epsilon.length ?? 0;
  if (samples.length < MIN_SAMPLES_PER_DIMENSION * (latentDim + 1)) {
    throw new RangeError(
      `Cannot find directions: the model generated ${samples.length} signatures with ink, expected ` +
        `at least ${MIN_SAMPLES_PER_DIMENSION * (latentDim + 1)}`,
    );
  }
  const { properties, measured } = measureProperties(samples, latentDim);
  const inputs = new Matrix(samples.map(({ epsilon }) => [1, ...epsilon]));
  const transposed = inputs.transpose();
  const outputs = transposed.mmul(new Matrix(measured).transpose());
  const coefficients = solve(transposed.mmul(inputs), outputs);
  // One column for each property; the first row has the intercepts.
  const gradients = coefficients.subMatrix(1, coefficients.rows - 1, 0, coefficients.columns - 1);
  const axes = orthonormalized(gradients);
  return properties.map(({ name, low, high }, k) => {
    const axis = axes.getColumn(k);
    const gradient = gradients.getColumn(k);
    const effect = axis.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
    return { name, low, high, effect, axis };
  });
}

/** The properties that vary, at most `latentDim`, and their standardized values in each sample. */
function measureProperties(samples: readonly StyleSample[], latentDim: number) {
  const varying = VISIBLE_PROPERTIES
    .map((property) => ({
      property,
      values: standardized(samples.map(({ trajectory }) => property.measure(trajectory))),
    }))
    .filter(({ values }) => values.some((value) => value !== 0))
    .slice(0, latentDim);
  if (varying.length < MIN_DIRECTIONS) {
    throw new RangeError(
      `Cannot find directions: ${varying.length} visible properties vary independently, expected at ` +
        `least ${MIN_DIRECTIONS} (the model has ${latentDim} latent dimensions)`,
    );
  }
  return {
    properties: varying.map(({ property }) => property),
    measured: varying.map(({ values }) => values),
  };
}

/** Values with mean 0 and variance 1; all 0 if they are equal up to rounding. */
function standardized(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  if (variance < MIN_VARIANCE) return values.map(() => 0);
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}

/** The orthonormal columns that are the nearest to the columns of a matrix, scaled to length 1. */
function orthonormalized(columns: Matrix): Matrix {
  const units = columns.clone();
  for (let k = 0; k < units.columns; k++) {
    units.mulColumn(k, 1 / Math.hypot(...units.getColumn(k)));
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    units.transpose().mmul(units),
    { assumeSymmetric: true },
  );
  const scale = Matrix.diag(realEigenvalues.map((value) => 1 / Math.sqrt(value)));
  return units.mmul(eigenvectorMatrix.mmul(scale).mmul(eigenvectorMatrix.transpose()));
}
