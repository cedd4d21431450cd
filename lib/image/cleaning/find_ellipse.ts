/**
 * Finds the most exact ellipse among thin lines, by random sample consensus. See M. A. Fischler and R.
 * C. Bolles, "Random sample consensus" (1981), and F. L. Bookstein, "Fitting conic sections to
 * scattered data" (1979).
 *
 * @module
 */
import { Matrix, solve } from "ml-matrix";
import { Random } from "../../random.ts";

/** An ellipse, in pixels. */
export interface Ellipse {
  /** Column of its centre. */
  readonly x: number;
  /** Row of its centre. */
  readonly y: number;
  /** Half the length of each axis. */
  readonly radii: readonly [number, number];
  /** Angle from the x axis to the axis of the first radius, in radians. */
  readonly angle: number;
}

/** Positions of points, the same number of both coordinates. */
export interface PointSet {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Limits of the circles that samples may form. */
export interface CircleLimits {
  readonly height: number;
  readonly width: number;
  readonly minRadius: number;
  readonly maxRadius: number;
}

/** Number of samples of three points: enough for a circle with a tenth of all points. */
const SAMPLES = 4000;
/** Number of directions in which a circle is checked. */
const DIRECTIONS = 64;
/** Their cosines and sines, in an order that spreads the first ones over the circle. */
const [COSINES, SINES] = [Math.cos, Math.sin].map((of) =>
  Float64Array.from(
    { length: DIRECTIONS },
    (_, k) => of(2 * Math.PI * (k * 27 % DIRECTIONS) / DIRECTIONS),
  )
) as [Float64Array, Float64Array];
/** Minimum fraction of the directions that hold a point: a circle is no more than near an ellipse. */
const MIN_NEAR = 0.6;
/** Maximum distances of points in each round of the fit, in pixels: a circle becomes an ellipse. */
const FIT_ROUNDS = [4, 3, 2, 2];
/** Maximum ratio of the radii. */
export const MAX_ASPECT = 2;

/** The point of an ellipse at an angle of its circle. */
export function pointOn({ x, y, radii: [a, b], angle }: Ellipse, theta: number): [number, number] {
  const [u, v] = [a * Math.cos(theta), b * Math.sin(theta)];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [x + u * c - v * s, y + u * s + v * c];
}

/** Radius of a point, relative to an ellipse: 1 on it, less inside. */
export function relativeRadius(
  { x, y, radii: [a, b], angle }: Ellipse,
  column: number,
  row: number,
): number {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [column - x, row - y];
  return Math.hypot((dx * c + dy * s) / a, (dy * c - dx * s) / b);
}

/**
 * Fits an ellipse to the points near a circle or oval.
 *
 * @param points The points.
 * @param rough An ellipse near them.
 * @returns The ellipse; undefined if the points determine none.
 */
export function refineEllipse(points: PointSet, rough: Ellipse): Ellipse | undefined {
  let ellipse: Ellipse | undefined = rough;
  for (const reach of FIT_ROUNDS) {
    if (ellipse === undefined) return undefined;
    ellipse = fitEllipse(points, ellipse, reach);
  }
  return ellipse;
}

/** How candidates are sampled from points. */
export interface Sampling {
  /** Names the random numbers. */
  readonly name: string;
  /** Number of samples of three points. */
  readonly samples: number;
  /** Minimum fraction of the directions that hold a point: a sample is only near a rim. */
  readonly minNear: number;
  /** The ellipse that three points determine, if it is within the limits. */
  readonly through: (i: number, j: number, k: number) => Ellipse | undefined;
}

/**
 * Finds the ellipse on which points lie in the most directions, by random sample consensus.
 *
 * @param points The points.
 * @param limits Limits of its size.
 * @param sampling How candidates are sampled.
 * @returns The ellipse, roughly; undefined if there is none.
 */
export function findByConsensus(
  points: PointSet,
  limits: CircleLimits,
  { name, samples, minNear, through }: Sampling,
): Ellipse | undefined {
  const count = points.x.length;
  if (count < DIRECTIONS) return undefined;
  const near = markNear(points, limits);
  const random = new Random(count, name);
  const pick = () => Math.floor(random.uniform() * count);
  let best: Ellipse | undefined;
  let most = minNear * DIRECTIONS;
  for (let sample = 0; sample < samples; sample++) {
    const ellipse = through(pick(), pick(), pick());
    if (ellipse === undefined) continue;
    const hits = countNear(ellipse, near, limits, most);
    if (hits <= most) continue;
    [most, best] = [hits, ellipse];
  }
  return best;
}

/** Whether the centre of an ellipse is in the image. */
export function hasCentreIn({ x, y }: Pick<Ellipse, "x" | "y">, limits: CircleLimits): boolean {
  return x >= 0 && y >= 0 && x < limits.width && y < limits.height;
}

/** Finds the circle on which points lie in the most directions. Undefined if there is none. */
export function findCircle(points: PointSet, limits: CircleLimits): Ellipse | undefined {
  const { x, y } = points;
  const circle = { x: 0, y: 0, radius: 0 };
  return findByConsensus(points, limits, {
    name: "circle",
    samples: SAMPLES,
    minNear: MIN_NEAR,
    through: (i, j, k) => {
      setCircle(circle, x[i]!, y[i]!, x[j]!, y[j]!, x[k]!, y[k]!);
      if (!isWithin(circle, limits)) return undefined;
      return { x: circle.x, y: circle.y, radii: [circle.radius, circle.radius], angle: 0 };
    },
  });
}

interface Circle {
  x: number;
  y: number;
  radius: number;
}

function isWithin(circle: Circle, limits: CircleLimits): boolean {
  const { radius } = circle;
  return radius >= limits.minRadius && radius <= limits.maxRadius && hasCentreIn(circle, limits);
}

/** Makes a circle go through three points; its values are not finite where they lie on a line. */
function setCircle(
  circle: Circle,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): void {
  const ux = bx - ax;
  const uy = by - ay;
  const vx = cx - ax;
  const vy = cy - ay;
  const twice = 2 * (ux * vy - uy * vx);
  const u = ux * ux + uy * uy;
  const v = vx * vx + vy * vy;
  const dx = (vy * u - uy * v) / twice;
  const dy = (ux * v - vx * u) / twice;
  circle.x = ax + dx;
  circle.y = ay + dy;
  circle.radius = Math.sqrt(dx * dx + dy * dy);
}

/** One byte per pixel: 1 at points and their neighbours. */
function markNear({ x, y }: PointSet, { height, width }: CircleLimits): Uint8Array {
  const near = new Uint8Array(height * width);
  for (let i = 0; i < x.length; i++) {
    const [column, row] = [Math.round(x[i]!), Math.round(y[i]!)];
    for (let v = Math.max(0, row - 1); v <= Math.min(height - 1, row + 1); v++) {
      near.fill(1, v * width + Math.max(0, column - 1), v * width + Math.min(width, column + 2));
    }
  }
  return near;
}

/** Number of directions in which an ellipse has a point; gives up where that is at most `most`. */
function countNear(
  { x, y, radii: [a, b], angle }: Ellipse,
  near: Uint8Array,
  { height, width }: CircleLimits,
  most: number,
): number {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [ax, ay, bx, by] = [a * cosine, a * sine, -b * sine, b * cosine];
  let hits = 0;
  for (let k = 0; k < DIRECTIONS; k++) {
    if (hits + DIRECTIONS - k <= most) return hits;
    const column = Math.round(x + ax * COSINES[k]! + bx * SINES[k]!);
    const row = Math.round(y + ay * COSINES[k]! + by * SINES[k]!);
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    hits += near[row * width + column]!;
  }
  return hits;
}

/** Fits an ellipse to the points near another one. Undefined if they determine none. */
function fitEllipse({ x, y }: PointSet, around: Ellipse, reach: number): Ellipse | undefined {
  // Normal equations of A u u + B u v + C v v + D u + E v = 1 in coordinates near 1.
  const scale = Math.max(...around.radii);
  const normal = Matrix.zeros(5, 5);
  const right = Matrix.zeros(5, 1);
  for (let i = 0; i < x.length; i++) {
    const off = Math.abs(relativeRadius(around, x[i]!, y[i]!) - 1) * Math.min(...around.radii);
    if (off > reach) continue;
    const [u, v] = [(x[i]! - around.x) / scale, (y[i]! - around.y) / scale];
    const terms = [u * u, u * v, v * v, u, v];
    for (let r = 0; r < 5; r++) {
      for (let c = 0; c < 5; c++) normal.set(r, c, normal.get(r, c) + terms[r]! * terms[c]!);
      right.set(r, 0, right.get(r, 0) + terms[r]!);
    }
  }
  let conic: number[];
  try {
    conic = solve(normal, right).to1DArray();
  } catch {
    return undefined;
  }
  return ellipseOf(conic, around, scale);
}

/** The ellipse of a conic section in scaled coordinates. Undefined if it is no ellipse. */
function ellipseOf(
  [a, b, c, d, e]: readonly number[],
  { x, y }: Ellipse,
  scale: number,
): Ellipse | undefined {
  const discriminant = 4 * a! * c! - b! * b!;
  if (!(discriminant > 0)) return undefined;
  const u = (b! * e! - 2 * c! * d!) / discriminant;
  const v = (b! * d! - 2 * a! * e!) / discriminant;
  const level = 1 - (a! * u * u + b! * u * v + c! * v * v + d! * u + e! * v);
  const angle = 0.5 * Math.atan2(b!, a! - c!);
  const spread = Math.hypot(a! - c!, b!);
  const axes = [(a! + c! + spread) / 2, (a! + c! - spread) / 2].map((value) =>
    scale * Math.sqrt(level / value)
  );
  const [first, second] = [axes[0]!, axes[1]!];
  if (!(second / first <= MAX_ASPECT) || !Number.isFinite(first + second)) return undefined;
  return { x: x + scale * u, y: y + scale * v, radii: [first, second], angle };
}
