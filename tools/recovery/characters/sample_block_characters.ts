/**
 * Rows of random block characters, written as East Asian scripts are.
 *
 * @module
 */
import type { Random } from "../../../lib/random.ts";
import { smoothStroke } from "../../../lib/strokes/geometry/gaussian_smooth.ts";
import type { Point } from "../../../lib/strokes/geometry/point.ts";
import type { Stroke, Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { sampleCharacter } from "./sample_character.ts";

/** Distance of adjacent characters, in the unit of all lengths here. */
const PITCH = 34;
/** Distance of the points of a stroke. */
const SPACING = 0.7;
/** The first and last of a writer's hands: regular script lifts the pen after every stroke. */
const REGULAR_PROBABILITY = 0.35;
/** Probability of writing on to the next character without a lift, relative to within one. */
const BETWEEN_CHARACTERS = 0.25;

/** How a writer writes. */
interface Hand {
  /** Probability of writing on to the next stroke without a lift. */
  readonly connection: number;
  /** Probability of a flick towards the next stroke where the pen is lifted. */
  readonly flick: number;
  /** How round corners are, in points. */
  readonly rounding: number;
  /** Deviation of vertices. */
  readonly jitter: number;
  /** Width of the ink. */
  readonly width: number;
}

/**
 * Samples one to four characters in a row or column. They teach the order of strokes without a font;
 * few, if any, are characters of a script.
 *
 * @param random The random generator.
 * @returns The strokes, in the order of writing.
 */
export function sampleBlockCharacters(random: Random): Trajectory {
  const hand = sampleHand(random);
  const isColumn = random.bernoulli(0.15);
  const pitch = PITCH * random.uniform(0.9, 1.15);
  const lines: Point[][] = [];
  for (let i = 0, count = random.integer(1, 4); i < count; i++) {
    const left = isColumn ? random.normal(0, 2) : i * pitch + random.normal(0, 2);
    const top = isColumn ? i * pitch : random.normal(0, 2.5);
    const connection = i > 0 ? BETWEEN_CHARACTERS * hand.connection : 0;
    addCharacter(lines, random, hand, { x: left, y: top }, connection);
  }
  return lines.map((line) => inkOf(line, hand));
}

function sampleHand(random: Random): Hand {
  const isRegular = random.bernoulli(REGULAR_PROBABILITY);
  return {
    connection: isRegular ? 0 : random.uniform(0.15, 0.9),
    flick: isRegular ? random.uniform(0, 0.1) : random.uniform(0, 0.5),
    rounding: isRegular ? random.uniform(0, 1) : random.uniform(0.3, 3),
    jitter: random.uniform(0.2, 1.1),
    width: random.uniform(1.2, 3),
  };
}

/** Adds a character to the lines that the pen wrote, of which it may continue the last. */
function addCharacter(
  lines: Point[][],
  random: Random,
  hand: Hand,
  origin: Point,
  connection: number,
): void {
  const size = random.uniform(25, 33);
  const aspect = Math.exp(random.normal(0, 0.12));
  const lean = random.normal(0, 0.06);
  const bend = random.normal(0, 0.05);
  let probability = connection;
  for (const stroke of sampleCharacter(random)) {
    const vertices = stroke.map(([x, y]) => ({
      x: origin.x + size * aspect * x - lean * size * y + random.normal(0, hand.jitter),
      y: origin.y + size * y + random.normal(0, hand.jitter),
    }));
    const line = arcs(vertices, bend + random.normal(0, 0.03));
    const last = lines.at(-1);
    if (last !== undefined && random.bernoulli(probability)) {
      last.push(...connect(random, last.at(-1)!, line[0]!), ...line);
    } else {
      if (last !== undefined && probability > 0 && random.bernoulli(hand.flick)) {
        last.push(...flick(random, last.at(-1)!, line[0]!));
      }
      lines.push(line);
    }
    probability = hand.connection;
  }
}

/** What the pen draws between two strokes that it writes as one. */
function connect(random: Random, from: Point, to: Point): Point[] {
  return arcs([from, to], random.normal(0, 0.12)).slice(1, -1);
}

/** The beginning of the way to the next stroke, before the pen leaves the paper. */
function flick(random: Random, from: Point, to: Point): Point[] {
  const way = arcs([from, to], random.normal(0, 0.1));
  return way.slice(1, 1 + Math.round(random.uniform(0.05, 0.35) * way.length));
}

/** Points along arcs between vertices; `bend` is the height of an arc over its length. */
function arcs(vertices: readonly Point[], bend: number): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 1 < vertices.length; i++) {
    const [from, to] = [vertices[i]!, vertices[i + 1]!];
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const steps = Math.max(2, Math.round(Math.hypot(dx, dy) / SPACING));
    for (let k = 0; k < steps; k++) {
      const t = k / steps;
      const height = Math.sin(Math.PI * t) * bend;
      points.push({ x: from.x + dx * t - height * dy, y: from.y + dy * t + height * dx });
    }
  }
  points.push(vertices.at(-1)!);
  return points;
}

function inkOf(line: readonly Point[], { width, rounding }: Hand): Stroke {
  const stroke = {
    x: Float32Array.from(line, ({ x }) => x),
    y: Float32Array.from(line, ({ y }) => y),
    width: new Float32Array(line.length).fill(width),
  };
  return smoothStroke(stroke, rounding);
}
