/**
 * Arithmetic of plane vectors.
 *
 * @module
 */
import type { Point } from "./point.ts";

/** `a + b`. */
export const add = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });

/** `a - b`. */
export const subtract = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });

/** `factor a`. */
export const scale = (a: Point, factor: number): Point => ({ x: a.x * factor, y: a.y * factor });

/** The dot product. */
export const dot = (a: Point, b: Point): number => a.x * b.x + a.y * b.y;

/** The Euclidean distance. */
export const distance = (a: Point, b: Point): number =>
  Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2); // several times as fast as Math.hypot

/** The unit vector of a direction; that of `x` for the zero vector. */
export function unit(a: Point): Point {
  const length = Math.hypot(a.x, a.y);
  return length > 0 ? scale(a, 1 / length) : { x: 1, y: 0 };
}
