/**
 * What the play page asks of the model, which runs in a worker of the browser.
 *
 * @module
 */
import type { TimedTrajectory } from "../strokes/online/time_trajectory.ts";

/** A direction of the latent space in which something visible changes. */
export interface LatentDirection {
  /** What changes, such as "Slant". */
  readonly name: string;
  /** What a value of -1 standard deviation or less looks like, such as "to the left". */
  readonly low: string;
  /** What a value of 1 standard deviation or more looks like. */
  readonly high: string;
}

/** What the page must know of the model. */
export interface PlayModel {
  /** Tells models apart: the first digits of the SHA-256 of the model file, in hexadecimal. */
  readonly fingerprint: string;
  /** Number of latent dimensions. */
  readonly latentDim: number;
  /** Directions for sliders, the most visible first. Coordinates along them are in standard deviations. */
  readonly directions: readonly LatentDirection[];
  /** The directions that the map spans: indices of `directions`, to the right and upwards. */
  readonly mapDirections: readonly [number, number];
  /** What runs the tensors: "webgpu", "simd" or "cpu". */
  readonly backend: string;
}

/**
 * Maximum number of kept parts of a recipe: with the rest, as many as are sampled side by side.
 */
export const MAX_KEPT_PARTS = 7;

/** A part of a signature that stays as it is. */
export interface KeptPart {
  /** Fraction of the points at which it ends; see {@linkcode PlayedSignature.fractions}. */
  readonly fraction: number;
  /** Seed of the decoder's noise up to there. */
  readonly noise: number;
}

/** How a signature is made; links hold it. The same recipe and model give the same signature. */
export interface SignatureRecipe {
  /** Seed of the latents of the style: what neither `given` nor the coordinates set. */
  readonly style: number;
  /** Style of a given signature, as {@linkcode PlayEngine.read} returns it: takes the place of `style`. */
  readonly given?: string | undefined;
  /**
   * Coordinates along `directions` in standard deviations; `undefined`, or a missing one, leaves it to
   * `given` or `style`.
   */
  readonly coordinates: readonly (number | undefined)[];
  /** Seed of the decoder's noise: another signature in the same style. */
  readonly noise: number;
  /** Temperature of the decoder, from 0 to 1. */
  readonly temperature: number;
  /** Parts that stay as they are, ascending by fraction; what follows comes from `noise`. */
  readonly kept?: readonly KeptPart[] | undefined;
}

/** A signature to show. */
export interface PlayedSignature {
  /** Strokes with times in seconds, in pixels of a canvas of 64 x 128. */
  readonly strokes: TimedTrajectory;
  /** For each point of each stroke, the fraction at which a {@linkcode KeptPart} that includes it ends. */
  readonly fractions: readonly Float32Array[];
  /** The coordinates along `directions` of its z. */
  readonly coordinates: readonly number[];
  /** Place of its z on the map, from -1 to 1 to the right and upwards; few are beyond. */
  readonly place: readonly [number, number];
  /** Milliseconds that it took. */
  readonly milliseconds: number;
}

/** What was read from an image of a signature. */
export interface ReadImage {
  /** The signature as recovered. */
  readonly recovered: PlayedSignature;
  /** The recipe whose style is the nearest that a link can hold. */
  readonly recipe: SignatureRecipe;
  /** Reasons to review the image. */
  readonly warnings: readonly string[];
}

/** Forms in which the page can save a signature. */
export type PlayFormat = "png" | "svg" | "gif";

/** The model as the page sees it. Each method fails with an `Error` whose message is for the user. */
export interface PlayEngine {
  /**
   * Loads the model; further methods wait for it.
   *
   * @param onProgress Is told the fraction that has been loaded, from 0 to 1.
   */
  load(onProgress?: (fraction: number) => void): Promise<PlayModel>;
  /** Makes the signature of a recipe. */
  create(recipe: SignatureRecipe): Promise<PlayedSignature>;
  /**
   * The coordinates at a place on the map; `undefined` for the directions that it does not span.
   *
   * @param place From -1 to 1 to the right and upwards.
   */
  coordinatesAt(place: readonly [number, number]): Promise<readonly (number | undefined)[]>;
  /** Duplicates a signature as its writer would sign again. */
  duplicate(recipe: SignatureRecipe, count: number): Promise<readonly PlayedSignature[]>;
  /** Reads an image of a signature (PNG, JPEG, GIF, WebP, BMP, TIFF) and encodes it. */
  read(file: Uint8Array): Promise<ReadImage>;
  /** Encodes a signature as a file. */
  encode(signature: PlayedSignature, format: PlayFormat): Promise<Uint8Array<ArrayBuffer>>;
}
