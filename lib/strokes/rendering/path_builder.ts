/**
 * Path data of SVG.
 *
 * @module
 */
import type { Point } from "../geometry/point.ts";
import type { PathSegment } from "./fit_bezier.ts";

/** Coordinates have two decimals: a sixth of a pixel when the canvas is enlarged sixteen times. */
const UNITS = 100;

/**
 * Builds path data in relative coordinates, rounded so that the errors do not accumulate.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const path = new PathBuilder({ x: 2, y: 3 });
 * path.follow([{ controls: null, end: { x: 8, y: 3 } }]);
 * assert.equal(path.text, "M2 3h6");
 * ```
 */
export class PathBuilder {
  /** The path data so far. */
  text: string;
  /** The current position as it was rounded, in hundredths. */
  #x: number;
  #y: number;

  /**
   * Begins a path.
   *
   * @param start Its first point.
   */
  constructor(start: Point) {
    [this.#x, this.#y] = [toUnits(start.x), toUnits(start.y)];
    this.text = "M" + join([this.#x, this.#y]);
  }

  /** Appends lines and curves. */
  follow(segments: readonly PathSegment[]): void {
    for (const { controls, end } of segments) {
      if (controls === null) this.#line(end);
      else this.text += "c" + join([...controls, end].flatMap((point) => this.#offset(point)));
      this.#moveTo(end);
    }
  }

  /** Appends a clockwise half circle of the given radius. */
  arc(radius: number, end: Point): void {
    const size = join([toUnits(radius), toUnits(radius)]);
    const offset = join(this.#offset(end));
    this.text += `a${size} 0 0 1${offset.startsWith("-") ? "" : " "}${offset}`;
    this.#moveTo(end);
  }

  #line(end: Point): void {
    const [dx, dy] = this.#offset(end) as [number, number];
    if (dx === 0 && dy === 0) return;
    this.text += dy === 0 ? "h" + join([dx]) : dx === 0 ? "v" + join([dy]) : "l" + join([dx, dy]);
  }

  #offset({ x, y }: Point): number[] {
    return [toUnits(x) - this.#x, toUnits(y) - this.#y];
  }

  #moveTo({ x, y }: Point): void {
    [this.#x, this.#y] = [toUnits(x), toUnits(y)];
  }
}

function toUnits(value: number): number {
  return Math.round(value * UNITS);
}

/** Formats hundredths as short text: a sign, or a point after a number with one, also separates. */
function join(units: readonly number[]): string {
  let text = "";
  let hadPoint = false;
  for (const value of units) {
    const short = shortText(value);
    const separates = text === "" || short.startsWith("-") || (hadPoint && short.startsWith("."));
    text += (separates ? "" : " ") + short;
    hadPoint = short.includes(".");
  }
  return text;
}

/** The decimals of each number of hundredths, without trailing zeros. */
const DECIMALS = Array.from(
  { length: UNITS },
  (_, units) => units === 0 ? "" : "." + String(units).padStart(2, "0").replace(/0$/, ""),
);

/** Formats hundredths without a zero before the point or at the end. */
function shortText(units: number): string {
  const size = Math.abs(units);
  const whole = Math.floor(size / UNITS);
  const decimals = DECIMALS[size % UNITS]!;
  return (units < 0 ? "-" : "") + (whole === 0 && decimals !== "" ? "" : whole) + decimals;
}
