/**
 * A trained model that generates signatures.
 *
 * @module
 */
import type { VAEConfig } from "../model/config.ts";
import { sampleLatents } from "../model/generate.ts";
import { encodeModel } from "../model/model_file.ts";
import type { Prior } from "../model/prior/prior.ts";
import type { VAE } from "../model/vae.ts";
import {
  DEFAULT_GENERATE_OPTIONS,
  type GenerateOptions,
  generateSignatures,
} from "./generate_signatures.ts";
import type { GeneratedSignature } from "./generated_signature.ts";

/**
 * A VAE together with the prior that its latents are sampled from. `loadModel` loads one; a training
 * of your own makes one with `new SignatureModel(vae, prior)`.
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
   * of the `generate` command. Signatures are sampled in batches as they are taken.
   *
   * @param options Count, seed, number of the first writer, temperature, signatures of each writer.
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
