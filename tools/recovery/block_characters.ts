/**
 * Rows of random block characters, whose strokes follow the order of East Asian scripts.
 *
 * @module
 */
import type { Random } from "../../lib/random.ts";
import type { Point } from "../../lib/strokes/geometry/point.ts";
import type { Stroke, Trajectory } from "../../lib/strokes/geometry/stroke.ts";

/** Distance of the squares of adjacent characters, in the unit of all lengths here. */
const PITCH = 34;
/** Points per straight segment of a stroke. */
const SEGMENT_POINTS = 12;
/** Probability of writing on without a lift, in a character that is written cursively. */
const CONNECTION_PROBABILITY = 0.6;
/** Probability of a hook at the end of a stroke that can have one. */
const HOOK_PROBABILITY = 0.4;

/** A rectangle of the unit square: left, top, width, height. */
type Rectangle = readonly [left: number, top: number, width: number, height: number];

const WHOLE: readonly Rectangle[] = [[0, 0, 1, 1]];
const LEFT_RIGHT: readonly Rectangle[] = [[0, 0, 0.42, 1], [0.5, 0, 0.5, 1]];
const UPPER_LOWER: readonly Rectangle[] = [[0, 0, 1, 0.45], [0, 0.52, 1, 0.48]];

type Vertex = readonly [x: number, y: number];

/** A stroke in the unit square of its component. */
interface StrokeShape {
  /** Strokes of a component are written by growing rank. */
  readonly rank: number;
  readonly vertices: readonly Vertex[];
  /** A further vertex that some strokes have. */
  readonly hook?: Vertex;
}

/** A stroke in its place. */
interface PlacedStroke {
  readonly rank: number;
  readonly vertices: readonly Point[];
  /** Height of the arc over each segment, as a fraction of its length. */
  readonly bend: number;
}

/**
 * The kinds of strokes for two random positions and a random length, 0 to 1 each: from the top down
 * and from left to right. Horizontal strokes are twice as frequent as the others. Dots come last and
 * have a random rank instead of that given here.
 */
const HORIZONTAL = (a: number, b: number): StrokeShape => ({
  rank: b,
  vertices: [[a * 0.3, b], [0.6 + a * 0.4, b - 0.06]],
});
const SHAPES: readonly ((a: number, b: number, length: number) => StrokeShape)[] = [
  HORIZONTAL,
  HORIZONTAL,
  // Vertical.
  (a, b, length) => ({ rank: b * 0.5, vertices: [[a, b * 0.4], [a, b * 0.4 + length * 0.6]] }),
  // Falling to the left.
  (a, b) => ({ rank: b * 0.5, vertices: [[0.3 + a * 0.5, b * 0.4], [a * 0.3, 0.4 + b * 0.6]] }),
  // Falling to the right.
  (a, b) => ({
    rank: 0.3 + b * 0.5,
    vertices: [[a * 0.5, b * 0.4], [0.5 + a * 0.5, 0.5 + b * 0.5]],
  }),
  // Horizontal, then down.
  (a, b, length) => ({
    rank: b * 0.4,
    vertices: [
      [a * 0.3, b * 0.4],
      [0.6 + a * 0.4, b * 0.4],
      [0.55 + a * 0.4, b * 0.4 + length * 0.6],
    ],
    hook: [0.45 + a * 0.4, b * 0.4 + length * 0.6 - 0.12],
  }),
  // Down, then horizontal.
  (a, b) => ({
    rank: b * 0.4,
    vertices: [[a * 0.5, b * 0.3], [a * 0.5, 0.6 + b * 0.4], [0.5 + a * 0.5, 0.6 + b * 0.4]],
  }),
  // A dot.
  (a, b) => ({ rank: 0, vertices: [[a, b], [a + 0.1, b + 0.12]] }),
];
const DOT = SHAPES.length - 1;

/**
 * Samples one to four characters in a row or column. None is a character of any script: they teach
 * the order of strokes from the top down and from left to right, without a font.
 *
 * @param random The random generator.
 * @returns The strokes, in the order of writing.
 */
export function sampleBlockCharacters(random: Random): Trajectory {
  const strokes: Stroke[] = [];
  const count = random.integer(1, 4);
  const width = random.uniform(1.2, 3);
  const isColumn = random.bernoulli(0.15);
  for (let i = 0; i < count; i++) {
    const left = isColumn ? 0 : i * PITCH + random.normal(0, 2);
    const top = isColumn ? i * PITCH : random.normal(0, 3);
    strokes.push(...sampleCharacter(random, left, top, width));
  }
  return strokes;
}

function sampleCharacter(random: Random, left: number, top: number, width: number): Stroke[] {
  const strokes: Stroke[] = [];
  const size = random.uniform(24, 32);
  const components = random.bernoulli(0.5)
    ? WHOLE
    : random.bernoulli(0.5)
    ? LEFT_RIGHT
    : UPPER_LOWER;
  const isCursive = random.bernoulli(0.3);
  let pen: Point | undefined;
  for (const component of components) {
    const place = ([x, y]: Vertex): Point => ({
      x: left + size * (component[0] + component[2] * x) + random.normal(0, 0.5),
      y: top + size * (component[1] + component[3] * y) + random.normal(0, 0.5),
    });
    for (const { vertices, bend } of sampleComponent(random, place)) {
      const stroke = strokeOf(vertices, bend, width);
      if (isCursive && pen !== undefined && random.bernoulli(CONNECTION_PROBABILITY)) {
        const connection = strokeOf([pen, vertices[0]!], bend, width);
        strokes.push(concatenate([strokes.pop()!, connection, stroke]));
      } else {
        strokes.push(stroke);
      }
      pen = vertices.at(-1)!;
    }
  }
  return strokes;
}

/** The strokes of a component, in the order of writing. */
function sampleComponent(random: Random, place: (vertex: Vertex) => Point): PlacedStroke[] {
  const count = random.integer(2, 6);
  const strokes = Array.from({ length: count }, () => sampleStroke(random, place));
  return strokes.sort((a, b) => a.rank - b.rank);
}

function sampleStroke(random: Random, place: (vertex: Vertex) => Point): PlacedStroke {
  const bend = random.normal(0, 0.06);
  const kind = random.integer(0, DOT);
  const shape = SHAPES[kind]!(random.uniform(), random.uniform(), random.uniform(0.3, 1));
  const rank = kind === DOT ? random.uniform(0, 0.9) : shape.rank;
  const vertices = shape.vertices.map(place);
  if (shape.hook !== undefined && random.bernoulli(HOOK_PROBABILITY)) {
    vertices.push(place(shape.hook));
  }
  return { rank: rank + random.normal(0, 0.03), vertices, bend };
}

/** A stroke along arcs between vertices. */
function strokeOf(vertices: readonly Point[], bend: number, width: number): Stroke {
  const [x, y]: [number[], number[]] = [[], []];
  for (let i = 0; i + 1 < vertices.length; i++) {
    const [from, to] = [vertices[i]!, vertices[i + 1]!];
    for (let k = 0; k < SEGMENT_POINTS; k++) {
      const t = k / SEGMENT_POINTS;
      const height = Math.sin(Math.PI * t) * bend;
      x.push(from.x + (to.x - from.x) * t - height * (to.y - from.y));
      y.push(from.y + (to.y - from.y) * t + height * (to.x - from.x));
    }
  }
  x.push(vertices.at(-1)!.x);
  y.push(vertices.at(-1)!.y);
  return {
    x: Float32Array.from(x),
    y: Float32Array.from(y),
    width: new Float32Array(x.length).fill(width),
  };
}

/** Strokes that begin where the one before ends, as one. */
function concatenate(strokes: readonly Stroke[]): Stroke {
  const join = (key: "x" | "y" | "width") =>
    Float32Array.from(strokes.flatMap((stroke, i) => [...stroke[key].subarray(i === 0 ? 0 : 1)]));
  return { x: join("x"), y: join("y"), width: join("width") };
}
