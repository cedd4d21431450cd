/**
 * Tunes `PATH_WEIGHTS` by a random search on signatures that the network was not trained on: `deno run
 * --allow-read tools/recovery/tune_path_weights.ts --seed 10 --count 120 --trials 100`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { compareTrajectories } from "../../bench/recovery_measures.ts";
import { Random } from "../../lib/random.ts";
import { scaleTrajectory } from "../../lib/strokes/geometry/scale_trajectory.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { buildInkGraph } from "../../lib/strokes/recovery/graph/ink_graph.ts";
import { NETWORK_IMAGE } from "../../lib/strokes/recovery/network/architecture.ts";
import type { CueNetwork } from "../../lib/strokes/recovery/network/cue_network.ts";
import { findPaths } from "../../lib/strokes/recovery/search/find_paths.ts";
import { loadCueNetwork } from "../../lib/strokes/recovery/network/load_cue_network.ts";
import {
  type MeasuredGraph,
  measureGraph,
} from "../../lib/strokes/recovery/search/measured_graph.ts";
import type { PathWeights } from "../../lib/strokes/recovery/search/path_costs.ts";
import type { PathJudges } from "../../lib/strokes/recovery/network/path_judges.ts";
import { PATH_WEIGHTS } from "../../lib/strokes/recovery/search/recover_by_network.ts";
import { pathPoints } from "../../lib/strokes/recovery/graph/path_points.ts";
import { DEFAULT_RECOVERY_OPTIONS } from "../../lib/strokes/recovery/recovery_options.ts";
import { RECOVERY_SCALE } from "../../lib/strokes/recovery/recovery_size.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import { integerFlag } from "./flags.ts";
import { readNetwork } from "./row_files.ts";
import { trainingSignature } from "./training_signature.ts";

/** Weight of the fraction with about the true number of strokes; direction and order have 1. */
const STROKES_WEIGHT = 0.25;

/** Range of the factor of a weight, as a logarithm, and of what is added to a bias, in nats. */
const FACTOR_RANGE = 0.7;
const BIAS_RANGE = 1;

/** A signature whose graph is measured. */
interface Example {
  readonly measured: MeasuredGraph;
  /** Strokes in pixels of the canvas. */
  readonly truth: Trajectory;
}

/** How well trajectories were recovered with some weights. */
interface Score {
  /** Mean fraction of points whose direction is right. */
  readonly direction: number;
  /** Mean fraction of pairs of points whose order is right. */
  readonly order: number;
  /** Fraction of the signatures with one stroke too many, one too few, or the right number. */
  readonly strokes: number;
  /** The weighted sum, which the search maximizes. */
  readonly total: number;
}

/** Signatures, as an image and in truth. */
function createExamples(seed: number, count: number, network: CueNetwork): Example[] {
  return Array.from({ length: count }, (_, writer) => {
    const trajectory = trainingSignature(seed, writer, false);
    const image = renderTrajectory(trajectory, NETWORK_IMAGE);
    const ink = buildInkGraph(image, DEFAULT_RECOVERY_OPTIONS)!;
    return {
      measured: measureGraph(ink, image, network),
      truth: scaleTrajectory(trajectory, 1 / RECOVERY_SCALE),
    };
  });
}

/** Recovers all examples with some weights and compares them with the truth. */
function scoreOf(
  weights: PathWeights,
  examples: readonly Example[],
  judges: PathJudges,
): Score {
  let [direction, order, strokes] = [0, 0, 0];
  for (const { measured, truth } of examples) {
    const { paths } = findPaths(measured, judges, weights);
    const found = paths.map((path) => {
      const { x, y, radius } = pathPoints(measured.graph, path, measured.turns);
      return { x: Float32Array.from(x), y: Float32Array.from(y), width: Float32Array.from(radius) };
    });
    const measures = compareTrajectories(scaleTrajectory(found, 1 / RECOVERY_SCALE), truth);
    direction += measures.direction / examples.length;
    order += measures.order / examples.length;
    strokes += Number(Math.abs(measures.strokeDifference) <= 1) / examples.length;
  }
  return { direction, order, strokes, total: direction + order + STROKES_WEIGHT * strokes };
}

/** Changes one or two of the weights at random. */
function mutate(weights: PathWeights, count: number, random: Random): PathWeights {
  const changed: Record<keyof PathWeights, number> = { ...weights };
  for (let i = 0; i < count; i++) {
    const key = random.choice(Object.keys(changed) as (keyof PathWeights)[]);
    if (key.endsWith("Bias")) changed[key] += random.uniform(-BIAS_RANGE, BIAS_RANGE);
    else changed[key] *= Math.exp(random.uniform(-FACTOR_RANGE, FACTOR_RANGE));
  }
  return changed;
}

/** A weight or score for display. */
function format(values: object): string {
  return Object.entries(values).map(([name, value]) => `${name} ${value.toFixed(4)}`).join(", ");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "10" },
      count: { type: "string", default: "120" },
      trials: { type: "string", default: "100" },
      weights: { type: "string" },
    },
  });
  const network = values.weights === undefined
    ? await loadCueNetwork()
    : await readNetwork(values.weights);
  const examples = createExamples(
    integerFlag(values, "seed"),
    integerFlag(values, "count"),
    network,
  );
  const random = new Random("path weights");
  let best = { weights: PATH_WEIGHTS, score: scoreOf(PATH_WEIGHTS, examples, network.judges) };
  console.log(`start: ${format(best.score)}`);
  for (let trial = 1; trial <= integerFlag(values, "trials"); trial++) {
    const weights = mutate(best.weights, 1 + trial % 2, random);
    const score = scoreOf(weights, examples, network.judges);
    if (score.total <= best.score.total) continue;
    best = { weights, score };
    console.log(`trial ${trial}: ${format(score)}; ${format(weights)}`);
  }
}

if (import.meta.main) await main();
