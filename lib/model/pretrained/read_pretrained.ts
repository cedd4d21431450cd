/**
 * The pretrained model, which comes with this package.
 *
 * @module
 */
import { readEmbedded } from "../../embedded.ts";

/**
 * Reads the file of the pretrained model: a pen model trained on procedural signatures alone, nobody's
 * handwriting, with a fitted prior. It is like the file of a run, but with values of 16 bits.
 * `PRETRAINED_ORIGIN` says how it was trained.
 *
 * The weights are part of the program: nothing is read or fetched. Their module is loaded on the first
 * call.
 *
 * @returns The bytes of a safetensors file, for `decodeModel`.
 */
export async function readPretrained(): Promise<Uint8Array<ArrayBuffer>> {
  const { WEIGHTS } = await import("./weights/mod.ts");
  return await readEmbedded(WEIGHTS);
}
