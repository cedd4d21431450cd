import assert from "node:assert/strict";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { buildInkGraph } from "../../lib/strokes/recovery/graph/ink_graph.ts";
import { layerTensors, NETWORK_IMAGE } from "../../lib/strokes/recovery/network/architecture.ts";
import { CueNetwork } from "../../lib/strokes/recovery/network/cue_network.ts";
import {
  type MeasuredGraph,
  measureGraph,
} from "../../lib/strokes/recovery/search/measured_graph.ts";
import type { Pass } from "../../lib/strokes/recovery/search/path_costs.ts";
import { DEFAULT_RECOVERY_OPTIONS } from "../../lib/strokes/recovery/recovery_options.ts";
import { nodeOf, otherEnd } from "../../lib/strokes/recovery/graph/stroke_graph.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import { labelEdge, labelJunctions } from "../../tools/recovery/graph_labels.ts";
import { trainingSignature } from "../../tools/recovery/training_signature.ts";
import { samplePoints, TruePoints } from "../../tools/recovery/true_points.ts";
import { polyline, type Vertex } from "../strokes/shapes.ts";

/** Labels do not depend on the network, so its weights are zero. */
const NETWORK = new CueNetwork(
  new Float32Array(layerTensors().reduce((sum, { size }) => sum + size, 0)),
);

const stroke = (...vertices: readonly Vertex[]) => polyline(vertices, 6);

/** The graph of strokes that were drawn, and their points. */
function draw(...trajectory: Trajectory): { measured: MeasuredGraph; points: TruePoints } {
  const image = renderTrajectory(trajectory, NETWORK_IMAGE);
  const ink = buildInkGraph(image, DEFAULT_RECOVERY_OPTIONS)!;
  const measured = measureGraph(ink, image, NETWORK);
  return { measured, points: new TruePoints(samplePoints(trajectory)) };
}

/** The labels of edges with the positions of their first and last points. */
function labels({ measured, points }: ReturnType<typeof draw>) {
  return measured.graph.edges.filter(({ removed }) => !removed).map((edge) => ({
    pass: labelEdge(edge, points),
    first: [edge.x[0]!, edge.y[0]!] as Vertex,
    last: [edge.x.at(-1)!, edge.y.at(-1)!] as Vertex,
  }));
}

/** The place of a branch's free end: which of the given places is nearest. */
function endOf(measured: MeasuredGraph, branch: number, ends: Readonly<Record<string, Vertex>>) {
  const { x, y } = measured.graph.nodes[nodeOf(measured.graph, branch)]!;
  const distance = ([a, b]: Vertex) => Math.hypot(a - x, b - y);
  return Object.entries(ends).sort(([, a], [, b]) => distance(a) - distance(b))[0]![0];
}

Deno.test("labelEdge() is forward where the edge runs as the pen did, backward where it does not", () => {
  for (const [from, to] of [[60, 320], [320, 60]] as const) {
    const [{ pass, first, last }] = labels(draw(stroke([from, 90], [to, 100]))) as [
      { pass: Pass | undefined; first: Vertex; last: Vertex },
    ];
    const isAlong = Math.sign(last[0] - first[0]) === Math.sign(to - from);
    assert.equal(pass, isAlong ? "forward" : "backward");
  }
});

Deno.test("labelEdge() is both for a stem that the pen wrote down and up again", () => {
  const found = labels(draw(stroke([190, 30], [190, 160], [190, 95], [215, 80], [260, 80])));
  assert.equal(found.length, 3);
  for (const { pass, first, last } of found) {
    if (Math.max(first[1], last[1]) > 140) {
      assert.equal(pass, "both");
    } else {
      // The upper half was written down, the arm to the right.
      const growth = last[0] + last[1] - first[0] - first[1];
      const isArm = Math.max(first[0], last[0]) > 230;
      const isAlong = isArm ? last[0] > first[0] : growth > 0;
      assert.equal(pass, isAlong ? "forward" : "backward");
    }
  }
});

Deno.test("labelJunctions(): at a crossing the pen goes straight on, and lifts at the free ends", () => {
  const ends = { left: [100, 96], right: [280, 96], top: [190, 20], bottom: [190, 175] } as const;
  const { measured, points } = draw(
    stroke(ends.left, ends.right),
    stroke(ends.top, ends.bottom),
  );
  const { transitions, lifts } = labelJunctions(measured, points);
  const free = (branch: number) => endOf(measured, otherEnd(branch), ends);
  const crossings = transitions.filter(({ from, to }) => from !== to)
    .map(({ from, to, isTrue }) => `${free(from)} ${free(to)} ${isTrue}`).sort();
  assert.deepEqual(crossings, [
    "left bottom false",
    "left right true",
    "top bottom true",
    "top right false",
  ]);
  const lifted = lifts.filter(({ isTrue }) => isTrue)
    .map(({ branch, kind }) => `${kind} ${endOf(measured, branch, ends)}`).sort();
  assert.deepEqual(lifted, ["end bottom", "end right", "start left", "start top"]);
  // The four branches at the crossing: two arrivals that do not end, two departures.
  assert.equal(lifts.filter(({ isTrue }) => !isTrue).length, 4);
});

Deno.test("labelJunctions(): where the pen turns back at a free end, it neither ends nor starts", () => {
  const { measured, points } = draw(
    stroke([190, 30], [190, 160], [190, 95], [215, 80], [260, 80]),
  );
  const ends = { top: [190, 30], bottom: [190, 160], arm: [260, 80] } as const;
  const { lifts, transitions } = labelJunctions(measured, points);
  const isFree = (branch: number) =>
    measured.graph.nodes[nodeOf(measured.graph, branch)]!.branches.length === 1;
  const atEnds = lifts.filter(({ branch }) => isFree(branch))
    .map(({ branch, kind, isTrue }) => `${endOf(measured, branch, ends)} ${kind} ${isTrue}`);
  assert.deepEqual(atEnds.sort(), [
    "arm end true",
    "bottom end false",
    "bottom start false",
    "top start true",
  ]);
  const turned = transitions.filter(({ from, to, isTrue }) => from === to && isTrue);
  assert.deepEqual(turned.map(({ from }) => endOf(measured, from, ends)), ["bottom"]);
});

Deno.test("labelJunctions(): where lines cross, strokes begin and end only near a true start or end", () => {
  let crossing = 0;
  for (let writer = 0; writer < 6; writer++) {
    const trajectory = trainingSignature(5, writer, false);
    const { measured, points } = draw(...trajectory);
    for (const { branch, kind, isTrue } of labelJunctions(measured, points).lifts) {
      const { x, y, branches } = measured.graph.nodes[nodeOf(measured.graph, branch)]!;
      if (!isTrue || branches.length < 3) continue;
      crossing++;
      const distances = trajectory.map((stroke) => {
        const at = kind === "start" ? 0 : stroke.x.length - 1;
        return Math.hypot(stroke.x[at]! - x, stroke.y[at]! - y);
      });
      // Points of a trajectory are a few pixels apart.
      const limit = 2 * measured.inkWidth + points.spacing;
      assert.ok(Math.min(...distances) < limit, `writer ${writer}: ${Math.min(...distances)}`);
    }
  }
  assert.ok(crossing > 0, "no stroke begins or ends where lines cross");
});
