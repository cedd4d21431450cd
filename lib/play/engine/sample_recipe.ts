/**
 * Sampling the signature of a recipe.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { concatenate } from "../../concatenate.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import { SAMPLE_FIT } from "../../model/pen/render_points.ts";
import { NOISE_SIZE } from "../../model/pen/sample_points.ts";
import { splitRows } from "../../model/split_rows.ts";
import { Random } from "../../random.ts";
import { trajectoryBounds } from "../../strokes/geometry/bounds.ts";
import { canvasPlacement, type Placement } from "../../strokes/geometry/fit_to_canvas.ts";
import { fromPoints } from "../../strokes/geometry/from_points.ts";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import { POINT, POINT_SIZE } from "../../strokes/geometry/pen_points.ts";
import { placeTrajectory } from "../../strokes/geometry/place_trajectory.ts";
import type { Trajectory } from "../../strokes/geometry/stroke.ts";
import type { Latents } from "../../types.ts";
import { moveTo, type StyleDirection } from "../directions/style_directions.ts";
import type { KeptPart, SignatureRecipe } from "../play_engine.ts";
import { decodeStyle } from "./given_style.ts";

/**
 * The noise of the prior that a recipe stands for.
 *
 * @param recipe The recipe.
 * @param directions Directions that its coordinates are along.
 * @param latentDim Length of a latent vector.
 * @returns Epsilon, `[latentDim]`.
 * @throws {SyntaxError} If the recipe has a given style that is damaged or of another model.
 */
export function epsilonOf(
  { style, given, coordinates }: SignatureRecipe,
  directions: readonly StyleDirection[],
  latentDim: number,
): Float32Array {
  const base = given === undefined
    ? new Random(style, "play style").normals(latentDim)
    : decodeStyle(given, latentDim);
  return moveTo(base, directions, coordinates);
}

/** A sampled signature. */
export interface SampledSignature {
  /** The strokes in pixels of a canvas of 64 x 128; none if the pen never touched the paper. */
  readonly strokes: Trajectory;
  /** For each point of each stroke, the fraction of the model's points up to it. */
  readonly fractions: readonly Float32Array[];
}

/** Maximum number of signatures in a {@linkcode PointCache}, of 2 kB each. */
const MAX_CACHED = 64;

/** Up to this number, signatures are sampled faster one by one than eight at a time. */
const MAX_SINGLE = 2;

/** Points of the last signatures by recipe: a kept part is that of an earlier one. */
export type PointCache = Map<string, Float32Array>;

/**
 * Samples the signature of a recipe from p(x|z).
 *
 * Points before the end of a kept part have the noise of that part. As the decoder is autoregressive,
 * they are the points of the signature that has this noise throughout. That signature is sampled too,
 * unless it is in the cache, so as to place the kept part where it was.
 *
 * @param model A pen VAE with its prior.
 * @param epsilon Noise of the prior that the recipe stands for, see {@linkcode epsilonOf}.
 * @param recipe The recipe.
 * @param cache Signatures that were sampled before by this model; it is brought up to date.
 */
export async function sampleRecipe(
  model: TrainedModel,
  epsilon: Float32Array,
  recipe: SignatureRecipe,
  cache: PointCache = new Map(),
): Promise<SampledSignature> {
  const { kept = [], noise } = recipe;
  // The signatures that the kept parts are of, and the last one.
  const recipes = [...kept.map((part) => part.noise), noise].map((noise, i) => ({
    ...recipe,
    noise,
    kept: kept.slice(0, i),
  }));
  const points = recipes.map((recipe) => cache.get(recipeKey(recipe)));
  const missing = recipes.flatMap((_, i) => points[i] === undefined ? [i] : []);
  const batches = missing.length > MAX_SINGLE ? [missing] : missing.map((index) => [index]);
  for (const batch of batches) {
    const sampled = await samplePointsOf(model, epsilon, batch.map((index) => recipes[index]!));
    batch.forEach((index, i) => {
      points[index] = sampled[i]!;
      cache.set(recipeKey(recipes[index]!), sampled[i]!);
    });
  }
  for (const key of [...cache.keys()].slice(0, -MAX_CACHED)) cache.delete(key);
  return placeLast(points.map((values) => values!));
}

/** A text of all that a recipe holds; the type check fails for a value that is missing here. */
function recipeKey(
  { style, given, coordinates, noise, temperature, kept, ...others }: SignatureRecipe,
): string {
  others satisfies Record<string, never>;
  return JSON.stringify([style, given, coordinates, noise, temperature, kept]);
}

/** The points of signatures that differ in their noise alone, `[points, 4]` each. */
async function samplePointsOf(
  { vae, prior }: TrainedModel,
  epsilon: Float32Array,
  recipes: readonly SignatureRecipe[],
): Promise<Float32Array[]> {
  const noise = concatenate(recipes.map(({ noise, kept = [], temperature }) => {
    const seeds = [...kept.map((part) => part.noise), noise];
    const noises = seeds.map((seed) =>
      vae.sampleNoise(new Random(seed, "play noise"), temperature)
    );
    return joinNoise(noises, kept);
  }));
  const sampled = tf.tidy(() => {
    const z = prior.transform(tf.tensor2d(epsilon, [1, epsilon.length]));
    return vae.sample(tf.tile(z, [recipes.length, 1]) as Latents, noise);
  });
  const values = await sampled.data<"float32">().finally(() => sampled.dispose());
  return splitRows(values, recipes.length);
}

/** The noise of the last array, but that of the earlier ones up to where they are kept. */
function joinNoise(noises: readonly Float32Array[], kept: readonly KeptPart[]): Float32Array {
  const joined = Float32Array.from(noises.at(-1)!);
  for (let i = noises.length - 2; i >= 0; i--) {
    const end = Math.round(kept[i]!.fraction * joined.length / NOISE_SIZE) * NOISE_SIZE;
    joined.set(noises[i]!.subarray(0, end));
  }
  return joined;
}

/** The last signature, placed like those before it as long as it stays on the canvas. */
function placeLast(points: readonly Float32Array[]): SampledSignature {
  const trajectories = points.map((values) => fromPoints(values));
  let placement: Placement | undefined;
  for (const trajectory of trajectories) {
    if (trajectory.length === 0) continue;
    if (placement !== undefined && isOnCanvas(placeTrajectory(trajectory, placement))) continue;
    placement = canvasPlacement(trajectoryBounds(trajectory), SAMPLE_FIT);
  }
  const last = trajectories.at(-1)!;
  const strokes = placement === undefined ? last : placeAt(last, placement);
  return { strokes, fractions: fractionsOf(last, points.at(-1)!) };
}

/** Moves and scales positions; widths stay, as those of all samples do. */
function placeAt(trajectory: Trajectory, placement: Placement): Trajectory {
  return placeTrajectory(trajectory, placement).map((stroke, i) => ({
    ...stroke,
    width: trajectory[i]!.width,
  }));
}

/** Distance of points from the edge of the canvas that is enough for their ink, in pixels. */
const MIN_MARGIN = 2;

function isOnCanvas(trajectory: Trajectory): boolean {
  const { left, top, right, bottom } = trajectoryBounds(trajectory);
  return left >= MIN_MARGIN && top >= MIN_MARGIN &&
    right <= PEN_CANVAS.width - MIN_MARGIN && bottom <= PEN_CANVAS.height - MIN_MARGIN;
}

/** Strokes begin after the points at which the pen is lifted; their points are subdivided. */
function fractionsOf(trajectory: Trajectory, points: Float32Array): Float32Array[] {
  const count = points.length / POINT_SIZE;
  const spans: [first: number, last: number][] = [];
  let first = 0;
  for (let i = 0; i < count; i++) {
    if (points[i * POINT_SIZE + POINT.pen] === 1 && i < count - 1) continue;
    if (i > first) spans.push([first, i]);
    first = i + 1;
  }
  return trajectory.map(({ x }, k) => {
    const [start, end] = spans[k] ?? [count - 1, count - 1];
    return Float32Array.from(x, (_, i) => {
      const point = Math.ceil(start + (end - start) * i / Math.max(1, x.length - 1) - 1e-6);
      return (point + 1) / count;
    });
  });
}
