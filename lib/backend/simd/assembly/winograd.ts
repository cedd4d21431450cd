// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Convolution with a 4x4 kernel and stride 2, with 25, 15 or 9 multiplications for each 16, 8 or 4 of a
// kernel of 2x2 where the plain product takes 4 for each (Winograd's algorithm along both axes).
//
// The pixels of the large image with the same parities of row and column form four phases; on each
// the kernel is a 2x2 kernel with stride 1. Along each axis a tile has 2 or 4 outputs, which
// `winograd_maps.ts` computes by 3 or 5 products; in two dimensions these are called points, and each
// point is one matrix product over all tiles. The gradients are the same maps transposed.
import { chunkStart } from "./vector.ts";
import { product } from "./library_product.ts";
import { multiply, packPanel, panelBytes, PRODUCT_SCRATCH } from "./matmul.ts";
import {
  inputGradient,
  inputPoints,
  kernelGradient,
  kernelPoints,
  outputPoints,
  outputs,
} from "./winograd_maps.ts";

/*
 * The geometry of the convolution, ints at `g`: height, width, channels of the large image, height,
 * width, channels of the small one, kernel height and width, strides, padding on top and left, then
 * rows and columns of a tile. Channels of both images are multiples of 4. Phases are numbered
 * 2 * row parity + column parity.
 */
const CHANNELS: usize = 8;
const SMALL_CHANNELS: usize = 20;
const TILE_ROWS: usize = 48;
const TILE_COLUMNS: usize = 52;
/** Offset of the arguments of a job after the geometry. */
const OWN: usize = 76;
/** Addresses of a tile's pixels. */
const TABLE_BYTES: usize = 128;

function tileRows(g: usize): i32 {
  const size = load<i32>(g, TILE_ROWS);
  return (load<i32>(g, 12) + size - 1) / size;
}

function tileColumns(g: usize): i32 {
  const size = load<i32>(g, TILE_COLUMNS);
  return (load<i32>(g, 16) + size - 1) / size;
}

/** Number of points. */
function pointsOf(g: usize): i32 {
  return (load<i32>(g, TILE_ROWS) + 1) * (load<i32>(g, TILE_COLUMNS) + 1);
}

/**
 * Bytes that the functions below use as `work`: a table, a pixel of zeros, and a tile's rows of
 * either channels between its maps along the two axes.
 */
function workBytes(g: usize): usize {
  const channels = max(load<i32>(g, CHANNELS), load<i32>(g, SMALL_CHANNELS));
  return TABLE_BYTES + <usize> (31 * channels << 2);
}

/**
 * The points of some phases of the large image's tiles `first` to `first + count`:
 * `to [points, count, (phaseEnd - phase) * channels]`.
 */
function transformLarge(
  g: usize,
  x: usize,
  first: i32,
  count: i32,
  phase: i32,
  phaseEnd: i32,
  to: usize,
  work: usize,
): void {
  const height = load<i32>(g), width = load<i32>(g, 4);
  const bytes = load<usize>(g, CHANNELS) << 2;
  const rowSize = load<i32>(g, TILE_ROWS), columnSize = load<i32>(g, TILE_COLUMNS);
  const columns = tileColumns(g);
  const perImage = tileRows(g) * columns;
  const zeros = work + TABLE_BYTES;
  const between = zeros + bytes;
  memory.fill(zeros, 0, bytes);
  const step = bytes * (columnSize + 1);
  const stride = <usize> count * (phaseEnd - phase) * bytes;
  for (let t = first; t < first + count; t++) {
    const image = x + <usize> (t / perImage) * height * width * bytes;
    const inImage = t % perImage;
    const top = 2 * rowSize * (inImage / columns) - load<i32>(g, 40);
    const left = 2 * columnSize * (inImage % columns) - load<i32>(g, 44);
    for (let p = phase; p < phaseEnd; p++) {
      for (let c = 0; c <= columnSize; c++) {
        const column = left + 2 * c + (p & 1);
        const inside = column >= 0 && column < width;
        for (let r = 0; r <= rowSize; r++) {
          const row = top + 2 * r + (p >> 1);
          const exists = inside && row >= 0 && row < height;
          const at = exists ? image + <usize> (row * width + column) * bytes : zeros;
          store<usize>(work + (<usize> r << 2), at);
        }
        inputPoints(
          rowSize,
          load<usize>(work),
          load<usize>(work, 4),
          load<usize>(work, 8),
          load<usize>(work, 12),
          load<usize>(work, 16),
          between + <usize> c * bytes,
          step,
          bytes,
        );
      }
      let from = between, target = to;
      for (let i = 0; i <= rowSize; i++) {
        inputPoints(
          columnSize,
          from,
          from + bytes,
          from + 2 * bytes,
          from + 3 * bytes,
          from + 4 * bytes,
          target,
          stride,
          bytes,
        );
        from += step;
        target += (columnSize + 1) * stride;
      }
      to += bytes;
    }
  }
}

/**
 * The points of the small image's tiles `first` to `first + count`, transposed maps:
 * `to [points, count, channels]`.
 */
function transformSmall(
  g: usize,
  y: usize,
  first: i32,
  count: i32,
  to: usize,
  work: usize,
): void {
  const height = load<i32>(g, 12), width = load<i32>(g, 16);
  const bytes = load<usize>(g, SMALL_CHANNELS) << 2;
  const rowSize = load<i32>(g, TILE_ROWS), columnSize = load<i32>(g, TILE_COLUMNS);
  const columns = tileColumns(g);
  const perImage = tileRows(g) * columns;
  const zeros = work + TABLE_BYTES;
  const between = zeros + bytes;
  memory.fill(zeros, 0, bytes);
  const step = bytes * columnSize;
  const stride = <usize> count * bytes;
  for (let t = first; t < first + count; t++) {
    const inImage = t % perImage;
    const top = rowSize * (inImage / columns), left = columnSize * (inImage % columns);
    const image = y + <usize> (t / perImage * height * width) * bytes;
    for (let c = 0; c < columnSize; c++) {
      const column = left + c;
      for (let r = 0; r < rowSize; r++) {
        const exists = column < width && top + r < height;
        const at = exists ? image + <usize> ((top + r) * width + column) * bytes : zeros;
        store<usize>(work + (<usize> r << 2), at);
      }
      outputPoints(
        rowSize,
        load<usize>(work),
        load<usize>(work, 4),
        load<usize>(work, 8),
        load<usize>(work, 12),
        between + <usize> c * bytes,
        step,
        bytes,
      );
    }
    let from = between, target = to;
    for (let i = 0; i <= rowSize; i++) {
      const second = from + bytes, third = second + bytes;
      outputPoints(columnSize, from, second, third, third + bytes, target, stride, bytes);
      from += step;
      target += (columnSize + 1) * stride;
    }
    to += bytes;
  }
}

/** Converts products of tiles to outputs and stores them in the small image. */
function gatherSmall(
  g: usize,
  products: usize,
  first: i32,
  count: i32,
  y: usize,
  work: usize,
): void {
  const height = load<i32>(g, 12), width = load<i32>(g, 16);
  const bytes = load<usize>(g, SMALL_CHANNELS) << 2;
  const rowSize = load<i32>(g, TILE_ROWS), columnSize = load<i32>(g, TILE_COLUMNS);
  const columns = tileColumns(g);
  const perImage = tileRows(g) * columns;
  const step = <usize> count * bytes;
  const edge = work + TABLE_BYTES;
  const between = edge + 4 * bytes;
  for (let t = first; t < first + count; t++) {
    const inImage = t % perImage;
    const top = rowSize * (inImage / columns), left = columnSize * (inImage % columns);
    const rows = min(rowSize, height - top);
    const image = y + <usize> (t / perImage * height * width) * bytes;
    let from = products + <usize> (t - first) * bytes;
    for (let i = 0; i <= rowSize; i++) {
      outputs(columnSize, from, step, between + <usize> (i * columnSize) * bytes, bytes, bytes);
      from += (columnSize + 1) * step;
    }
    for (let c = 0; c < min(columnSize, width - left); c++) {
      const source = between + <usize> c * bytes;
      const to = image + <usize> (top * width + left + c) * bytes;
      if (rows == rowSize) {
        outputs(rowSize, source, columnSize * bytes, to, <usize> width * bytes, bytes);
        continue;
      }
      outputs(rowSize, source, columnSize * bytes, edge, bytes, bytes);
      for (let r = 0; r < rows; r++) {
        copyRow(to + <usize> (r * width) * bytes, edge + <usize> r * bytes, bytes);
      }
    }
  }
}

/**
 * The filter's points, `[points, 4 phases * channels, small channels]`. Chunks divide the rows
 * (phase, channel).
 * Arguments: chunks, w, points, 0, 0, geometry.
 */
export function winogradKernelJob(args: usize, chunk: i32, scratch: usize): void {
  const g = args + 20;
  const chunks = load<i32>(args), channels = load<i32>(g, CHANNELS);
  const w = load<usize>(args, 4), points = load<usize>(args, 8);
  const rowSize = load<i32>(g, TILE_ROWS), columnSize = load<i32>(g, TILE_COLUMNS);
  const bytes = load<usize>(g, SMALL_CHANNELS) << 2;
  const tap = <usize> channels * bytes, stride = 4 * tap;
  const end = chunkStart(4 * channels, chunk + 1, chunks);
  for (let row = chunkStart(4 * channels, chunk, chunks); row < end; row++) {
    const phase = row / channels;
    // Taps two rows or columns apart belong to the same phase.
    const g00 = w + <usize> ((phase >> 1) * 4 + (phase & 1)) * tap +
      <usize> (row % channels) * bytes;
    kernelPoints(rowSize, g00, g00 + 8 * tap, scratch, 2 * bytes, bytes);
    kernelPoints(rowSize, g00 + 2 * tap, g00 + 10 * tap, scratch + bytes, 2 * bytes, bytes);
    let from = scratch, to = points + <usize> row * bytes;
    for (let i = 0; i <= rowSize; i++) {
      kernelPoints(columnSize, from, from + bytes, to, stride, bytes);
      from += 2 * bytes;
      to += (columnSize + 1) * stride;
    }
  }
}

/**
 * Arguments: chunks, images, x, filter's points, y, geometry, then whether a library computes
 * products; where none does, the points are packed. Chunks divide the tiles.
 */
export function winogradConvJob(args: usize, chunk: i32, scratch: usize): void {
  const chunks = load<i32>(args);
  const g = args + 20;
  const channels = load<i32>(g, CHANNELS), columns = load<i32>(g, SMALL_CHANNELS);
  const total = load<i32>(args, 4) * tileRows(g) * tileColumns(g);
  const x = load<usize>(args, 8), filter = load<usize>(args, 12), y = load<usize>(args, 16);
  const first = chunkStart(total, chunk, chunks);
  const count = chunkStart(total, chunk + 1, chunks) - first;
  const work = scratch + PRODUCT_SCRATCH;
  const large = work + workBytes(g);
  const products = large + <usize> (pointsOf(g) * count * 4 * channels << 2);
  transformLarge(g, x, first, count, 0, 4, large, work);
  multiplyPoints(args, count, columns, 4 * channels, large, filter, false, products, scratch);
  gatherSmall(g, products, first, count, y, work);
}

/** `c [points, rows, columns] = a [points, rows, depth] x b`, see `winogradConvJob` on `b`. */
function multiplyPoints(
  args: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  transposeB: bool,
  c: usize,
  scratch: usize,
): void {
  const byLibrary = load<i32>(args, OWN) != 0;
  const bBytes = byLibrary
    ? <usize> (depth * columns) << 2
    : <usize> ((columns + 7) >> 3) * panelBytes(depth);
  const aBytes = <usize> (rows * depth) << 2, cBytes = <usize> (rows * columns) << 2;
  for (let point = pointsOf(args + 20); point > 0; point--) {
    if (byLibrary) {
      const bStride = transposeB ? depth : columns;
      product(0, i32(transposeB), rows, columns, depth, a, depth, b, bStride, c, columns, 0);
    } else {
      const aRow = <usize> depth << 2, cRow = <usize> columns << 2;
      multiply(rows, columns, depth, a, aRow, 4, b, panelBytes(depth), c, cRow, false, scratch);
    }
    a += aBytes;
    b += bBytes;
    c += cBytes;
  }
}

/**
 * Arguments: chunks, images, dy, filter's points, dx, geometry, then: whether a library computes
 * products, images of a group, tile rows of a band. Where no library does, the points are transposed
 * and packed. A chunk is a band of a group of images, in that order from the fastest.
 */
export function winogradInputJob(args: usize, chunk: i32, scratch: usize): void {
  const g = args + 20;
  const channels = load<i32>(g, CHANNELS), depth = load<i32>(g, SMALL_CHANNELS);
  const images = load<i32>(args, 4);
  const dy = load<usize>(args, 8), filter = load<usize>(args, 12), dx = load<usize>(args, 16);
  const groupImages = load<i32>(args, OWN + 4), bandRows = load<i32>(args, OWN + 8);
  const rows = tileRows(g), columns = tileColumns(g);
  const bands = (rows + bandRows - 1) / bandRows;
  const image = (chunk / bands) * groupImages;
  const imageEnd = min(image + groupImages, images);
  const band = (chunk % bands) * bandRows, bandEnd = min(band + bandRows, rows);
  // A band's first row takes from the tiles above it too.
  const halo = max(0, band - 1);
  const first = (image * rows + halo) * columns;
  const count = ((imageEnd - 1) * rows + bandEnd) * columns - first;

  const work = scratch + PRODUCT_SCRATCH;
  const small = work + workBytes(g);
  const products = small + <usize> (pointsOf(g) * count * depth << 2);
  transformSmall(g, dy, first, count, small, work);
  // Like the forward direction, but transposed: the rows of the phases follow each other.
  multiplyPoints(args, count, 4 * channels, depth, small, filter, true, products, scratch);
  const imageProducts = <usize> (rows * columns * 4 * channels) << 2;
  const step = <usize> (count * 4 * channels) << 2;
  let from = products;
  for (let n = image; n < imageEnd; n++) {
    gatherLarge(g, from, step, halo, band, bandEnd, dx, n, work);
    from += imageProducts;
  }
}

/**
 * Turns products of the tile rows `halo` to `bandEnd` of an image into the gradients to the pixels
 * that lie in the rows from `band` on. Products of a point are `step` bytes apart.
 */
function gatherLarge(
  g: usize,
  from: usize,
  step: usize,
  halo: i32,
  band: i32,
  bandEnd: i32,
  dx: usize,
  n: i32,
  work: usize,
): void {
  const height = load<i32>(g), width = load<i32>(g, 4);
  const bytes = load<usize>(g, CHANNELS) << 2;
  const rowSize = load<i32>(g, TILE_ROWS), columnSize = load<i32>(g, TILE_COLUMNS);
  const padTop = load<i32>(g, 40), padLeft = load<i32>(g, 44);
  const columns = tileColumns(g);
  const image = dx + <usize> (n * height * width) * bytes;
  const start = band == 0 ? 0 : 2 * rowSize * band - padTop;
  const end = bandEnd == tileRows(g) ? height : min(height, 2 * rowSize * bandEnd - padTop);
  // A convolution without padding may leave out the last row or column.
  const reached = 2 * (rowSize * bandEnd + 1) - padTop >= end &&
    2 * (columnSize * columns + 1) - padLeft >= width;
  if (!reached && end > start) {
    memory.fill(
      image + <usize> (start * width) * bytes,
      0,
      <usize> ((end - start) * width) * bytes,
    );
  }
  const pixels = work + TABLE_BYTES;
  const between = pixels + 5 * bytes;
  for (let u = halo; u < bandEnd; u++) {
    for (let v = 0; v < columns; v++) {
      for (let p = 0; p < 4; p++) {
        let source = from;
        for (let i = 0; i <= rowSize; i++) {
          const to = between + <usize> (i * (columnSize + 1)) * bytes;
          inputGradient(columnSize, source, step, to, bytes, bytes);
          source += (columnSize + 1) * step;
        }
        for (let c = 0; c <= columnSize; c++) {
          const column = 2 * (columnSize * v + c) + (p & 1) - padLeft;
          if (column < 0 || column >= width) continue;
          const lines = (columnSize + 1) * bytes;
          inputGradient(rowSize, between + <usize> c * bytes, lines, pixels, bytes, bytes);
          for (let r = 0; r <= rowSize; r++) {
            const row = 2 * (rowSize * u + r) + (p >> 1) - padTop;
            if (row < start || row >= end) continue;
            // The tiles above and to the left, which came before, have stored values here.
            const shared = (r == 0 && u > halo) || (c == 0 && v > 0);
            const to = image + <usize> (row * width + column) * bytes;
            if (shared) addRow(to, pixels + <usize> r * bytes, bytes);
            else copyRow(to, pixels + <usize> r * bytes, bytes);
          }
        }
        from += bytes;
      }
    }
  }
}

/** A row is too short for the call that `memory.copy` is. */
function copyRow(to: usize, from: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) v128.store(to + o, v128.load(from + o));
}

function addRow(to: usize, from: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(to + o, f32x4.add(v128.load(to + o), v128.load(from + o)));
  }
}

/**
 * The filter's gradient, in points: one partial sum `[points, 4 * channels, small channels]` for each
 * group of images. Arguments: images, groups, x, dy, partials, geometry, then: whether a library
 * computes products, phases of a chunk, tiles of a pass. A chunk is a phase block of a group, in that
 * order from the fastest.
 */
export function winogradFilterJob(args: usize, chunk: i32, scratch: usize): void {
  const g = args + 20;
  const channels = load<i32>(g, CHANNELS), columns = load<i32>(g, SMALL_CHANNELS);
  const images = load<i32>(args), groups = load<i32>(args, 4);
  const x = load<usize>(args, 8), dy = load<usize>(args, 12), partials = load<usize>(args, 16);
  const byLibrary = load<i32>(args, OWN) != 0;
  const phases = load<i32>(args, OWN + 4), passTiles = load<i32>(args, OWN + 8);
  const blocks = 4 / phases;
  const phase = chunk % blocks * phases;
  const group = chunk / blocks;
  const perImage = tileRows(g) * tileColumns(g);
  const start = chunkStart(images, group, groups) * perImage;
  const end = chunkStart(images, group + 1, groups) * perImage;
  const rows = phases * channels;
  const columnBytes = <usize> columns << 2;
  const points = pointsOf(g);

  const work = scratch + PRODUCT_SCRATCH;
  const large = work + workBytes(g);
  const small = large + <usize> (points * passTiles * rows << 2);
  const packed = small + <usize> (points * passTiles) * columnBytes;
  for (let t = start; t < end; t += passTiles) {
    const depth = min(passTiles, end - t);
    transformLarge(g, x, t, depth, phase, phase + phases, large, work);
    transformSmall(g, dy, t, depth, small, work);
    for (let point = 0; point < points; point++) {
      const left = large + <usize> (point * depth * rows << 2);
      const right = small + <usize> (point * depth) * columnBytes;
      const to = partials +
        <usize> (((group * points + point) * 4 + phase) * channels) * columnBytes;
      const add = t > start;
      if (byLibrary) {
        product(1, 0, rows, columns, depth, left, rows, right, columns, to, columns, i32(add));
        continue;
      }
      for (let column = 0; column < columns; column += 8) {
        packPanel(
          right + (<usize> column << 2),
          columnBytes,
          4,
          depth,
          min(8, columns - column),
          packed + <usize> (column >> 3) * panelBytes(depth),
        );
      }
      multiply(
        rows,
        columns,
        depth,
        left,
        4,
        <usize> rows << 2,
        packed,
        panelBytes(depth),
        to,
        columnBytes,
        add,
        scratch,
      );
    }
  }
}

/**
 * Sums the groups and turns points into the kernel's taps.
 * Arguments: chunks, groups, partials, dw, 0, geometry. Chunks divide the rows (phase, channel).
 */
export function winogradFilterFinishJob(args: usize, chunk: i32, scratch: usize): void {
  const g = args + 20;
  const chunks = load<i32>(args), groups = load<i32>(args, 4);
  const partials = load<usize>(args, 8), dw = load<usize>(args, 12);
  const rowSize = load<i32>(g, TILE_ROWS), columnSize = load<i32>(g, TILE_COLUMNS);
  const channels = load<i32>(g, CHANNELS);
  const bytes = load<usize>(g, SMALL_CHANNELS) << 2;
  const tap = <usize> channels * bytes;
  const step = 4 * tap, groupBytes = <usize> pointsOf(g) * step;
  const between = scratch + 5 * bytes;
  const end = chunkStart(4 * channels, chunk + 1, chunks);
  for (let row = chunkStart(4 * channels, chunk, chunks); row < end; row++) {
    let from = partials + <usize> row * bytes;
    for (let i = 0; i <= rowSize; i++) {
      for (let j = 0; j <= columnSize; j++) {
        const sum = scratch + <usize> j * bytes;
        copyRow(sum, from, bytes);
        for (let group = 1; group < groups; group++) {
          addRow(sum, from + <usize> group * groupBytes, bytes);
        }
        from += step;
      }
      kernelGradient(columnSize, scratch, bytes, between + <usize> (2 * i) * bytes, bytes, bytes);
    }
    const phase = row / channels;
    const to = dw + <usize> ((phase >> 1) * 4 + (phase & 1)) * tap +
      <usize> (row % channels) * bytes;
    kernelGradient(rowSize, between, 2 * bytes, to, 8 * tap, bytes);
    kernelGradient(rowSize, between + bytes, 2 * bytes, to + 2 * tap, 8 * tap, bytes);
  }
}
