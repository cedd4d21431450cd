/**
 * Finds the marks of an image that are the signature.
 *
 * @module
 */
import { boundComponents, type Box, type Components } from "../components.ts";
import { PAPER_LEVEL } from "./background.ts";
import { Eraser } from "./eraser.ts";
import { type CleaningState, dropLabels, ERASING_RULES } from "./erasing_rules.ts";
import { findMarks } from "./find_marks.ts";
import { measureInk } from "./ink_extent.ts";
import { countLevels, findInkLevels, type InkLevels } from "./ink_levels.ts";
import { type InkWarning, refuse } from "./ink_warning.ts";
import { inspectLineLabels } from "./line_labels.ts";
import type { Page } from "./page.ts";
import { mayHoldSeveral } from "./several_signatures.ts";
import { dropSpecks, holdsFarMarks } from "./specks.ts";
import { findTypeRows } from "./type_rows.ts";

/** Maximum ink, as a fraction of the image: more is no signature. */
const MAX_INK_FRACTION = 0.5;
/** Minimum ink in the coarse copy, in pixels. */
const MIN_INK = 10;
/** Minimum long side of a legible signature, in pixels of the image. */
const MIN_SIDE = 48;
/** Long side below which strokes run into each other, in pixels of the image. */
const MIN_CLEAR_SIDE = 72;
/** Minimum fraction of the ink in solid blocks for a warning. */
const MIN_BLOCK_FRACTION = 0.3;
/** Minimum thickness of a solid block, as a fraction of the long side of the image. */
const MIN_BLOCK_SIDE = 0.02;

/** Warnings that name something beside the signature. */
const OTHER_WRITING: readonly InkWarning[] = [
  "it holds printed text",
  "it may be printed text",
  "it looks like a page of text",
  "it looks like a table of several boxes",
  "it holds small marks at a printed line",
  "it holds marks far from the others",
  "it holds a stamp in the colour of the ink",
];

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

function applyErased(levels: Uint8Array, erased: Uint8Array | undefined): void {
  if (erased === undefined) return;
  for (let i = 0; i < levels.length; i++) if (erased[i] === 1) levels[i] = PAPER_LEVEL;
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
 * edge, bindings, pages of text, printed lines and frames, ink of other colours, labels, dust.
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
  state.eraser.erased = page.table?.mask.slice();
  if (page.table?.isPatterned) {
    state.warnings.add("it shows something beside the page that was left out");
  }
  if (page.image.hasMorePages === true) {
    state.warnings.add("it has further pages with ink, which were left out");
  }
  for (const [eraseRule, rounds] of ERASING_RULES) {
    for (let round = 0; round < rounds && eraseRule(page, inkLevels, state); round++) {
      applyErased(levels, state.eraser.erased);
      inkLevels = findLevels(page);
      state.marks = findMarks(page, inkLevels);
    }
  }
  const all = state.marks;
  const marks = dropSpecks(dropLabels(page, all, state));
  inspectLabels(page, marks, state);
  const box = checkInk(page, marks, state.warnings);
  if (holdsBlocks(marks, Math.max(height, width))) state.warnings.add("it holds solid blocks");
  warnOfFarMarks(page, marks, state.warnings);
  warnOfOtherWriting(page, marks, state);
  state.eraser.eraseMarks(all, marks);
  return { erased: state.eraser.erased, box, inkLevels, warnings: [...state.warnings] };
}

/**
 * Warns of small marks at a printed line, unless another warning says the same.
 *
 * @throws {RangeError} If there is nothing but a line and its label.
 */
function inspectLabels(page: Page, marks: Components, state: CleaningState): void {
  const { holdsSmallMarks, isOnlyLabel } = inspectLineLabels(marks, state.printedLines);
  if (isOnlyLabel) {
    throw refuse(
      page,
      "there are a printed line and a label but no signature, as in an empty form",
    );
  }
  if (holdsSmallMarks && !state.warnings.has("it holds printed text")) {
    state.warnings.add("it holds small marks at a printed line");
  }
}

/** Warns of marks far from the others, unless another warning says the same. */
function warnOfFarMarks(
  { height, width }: Page,
  marks: Components,
  warnings: Set<InkWarning>,
): void {
  const said: readonly InkWarning[] = [
    "it looks like a table of several boxes",
    "it holds solid blocks",
  ];
  if (said.some((warning) => warnings.has(warning))) return;
  if (holdsFarMarks(marks, height, width)) warnings.add("it holds marks far from the others");
}

/** Warns of type and of a second signature, unless another warning names something beside one signature. */
function warnOfOtherWriting({ width }: Page, marks: Components, state: CleaningState): void {
  const { warnings, printedLines } = state;
  if (OTHER_WRITING.some((warning) => warnings.has(warning))) return;
  if (findTypeRows(marks, width).length > 0) warnings.add("it holds printed text");
  else if (mayHoldSeveral(marks, printedLines)) warnings.add("it may hold several signatures");
}

/**
 * Bounds the ink.
 *
 * @throws {RangeError} If there is too little of it or too much.
 */
function checkInk(page: Page, marks: Components, warnings: Set<InkWarning>): Box {
  const ink = marks.area.reduce((sum, area) => sum + area, 0);
  const box = boundComponents(marks);
  if (box === undefined || ink < MIN_INK) {
    throw refuse(page, "only specks stand out from the paper");
  }
  const fraction = ink / (page.height * page.width);
  if (fraction > MAX_INK_FRACTION) {
    const percent = Math.round(fraction * 100);
    throw refuse(page, `${percent} % of it is dark, expected a signature on paper`);
  }
  const side = Math.max(box.bottom - box.top, box.right - box.left) * page.factor;
  if (side < MIN_SIDE) {
    throw refuse(page, `the ink is ${side} pixels long, expected at least ${MIN_SIDE}`);
  }
  if (side < MIN_CLEAR_SIDE) {
    warnings.add("it is so small that strokes run into each other");
  }
  return box;
}

function findLevels(page: Page): InkLevels {
  const found = findInkLevels(countLevels(page.levels));
  if (found === undefined) throw refuse(page, "nothing stands out from the paper");
  return found;
}
