/** Strokes of known shapes. */
import type { Stroke } from "../../lib/strokes/geometry/stroke.ts";

/** A point of a polyline. */
export type Vertex = readonly [x: number, y: number];

/** The stroke through some vertices, of constant width. */
export function polyline(vertices: readonly Vertex[], width: number): Stroke {
  return {
    x: Float32Array.from(vertices, ([x]) => x),
    y: Float32Array.from(vertices, ([, y]) => y),
    width: new Float32Array(vertices.length).fill(width),
  };
}

/** The stroke along a curve that is given for 0 to 1, in 200 steps. */
export function curve(at: (t: number) => Vertex, width: number): Stroke {
  return polyline(Array.from({ length: 201 }, (_, i) => at(i / 200)), width);
}

/** A straight stroke of 201 points. */
export function line(x0: number, y0: number, x1: number, y1: number, width: number): Stroke {
  return curve((t) => [x0 + t * (x1 - x0), y0 + t * (y1 - y0)], width);
}

/** The same stroke from its end to its start, without times. */
export function reversed({ x, y, width }: Stroke): Stroke {
  return { x: x.toReversed(), y: y.toReversed(), width: width.toReversed() };
}
