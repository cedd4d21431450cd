/**
 * The sheet of recovered trajectories of a run, as a page embeds it.
 *
 * @module
 */
import { RECOVERY_SHEET_CELL } from "../dataset/render_recovery_sheet.ts";
import type { ScannedImage } from "../image/ink_image.ts";
import { RECOVERY_SHEET } from "../strokes/rendering/recovery_sheet.ts";
import { pngUri } from "./sprite.ts";

/** The recovery sheet, with the position of each signature on it. */
export interface RecoverySheet {
  /** The whole sheet as a data URI. */
  readonly uri: string;
  /** Columns of the sheet, in pixels. */
  readonly width: number;
  /** Rows of the sheet, in pixels. */
  readonly height: number;
  /** The signatures, doubtful ones first. */
  readonly cells: readonly RecoveryCell[];
}

/** A signature on the recovery sheet, in pixels of the sheet. */
export interface RecoveryCell {
  /** Columns to the left of it. */
  readonly left: number;
  /** Rows above it. */
  readonly top: number;
  /** Number of its columns. */
  readonly width: number;
  /** Number of its rows. */
  readonly height: number;
  /** Whether it has a red frame. */
  readonly isDoubtful: boolean;
}

/**
 * Finds the signatures of a recovery sheet.
 *
 * @param sheet The decoded sheet.
 * @param file Its PNG file.
 */
export function readRecoverySheet(sheet: ScannedImage, file: Uint8Array): RecoverySheet {
  const { columns, gap, legendHeight } = RECOVERY_SHEET;
  const cell = RECOVERY_SHEET_CELL;
  const cells: RecoveryCell[] = [];
  for (let top = gap; top + cell.height + legendHeight <= sheet.height; top += cell.height + gap) {
    const perRow = Math.min(columns, Math.floor((sheet.width - gap) / (cell.width + gap)));
    for (let i = 0; i < perRow; i++) {
      const box = { top, left: gap + i * (cell.width + gap), ...cell };
      const isDoubtful = hasFrame(sheet, box);
      if (isDoubtful || hasInk(sheet, box)) cells.push({ ...box, isDoubtful });
    }
  }
  return { uri: pngUri(file), width: sheet.width, height: sheet.height, cells };
}

type Box = Omit<RecoveryCell, "isDoubtful">;

/** Whether the frame of a signature is red: a pixel of its left side says so. */
function hasFrame({ width, color }: ScannedImage, { top, left, height }: Box): boolean {
  const middle = 3 * ((top + Math.floor(height / 2)) * width + left);
  const [red, green] = [color?.[middle], color?.[middle + 1]];
  return red !== undefined && green !== undefined && red > green + 100;
}

function hasInk({ width, data }: ScannedImage, box: Box): boolean {
  for (let y = box.top; y < box.top + box.height; y++) {
    const row = data.subarray(y * width + box.left, y * width + box.left + box.width);
    if (row.some((luminance) => luminance < 250)) return true;
  }
  return false;
}
