/**
 * The rules that erase what is not the signature. Each kind of mark is recognized in a file of its own;
 * a rule decides whether it may be erased: the rest must be able to be a signature.
 *
 * @module
 */
import {
  boundComponents,
  type Components,
  connectRuns,
  findRuns,
  maskOf,
  selectComponents,
} from "../components.ts";
import { findBindingMarks } from "./binding_marks.ts";
import { findCornerBrackets } from "./corner_brackets.ts";
import { findDashedLines } from "./dashed_lines.ts";
import { keepDarkerInk } from "./darker_ink.ts";
import { findEmptyBoxes } from "./empty_boxes.ts";
import type { Eraser } from "./eraser.ts";
import { chooseHandwriting } from "./handwriting.ts";
import { type ImageLine, middleAt } from "./image_line.ts";
import { canBeSignature, diagonalOf, measureInk } from "./ink_extent.ts";
import type { InkLevels } from "./ink_levels.ts";
import { type InkWarning, refuse } from "./ink_warning.ts";
import type { Page } from "./page.ts";
import { findPrintedLines, maxLineThickness } from "./printed_lines.ts";
import { findTextRows, type TextRow } from "./printed_text.ts";
import { dropRoundStamps } from "./round_stamps.ts";
import { eraseBorders } from "./scan_borders.ts";
import { dropShadows } from "./shadows.ts";
import { holdsBox } from "./stamp_boxes.ts";
import { eraseWedges } from "./turned_page.ts";

/** Minimum number of rows of print on a page of text. */
const MIN_PAGE_ROWS = 4;
/** Maximum height of a printed label, as a fraction of the height of the signature. */
const MAX_LABEL_HEIGHT = 0.4;

/** Maximum distance of a label from the printed line above it, in heights of its characters. */
const MAX_LABEL_DISTANCE = 2;

/** Minimum area of a faint mark, in pixels of the coarse copy; smaller ones are grain of the paper. */
const MIN_FAINT_AREA = 4;
/** Maximum number of faint marks; more are a pattern of the paper, in which any row is found. */
const MAX_FAINT_MARKS = 400;

/** State that the rules share for one page. */
export interface CleaningState {
  /** Records what is erased. */
  readonly eraser: Eraser;
  /** Reasons to review the image. */
  readonly warnings: Set<InkWarning>;
  /** Printed lines that were erased. */
  readonly printedLines: ImageLine[];
  /** Whether ink of another colour was erased. */
  hasErasedInk: boolean;
  /** The remaining marks of the page. */
  marks: Components;
}

/** Erases one kind of mark. Returns whether it erased any: then the thresholds are found anew. */
type ErasingRule = (page: Page, inkLevels: InkLevels, state: CleaningState) => boolean;

/**
 * Rules that erase, with the maximum number of repetitions of each: once dark lines are erased, the
 * threshold moves and lighter ones appear.
 */
export const ERASING_RULES: readonly (readonly [rule: ErasingRule, rounds: number])[] = [
  [eraseShadows, 1],
  [eraseBinding, 1],
  [eraseText, 1],
  [erasePrintedLines, 3],
  [eraseDashedLines, 1],
  [eraseBoxes, 1],
  [eraseBrackets, 1],
  [eraseOtherInk, 1],
  [eraseStamps, 1],
  [eraseLinesUnderStamp, 1],
];

function refuseForm(page: Page): RangeError {
  return refuse(page, "there are printed lines but no signature, as in an empty form");
}

/** Erases the marks that are not of the rest, where that can be a signature. Returns whether it did. */
function eraseAllBut(rest: Components, page: Page, { eraser, marks }: CleaningState): boolean {
  if (!canBeSignature(measureInk(rest), Math.max(page.height, page.width))) return false;
  eraser.eraseMarks(marks, rest);
  return true;
}

/** Erases the marks that were found, one byte each, where the rest can be a signature. */
function eraseFound(found: Uint8Array | undefined, page: Page, state: CleaningState): boolean {
  if (found === undefined) return false;
  const rest = selectComponents(state.marks, found.map((flag) => 1 - flag));
  return eraseAllBut(rest, page, state);
}

/**
 * Finds printed lines among all that is darker than paper; where there are none, among what is as dark
 * as ink: a blurred label may touch the line in its light edge.
 */
function findLines(page: Page, levels: InkLevels, known: readonly ImageLine[]) {
  const { height, width } = page;
  for (const level of [levels.lightest, levels.edge]) {
    const runs = findRuns(page.levels, height, width, 0, level);
    const printed = findPrintedLines(runs, height, width, known);
    if (printed !== undefined) return printed;
  }
  return undefined;
}

/** Erases printed lines, if there are any. */
function erasePrintedLines(page: Page, levels: InkLevels, state: CleaningState): boolean {
  const { height, width } = page;
  const printed = findLines(page, levels, state.printedLines);
  if (printed === undefined) return false;
  if (!printed.leavesSignature) {
    // Two strokes may be a T or an L; bare lines or a box are a form.
    const lines = [...printed.found, ...state.printedLines];
    if (lines.length === 2 && lines[0]!.vertical !== lines[1]!.vertical) return false;
    throw refuseForm(page);
  }
  if (printed.isTable) state.warnings.add("it looks like a table of several boxes");
  const { lines, rest } = keepDarkerInk(printed, page.levels, height, width);
  state.eraser.eraseMask(lines, rest);
  state.printedLines.push(...printed.found);
  return true;
}

/**
 * Erases dashed and dotted lines, if there are any. Some dashes of a thin line may be too light for
 * ink in the coarse copy, but not in a finer one: the level counts that shows the most.
 */
function eraseDashedLines(page: Page, levels: InkLevels, state: CleaningState): boolean {
  const { height, width } = page;
  const faint = [levels.edge, levels.lightest].map((level) => findFaintMarks(page, level));
  const found = [state.marks, ...faint].map((marks) => {
    const lines = findDashedLines(marks, height, width, maxLineThickness(height, width));
    return { marks, lines, dashes: lines.reduce((sum, line) => sum + line.marks.length, 0) };
  });
  const { marks, lines } = found.reduce((best, one) => one.dashes > best.dashes ? one : best);
  if (lines.length === 0) return false;
  const rest = withoutMarks(marks, lines);
  if (!canBeSignature(measureInk(rest), Math.max(height, width))) throw refuseForm(page);
  state.eraser.eraseMarks(marks, rest);
  state.printedLines.push(...lines);
  return true;
}

/** All that is as dark as a level, without grain; no marks where there is a pattern of them. */
function findFaintMarks({ levels, height, width }: Page, level: number): Components {
  const all = connectRuns(findRuns(levels, height, width, 0, level), height, width);
  const isMark = Uint8Array.from(all.area, (area) => area >= MIN_FAINT_AREA ? 1 : 0);
  const marks = selectComponents(all, isMark);
  return marks.count <= MAX_FAINT_MARKS ? marks : selectComponents(all, new Uint8Array(all.count));
}

/** Erases empty boxes, if there are any. */
function eraseBoxes(page: Page, _: InkLevels, state: CleaningState): boolean {
  const found = findEmptyBoxes(state.marks, page.width);
  if (found === undefined) return false;
  if (eraseFound(found, page, state)) return true;
  throw refuseForm(page);
}

/** Erases brackets in the corners of a field, if there are any. */
function eraseBrackets(page: Page, _: InkLevels, state: CleaningState): boolean {
  const { height, width } = page;
  const thickness = maxLineThickness(height, width);
  return eraseFound(findCornerBrackets(state.marks, height, width, thickness), page, state);
}

/** Erases shadows and dark borders at the edge, if there are any. */
function eraseShadows(page: Page, _: InkLevels, state: CleaningState): boolean {
  const { eraser, marks, warnings } = state;
  const { height, width, image, factor, lightOnDark } = page;
  const brightness = (y: number, x: number) => {
    const level = image.data[y * factor * image.width + x * factor]!;
    return lightOnDark ? 255 - level : level;
  };
  const scan = eraseBorders(marks, height, width, maxLineThickness(height, width) / 2);
  const within = eraseWedges(scan, height, width);
  const { marks: kept, crossesInk } = dropShadows(
    within,
    height,
    width,
    brightness,
    page.table?.mask,
  );
  if (crossesInk) warnings.add("it has the edge of a shadow across the ink");
  if (kept === marks) return false;
  const [all, rest] = [maskOf(marks, height, width), maskOf(kept, height, width)];
  eraser.eraseMask(all.map((ink, i) => ink - rest[i]!), rest);
  return true;
}

/** Erases punched holes and the rings of a binding, if there are any. */
function eraseBinding(page: Page, _: InkLevels, state: CleaningState): boolean {
  return eraseFound(findBindingMarks(state.marks, page.height, page.width), page, state);
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

/** Erases round stamps in the colour of the ink, if there are any, and warns of those with corners. */
function eraseStamps(page: Page, _: InkLevels, state: CleaningState): boolean {
  const { eraser, marks, warnings } = state;
  const { height, width } = page;
  const thickness = maxLineThickness(height, width);
  const rest = dropRoundStamps(marks, height, width, thickness);
  const isFound = rest !== marks;
  if (isFound || holdsBox(marks, height, width, thickness)) {
    warnings.add("it holds a stamp in the colour of the ink");
  }
  if (!isFound || !canBeSignature(measureInk(rest), Math.max(height, width))) return false;
  const [all, kept] = [maskOf(marks, height, width), maskOf(rest, height, width)];
  eraser.eraseMask(all.map((ink, i) => ink - kept[i]!), kept);
  state.hasErasedInk = true;
  return true;
}

/** Searches for printed lines again once a stamp over one of their ends is erased. */
function eraseLinesUnderStamp(page: Page, levels: InkLevels, state: CleaningState): boolean {
  return state.hasErasedInk && erasePrintedLines(page, levels, state);
}

/** Erases the text of a printed page that holds other marks too. */
function eraseText(page: Page, _: InkLevels, state: CleaningState): boolean {
  const { marks, warnings } = state;
  const rows = findTextRows(marks);
  if (rows.filter(({ isSure }) => isSure).length < MIN_PAGE_ROWS) return false;
  warnings.add("it looks like a page of text");
  return eraseAllBut(withoutTextBands(marks, rows), page, state);
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

/** Removes the marks of rows of print or of dashed lines. */
function withoutMarks(
  marks: Components,
  groups: readonly { readonly marks: readonly number[] }[],
): Components {
  const keep = new Uint8Array(marks.count).fill(1);
  for (const group of groups) for (const mark of group.marks) keep[mark] = 0;
  return selectComponents(marks, keep);
}

/** Whether a row stands right below a printed line, as the words "Sign here" do. */
function isUnderLine(row: TextRow, marks: Components, { line, vertical }: ImageLine): boolean {
  if (vertical) return false;
  const left = Math.min(...row.marks.map((c) => marks.left[c]!));
  const right = Math.max(...row.marks.map((c) => marks.right[c]!));
  const at = middleAt(line, (left + right) / 2);
  const height = row.bottom - row.top;
  return left > line.from - height && right < line.to + height && row.top >= at - 2 &&
    row.top - at <= MAX_LABEL_DISTANCE * height;
}

/**
 * Drops rows of printed characters above or below a signature.
 *
 * @param page The page.
 * @param marks Its marks.
 * @param state What was found before. Gets a warning if there is printed text.
 * @returns The marks without labels.
 * @throws {RangeError} If all marks are print.
 */
export function dropLabels(page: Page, marks: Components, state: CleaningState): Components {
  const rows = findTextRows(marks);
  if (rows.length === 0) return marks;
  const sure = rows.filter((row) =>
    row.isSure || state.printedLines.some((line) => isUnderLine(row, marks, line))
  );
  const rest = withoutMarks(marks, rows);
  const extent = measureInk(rest);
  if (!canBeSignature(extent, Math.max(page.height, page.width))) {
    const print = rows.filter(({ isSure }) => isSure);
    if (print.length > 1 || print.some(({ isExact }) => isExact)) {
      throw refuse(page, "there is only printed text");
    }
    // A single row may be block letters, or a name in separate characters.
    if (print.length > 0) state.warnings.add("it may be printed text");
    return marks;
  }
  if (sure.length === 0) return marks;
  state.warnings.add("it holds printed text");
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
