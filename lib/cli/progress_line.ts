/**
 * A line of a terminal that shows progress, and is replaced by whatever comes next.
 *
 * @module
 */
import { terminalWidth } from "./terminal_width.ts";

const BAR_WIDTH = 10; // leaves room for the figures on a terminal of 80 columns
const MILLISECONDS_BETWEEN_UPDATES = 100;

/** A line on standard error that changes in place. */
export class ProgressLine {
  #length = 0;
  #shownAt = -Infinity;

  /** Erases the line. */
  clear(): void {
    if (this.#length > 0) writeError(`\r${" ".repeat(this.#length)}\r`);
    this.#length = 0;
    this.#shownAt = -Infinity;
  }

  /**
   * Replaces the line, at most ten times a second.
   *
   * @param text The new line, which is cut off at the width of the terminal.
   * @param isLast Whether it is shown at any time.
   */
  show(text: string, isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#shownAt < MILLISECONDS_BETWEEN_UPDATES) return;
    const line = text.slice(0, terminalWidth() - 1);
    writeError(`\r${line.padEnd(this.#length)}`);
    this.#length = line.length;
    this.#shownAt = now;
  }
}

/**
 * A bar such as `[====      ]`.
 *
 * @param done Number of steps that are done.
 * @param total Number of all steps.
 */
export function progressBar(done: number, total: number): string {
  const filled = Math.round(BAR_WIDTH * Math.min(1, done / Math.max(1, total)));
  return `[${"=".repeat(filled)}${" ".repeat(BAR_WIDTH - filled)}]`;
}

function writeError(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
