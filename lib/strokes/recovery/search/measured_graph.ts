/**
 * A stroke graph with everything that the search for the pen's path needs to know of it.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import type { InkGraph } from "../graph/ink_graph.ts";
import { pairBranches } from "../graph/pair_branches.ts";
import { DEFAULT_RECOVERY_OPTIONS } from "../recovery_options.ts";
import type { StrokeGraph } from "../graph/stroke_graph.ts";
import { TurnCosts } from "../graph/turn_cost.ts";
import type { CueNetwork } from "../network/cue_network.ts";
import { countInputs } from "../network/count_inputs.ts";
import { GraphFeatures } from "./graph_features.ts";
import { joinGaps } from "./join_gaps.ts";

/** Maximum gap of the ink that a stroke may go on across, in stroke widths. */
const MAX_GAP = 1.5;

/** A stroke graph and its measurements. */
export interface MeasuredGraph {
  /** Lines and junctions; small gaps are junctions too. */
  readonly graph: StrokeGraph;
  /** Typical stroke width, in pixels. */
  readonly inkWidth: number;
  /** For each branch its good continuation, or -1. */
  readonly mates: Int32Array;
  /** The turns between branches. */
  readonly turns: TurnCosts;
  /** What the network reads along the lines and at the junctions. */
  readonly features: GraphFeatures;
  /** What it reads of the whole image: inputs of the perceptron of the number of strokes. */
  readonly countInputs: Float32Array;
}

/**
 * Measures the graph of an image.
 *
 * @param ink The graph; it is changed in place.
 * @param image Ink coverage, `[192, 384]`.
 * @param network The network.
 */
export function measureGraph(
  { graph, inkWidth }: InkGraph,
  image: InkImage,
  network: CueNetwork,
): MeasuredGraph {
  const turns = new TurnCosts(graph, inkWidth);
  const mates = pairBranches(graph, turns, { ...DEFAULT_RECOVERY_OPTIONS, inkWidth });
  joinGaps(graph, turns, MAX_GAP * inkWidth);
  const cues = network.read(image);
  const features = new GraphFeatures(graph, turns, cues, inkWidth, mates);
  return { graph, inkWidth, mates, turns, features, countInputs: countInputs(image, cues) };
}
