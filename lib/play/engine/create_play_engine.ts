/**
 * The model of the play page.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { encodeForms } from "../../generation/encode_forms.ts";
import { GeneratedSignature } from "../../generation/generated_signature.ts";
import { recoverSignature } from "../../generation/recover_signature.ts";
import { HAND_SPREAD, varySignature } from "../../generation/vary_signature.ts";
import { decodeImage } from "../../image/codecs/decode.ts";
import { encodeSignature } from "../../model/encode_signature.ts";
import { decodeModel } from "../../model/model_file.ts";
import { Random } from "../../random.ts";
import type { Trajectory } from "../../strokes/geometry/stroke.ts";
import { timeTrajectory } from "../../strokes/online/time_trajectory.ts";
import type { Latents } from "../../types.ts";
import { coordinatesOf, type StyleDirections } from "../directions/style_directions.ts";
import type {
  PlayedSignature,
  PlayEngine,
  PlayFormat,
  PlayModel,
  ReadImage,
  SignatureRecipe,
} from "../play_engine.ts";
import { checkPlayable, type PlayableModel } from "./check_playable.ts";
import { checkRecipe } from "./check_recipe.ts";
import { encodeStyle } from "./given_style.ts";
import { epsilonOf, type PointCache, sampleRecipe } from "./sample_recipe.ts";
import { startBackend } from "./start_backend.ts";

/** What the engine loads. */
export interface PlayAssets {
  /** The model file. */
  readonly model: Uint8Array;
  /** Directions that were fitted to it. */
  readonly directions: StyleDirections;
}

/** Standard deviations from the middle of the map to its edges. */
const MAP_REACH = 2.5;

/** Columns of saved images. */
const SAVED_WIDTH: Readonly<Record<PlayFormat, number>> = { png: 1024, svg: 1024, gif: 512 };

/** Maximum number of duplicates at once. */
const MAX_DUPLICATES = 100;

/** Temperature for the style of a read signature. */
const READ_TEMPERATURE = 0.5;

/** Digits of the fingerprint: enough to tell the models of one person apart. */
const FINGERPRINT_DIGITS = 8;

/** A model that is ready. */
interface LoadedModel {
  readonly playable: PlayableModel;
  readonly directions: StyleDirections["directions"];
  readonly description: PlayModel;
  readonly cache: PointCache;
}

/**
 * Creates the engine of the play page. It needs nothing of Deno, so it runs in browsers too.
 *
 * @param readAssets Reads model and directions; reports the fraction that has been read.
 * @returns The engine; nothing is loaded before `load` is called.
 */
export function createPlayEngine(
  readAssets: (onProgress: (fraction: number) => void) => Promise<PlayAssets>,
): PlayEngine {
  let loading: Promise<LoadedModel> | undefined;
  const start = (onProgress: (fraction: number) => void = () => {}) =>
    loading ??= loadModel(readAssets, onProgress).catch((error) => {
      loading = undefined; // the next call tries again
      throw error;
    });
  return {
    load: async (onProgress) => (await start(onProgress)).description,
    create: async (recipe) => await create(await start(), recipe),
    coordinatesAt: async (place) => coordinatesAt((await start()).description, place),
    duplicate: async (recipe, count) => await duplicate(await start(), recipe, count),
    read: async (file) => await read(await start(), file),
    encode: async (signature, format) => encode((await start()).playable, signature, format),
  };
}

async function loadModel(
  readAssets: (onProgress: (fraction: number) => void) => Promise<PlayAssets>,
  onProgress: (fraction: number) => void,
): Promise<LoadedModel> {
  const [backend, { model, directions: { directions, modelSha256 } }] = await Promise.all([
    startBackend(),
    readAssets(onProgress),
  ]);
  const playable = checkPlayable(await decodeModel(model));
  const description: PlayModel = {
    fingerprint: modelSha256.slice(0, FINGERPRINT_DIGITS),
    latentDim: playable.vae.config.latentDim,
    directions: directions.map(({ name, low, high }) => ({ name, low, high })),
    mapDirections: [0, 1],
    backend,
  };
  return { playable, directions, description, cache: new Map() };
}

async function create(model: LoadedModel, recipe: SignatureRecipe): Promise<PlayedSignature> {
  const start = performance.now();
  const { strokes, fractions, epsilon } = await sample(model, recipe);
  const seed = recipe.kept?.[0]?.noise ?? recipe.noise;
  return {
    strokes: withTimes(strokes, new Random(seed, "play times")),
    fractions,
    ...locate(model, epsilon),
    milliseconds: performance.now() - start,
  };
}

async function sample({ playable, directions, cache }: LoadedModel, recipe: SignatureRecipe) {
  checkRecipe(recipe);
  const epsilon = epsilonOf(recipe, directions, playable.vae.config.latentDim);
  return { ...await sampleRecipe(playable, epsilon, recipe, cache), epsilon };
}

function withTimes(strokes: Trajectory, random: Random) {
  return strokes.length === 0 ? [] : timeTrajectory(strokes, random);
}

/** Coordinates of epsilon, and its place on the map. */
function locate(
  { directions, description: { mapDirections: [right, up] } }: LoadedModel,
  epsilon: Float32Array,
): Pick<PlayedSignature, "coordinates" | "place"> {
  const coordinates = coordinatesOf(epsilon, directions);
  return { coordinates, place: [coordinates[right]! / MAP_REACH, coordinates[up]! / MAP_REACH] };
}

function coordinatesAt(
  { directions, mapDirections: [right, up] }: PlayModel,
  place: readonly [number, number],
): (number | undefined)[] {
  const coordinates: (number | undefined)[] = directions.map(() => undefined);
  coordinates[right] = place[0] * MAP_REACH;
  coordinates[up] = place[1] * MAP_REACH;
  return coordinates;
}

async function duplicate(
  model: LoadedModel,
  recipe: SignatureRecipe,
  count: number,
): Promise<PlayedSignature[]> {
  if (!(Number.isInteger(count) && count >= 0 && count <= MAX_DUPLICATES)) {
    throw new RangeError(
      `Cannot duplicate the signature: count is ${count}, expected an integer from 0 to ${MAX_DUPLICATES}`,
    );
  }
  const { strokes, fractions, epsilon } = await sample(model, recipe);
  return Array.from({ length: count }, (_, index) => {
    const start = performance.now();
    const again = strokes.length === 0
      ? strokes
      : varySignature(strokes, { seed: recipe.noise, index, spread: HAND_SPREAD });
    return {
      strokes: withTimes(again, new Random(recipe.noise, "play times", index)),
      fractions,
      ...locate(model, epsilon),
      milliseconds: performance.now() - start,
    };
  });
}

async function read(model: LoadedModel, file: Uint8Array): Promise<ReadImage> {
  const start = performance.now();
  const { vae, prior } = model.playable;
  const { trajectory, warnings } = await recoverSignature(await decodeImage(file));
  const { mean } = await encodeSignature(vae, trajectory);
  const noise = tf.tidy(() => prior.inverse(tf.tensor2d(mean, [1, mean.length]) as Latents));
  const epsilon = await noise.data<"float32">().finally(() => noise.dispose());
  const given = encodeStyle(epsilon);
  const recipe = { style: 0, given, coordinates: [], noise: 1, temperature: READ_TEMPERATURE };
  const recovered: PlayedSignature = {
    strokes: withTimes(trajectory, new Random(given, "play times")),
    fractions: trajectory.map(({ x }) => new Float32Array(x.length).fill(1)),
    ...locate(model, epsilonOf(recipe, model.directions, mean.length)),
    milliseconds: performance.now() - start,
  };
  return { recovered, recipe, warnings };
}

function encode(
  { vae: { config: { height, width } } }: PlayableModel,
  { strokes }: PlayedSignature,
  format: PlayFormat,
): Uint8Array<ArrayBuffer> {
  const signature = new GeneratedSignature({ writer: 0, sample: 0, ink: strokes, height, width });
  const [file] = encodeForms(signature, { formats: [format], width: SAVED_WIDTH[format] });
  return file!.bytes;
}
