/**
 * The constants of the pen model for backends with a kernel that samples whole trajectories.
 *
 * @module
 */
import type { KernelAttributes } from "../fused_kernel.ts";
import { NORM_EPSILON } from "../layers.ts";
import {
  initialLogDeviations,
  LOG_DEVIATION_RANGE,
  MAX_CORRELATION,
  MEAN_UNIT,
} from "./likelihood.ts";
import { LOG_WIDTH, LOG_WIDTH_RANGE, POSITION } from "./points.ts";
import { OFFSET_UNIT, START } from "./states.ts";

const CONSTANTS = {
  startX: START.x,
  startY: START.y,
  startLogWidth: Math.log(START.width),
  penDownUnit: OFFSET_UNIT.penDown,
  penUpUnit: OFFSET_UNIT.penUp,
  logWidthMean: LOG_WIDTH.mean,
  logWidthDeviation: LOG_WIDTH.deviation,
  centreX: POSITION.x,
  centreY: POSITION.y,
  unitX: POSITION.unitX,
  unitY: POSITION.unitY,
  normEpsilon: NORM_EPSILON,
  meanUnit: MEAN_UNIT,
  minLogDeviation: LOG_DEVIATION_RANGE[0],
  maxLogDeviation: LOG_DEVIATION_RANGE[1],
  maxCorrelation: MAX_CORRELATION,
  minLogWidth: LOG_WIDTH_RANGE[0],
  maxLogWidth: LOG_WIDTH_RANGE[1],
};

/**
 * Attributes of the kernel `SamplePoints`: the constants of the model besides its weights.
 *
 * @param components Number of components of the mixture.
 */
export function samplingConstants(components: number): KernelAttributes {
  return { ...CONSTANTS, initialLogDeviations: initialLogDeviations(components) };
}
