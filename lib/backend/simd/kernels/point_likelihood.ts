/**
 * The likelihood of the points of trajectories.
 *
 * @module
 */
import { Job } from "../assembly/operations.ts";
import { chunksOf, floatBits } from "../engine.ts";
import { type Kernel, type Kernels, requireFloats } from "./kernel.ts";

/** Rows of a chunk; each takes a few hundred operations. */
const CHUNK_ROWS = 128;

/** The constants by which `lib/model/pen/likelihood.ts` reads a network's outputs. */
interface Constants {
  /** Unit of the means. */
  readonly meanUnit: number;
  /** Bounds of the logarithms of standard deviations. */
  readonly logDeviationRange: readonly [number, number];
  /** Added to the logarithms of standard deviations; a multiple of 4 components. */
  readonly initialLogDeviations: readonly number[];
  readonly maxCorrelation: number;
  /** Bounds of the logarithm of the scale of the width's change. */
  readonly logWidthScaleRange: readonly [number, number];
}

/**
 * `PointLikelihood`: from `outputs` and `targets [rows, 6]` (momentum x and y, offset x and y, pen,
 * change of the logarithm of the width) to -log of the density `[rows]` and its gradient with respect
 * to the outputs.
 */
const pointLikelihood: Kernel = (backend, inputs, attributes) => {
  requireFloats(backend, inputs);
  const { outputs, targets } = inputs;
  const constants = attributes as unknown as Constants;
  const [rows] = outputs!.shape as [number];
  const [value, gradient] = [backend.allocate([rows]), backend.allocate(outputs!.shape)];
  const addresses = backend.addresses(outputs!, targets!, value, gradient);
  const chunks = Math.min(rows, chunksOf(rows, CHUNK_ROWS));
  backend.engine.run(Job.PointLikelihood, chunks, [
    ...[rows, chunks, constants.initialLogDeviations.length, ...addresses],
    floatBits(constants.meanUnit),
    ...constants.logDeviationRange.map(floatBits),
    floatBits(constants.maxCorrelation),
    ...constants.logWidthScaleRange.map(floatBits),
    ...constants.initialLogDeviations.map(floatBits),
  ]);
  return [value, gradient];
};

/** Kernels of likelihoods. */
export const POINT_LIKELIHOOD_KERNELS: Kernels = { PointLikelihood: pointLikelihood };
