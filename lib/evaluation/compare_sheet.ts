/**
 * Labelled rows of signatures, to compare sets by eye.
 *
 * @module
 */
import { Canvas, type Color } from "../image/drawing/canvas.ts";
import { contactSheet } from "../image/drawing/contact_sheet.ts";
import type { ColorImage } from "../image/codecs/encode.ts";
import type { InkImage } from "../image/ink_image.ts";

/** A labelled row of signatures. */
export interface SheetRow {
  /** Text above the row. */
  readonly label: string;
  /** The signatures, all of one size; at least one. */
  readonly images: readonly InkImage[];
}

const LABEL_HEIGHT = 20;
const TEXT_SIZE = 9;
const INK: Color = [60, 60, 60];

/**
 * Renders rows of signatures, each with its label above.
 *
 * @param rows The rows, from top to bottom; at least one.
 * @param columns Signatures per row.
 */
export function compareSheet(rows: readonly SheetRow[], columns: number): ColorImage {
  const strips = rows.map(({ label, images }) => ({
    label,
    sheet: contactSheet(images.slice(0, columns), { columns, scale: 1 }),
  }));
  const width = Math.max(...strips.map(({ sheet }) => sheet.width));
  const height = strips.reduce((sum, { sheet }) => sum + sheet.height + LABEL_HEIGHT, 0);
  const canvas = new Canvas(height, width);
  let top = 0;
  for (const { label, sheet } of strips) {
    canvas.drawText(label, 4, top + LABEL_HEIGHT - 5, TEXT_SIZE, INK);
    top += LABEL_HEIGHT;
    for (let y = 0; y < sheet.height; y++) {
      for (let x = 0; x < sheet.width; x++) {
        canvas.data.fill(
          sheet.data[y * sheet.width + x]!,
          3 * ((top + y) * width + x),
          3 * ((top + y) * width + x) + 3,
        );
      }
    }
    top += sheet.height;
  }
  return canvas;
}
