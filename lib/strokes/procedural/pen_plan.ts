/**
 * Pen plans: the targets that a signature is written through, before the movement is computed.
 *
 * The unit is the x-height (the height of an "a"); `x` grows to the right and `y` upwards from the
 * baseline. Turns are in radians, positive anticlockwise.
 *
 * @module
 */

import type { Point } from "../geometry/point.ts";

/** A point the pen aims at. */
export interface Target extends Point {
  /** The change of direction during the stroke that reaches it, in radians. */
  readonly turn: number;
}

/** What is written between two pen-ups: a letter, a word or a single mark. */
export interface PenDown {
  /** Where the pen touches down. */
  readonly start: Point;
  /** The points it aims at, in order. */
  readonly targets: readonly Target[];
  /** Whether it is a dot, as on an "i", which a writer may leave out. */
  readonly isDot?: boolean;
}

/**
 * A pen plan under construction, with a pen that is up or down.
 *
 * Dots and bars are delayed until after the word, as most people write them.
 */
export class PlanDraft {
  #done: PenDown[] = [];
  #delayed: PenDown[] = [];
  #current: { start: Point; targets: Target[] } | undefined;
  /** Where the next letter begins. */
  x = 0;

  /** Whether the pen is down. */
  get isDown(): boolean {
    return this.#current !== undefined;
  }

  /** Lifts the pen, if it is down. */
  lift(): void {
    if (this.#current !== undefined && this.#current.targets.length > 0) {
      this.#done.push(this.#current);
    }
    this.#current = undefined;
  }

  /** Puts the pen down at a point, lifting it first if it is down. */
  touch(x: number, y: number): void {
    this.lift();
    this.#current = { start: { x, y }, targets: [] };
  }

  /** Adds a target. The pen must be down. */
  to(x: number, y: number, turn = 0): void {
    if (this.#current === undefined) throw new Error("Cannot add a target: the pen is up");
    this.#current.targets.push({ x, y, turn });
  }

  /** Adds a target on the way to a point, where the pen leaves the paper. It must be down. */
  flick(x: number, y: number, fraction: number): void {
    const from = this.#current?.targets.at(-1);
    if (from === undefined) throw new Error("Cannot add a flick: the pen is up");
    this.to(from.x + fraction * (x - from.x), from.y + fraction * (y - from.y));
  }

  /** Adds a separate pen-down now or, if `delayed`, with the delayed marks. */
  mark(mark: PenDown, delayed = true): void {
    if (delayed) this.#delayed.push(mark);
    else {
      this.lift();
      this.#done.push(mark);
    }
  }

  /** Adds a dot. */
  dot(x: number, y: number, delayed = true): void {
    this.mark(
      { start: { x, y }, targets: [{ x: x + 0.08, y: y - 0.05, turn: 0 }], isDot: true },
      delayed,
    );
  }

  /** Lifts the pen and adds the delayed marks. */
  addDelayed(): void {
    this.lift();
    this.#done.push(...this.#delayed);
    this.#delayed = [];
  }

  /** Lifts the pen and returns the plan. */
  finish(): readonly PenDown[] {
    this.addDelayed();
    return this.#done;
  }
}

/** Maps every point of a pen-down; turns are kept. */
export function mapPenDown(penDown: PenDown, map: (point: Point) => Point): PenDown {
  const targets = penDown.targets.map((target) => ({ ...map(target), turn: target.turn }));
  return { ...penDown, start: map(penDown.start), targets };
}
