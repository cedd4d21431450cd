/**
 * The size of a signature on paper.
 *
 * @module
 */

/** Width of the canvas on paper, in millimetres, if nothing else is said: a line of a form. */
export const DEFAULT_PHYSICAL_WIDTH = 60;

/** Throws if a width on paper is not a positive number of millimetres. */
export function checkPhysicalWidth(physicalWidth: number): void {
  if (physicalWidth > 0 && Number.isFinite(physicalWidth)) return;
  throw new RangeError(
    `Cannot give a signature a size on paper: physicalWidth is ${physicalWidth}, ` +
      "expected a positive number of millimetres",
  );
}
