/**
 * Resamples rows, then columns, by weighted sums. Skips stretches that are pure white, as most of a
 * scan is.
 *
 * @module
 */
import { endOfTaps, type Taps } from "./resampling_taps.ts";
import type { Plane } from "./plane.ts";

/** Combines rows, then the columns of the combined row. Pure white bytes stay white. */
export function combineRows(
  source: Plane,
  across: Taps,
  down: Taps,
  out: Uint8Array | Float32Array,
  bias: number,
): void {
  const { data, width: stride } = source;
  const height = down.first.length;
  const width = across.first.length;
  const line = new Float64Array(stride);
  const bytes = data instanceof Uint8Array ? { view: viewOf(data), stride } : undefined;
  out.fill(255 + bias);
  for (let y = 0; y < height; y++) {
    const row = out.subarray(y * width, (y + 1) * width);
    const combine = (begin: number, end: number) => {
      combineLines(line, source, down, y, across.first[begin]!, endOfTaps(across, end - 1));
      combineColumns(line, across, row, begin, end, bias);
    };
    if (bytes === undefined) combine(0, width);
    else findInk(bytes, down.first[y]!, down.offset[y + 1]! - down.offset[y]!, across, combine);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The rows of an image, for reading four bytes at a time. */
interface Rows {
  readonly view: DataView;
  readonly stride: number;
}

/** Columns of pure white that end a stretch of ink. */
const GAP = 16;

/** Whether four columns from an index on are pure white in some rows. */
function isWhite({ view, stride }: Rows, i: number, rows: number): boolean {
  for (let row = 0; row < rows; row++, i += stride) {
    if (view.getInt32(i, true) !== -1) return false;
  }
  return true;
}

/** Finds the next column with ink at or after `at`; `to` if there is none. */
function nextInk(source: Rows, first: number, rows: number, at: number, to: number): number {
  const start = first * source.stride;
  while (at + 4 <= to && isWhite(source, start + at, rows)) at += 4;
  return at;
}

/** The column after a stretch of ink that starts at `at`, at most `to`. */
function endOfInk(source: Rows, first: number, rows: number, at: number, to: number): number {
  const start = first * source.stride;
  let white = 0;
  for (at += 4; at < to && white < GAP; at += 4) {
    white = at + 4 <= to && isWhite(source, start + at, rows) ? white + 4 : 0;
  }
  return Math.min(at - white, to);
}

/** Calls a function for each stretch of new pixels that is not pure white in some rows. */
function findInk(
  source: Rows,
  first: number,
  rows: number,
  across: Taps,
  visit: (begin: number, end: number) => void,
): void {
  const width = across.first.length;
  const to = endOfTaps(across, width - 1);
  for (let at = across.first[0]!, begin = 0; (at = nextInk(source, first, rows, at, to)) < to;) {
    while (begin < width && endOfTaps(across, begin) <= at) begin++;
    at = endOfInk(source, first, rows, at, to);
    let end = begin;
    while (end < width && across.first[end]! < at) end++;
    if (end > begin) visit(begin, end);
    begin = end;
  }
}

/** Combines some columns of the rows that new row `y` reads. */
function combineLines(
  line: Float64Array,
  { data, width }: Plane,
  { first, offset, weights }: Taps,
  y: number,
  begin: number,
  end: number,
): void {
  line.fill(0, begin, end);
  let from = first[y]! * width;
  for (let tap = offset[y]!; tap < offset[y + 1]!; tap++, from += width) {
    const weight = weights[tap]!;
    for (let x = begin; x < end; x++) line[x]! += weight * data[from + x]!;
  }
}

function combineColumns(
  line: Float64Array,
  { first, offset, weights }: Taps,
  row: Uint8Array | Float32Array,
  begin: number,
  end: number,
  bias: number,
): void {
  let tap = offset[begin]!;
  for (let x = begin; x < end; x++) {
    const stop = offset[x + 1]!;
    let from = first[x]!;
    let sum = bias;
    while (tap < stop) sum += weights[tap++]! * line[from++]!;
    row[x] = sum;
  }
}
