/**
 * Reading the prior of a model file.
 *
 * @module
 */
import type { TensorData } from "../safetensors.ts";
import { readFlowPrior } from "./flow.ts";
import { createGaussianPrior, readGaussian } from "./gaussian.ts";
import { createMixturePrior, readMixture } from "./mixture.ts";
import { createNormalPrior } from "./normal.ts";
import { type Prior, PRIOR_KINDS, PRIOR_PREFIX, type PriorKind } from "./prior.ts";
import { WeightsError } from "../weights_error.ts";

/**
 * Reads the prior of a model file; N(0, I) if the file has none.
 *
 * @param tensors The tensors of the file; those whose names do not begin with
 * {@linkcode PRIOR_PREFIX} are ignored.
 * @param latentDim Length of a latent vector.
 * @returns The prior.
 * @throws {RangeError} If a tensor is missing or unknown, its shape differs, a value is not finite, or
 * its values are not those of a distribution.
 */
export function readPrior(
  tensors: ReadonlyMap<string, TensorData>,
  latentDim: number,
): Prior {
  const own = new TrackedTensors(
    [...tensors].filter(([name]) => name.startsWith(PRIOR_PREFIX)),
  );
  const [first] = own.keys();
  if (first === undefined) return createNormalPrior(latentDim);
  const kind = PRIOR_KINDS.find((kind) => first.startsWith(`${PRIOR_PREFIX}${kind}.`));
  if (kind === undefined || kind === "normal") {
    throw new WeightsError(`"${first}" does not belong to a known prior`);
  }
  const prior = READERS[kind](own, latentDim);
  const unknown = [...own.keys()].find((name) => !own.read.has(name));
  if (unknown === undefined) return prior;
  prior.dispose();
  throw new WeightsError(`"${unknown}" does not belong to this ${kind} prior`);
}

type Reader = (tensors: ReadonlyMap<string, TensorData>, latentDim: number) => Prior;

const READERS: Readonly<Record<Exclude<PriorKind, "normal">, Reader>> = {
  gaussian: (tensors, latentDim) => createGaussianPrior(readGaussian(tensors, latentDim)),
  mixture: (tensors, latentDim) => createMixturePrior(readMixture(tensors, latentDim)),
  flow: readFlowPrior,
};

/** Records which tensors were read, to find unknown ones. */
class TrackedTensors extends Map<string, TensorData> {
  readonly read = new Set<string>();

  override get(name: string): TensorData | undefined {
    this.read.add(name);
    return super.get(name);
  }
}
