/**
 * The weights that a new run starts from.
 *
 * @module
 */
import { PRETRAINED } from "../../generation/load_model.ts";
import type { VAEConfig } from "../../model/config.ts";
import { createVAE, readNetworks, type SavedNetworks } from "../../model/model_file.ts";
import { assignParameters } from "../../model/parameters.ts";
import { growDepth } from "../../model/pen/grow_depth.ts";
import type { VAE } from "../../model/vae.ts";
import { sha256 } from "../../sha256.ts";
import { findModel, readModel } from "../model_source.ts";
import type { TrainFlags } from "./train_flags.ts";

/** The weights that a run starts from. */
export interface InitialWeights {
  /** The model they belong to; `null` for random ones. */
  readonly init: string | null;
  /** SHA-256 of its file, if known. */
  readonly sha256?: string | null;
  /** The weights of a new run that starts from trained ones. */
  readonly networks?: SavedNetworks;
  /** Why they are random although the user might expect otherwise. */
  readonly reason?: string;
}

/** Settings that only affect how a pen model's trajectories are rendered. */
const RENDER_SETTINGS = ["height", "width"];

/**
 * Selects the weights that a new run starts from: those that `--init` names; the pretrained ones for
 * a pen model on the user's images, if they have the requested shape; else random ones.
 *
 * @param flags The user's flags.
 * @param directory The folder of images; `null` for the built-in data.
 * @throws {Error} If there is no such model.
 * @throws {RangeError} If flags contradict each other or the model.
 */
export async function selectInitialWeights(
  flags: TrainFlags,
  directory: string | null,
): Promise<InitialWeights> {
  const { init, fromScratch } = flags;
  if (fromScratch) {
    if (init === undefined) return { init: null };
    throw new RangeError(
      `Cannot start from "${init}" with --from-scratch: expected one of the two`,
    );
  }
  if (init === undefined && (directory === null || flags.model === "pixel")) return { init: null };
  const weights = await readWeights(init ?? PRETRAINED);
  const difference = findDifference(weights.networks.config, flags);
  if (difference === undefined) return weights;
  if (init !== undefined) throw new RangeError(`Cannot start from "${init}": ${difference}`);
  return { init: null, reason: `not pretrained: ${difference}` };
}

/**
 * Reads the weights again that a run started from.
 *
 * @param recorded The model that the run's config names, and the SHA-256 of its file.
 * @throws {Error} If there is no such model any more, or another one.
 */
export async function rereadInitialWeights(
  { init, sha256 }: Pick<InitialWeights, "init" | "sha256">,
): Promise<InitialWeights> {
  if (init === null) return { init };
  const weights = await readWeights(init);
  if (sha256 && sha256 !== weights.sha256) {
    throw new Error(
      `Cannot start from "${init}" again: the file has changed since the run started from it`,
    );
  }
  return weights;
}

async function readWeights(
  name: string,
): Promise<InitialWeights & { readonly networks: SavedNetworks }> {
  const source = await findModel(name);
  const { file, networks } = await readModel(
    source,
    async (file) => ({ file, networks: await readNetworks(file) }),
  );
  return { init: source.name, sha256: await sha256(new Uint8Array(file)), networks };
}

/** The first setting in which a model differs from what was requested. */
function findDifference(config: VAEConfig, flags: TrainFlags): string | undefined {
  const requested: Record<string, unknown> = { ...flags, ...flags.imageSize };
  for (const [name, value] of Object.entries(config)) {
    const expected = requested[name];
    if (expected === undefined || expected === value) continue;
    if (name === "blocks" && (expected as number) > (value as number)) continue; // grows deeper
    if (config.model === "pen" && RENDER_SETTINGS.includes(name)) continue;
    return `its ${name} is ${value}, expected ${expected}`;
  }
  return undefined;
}

/**
 * Creates a model with its initial weights.
 *
 * @param config The model's settings.
 * @param seed Seed of random weights.
 * @param weights The weights it starts from.
 */
export function createInitialVAE(
  config: VAEConfig,
  seed: number,
  { networks }: InitialWeights,
): VAE {
  const vae = createVAE(config, seed);
  if (networks?.config.model === "pen") {
    growDepth(vae.parameters, networks.parameters, networks.config.blocks);
  } else if (networks !== undefined) assignParameters(vae.parameters, networks.parameters);
  return vae;
}
