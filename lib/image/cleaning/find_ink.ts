/**
 * Finds the marks of an image that are the signature.
 *
 * @module
 */
import {
  boundComponents,
  type Box,
  type Components,
  connectRuns,
  fillRuns,
  findRuns,
  selectComponents,
} from "../components.ts";
import { PAPER_LEVEL } from "./background.ts";
import { chooseHandwriting } from "./handwriting.ts";
import { canBeSignature, diagonalOf, measureInk } from "./ink_extent.ts";
import { countLevels, findInkLevels, type InkLevels } from "./ink_levels.ts";
import type { Page } from "./page.ts";
import { findPrintedLines, type ImageLine, maxLineThickness } from "./printed_lines.ts";
import { findTextRows, type TextRow } from "./printed_text.ts";
import { dropShadows, eraseBorders } from "./shadows.ts";
import { dropSpecks } from "./specks.ts";

/** Maximum ink, as a fraction of the image: more is no signature. */
const MAX_INK_FRACTION = 0.5;
/** Minimum ink in the coarse copy, in pixels. */
const MIN_INK = 10;
/** Minimum long side of a legible signature, in pixels of the image. */
const MIN_SIDE = 48;
/** Long side below which strokes run into each other, in pixels of the image. */
const MIN_CLEAR_SIDE = 72;
/** Minimum number of rows of print on a page of text. */
const MIN_PAGE_ROWS = 4;
/** Maximum height of a printed label, as a fraction of the height of the signature. */
const MAX_LABEL_HEIGHT = 0.4;
/** Minimum fraction of the ink in solid blocks for a warning. */
const MIN_BLOCK_FRACTION = 0.3;
/** Minimum thickness of a solid block, as a fraction of the long side of the image. */
const MIN_BLOCK_SIDE = 0.02;

/** A reason to review an image by eye. */
export type InkWarning =
  | "it looks like a page of text"
  | "it looks like a table of several boxes"
  | "it holds solid blocks"
  | "it holds printed text"
  | "it holds handwriting in two colours"
  | "it is so small that strokes run into each other";

/** The ink as found in the coarse copy of a page. */
export interface FoundInk {
  /** `height * width` bytes: 1 where a mark was erased. Undefined if none was. */
  readonly erased: Uint8Array | undefined;
  /** The part of the coarse copy that holds the ink. */
  readonly box: Box;
  /** Ink thresholds of the coarse copy. */
  readonly inkLevels: InkLevels;
  /** Reasons to review the image. */
  readonly warnings: readonly InkWarning[];
}

/**
 * Finds the ink by hysteresis thresholding: runs as dark as an edge that are connected to a darker
 * core.
 *
 * @param page Levels of an image of `height * width` pixels.
 * @param inkLevels Ink thresholds.
 */
export function findMarks(
  { levels, height, width }: Pick<Page, "levels" | "height" | "width">,
  { seed, edge }: InkLevels,
): Components {
  const components = connectRuns(findRuns(levels, height, width, 0, edge), height, width);
  const { runStart, runEnd, runComponent } = components;
  const keep = new Uint8Array(components.count);
  for (let run = 0; run < runStart.length; run++) {
    if (keep[runComponent[run]!] !== 0) continue;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (levels[i]! <= seed) keep[runComponent[run]!] = 1;
    }
  }
  return selectComponents(components, keep);
}

/** Records what is erased from the coarse copy of a page, for finer copies. */
class Eraser {
  /** `height * width` bytes: 1 where ink was erased. Undefined if none was. */
  erased: Uint8Array | undefined;
  readonly #height: number;
  readonly #width: number;

  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
  }

  /** Erases the pixels of runs that are not kept, and the paper around them. */
  erase(start: Int32Array, end: Int32Array, kept: Uint8Array): void {
    const [height, width] = [this.#height, this.#width];
    this.erased ??= new Uint8Array(height * width);
    for (let run = 0; run < start.length; run++) {
      const y = Math.floor(start[run]! / width);
      const from = Math.max(0, start[run]! - y * width - 1);
      const to = Math.min(width, end[run]! - y * width + 1);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let i = v * width + from; i < v * width + to; i++) {
          if (kept[i] === 0) this.erased[i] = 1;
        }
      }
    }
  }

  /** Erases the set pixels of a mask and the paper around them. */
  eraseMask(mask: Uint8Array, kept: Uint8Array): void {
    const { count, start, end } = findRuns(mask, this.#height, this.#width, 1, 1);
    this.erase(start.subarray(0, count), end.subarray(0, count), kept);
  }

  /** Erases the marks that are not kept. */
  eraseMarks(all: Components, kept: Components): void {
    if (kept.count === all.count) return;
    const ink = new Uint8Array(this.#height * this.#width);
    fillRuns(ink, kept.runStart, kept.runEnd);
    // Both lists of runs are in reading order.
    const [start, end]: [number[], number[]] = [[], []];
    for (let run = 0, k = 0; run < all.runStart.length; run++) {
      if (k < kept.runStart.length && kept.runStart[k] === all.runStart[run]) k++;
      else {
        start.push(all.runStart[run]!);
        end.push(all.runEnd[run]!);
      }
    }
    this.erase(Int32Array.from(start), Int32Array.from(end), ink);
  }
}

function applyErased(levels: Uint8Array, erased: Uint8Array | undefined): void {
  if (erased === undefined) return;
  for (let i = 0; i < levels.length; i++) if (erased[i] === 1) levels[i] = PAPER_LEVEL;
}

function refuse({ image }: Page, reason: string): RangeError {
  return new RangeError(
    `Cannot find ink in an image of ${image.height} x ${image.width} pixels: ${reason}`,
  );
}

/** Erases printed lines, if there are any. */
function erasePrintedLines(page: Page, levels: InkLevels, state: CleaningState): boolean {
  const { height, width } = page;
  const runs = findRuns(page.levels, height, width, 0, levels.lightest);
  const printed = findPrintedLines(runs, height, width, state.printedLines);
  if (printed === undefined) return false;
  if (!printed.leavesSignature) {
    // Two strokes may be a T or an L; a bare line or a box is a form.
    if (printed.found.length + state.printedLines.length === 2) return false;
    throw refuse(page, "there are printed lines but no signature, as in an empty form");
  }
  if (printed.isTable) state.warnings.add("it looks like a table of several boxes");
  state.eraser.eraseMask(printed.lines, printed.rest);
  state.printedLines.push(...printed.found);
  return true;
}

/** Erases shadows and dark borders at the edge, if there are any. */
function eraseShadows(page: Page, _: InkLevels, { eraser, marks }: CleaningState): boolean {
  const { height, width, image, factor, lightOnDark } = page;
  const brightness = (y: number, x: number) => {
    const level = image.data[y * factor * image.width + x * factor]!;
    return lightOnDark ? 255 - level : level;
  };
  const within = eraseBorders(marks, height, width, maxLineThickness(height, width) / 2);
  const kept = dropShadows(within, height, width, brightness);
  if (kept === marks) return false;
  const [all, rest] = [marks, kept].map(({ runStart, runEnd }) => {
    const mask = new Uint8Array(height * width);
    fillRuns(mask, runStart, runEnd);
    return mask;
  }) as [Uint8Array, Uint8Array];
  eraser.eraseMask(all.map((ink, i) => ink - rest[i]!), rest);
  return true;
}

/** Erases ink of other colours than the handwriting, if there is any. */
function eraseOtherInk(page: Page, _: InkLevels, state: CleaningState): boolean {
  const { image, factor, height, width } = page;
  if (image.color === undefined || page.lightOnDark) return false;
  const source = { color: image.color, height: image.height, width: image.width, factor };
  const choice = chooseHandwriting(source, state.marks, height, width);
  if (choice === undefined) return false;
  if (choice.isAmbiguous) {
    state.warnings.add("it holds handwriting in two colours");
    return false;
  }
  state.eraser.eraseMask(choice.other, choice.handwriting);
  state.hasErasedInk = true;
  return true;
}

/** Searches for printed lines again once a stamp over one of their ends is erased. */
function eraseLinesUnderStamp(page: Page, levels: InkLevels, state: CleaningState): boolean {
  return state.hasErasedInk && erasePrintedLines(page, levels, state);
}

/** Erases the text of a printed page that holds other marks too. */
function eraseText(page: Page, _: InkLevels, state: CleaningState): boolean {
  const { eraser, marks, warnings } = state;
  const rows = findTextRows(marks);
  if (rows.filter(({ isSure }) => isSure).length < MIN_PAGE_ROWS) return false;
  warnings.add("it looks like a page of text");
  const rest = withoutTextBands(marks, rows);
  if (!canBeSignature(measureInk(rest), Math.max(page.height, page.width))) return false;
  eraser.eraseMarks(marks, rest);
  return true;
}

/** Removes all marks of the height of print in the bands of rows: their characters and single ones. */
function withoutTextBands(marks: Components, rows: readonly TextRow[]): Components {
  const isSingle = (c: number) =>
    rows.some(({ top, bottom }) =>
      marks.bottom[c]! - marks.top[c]! < 1.5 * (bottom - top) &&
      marks.top[c]! < bottom && marks.bottom[c]! > top
    );
  const keep = Uint8Array.from({ length: marks.count }, (_, c) => isSingle(c) ? 0 : 1);
  return selectComponents(marks, keep);
}

function withoutRows(marks: Components, rows: readonly TextRow[]): Components {
  const keep = new Uint8Array(marks.count).fill(1);
  for (const row of rows) for (const mark of row.marks) keep[mark] = 0;
  return selectComponents(marks, keep);
}

/**
 * Drops rows of printed characters above or below a signature.
 *
 * @throws {RangeError} If all marks are print.
 */
function dropLabels(page: Page, marks: Components, warnings: Set<InkWarning>): Components {
  const rows = findTextRows(marks);
  if (rows.length === 0) return marks;
  const sure = rows.filter(({ isSure }) => isSure);
  const rest = withoutRows(marks, rows);
  const extent = measureInk(rest);
  if (!canBeSignature(extent, Math.max(page.height, page.width))) {
    if (sure.length > 0) throw refuse(page, "there is only printed text");
    return marks;
  }
  if (sure.length === 0) return marks;
  warnings.add("it holds printed text");
  // The box of the signature, without dust.
  const isLarge = Uint8Array.from(
    { length: rest.count },
    (_, c) => diagonalOf(rest, c) > 0.25 * extent.diagonal ? 1 : 0,
  );
  const { top, bottom } = boundComponents(selectComponents(rest, isLarge))!;
  const labels = sure.filter((row) =>
    (row.top >= bottom - 0.15 * (bottom - top) || row.bottom <= top) &&
    row.bottom - row.top < MAX_LABEL_HEIGHT * (bottom - top)
  );
  return withoutTextBands(marks, labels);
}

/** Whether much of the ink is in marks that fill their boxes and are thicker than the strokes. */
function holdsBlocks(marks: Components, longSide: number): boolean {
  const sideOf = (c: number) =>
    Math.min(marks.bottom[c]! - marks.top[c]!, marks.right[c]! - marks.left[c]!);
  const isFull = Uint8Array.from({ length: marks.count }, (_, c) => {
    const box = (marks.bottom[c]! - marks.top[c]!) * (marks.right[c]! - marks.left[c]!);
    return marks.area[c]! > 0.7 * box ? 1 : 0;
  });
  const { strokeWidth } = measureInk(marks, isFull.map((full) => 1 - full));
  const minSide = Math.max(4 * strokeWidth, MIN_BLOCK_SIDE * longSide);
  let [solid, all] = [0, 0];
  for (let c = 0; c < marks.count; c++) {
    all += marks.area[c]!;
    if (isFull[c] === 1 && sideOf(c) > minSide) solid += marks.area[c]!;
  }
  return solid > MIN_BLOCK_FRACTION * all;
}

/**
 * Finds the signature in a page.
 *
 * Each rule erases one kind of mark, unless the remaining marks cannot be a signature: shadows at the
 * edge, pages of text, printed lines and frames, ink of other colours, labels, dust.
 *
 * @param page The page. Erased marks become paper in its levels.
 * @throws {RangeError} If there is no ink, or the ink cannot be a signature.
 */
export function findInk(page: Page): FoundInk {
  const { height, width, levels } = page;
  let inkLevels = findLevels(page);
  const state: CleaningState = {
    eraser: new Eraser(height, width),
    warnings: new Set(),
    printedLines: [],
    hasErasedInk: false,
    marks: findMarks(page, inkLevels),
  };
  for (const [eraseRule, rounds] of ERASING_RULES) {
    for (let round = 0; round < rounds && eraseRule(page, inkLevels, state); round++) {
      applyErased(levels, state.eraser.erased);
      inkLevels = findLevels(page);
      state.marks = findMarks(page, inkLevels);
    }
  }
  const all = state.marks;
  const marks = dropSpecks(dropLabels(page, all, state.warnings));
  const ink = marks.area.reduce((sum, area) => sum + area, 0);
  const box = boundComponents(marks);
  if (box === undefined || ink < MIN_INK) {
    throw refuse(page, "only specks stand out from the paper");
  }
  const fraction = ink / (height * width);
  if (fraction > MAX_INK_FRACTION) {
    const percent = Math.round(fraction * 100);
    throw refuse(page, `${percent} % of it is dark, expected a signature on paper`);
  }
  const side = Math.max(box.bottom - box.top, box.right - box.left) * page.factor;
  if (side < MIN_SIDE) {
    throw refuse(page, `the ink is ${side} pixels long, expected at least ${MIN_SIDE}`);
  }
  if (side < MIN_CLEAR_SIDE) {
    state.warnings.add("it is so small that strokes run into each other");
  }
  if (holdsBlocks(marks, Math.max(height, width))) state.warnings.add("it holds solid blocks");
  state.eraser.eraseMarks(all, marks);
  return { erased: state.eraser.erased, box, inkLevels, warnings: [...state.warnings] };
}

/** State that the rules share for one page. */
interface CleaningState {
  readonly eraser: Eraser;
  readonly warnings: Set<InkWarning>;
  /** Printed lines that were erased. */
  readonly printedLines: ImageLine[];
  /** Whether ink of another colour was erased. */
  hasErasedInk: boolean;
  /** The remaining marks of the page. */
  marks: Components;
}

/**
 * Rules that erase, with the maximum number of repetitions of each: once dark lines are erased, the
 * threshold moves and lighter ones appear.
 */
const ERASING_RULES = [
  [eraseShadows, 1],
  [eraseText, 1],
  [erasePrintedLines, 3],
  [eraseOtherInk, 1],
  [eraseLinesUnderStamp, 1],
] as const;

function findLevels(page: Page): InkLevels {
  const found = findInkLevels(countLevels(page.levels));
  if (found === undefined) throw refuse(page, "nothing stands out from the paper");
  return found;
}
