/**
 * The pretrained model, which comes with this package.
 *
 * @module
 */
import { readEmbedded } from "../../embedded.ts";
import { decodeModel, type TrainedModel } from "../model_file.ts";

/**
 * The file of the pretrained model, like that of a run but with values of 16 bits. `PRETRAINED_ORIGIN`
 * says how it was trained.
 *
 * The weights are part of the program: nothing is read or fetched. Their module is loaded on the first
 * call.
 *
 * @returns The bytes of a safetensors file, for {@linkcode decodeModel}.
 */
export async function readPretrained(): Promise<Uint8Array<ArrayBuffer>> {
  const { WEIGHTS } = await import("./weights/mod.ts");
  return await readEmbedded(WEIGHTS);
}

/**
 * Loads the pretrained model: a pen model trained on procedural signatures alone, nobody's handwriting,
 * with a fitted prior.
 *
 * @returns The networks and the prior on the backend in use; both are the caller's to dispose.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { selectBackend } from "../../backend/select.ts";
 * import { generateImages } from "../generate.ts";
 *
 * await selectBackend("auto");
 * const { vae, prior } = await loadPretrained();
 * for await (const image of generateImages(vae, { count: 2, seed: 1, prior })) {
 *   assert.equal(image.data.length, vae.config.height * vae.config.width);
 * }
 * vae.dispose();
 * prior.dispose();
 * ```
 */
export async function loadPretrained(): Promise<TrainedModel> {
  return decodeModel(await readPretrained());
}
