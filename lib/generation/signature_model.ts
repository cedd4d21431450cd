/**
 * A trained model that generates signatures.
 *
 * @module
 */
import type { InkImage, ScannedImage } from "../image/ink_image.ts";
import type { VAEConfig } from "../model/config.ts";
import { sampleLatents } from "../model/sample_noise.ts";
import { encodeModel } from "../model/model_file.ts";
import type { Prior } from "../model/prior/prior.ts";
import type { VAE } from "../model/vae.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import {
  DEFAULT_GENERATE_OPTIONS,
  type GenerateOptions,
  generateSignatures,
} from "./generate_signatures.ts";
import { GeneratedSignature } from "./generated_signature.ts";
import { DEFAULT_LIKE_OPTIONS, generateLike } from "./generate_like.ts";
import {
  DEFAULT_INTERPOLATION_OPTIONS,
  interpolateGiven,
  interpolateSamples,
} from "./interpolate_signatures.ts";
import { recoverSignature } from "./recover_signature.ts";
import { untilAborted } from "./until_aborted.ts";

/**
 * A VAE together with the prior that its latents are sampled from. `loadModel` loads one; after
 * training of your own, make one with `new SignatureModel(vae, prior)`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadModel } from "./load_model.ts";
 *
 * using model = await loadModel("pretrained");
 * const names: string[] = [];
 * for await (const signature of model.generate({ count: 2, seed: 1, signaturesPerWriter: 3 })) {
 *   names.push(`writer-${signature.writer}/${signature.sample}.png`);
 *   assert.ok(signature.toPng({ width: 512, transparent: true }).length > 100);
 *   assert.match(signature.toSvg({ color: [26, 43, 128] }), /^<svg /);
 *   assert.ok(signature.strokes !== undefined && signature.strokes.length > 0);
 * }
 * assert.deepEqual(names.slice(2, 4), ["writer-0/2.png", "writer-1/0.png"]);
 * ```
 */
export class SignatureModel implements Disposable {
  /** The networks. */
  readonly vae: VAE;
  /** The distribution of z. */
  readonly prior: Prior;
  #isDisposed = false;

  /**
   * Joins networks and a prior. The model owns both: {@linkcode SignatureModel.dispose} frees them.
   *
   * @param vae The networks.
   * @param prior The distribution of z, fitted to these networks.
   * @throws {RangeError} If the prior is of another number of latent dimensions.
   */
  constructor(vae: VAE, prior: Prior) {
    const { latentDim } = vae.config;
    if (prior.latentDim !== latentDim) {
      throw new RangeError(
        `Cannot combine model and prior: the prior's latentDim is ${prior.latentDim}, ` +
          `expected ${latentDim}`,
      );
    }
    this.vae = vae;
    this.prior = prior;
  }

  /** The settings of the networks. */
  get config(): VAEConfig {
    return this.vae.config;
  }

  /**
   * Generates new signatures. The same options, model and backend give the same signatures, and those
   * of the `generate` command. Signatures are sampled in batches, on demand.
   *
   * @param options Count, seed, number of the first writer, temperature, signatures of each writer;
   * `signal` ends the stream early, as leaving the loop does.
   * @returns Signatures, those of a writer one after the other.
   * @throws {RangeError} If an option is out of range, or `signaturesPerWriter` is given to a
   * pixel model.
   * @throws {Error} If the model is disposed.
   */
  generate(options: Partial<GenerateOptions> = {}): AsyncGenerator<GeneratedSignature> {
    this.#checkUsable("generate");
    return generateSignatures(this, { ...DEFAULT_GENERATE_OPTIONS, ...options });
  }

  /**
   * Generates variants of a given signature, from the signature itself to another one in its style.
   *
   * @param signature A scan or photo, whose trajectory is recovered with the widths of its ink, or
   * strokes in pixels of a canvas of 64 x 128.
   * @param options Number of variants (10), seed (1), temperature (1), and `spread`, from 0 to 1. 0 is
   * the signature itself; .25, the default, is the writer signing again; beyond, the model writes a
   * growing part anew, in the style that q(z|x) gives.
   * @returns The variants, one after the other. The same signature, options, model and backend give the
   * same variants, and those of `generate --like`.
   * @throws {RangeError} If the image shows no signature, an option is out of range, or the spread is
   * above .25 and it is a pixel model.
   * @throws {Error} If the model is disposed.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { loadModel } from "./load_model.ts";
   *
   * using model = await loadModel("pretrained");
   * const [given] = await Array.fromAsync(model.generate({ count: 1, seed: 3 }));
   * const variants = await Array.fromAsync(model.generateLike(given!.strokes!, { count: 3, spread: 0.5 }));
   * assert.deepEqual(variants.map(({ sample }) => sample), [0, 1, 2]);
   * ```
   */
  async *generateLike(
    signature: ScannedImage | Trajectory,
    options:
      & { readonly spread?: number }
      & Partial<Pick<GenerateOptions, "count" | "seed" | "temperature" | "signal">> = {},
  ): AsyncGenerator<GeneratedSignature> {
    this.#checkUsable("generate variants");
    const { signal, ...rest } = options;
    const trajectory = await strokesOf(signature);
    const variants = generateLike(this.vae, trajectory, { ...DEFAULT_LIKE_OPTIONS, ...rest });
    yield* this.#number(untilAborted(variants, signal), (sample) => ({ writer: 0, sample }));
  }

  /**
   * Generates signatures between signatures, by spherical interpolation in the latent space with the
   * decoder's noise held fixed.
   *
   * @param options `steps`: signatures from one end to the next, both included (8); `between`: at least
   * two given signatures, scans or strokes, which are the ends; otherwise the ends are the first `count`
   * (2) samples of the seed (1). `temperature` (1) as for {@linkcode SignatureModel.generate}.
   * @returns Signatures from the first end to the last, numbered by `writer`.
   * @throws {RangeError} If an image shows no signature, an option is out of range, or signatures are
   * given to a pixel model.
   * @throws {Error} If the model is disposed.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { loadModel } from "./load_model.ts";
   *
   * using model = await loadModel("pretrained");
   * const strip = await Array.fromAsync(model.interpolate({ steps: 5, seed: 2 }));
   * assert.deepEqual(strip.map(({ writer }) => writer), [0, 1, 2, 3, 4]);
   * ```
   */
  async *interpolate(
    options:
      & { readonly steps?: number; readonly between?: readonly (ScannedImage | Trajectory)[] }
      & Partial<Pick<GenerateOptions, "count" | "seed" | "temperature" | "signal">> = {},
  ): AsyncGenerator<GeneratedSignature> {
    this.#checkUsable("interpolate");
    const { between, signal, ...rest } = options;
    const settings = { ...DEFAULT_INTERPOLATION_OPTIONS, ...rest };
    const inks: AsyncGenerator<Trajectory | InkImage> = between === undefined
      ? interpolateSamples(this, settings)
      : interpolateGiven(this, await Promise.all(between.map(strokesOf)), settings);
    yield* this.#number(untilAborted(inks, signal), (writer) => ({ writer, sample: 0 }));
  }

  async *#number(
    inks: AsyncIterable<Trajectory | InkImage>,
    numbers: (index: number) => { readonly writer: number; readonly sample: number },
  ): AsyncGenerator<GeneratedSignature> {
    const { height, width } = this.config;
    let index = 0;
    for await (const ink of inks) {
      yield new GeneratedSignature({ ...numbers(index++), ink, height, width });
    }
  }

  /**
   * Samples the latent vectors of writers: z of each signature that {@linkcode SignatureModel.generate}
   * decodes with the same options, up to rounding.
   *
   * @param options Count, seed, temperature.
   * @returns z of each writer, `[latentDim]`, from the first one.
   * @throws {Error} If the model is disposed.
   */
  sampleLatents(
    options: Partial<Pick<GenerateOptions, "count" | "seed" | "temperature">> = {},
  ): AsyncGenerator<Float32Array> {
    this.#checkUsable("sample latents");
    return sampleLatents(this.prior, { ...DEFAULT_GENERATE_OPTIONS, ...options });
  }

  /**
   * Encodes networks and prior as a model file, which `loadModel` reads.
   *
   * @returns The bytes of a safetensors file.
   * @throws {Error} If the model is disposed.
   */
  async toBytes(): Promise<Uint8Array<ArrayBuffer>> {
    this.#checkUsable("save model");
    return await encodeModel(this.vae, this.prior);
  }

  /** Frees the tensors of networks and prior, which are not garbage-collected. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.vae.dispose();
    this.prior.dispose();
  }

  /** The same as {@linkcode SignatureModel.dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #checkUsable(action: string): void {
    if (this.#isDisposed) throw new Error(`Cannot ${action}: the model is disposed`);
  }
}

async function strokesOf(signature: ScannedImage | Trajectory): Promise<Trajectory> {
  return "data" in signature ? (await recoverSignature(signature)).trajectory : signature;
}
