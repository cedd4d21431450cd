import { Random } from "../../../../lib/random.ts";
import { fitToCanvas } from "../../../../lib/strokes/geometry/fit_to_canvas.ts";
import { createWriter } from "../../../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../../../lib/strokes/procedural/synthesize_signature.ts";
import { buildInkGraph } from "../../../../lib/strokes/recovery/graph/ink_graph.ts";
import {
  CUE_MAP,
  CUES,
  FEATURES,
  NETWORK_IMAGE,
} from "../../../../lib/strokes/recovery/network/architecture.ts";
import { GraphFeatures } from "../../../../lib/strokes/recovery/search/graph_features.ts";
import { joinGaps } from "../../../../lib/strokes/recovery/search/join_gaps.ts";
import { PathCosts } from "../../../../lib/strokes/recovery/search/path_costs.ts";
import { PathJudges } from "../../../../lib/strokes/recovery/network/path_judges.ts";
import { WritingCues } from "../../../../lib/strokes/recovery/network/writing_cues.ts";
import { pairBranches } from "../../../../lib/strokes/recovery/graph/pair_branches.ts";
import { DEFAULT_RECOVERY_OPTIONS } from "../../../../lib/strokes/recovery/recovery_options.ts";
import type { StrokeGraph } from "../../../../lib/strokes/recovery/graph/stroke_graph.ts";
import { TurnCosts } from "../../../../lib/strokes/recovery/graph/turn_cost.ts";
import { renderTrajectory } from "../../../../lib/strokes/rendering/render_trajectory.ts";
import { perceptronTensors } from "../network/random_perceptrons.ts";

/** A graph and the costs of its paths. */
export interface PathProblem {
  readonly graph: StrokeGraph;
  readonly mates: Int32Array;
  readonly costs: PathCosts;
}

/** The graph of a signature with random cues and perceptrons, so that any path can be cheapest. */
export function pathProblem(writer: number): PathProblem {
  const signature = synthesizeSignature(createWriter(9, writer), 0);
  const image = renderTrajectory(fitToCanvas(signature, NETWORK_IMAGE), NETWORK_IMAGE);
  const { graph, inkWidth } = buildInkGraph(image, DEFAULT_RECOVERY_OPTIONS)!;
  const turns = new TurnCosts(graph, inkWidth);
  const mates = pairBranches(graph, turns, { ...DEFAULT_RECOVERY_OPTIONS, inkWidth });
  joinGaps(graph, turns, 1.5 * inkWidth);
  const random = new Random("cues", writer);
  const cells = CUE_MAP.height * CUE_MAP.width;
  const cues = new WritingCues(random.normals(cells * FEATURES), random.normals(cells * CUES));
  const features = new GraphFeatures(graph, turns, cues, inkWidth, mates);
  const judges = new PathJudges(perceptronTensors(random));
  const weights = {
    edge: 1,
    transition: 1,
    lift: 1,
    liftBias: 0,
    joining: 1,
    bothBias: 0,
    order: 0.3,
  };
  return { graph, mates, costs: new PathCosts(graph, features, judges, weights) };
}
