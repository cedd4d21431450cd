/**
 * What the hand intends to write, before the movement is made.
 *
 * Plans are measured in x-heights (the height of an "a"), `x` growing to the right and `y` growing
 * upwards from the baseline; a turn above 0 is counter-clockwise.
 *
 * @module
 */

import type { Point } from "./sigma_lognormal.ts";

/** A point the pen aims at. */
export interface Target extends Point {
  /** The change of direction on the way to it, in radians. */
  readonly turn: number;
}

/** What is written between touching the paper and leaving it. */
export interface PenDown {
  /** Where the pen touches the paper. */
  readonly start: Point;
  /** The points it aims at, in order. */
  readonly targets: readonly Target[];
  /** True for the dot of an "i" and the like, which a writer may forget. */
  readonly isDot?: boolean;
}

/**
 * A plan while it is being made: a pen that is on the paper or off it.
 *
 * Dots and bars are kept back and come after the word, as most people write them.
 */
export class PlanDraft {
  #done: PenDown[] = [];
  #delayed: PenDown[] = [];
  #current: { start: Point; targets: Target[] } | undefined;
  /** Where the next letter begins. */
  x = 0;

  /** Whether the pen is on the paper. */
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

  /** Puts the pen down at a point, lifting it first if need be. */
  touch(x: number, y: number): void {
    this.lift();
    this.#current = { start: { x, y }, targets: [] };
  }

  /** Writes on to the given point. The pen must be down. */
  to(x: number, y: number, turn = 0): void {
    if (this.#current === undefined) throw new Error("Cannot write: the pen is off the paper");
    this.#current.targets.push({ x, y, turn });
  }

  /** Writes a separate mark now, or, if `delayed`, after all else. */
  mark(mark: PenDown, delayed = true): void {
    if (delayed) this.#delayed.push(mark);
    else {
      this.lift();
      this.#done.push(mark);
    }
  }

  /** Writes a dot. */
  dot(x: number, y: number, delayed = true): void {
    this.mark(
      { start: { x, y }, targets: [{ x: x + 0.08, y: y - 0.05, turn: 0 }], isDot: true },
      delayed,
    );
  }

  /** Writes the marks that were kept back. */
  addDelayed(): void {
    this.lift();
    this.#done.push(...this.#delayed);
    this.#delayed = [];
  }

  /** Lifts the pen and returns all that was written. */
  finish(): readonly PenDown[] {
    this.addDelayed();
    return this.#done;
  }
}
