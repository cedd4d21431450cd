/**
 * The weights that a new run starts from.
 *
 * @module
 */
import { sha256 } from "../dataset/packed_file.ts";
import type { VAEConfig } from "../model/config.ts";
import { readNetworks, type SavedNetworks } from "../model/model_file.ts";
import { findModel, PRETRAINED, readModel } from "./model_source.ts";
import type { TrainFlags } from "./train_flags.ts";

/** The weights that a run starts from. */
export interface Start {
  /** The model they are of; `null` for fresh ones. */
  readonly init: string | null;
  /** SHA-256 of its file, where it is known. */
  readonly sha256?: string | null;
  /** The weights themselves, where they are not fresh and the run is new. */
  readonly networks?: SavedNetworks;
  /** Why they are fresh, where the user might have thought otherwise. */
  readonly reason?: string;
}

/** What of a pen model only its pictures depend on. */
const PICTURE_SIZE = ["height", "width"];

/**
 * Chooses the weights that a new run starts from: those that `--init` names; for a pen model and a
 * folder of the user's, those that come with this program, if they have the shape that is asked for;
 * else fresh ones.
 *
 * @param flags What the user asked for.
 * @param directory The folder of images; `null` for the built-in data.
 * @throws {Error} If there is no such model.
 * @throws {RangeError} If flags contradict each other or the model.
 */
export async function chooseStart(flags: TrainFlags, directory: string | null): Promise<Start> {
  const { init, fromScratch } = flags;
  if (fromScratch) {
    if (init === undefined) return { init: null };
    throw new RangeError(
      `Cannot start from "${init}" with --from-scratch: one of the two was wanted`,
    );
  }
  if (init === undefined && (directory === null || flags.model === "pixel")) return { init: null };
  const source = await findModel(init ?? PRETRAINED);
  const { file, networks } = await readModel(
    source,
    (file) => ({ file, networks: readNetworks(file) }),
  );
  const difference = findDifference(networks.config, flags);
  if (difference === undefined) {
    return { init: source.name, sha256: await sha256(new Uint8Array(file)), networks };
  }
  if (init !== undefined) throw new RangeError(`Cannot start from "${init}": ${difference}`);
  return { init: null, reason: `not those that come with this program: ${difference}` };
}

/** The first setting in which a model is not what was asked for. */
function findDifference(config: VAEConfig, flags: TrainFlags): string | undefined {
  const asked: Record<string, unknown> = { ...flags, ...flags.imageSize };
  for (const [name, value] of Object.entries(config)) {
    const wanted = asked[name];
    if (wanted === undefined || wanted === value) continue;
    if (name === "blocks" && (wanted as number) > (value as number)) continue; // it is made deeper
    if (config.model === "pen" && PICTURE_SIZE.includes(name)) continue;
    return `${name} is ${value} there, ${wanted} was asked`;
  }
  return undefined;
}
