/**
 * The size of a recording on paper.
 *
 * @module
 */
import { checkPhysicalWidth, DEFAULT_PHYSICAL_WIDTH } from "../geometry/physical_size.ts";
import type { Recording } from "./recording.ts";

/** Options of the formats of recordings. */
export interface OnlineDataOptions {
  /** Width of the canvas on paper, in millimetres; 60 if left out. */
  readonly physicalWidth?: number | undefined;
}

/**
 * The scale of a recording on paper.
 *
 * @param recording The recording.
 * @param options Size on paper.
 * @returns Millimetres per pixel of the canvas.
 * @throws {RangeError} If the physical width is not a positive number.
 */
export function millimetresPerPixel(
  { canvas }: Recording,
  { physicalWidth = DEFAULT_PHYSICAL_WIDTH }: OnlineDataOptions,
): number {
  checkPhysicalWidth(physicalWidth);
  return physicalWidth / canvas.width;
}
