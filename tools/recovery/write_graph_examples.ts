/**
 * Writes inputs and labels, from which `train.py` trains the perceptrons: `deno run --allow-read
 * --allow-write tools/recovery/write_graph_examples.ts --examples outputs/recovery/graph
 * --weights outputs/recovery/network.bin --out outputs/recovery/graph`.
 *
 * `OUT.edges` has rows of label (0 forward, 1 backward, 2 both), length and the inputs of both
 * directions; `OUT.transitions` label and inputs; `OUT.lifts` kind (0 end, 1 start), label and inputs;
 * all as float32.
 *
 * @module
 */
import { Random } from "../../lib/random.ts";
import { buildInkGraph } from "../../lib/strokes/recovery/graph/ink_graph.ts";
import type { CueNetwork } from "../../lib/strokes/recovery/network/cue_network.ts";
import {
  type MeasuredGraph,
  measureGraph,
} from "../../lib/strokes/recovery/search/measured_graph.ts";
import type { Pass } from "../../lib/strokes/recovery/search/path_costs.ts";
import { DEFAULT_RECOVERY_OPTIONS } from "../../lib/strokes/recovery/recovery_options.ts";
import { eraseGaps } from "./erase_gaps.ts";
import type { Example } from "./example_files.ts";
import { labelEdge, labelJunctions, type LiftLabel } from "./graph_labels.ts";
import { readRowSources, writeRows } from "./row_files.ts";
import { TruePoints } from "./true_points.ts";

/** Numbers of the labels of edges. */
const PASS_NUMBER: Readonly<Record<Pass, number>> = { forward: 0, backward: 1, both: 2 };

/** Numbers of the kinds of lifts. */
const LIFT_NUMBER: Readonly<Record<LiftLabel["kind"], number>> = { end: 0, start: 1 };

/** Rows by the ending of their file. */
export interface GraphRows {
  /** Label, length, inputs forward, inputs backward. */
  readonly edges: number[][];
  /** Label, inputs. */
  readonly transitions: number[][];
  /** Kind, label, inputs. */
  readonly lifts: number[][];
}

/**
 * Adds the rows of an example.
 *
 * @param rows Rows are appended.
 * @param example The example; gaps are erased in its image.
 * @param network The network; its perceptrons are not used.
 * @param random The random generator of the gaps.
 */
export function addGraphRows(
  rows: GraphRows,
  { image, points: values }: Example,
  network: CueNetwork,
  random: Random,
): void {
  const points = new TruePoints(values);
  if (points.length === 0) return;
  // Training images have no gaps otherwise, so that transitions across them would be unknown.
  eraseGaps(image, points, random);
  const ink = buildInkGraph(image, DEFAULT_RECOVERY_OPTIONS);
  if (ink === undefined) return;
  const measured = measureGraph(ink, image, network);
  addEdges(rows, measured, points);
  addJunctions(rows, measured, points);
}

function addEdges({ edges }: GraphRows, measured: MeasuredGraph, points: TruePoints): void {
  const { graph, features } = measured;
  graph.edges.forEach((edge, number) => {
    const label = edge.removed ? undefined : labelEdge(edge, points);
    if (label === undefined) return;
    const inputs = [2 * number, 2 * number + 1].flatMap((branch) => [...features.edge(branch)]);
    edges.push([PASS_NUMBER[label], features.cues.lengthOf(number), ...inputs]);
  });
}

function addJunctions(rows: GraphRows, measured: MeasuredGraph, points: TruePoints): void {
  const { features } = measured;
  const { transitions, lifts } = labelJunctions(measured, points);
  for (const { from, to, isTrue } of transitions) {
    rows.transitions.push([Number(isTrue), ...features.transition(from, to)]);
  }
  for (const { branch, kind, isTrue } of lifts) {
    rows.lifts.push([LIFT_NUMBER[kind], Number(isTrue), ...features.branch(branch)]);
  }
}

async function main(): Promise<void> {
  const { network, examples, out } = await readRowSources();
  const rows: GraphRows = { edges: [], transitions: [], lifts: [] };
  let number = 0;
  for await (const example of examples) {
    addGraphRows(rows, example, network, new Random("gaps", number++));
  }
  for (const [ending, list] of Object.entries(rows)) await writeRows(`${out}.${ending}`, list);
}

if (import.meta.main) await main();
