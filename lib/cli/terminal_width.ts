/**
 * The width of the terminal.
 *
 * @module
 */

/** Width where the output goes elsewhere, such as to a file. */
const DEFAULT_WIDTH = 80;

/** Columns of the terminal. */
export function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return DEFAULT_WIDTH;
  }
}
