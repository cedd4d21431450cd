/**
 * The network with the weights of this package.
 *
 * @module
 */
import { readEmbedded } from "../../../embedded.ts";
import { CueNetwork } from "./cue_network.ts";

let network: Promise<CueNetwork> | undefined;

/**
 * Loads the network on the first call. Its weights are part of the program: nothing is read or
 * fetched.
 */
export function loadCueNetwork(): Promise<CueNetwork> {
  return network ??= load();
}

async function load(): Promise<CueNetwork> {
  const { WEIGHTS } = await import("./weights/mod.ts");
  const bytes = await readEmbedded(WEIGHTS);
  return new CueNetwork(Float32Array.from(new Float16Array(bytes.buffer)));
}
