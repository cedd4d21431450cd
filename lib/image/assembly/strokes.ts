// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Distances within strokes and what strokes cover, see ../distance_transform.ts and
// ../stroke_width.ts. Runs are whole numbers of 32 bits, as findRuns writes them.

/**
 * Writes the squared distance of every pixel in a run to the nearest pixel in no run, up to the
 * square of `limit`, and 0 elsewhere. `columns` has room for a row of numbers of 16 bits.
 */
export function distancesInside(
  start: usize,
  end: usize,
  count: i32,
  height: i32,
  width: i32,
  limit: i32,
  result: usize,
  columns: usize,
): void {
  memory.fill(result, 0, 4 * height * width);
  // First the distance along each column, ...
  for (let run = 0; run < count; run++) {
    const to = load<i32>(end + 4 * run);
    for (let i = load<i32>(start + 4 * run); i < to; i++) {
      const above = i < width ? limit : load<i32>(result + 4 * (i - width)) + 1;
      store<i32>(result + 4 * i, min(above, limit));
    }
  }
  const last = (height - 1) * width;
  for (let run = count - 1; run >= 0; run--) {
    const from = load<i32>(start + 4 * run);
    if (from >= last) continue;
    const to = load<i32>(end + 4 * run);
    for (let i = from; i < to; i++) {
      const below = load<i32>(result + 4 * (i + width)) + 1;
      if (below < load<i32>(result + 4 * i)) store<i32>(result + 4 * i, below);
    }
  }
  // ... then the distance to those and to the ends of the run.
  for (let run = 0; run < count; run++) {
    const from = load<i32>(start + 4 * run);
    measureRun(
      result + 4 * from,
      from % width,
      load<i32>(end + 4 * run) - from,
      width,
      limit,
      columns,
    );
  }
}

/** Squared distances in a run, from those along the columns. */
function measureRun(
  run: usize,
  column: i32,
  length: i32,
  width: i32,
  limit: i32,
  columns: usize,
): void {
  for (let i = 0; i < length; i++) store<u16>(columns + 2 * i, load<i32>(run + 4 * i));
  const before = column > 0 ? 1 : limit;
  const after = column + length < width ? 1 : limit;
  for (let i = 0; i < length; i++) {
    const beside = min(min(before + i, after + length - 1 - i), limit);
    const down: i32 = load<u16>(columns + 2 * i);
    if (down == 1) continue;
    const least = min(down, beside);
    store<i32>(run + 4 * i, nearest(columns, i, length, least * least));
  }
}

/** The minimum squared distance to the pixels above or below a pixel of a run, at most `best`. */
function nearest(columns: usize, i: i32, length: i32, best: i32): i32 {
  const at = columns + 2 * i;
  for (let dx = 1; dx * dx < best; dx++) {
    if (dx <= i) {
      const d: i32 = load<u16>(at - 2 * dx);
      best = min(best, d * d + dx * dx);
    }
    if (i + dx < length) {
      const d: i32 = load<u16>(at + 2 * dx);
      best = min(best, d * d + dx * dx);
    }
  }
  return best;
}

/**
 * Writes the pixels around which none is further from the paper, without those at the edges of the
 * image; returns their number.
 */
export function findRidge(
  start: usize,
  end: usize,
  count: i32,
  height: i32,
  width: i32,
  distances: usize,
  ridge: usize,
): i32 {
  let found = 0;
  const stride: usize = 4 * width;
  for (let run = 0; run < count; run++) {
    const row = load<i32>(start + 4 * run) / width * width;
    if (row == 0 || row == (height - 1) * width) continue;
    const to = min(load<i32>(end + 4 * run), row + width - 1);
    for (let i = max(load<i32>(start + 4 * run), row + 1); i < to; i++) {
      const at = distances + 4 * i;
      const d = i32x4.splat(load<i32>(at));
      // The row's neighbours, then three pixels and the one after in the rows above and below.
      if (load<i32>(at) < max(load<i32>(at - 4), load<i32>(at + 4))) continue;
      const around = i32x4.max_s(v128.load(at - stride - 4), v128.load(at + stride - 4));
      if ((i32x4.bitmask(i32x4.lt_s(d, around)) & 7) == 0) store<i32>(ridge + 4 * found++, i);
    }
  }
  return found;
}

/** Renders the remaining part of the strokes when their outlines move by `shift`. */
export function coverInside(
  start: usize,
  end: usize,
  count: i32,
  height: i32,
  width: i32,
  inside: usize,
  shift: f64,
  coverage: usize,
): void {
  memory.fill(coverage, 0, 4 * height * width);
  const edge = max(0.0, 1 - shift);
  const full = edge * edge;
  for (let run = 0; run < count; run++) {
    const to = load<i32>(end + 4 * run);
    for (let i = load<i32>(start + 4 * run); i < to; i++) {
      const squared = <f64> load<i32>(inside + 4 * i);
      const covered = squared >= full ? 1.0 : max(0.0, sqrt(squared) + shift);
      store<f32>(coverage + 4 * i, <f32> covered);
    }
  }
}

/** Bits of the sides on which a pixel has an ink neighbour. */
const LEFT = 1;
const RIGHT = 2;
const ABOVE = 4;
const BELOW = 8;

/**
 * Renders a disc around each outer pixel of the strokes.
 *
 * @param disc Coverage of a square of `2 * reach + 1` pixels, 32-bit floats.
 * @param partOffset The part of the disc that is rendered for a set of sides with ink neighbours:
 * `partOffset[sides] .. partOffset[sides + 1]` of the following two.
 * @param offsets Distances from the centre's index.
 * @param values Their coverage.
 */
export function coverOutside(
  start: usize,
  end: usize,
  count: i32,
  height: i32,
  width: i32,
  mask: usize,
  reach: i32,
  disc: usize,
  partOffset: usize,
  offsets: usize,
  values: usize,
  coverage: usize,
): void {
  for (let run = 0; run < count; run++) {
    const first = load<i32>(start + 4 * run);
    const last = load<i32>(end + 4 * run) - 1;
    const row = first / width;
    const column = first - row * width;
    const isFree = row >= reach && row + reach < height && column >= reach &&
      column + last - first + reach < width;
    for (let i = first; i <= last; i++) {
      let sides = (i > first ? LEFT : 0) | (i < last ? RIGHT : 0);
      if (row > 0 && load<u8>(mask + i - width) == 1) sides |= ABOVE;
      if (row < height - 1 && load<u8>(mask + i + width) == 1) sides |= BELOW;
      if (sides == (LEFT | RIGHT | ABOVE | BELOW)) continue;
      if (isFree) {
        const to = load<i32>(partOffset + 4 * sides, 4);
        for (let k = load<i32>(partOffset + 4 * sides); k < to; k++) {
          raise(coverage + 4 * (i + load<i32>(offsets + 4 * k)), load<f32>(values + 4 * k));
        }
      } else {
        drawDisc(coverage, height, width, row, column + i - first, reach, disc);
      }
    }
  }
}

/** Renders the part of a disc inside the image. */
function drawDisc(
  coverage: usize,
  height: i32,
  width: i32,
  row: i32,
  column: i32,
  reach: i32,
  disc: usize,
): void {
  for (let y = max(0, row - reach); y <= min(height - 1, row + reach); y++) {
    for (let x = max(0, column - reach); x <= min(width - 1, column + reach); x++) {
      const from = (y - row + reach) * (2 * reach + 1) + x - column + reach;
      raise(coverage + 4 * (y * width + x), load<f32>(disc + 4 * from));
    }
  }
}

function raise(address: usize, value: f32): void {
  if (value > load<f32>(address)) store<f32>(address, value);
}
