/**
 * A contact sheet of recovered trajectories, to judge the recovery by eye.
 *
 * @module
 */
import { Canvas, type Color } from "../../image/drawing/canvas.ts";
import type { InkImage } from "../../image/ink_image.ts";
import type { Trajectory } from "../geometry/stroke.ts";

/** An image and the trajectory that was recovered from it. */
export interface RecoveredSignature {
  /** Ink on paper. */
  readonly image: InkImage;
  /** Strokes in pixels of the image, in the order of writing. */
  readonly trajectory: Trajectory;
  /** Whether it is doubtful; it is framed in red. */
  readonly isDoubtful?: boolean;
}

const COLUMNS = 6;
/** Space between images and around them, in pixels. */
const GAP = 4;
const LINE_WIDTH = 2;
const DOT_RADIUS = 3;
/** Luminance of ink below the strokes. */
const FAINT_INK = 205;
const LEGEND =
  "Colours give the order of strokes: blue first, red last. A dot is where one begins. Red frame: look at it.";
const FRAME_COLOR: Color = [220, 20, 30];
const LEGEND_SIZE = 14;
const LEGEND_COLOR: Color = [90, 90, 90];

/** The layout of a sheet, for finding its signatures; lengths in pixels. */
export const RECOVERY_SHEET = {
  columns: COLUMNS,
  gap: GAP,
  legendHeight: 2 * LEGEND_SIZE,
} as const;

/**
 * Renders trajectories in colour over faint images: from blue for the first stroke to red for the
 * last, with a dot where each begins.
 *
 * @param signatures One or more, with images of one size.
 * @returns The sheet, six signatures per row.
 * @throws {RangeError} If there is none.
 */
export function recoverySheet(signatures: readonly RecoveredSignature[]): Canvas {
  const first = signatures[0];
  if (first === undefined) {
    throw new RangeError("Cannot render a recovery sheet: there are no signatures");
  }
  const columns = Math.min(COLUMNS, signatures.length);
  const rows = Math.ceil(signatures.length / columns);
  const [cellHeight, cellWidth] = [first.image.height + GAP, first.image.width + GAP];
  const sheetHeight = rows * cellHeight + GAP;
  const sheet = new Canvas(sheetHeight + 2 * LEGEND_SIZE, columns * cellWidth + GAP);
  signatures.forEach(({ image, trajectory, isDoubtful = false }, i) => {
    const top = Math.floor(i / columns) * cellHeight + GAP;
    const left = (i % columns) * cellWidth + GAP;
    renderFaintly(sheet, image, top, left);
    if (isDoubtful) {
      const [bottom, right] = [top + image.height, left + image.width];
      const corners = [left, top, right, top, right, bottom, left, bottom, left, top];
      sheet.drawLine(corners, LINE_WIDTH, FRAME_COLOR);
    }
    trajectory.forEach((stroke, k) => {
      const points: number[] = [];
      stroke.x.forEach((x, j) => points.push(left + x, top + stroke.y[j]!));
      const color = colorOf(trajectory.length > 1 ? k / (trajectory.length - 1) : 0);
      sheet.drawLine(points, LINE_WIDTH, color);
      sheet.drawDot(points[0]!, points[1]!, DOT_RADIUS, color);
    });
  });
  sheet.drawText(LEGEND, 2 * GAP, sheetHeight + LEGEND_SIZE, LEGEND_SIZE, LEGEND_COLOR);
  return sheet;
}

function renderFaintly(
  sheet: Canvas,
  { height, width, data }: InkImage,
  top: number,
  left: number,
) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const luminance = 255 - (255 - FAINT_INK) * Math.min(1, data[y * width + x]!);
      const start = 3 * ((top + y) * sheet.width + left + x);
      sheet.data.fill(luminance, start, start + 3);
    }
  }
}

/** A hue from blue at 0, over green at a half, to red at 1. */
function colorOf(fraction: number): Color {
  const hue = 4 * (1 - fraction); // sextants: 4 is blue, 2 green, 0 red
  const channel = (sextant: number) => {
    const distance = Math.abs((hue - sextant + 9) % 6 - 3);
    return 215 * Math.min(1, Math.max(0, 2 - distance));
  };
  return [channel(0), 0.8 * channel(2), channel(4)];
}
