/**
 * Writing by one kernel, where the backend has it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../types.ts";
import { hasKernel } from "../fused_kernels.ts";
import { type Features, NORM_EPSILON } from "./layers.ts";
import {
  FIRST_DEVIATIONS,
  LEAST_SHARE,
  LOG_DEVIATION_RANGE,
  MAX_CORRELATION,
  MEAN_UNIT,
} from "./likelihood.ts";
import { LOG_WIDTH, LOG_WIDTH_RANGE, type PenPoints, POSITION } from "./points.ts";
import { START, UNIT } from "./states.ts";

const KERNEL = "WritePoints";

/** The layers of a decoder's causal network. */
export interface CausalNetwork {
  /** Its parameters by their names in files without `decoder.` in front. */
  readonly parameters: Parameters;
  /** How many points apart those are that each block looks at. */
  readonly dilations: readonly number[];
}

/** What the kernel has to know of the model besides its weights. */
const CONSTANTS = {
  startX: START[0],
  startY: START[1],
  startLogWidth: Math.log(START[3]),
  paperUnit: UNIT.paper,
  airUnit: UNIT.air,
  logWidthMean: LOG_WIDTH.mean,
  logWidthDeviation: LOG_WIDTH.deviation,
  centreX: POSITION.x,
  centreY: POSITION.y,
  unitX: POSITION.unitX,
  unitY: POSITION.unitY,
  normEpsilon: NORM_EPSILON,
  meanUnit: MEAN_UNIT,
  leastLogDeviation: LOG_DEVIATION_RANGE[0],
  mostLogDeviation: LOG_DEVIATION_RANGE[1],
  maxCorrelation: MAX_CORRELATION,
  leastLogWidth: LOG_WIDTH_RANGE[0],
  mostLogWidth: LOG_WIDTH_RANGE[1],
  leastShare: LEAST_SHARE,
  logDeviations: FIRST_DEVIATIONS.map(Math.log),
};

/** Whether the backend in use can write by itself. */
export function hasWriteKernel(): boolean {
  return hasKernel(KERNEL);
}

/**
 * Writes trajectories by the backend's kernel. It does what `writePoints` does with operations of
 * tfjs, for a group of examples from the first point to the last, before it turns to the next group.
 *
 * @param network What gives the distribution of each point.
 * @param plan What z says about each point, `[points * batch, channels]`.
 * @param noise Random numbers, `[batch, points, NOISE_SIZE]`.
 * @returns `[batch, points, 4]`.
 */
export function writeByKernel(
  { parameters, dilations }: CausalNetwork,
  plan: Features,
  noise: tf.Tensor3D,
): PenPoints {
  const inputs = { ...Object.fromEntries(parameters), plan, noise };
  return tf.engine().runKernel(KERNEL, inputs, { ...CONSTANTS, dilations: [...dilations] });
}
