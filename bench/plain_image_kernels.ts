/**
 * The image kernels in plain TypeScript, to measure the gain of WebAssembly.
 *
 * They take the same arguments as `lib/image/assembly`, return the same results, and skip plain
 * paper likewise.
 *
 * @module
 */
import type { Kernels } from "../lib/image/kernels.ts";

type Exports = Kernels["run"];
type PlainKernels = Omit<Exports, "memory" | "heapStart">;

/** Creates plain kernels that work in the memory of the others. */
export function createPlainKernels({ memory }: Exports): PlainKernels {
  const u8 = () => new Uint8Array(memory.buffer);
  const i32 = () => new Int32Array(memory.buffer);
  const f32 = () => new Float32Array(memory.buffer);
  const f64 = () => new Float64Array(memory.buffer);
  return {
    countLevels(data, length, counts) {
      const [bytes, words] = [u8(), i32()];
      for (let i = data; i < data + length; i++) words[(counts >> 2) + bytes[i]!]!++;
    },
    mapLevels(data, length, levels) {
      const bytes = u8();
      for (let i = data; i < data + length; i++) bytes[i] = bytes[levels + bytes[i]!]!;
    },
    findRuns: (values, height, width, min, max, starts, ends, rowOffset) =>
      findRuns(u8(), i32(), { values, height, width, min, max, starts, ends, rowOffset }),
    distancesInside(start, end, count, height, width, limit, result, _columns) {
      const words = i32();
      const runs = boundsOf(words, start, end, count);
      const distances = words.subarray(result >> 2, (result >> 2) + height * width);
      distancesInside(distances, runs, height, width, limit);
    },
    findRidge(start, end, count, height, width, distances, ridge) {
      const words = i32();
      const runs = boundsOf(words, start, end, count);
      return findRidge(words, runs, height, width, distances >> 2, ridge >> 2);
    },
    coverInside(start, end, count, height, width, inside, shift, coverage) {
      const [words, floats] = [i32(), f32()];
      const [from, to] = [inside >> 2, coverage >> 2];
      floats.fill(0, to, to + height * width);
      const full = Math.max(0, 1 - shift) ** 2;
      for (let run = 0; run < count; run++) {
        const last = words[(end >> 2) + run]!;
        for (let i = words[(start >> 2) + run]!; i < last; i++) {
          const squared = words[from + i]!;
          floats[to + i] = squared >= full ? 1 : Math.max(0, Math.sqrt(squared) + shift);
        }
      }
    },
    coverOutside(
      start,
      end,
      count,
      height,
      width,
      mask,
      reach,
      disc,
      parts,
      offsets,
      values,
      coverage,
    ) {
      const words = i32();
      coverOutside(boundsOf(words, start, end, count), {
        height,
        width,
        reach,
        mask: u8().subarray(mask, mask + height * width),
        disc: f32().subarray(disc >> 2),
        partOffset: words.subarray(parts >> 2),
        offsets: words.subarray(offsets >> 2),
        values: f32().subarray(values >> 2),
        coverage: f32().subarray(coverage >> 2, (coverage >> 2) + height * width),
      });
    },
    meanOfBlocks(data, height, width, size, out) {
      const floats = f32();
      const stride = width * size;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let sum = 0;
          for (let row = 0; row < size; row++) {
            const from = (data >> 2) + (y * size + row) * stride + x * size;
            let rowSum = 0;
            for (let i = from; i < from + size; i++) rowSum += floats[i]!;
            sum += rowSum;
          }
          floats[(out >> 2) + y * width + x] = sum / (size * size);
        }
      }
    },
    resampleBytes(
      source,
      stride,
      height,
      width,
      firstRow,
      offset,
      weights,
      column,
      fraction,
      scale,
      _sums,
      out,
      isFloat,
    ) {
      const [words, doubles] = [i32(), f64()];
      resampleBytes({
        source: u8().subarray(source),
        stride,
        height,
        width,
        firstRow: words.subarray(firstRow >> 2),
        offset: words.subarray(offset >> 2),
        weights: words.subarray(weights >> 2),
        column: words.subarray(column >> 2),
        fraction: doubles.subarray(fraction >> 3),
        scale: doubles.subarray(scale >> 3),
        out: isFloat ? f32().subarray(out >> 2) : u8().subarray(out),
        bias: isFloat ? 0 : 0.5,
      });
    },
    shrinkByFactor(source, height, width, factor, _sums, out) {
      shrinkByFactor(u8(), source, height, width, factor, out);
    },
    unfilter: (start, rows, rowBytes, pixelBytes, isTop) =>
      unfilter(u8(), start, rows, rowBytes, pixelBytes, isTop),
  };
}

interface Bounds {
  readonly start: Int32Array;
  readonly end: Int32Array;
}

function boundsOf(words: Int32Array, start: number, end: number, count: number): Bounds {
  return {
    start: words.subarray(start >> 2, (start >> 2) + count),
    end: words.subarray(end >> 2, (end >> 2) + count),
  };
}

/** Arguments of `findRuns`; all but the sizes and the range are addresses. */
interface RunSearch {
  readonly values: number;
  readonly height: number;
  readonly width: number;
  readonly min: number;
  readonly max: number;
  readonly starts: number;
  readonly ends: number;
  readonly rowOffset: number;
}

function findRuns(
  bytes: Uint8Array,
  words: Int32Array,
  { values, height, width, min, max, starts, ends, rowOffset }: RunSearch,
): number {
  let count = 0;
  for (let y = 0; y < height; y++) {
    words[(rowOffset >> 2) + y] = count;
    let inside = false;
    for (let i = y * width; i < (y + 1) * width; i++) {
      const value = bytes[values + i]!;
      if ((value >= min && value <= max) === inside) continue;
      if (inside) words[(ends >> 2) + count++] = i;
      else words[(starts >> 2) + count] = i;
      inside = !inside;
    }
    if (inside) words[(ends >> 2) + count++] = (y + 1) * width;
  }
  words[(rowOffset >> 2) + height] = count;
  return count;
}

function distancesInside(
  distances: Int32Array,
  { start, end }: Bounds,
  height: number,
  width: number,
  limit: number,
): void {
  distances.fill(0);
  for (let run = 0; run < start.length; run++) {
    for (let i = start[run]!; i < end[run]!; i++) {
      distances[i] = i < width ? limit : Math.min(limit, distances[i - width]! + 1);
    }
  }
  const last = (height - 1) * width;
  for (let run = start.length - 1; run >= 0; run--) {
    if (start[run]! >= last) continue;
    for (let i = start[run]!; i < end[run]!; i++) {
      const below = distances[i + width]! + 1;
      if (below < distances[i]!) distances[i] = below;
    }
  }
  const columns = new Int32Array(width);
  for (let run = 0; run < start.length; run++) {
    const [from, length] = [start[run]!, end[run]! - start[run]!];
    for (let i = 0; i < length; i++) columns[i] = distances[from + i]!;
    const before = from % width > 0 ? 1 : limit;
    const after = from % width + length < width ? 1 : limit;
    for (let i = 0; i < length; i++) {
      const down = columns[i]!;
      if (down === 1) continue;
      const beside = Math.min(before + i, after + length - 1 - i, limit);
      const min = Math.min(down, beside);
      let best = min * min;
      for (let dx = 1; dx * dx < best; dx++) {
        if (dx <= i) best = Math.min(best, columns[i - dx]! ** 2 + dx * dx);
        if (i + dx < length) best = Math.min(best, columns[i + dx]! ** 2 + dx * dx);
      }
      distances[from + i] = best;
    }
  }
}

function findRidge(
  words: Int32Array,
  { start, end }: Bounds,
  height: number,
  width: number,
  distances: number,
  ridge: number,
): number {
  let found = 0;
  for (let run = 0; run < start.length; run++) {
    const row = Math.floor(start[run]! / width) * width;
    if (row === 0 || row === (height - 1) * width) continue;
    const to = Math.min(end[run]!, row + width - 1);
    for (let i = Math.max(start[run]!, row + 1); i < to; i++) {
      const at = distances + i;
      const d = words[at]!;
      if (d < words[at - 1]! || d < words[at + 1]!) continue;
      const [above, below] = [at - width, at + width];
      if (d < words[above - 1]! || d < words[above]! || d < words[above + 1]!) continue;
      if (d < words[below - 1]! || d < words[below]! || d < words[below + 1]!) continue;
      words[ridge + found++] = i;
    }
  }
  return found;
}

interface Cover {
  readonly height: number;
  readonly width: number;
  readonly reach: number;
  readonly mask: Uint8Array;
  readonly disc: Float32Array;
  readonly partOffset: Int32Array;
  readonly offsets: Int32Array;
  readonly values: Float32Array;
  readonly coverage: Float32Array;
}

function coverOutside({ start, end }: Bounds, cover: Cover): void {
  const { height, width, reach, mask, partOffset, offsets, values, coverage } = cover;
  for (let run = 0; run < start.length; run++) {
    const first = start[run]!;
    const last = end[run]! - 1;
    const row = Math.floor(first / width);
    const column = first - row * width;
    const isFree = row >= reach && row + reach < height && column >= reach &&
      column + last - first + reach < width;
    for (let i = first; i <= last; i++) {
      let sides = (i > first ? 1 : 0) | (i < last ? 2 : 0);
      if (row > 0 && mask[i - width] === 1) sides |= 4;
      if (row < height - 1 && mask[i + width] === 1) sides |= 8;
      if (sides === 15) continue;
      if (!isFree) {
        renderDisc(cover, row, column + i - first);
        continue;
      }
      for (let k = partOffset[sides]!; k < partOffset[sides + 1]!; k++) {
        const at = i + offsets[k]!;
        if (values[k]! > coverage[at]!) coverage[at] = values[k]!;
      }
    }
  }
}

function renderDisc(
  { height, width, reach, disc, coverage }: Cover,
  row: number,
  column: number,
): void {
  for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
    for (let x = Math.max(0, column - reach); x <= Math.min(width - 1, column + reach); x++) {
      const value = disc[(y - row + reach) * (2 * reach + 1) + x - column + reach]!;
      if (value > coverage[y * width + x]!) coverage[y * width + x] = value;
    }
  }
}

interface Resampling {
  readonly source: Uint8Array;
  readonly stride: number;
  readonly height: number;
  readonly width: number;
  readonly firstRow: Int32Array;
  readonly offset: Int32Array;
  readonly weights: Int32Array;
  readonly column: Int32Array;
  readonly fraction: Float64Array;
  readonly scale: Float64Array;
  readonly out: Uint8Array | Float32Array;
  readonly bias: number;
}

const GROUP = 16;

function resampleBytes(resampling: Resampling): void {
  const { source, stride, height, width, firstRow, offset, weights, column } = resampling;
  const { fraction, scale, out, bias } = resampling;
  out.fill(255, 0, height * width);
  const sums = new Int32Array(stride + 1);
  for (let y = 0; y < height; y++) {
    const row = firstRow[y]! * stride;
    const rows = offset[y + 1]! - offset[y]!;
    for (let x = 0; x < width; x += GROUP) {
      const end = Math.min(x + GROUP, width);
      const [from, to] = [column[x]!, column[end]! + 1];
      if (isWhite(source, row + from, stride, rows, to - from)) continue;
      let sum = 0;
      for (let i = from; i < to; i++) {
        sums[i - from] = sum;
        for (let k = 0; k < rows; k++) {
          sum = (sum + weights[offset[y]! + k]! * source[row + k * stride + i]!) | 0;
        }
      }
      sums[to - from] = sum;
      for (let i = x; i < end; i++) {
        const [left, right] = [column[i]! - from, column[i + 1]! - from];
        const whole = (sums[right]! - sums[left]!) | 0;
        const next = fraction[i + 1]! * ((sums[right + 1]! - sums[right]!) | 0);
        const before = fraction[i]! * ((sums[left + 1]! - sums[left]!) | 0);
        out[y * width + i] = (whole + next - before) * scale[i]! + bias;
      }
    }
  }
}

function isWhite(
  bytes: Uint8Array,
  start: number,
  stride: number,
  rows: number,
  columns: number,
): boolean {
  for (let row = 0; row < rows; row++, start += stride) {
    for (let i = start; i < start + columns; i++) if (bytes[i] !== 255) return false;
  }
  return true;
}

function shrinkByFactor(
  bytes: Uint8Array,
  source: number,
  height: number,
  width: number,
  factor: number,
  out: number,
): void {
  const columns = Math.ceil(width / factor);
  bytes.fill(255, out, out + Math.ceil(height / factor) * columns);
  for (let top = 0; top < height; top += factor, out += columns) {
    const row = source + top * width;
    const rows = Math.min(factor, height - top);
    for (let x = 0; x < columns; x++) {
      const from = x * factor;
      const count = Math.min(factor, width - from);
      let sum = 0;
      for (let k = 0; k < rows; k++) {
        const first = row + k * width + from;
        for (let i = first; i < first + count; i++) sum += bytes[i]!;
      }
      bytes[out + x] = sum / (rows * count) + 0.5;
    }
  }
}

function unfilter(
  bytes: Uint8Array,
  start: number,
  rows: number,
  rowBytes: number,
  pixelBytes: number,
  isTop: boolean,
): number {
  const stride = 1 + rowBytes;
  for (let y = 0; y < rows; y++) {
    const first = start + y * stride + 1;
    const end = first + rowBytes;
    const filter = bytes[first - 1]!;
    if (filter > 4) return filter;
    const top = isTop && y === 0;
    if (filter === 1 || (filter === 4 && top)) {
      for (let i = first + pixelBytes; i < end; i++) bytes[i]! += bytes[i - pixelBytes]!;
    } else if (filter === 2 && !top) {
      for (let i = first; i < end; i++) bytes[i]! += bytes[i - stride]!;
    } else if (filter === 3) {
      for (let i = first; i < end; i++) {
        const left = i < first + pixelBytes ? 0 : bytes[i - pixelBytes]!;
        bytes[i]! += (left + (top ? 0 : bytes[i - stride]!)) >> 1;
      }
    } else if (filter === 4) {
      undoPaeth(bytes, first, end, pixelBytes, stride);
    }
  }
  return 0;
}

function undoPaeth(
  bytes: Uint8Array,
  first: number,
  end: number,
  pixelBytes: number,
  stride: number,
): void {
  for (let channel = 0; channel < pixelBytes; channel++) {
    let left = 0;
    let corner = 0;
    for (let i = first + channel; i < end; i += pixelBytes) {
      const above = bytes[i - stride]!;
      const toLeft = Math.abs(above - corner);
      const toAbove = Math.abs(left - corner);
      const toCorner = Math.abs(left + above - 2 * corner);
      const prediction = toLeft <= toAbove && toLeft <= toCorner
        ? left
        : toAbove <= toCorner
        ? above
        : corner;
      left = (bytes[i]! + prediction) & 255;
      bytes[i] = left;
      corner = above;
    }
  }
}
