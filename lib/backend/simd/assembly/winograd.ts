// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Convolution with a 4x4 kernel and stride 2, with 36 multiplications where the plain product
// takes 64 (S. Winograd's F(2, 2) along both axes; A. Lavin and S. Gray, 2016).
//
// The pixels of the large image with the same parities of row and column form four phases; on each
// the kernel is a 2x2 kernel with stride 1. Two neighbouring outputs of a kernel (g0, g1) on inputs
// (d0, d1, d2) are
//   m0 = (d0 - d1) g0,  m1 = d1 (g0 + g1),  m2 = (d2 - d1) g1,  y0 = m0 + m1,  y1 = m1 + m2.
// In two dimensions a tile of 2x2 outputs has 3x3 such products, called points here, and each point
// is one matrix product over all tiles. The gradients are the same maps transposed.
import { chunkStart } from "./vector.ts";
import { product } from "./library_product.ts";
import { multiply, packPanel, panelBytes, PRODUCT_SCRATCH } from "./matmul.ts";

/*
 * The geometry of the convolution, ints at `g`: height, width, channels of the large image, height,
 * width, channels of the small one, kernel height and width, strides, padding on top and left.
 * Channels of both images are multiples of 4. Phases are numbered 2 * row parity + column parity.
 */
const CHANNELS: usize = 8;
const SMALL_CHANNELS: usize = 20;

function tileRows(g: usize): i32 {
  return (load<i32>(g, 12) + 1) >> 1;
}

function tileColumns(g: usize): i32 {
  return (load<i32>(g, 16) + 1) >> 1;
}

/**
 * Row `i` of the three rows of points of the large image's tiles `first` to `first + count`:
 * `to [3, count, (phaseEnd - phase) * channels]`. `table` is scratch: 18 addresses, then zeros.
 */
function transformLarge(
  g: usize,
  x: usize,
  first: i32,
  count: i32,
  i: i32,
  phase: i32,
  phaseEnd: i32,
  to: usize,
  table: usize,
): void {
  const height = load<i32>(g), width = load<i32>(g, 4);
  const bytes = load<usize>(g, CHANNELS) << 2;
  const columns = tileColumns(g);
  const perImage = tileRows(g) * columns;
  const zeros = table + 256;
  memory.fill(zeros, 0, bytes);
  const pointStride = <usize> count * (phaseEnd - phase) * bytes;
  for (let t = first; t < first + count; t++) {
    const image = x + <usize> (t / perImage) * height * width * bytes;
    const inImage = t % perImage;
    const top = 4 * (inImage / columns) - load<i32>(g, 40);
    const left = 4 * (inImage % columns) - load<i32>(g, 44);
    for (let p = phase; p < phaseEnd; p++) {
      for (let r = 0; r < 3; r++) {
        const row = top + 2 * r + (p >> 1);
        const rowAddress = image + <usize> (row * width) * bytes;
        for (let c = 0; c < 3; c++) {
          const column = left + 2 * c + (p & 1);
          const inside = row >= 0 && row < height && column >= 0 && column < width;
          store<usize>(
            table + (<usize> (r * 3 + c) << 2),
            inside ? rowAddress + <usize> column * bytes : zeros,
          );
        }
      }
      // Rows 0 and 2 of points are differences to the middle row, row 1 is that row itself.
      const other: usize = i == 0 ? 0 : 24;
      const q0 = load<usize>(table + other);
      const q1 = load<usize>(table + other, 4);
      const q2 = load<usize>(table + other, 8);
      const m0 = load<usize>(table, 12), m1 = load<usize>(table, 16), m2 = load<usize>(table, 20);
      for (let c: usize = 0; c < bytes; c += 16) {
        let x0 = v128.load(m0 + c);
        let x1 = v128.load(m1 + c);
        let x2 = v128.load(m2 + c);
        if (i != 1) {
          x0 = f32x4.sub(v128.load(q0 + c), x0);
          x1 = f32x4.sub(v128.load(q1 + c), x1);
          x2 = f32x4.sub(v128.load(q2 + c), x2);
        }
        v128.store(to + c, f32x4.sub(x0, x1));
        v128.store(to + c + pointStride, x1);
        v128.store(to + c + 2 * pointStride, f32x4.sub(x2, x1));
      }
      to += bytes;
    }
  }
}

/**
 * Row `i` of the three rows of points of the small image's tiles, transposed map:
 * `to [3, count, channels]`.
 */
function transformSmall(
  g: usize,
  y: usize,
  first: i32,
  count: i32,
  i: i32,
  to: usize,
  table: usize,
): void {
  const height = load<i32>(g, 12), width = load<i32>(g, 16);
  const bytes = load<usize>(g, SMALL_CHANNELS) << 2;
  const columns = tileColumns(g);
  const perImage = tileRows(g) * columns;
  const zeros = table + 256;
  memory.fill(zeros, 0, bytes);
  const pointStride = <usize> count * bytes;
  for (let t = first; t < first + count; t++) {
    const inImage = t % perImage;
    const row = 2 * (inImage / columns);
    const column = 2 * (inImage % columns);
    const y00 = y + <usize> (((t / perImage) * height + row) * width + column) * bytes;
    const right = column + 1 < width;
    const below = row + 1 < height;
    const y01 = right ? y00 + bytes : zeros;
    const y10 = below ? y00 + <usize> width * bytes : zeros;
    const y11 = right && below ? y10 + bytes : zeros;
    for (let c: usize = 0; c < bytes; c += 16) {
      let x0: v128;
      let x1: v128;
      if (i == 0) {
        x0 = v128.load(y00 + c);
        x1 = v128.load(y01 + c);
      } else if (i == 1) {
        x0 = f32x4.add(v128.load(y00 + c), v128.load(y10 + c));
        x1 = f32x4.add(v128.load(y01 + c), v128.load(y11 + c));
      } else {
        x0 = v128.load(y10 + c);
        x1 = v128.load(y11 + c);
      }
      v128.store(to + c, x0);
      v128.store(to + c + pointStride, f32x4.add(x0, x1));
      v128.store(to + c + 2 * pointStride, x1);
    }
    to += bytes;
  }
}

/**
 * The filter's points, packed for products with the large image's points: for each point panels of
 * 8 small channels, each `[4 phases * channels, 8]`. For a library they are not packed, but
 * `[9, 4 phases * channels, small channels]`. Chunks divide the panels.
 * Arguments: chunks, w, packed, whether it is for a library, geometry at 20.
 */
export function packForwardJob(args: usize, chunk: i32): void {
  const g = args + 20;
  const channels = load<i32>(g, CHANNELS), outputs = load<i32>(g, SMALL_CHANNELS);
  const w = load<usize>(args, 4), packed = load<usize>(args, 8);
  const tap = <usize> (channels * outputs) << 2;
  const panels = (outputs + 7) >> 3;
  const plain = load<i32>(args, 12) != 0;
  const panelStep: usize = plain ? 32 : panelBytes(4 * channels);
  const rowStep: usize = plain ? <usize> outputs << 2 : 32;
  const pointBytes = plain
    ? <usize> (4 * channels * outputs) << 2
    : <usize> panels * panelBytes(4 * channels);
  const end = chunkStart(panels, chunk + 1, load<i32>(args));
  for (let panel = chunkStart(panels, chunk, load<i32>(args)); panel < end; panel++) {
    const to = packed + <usize> panel * panelStep;
    const width = min(8, outputs - (panel << 3));
    for (let k = 0; k < 4 * channels; k++) {
      const phase = k / channels;
      const from = w + <usize> ((phase >> 1) * 4 + (phase & 1)) * tap +
        (<usize> ((k % channels) * outputs + (panel << 3)) << 2);
      for (let o: usize = 0; o < 8; o += 4) {
        const target = to + <usize> k * rowStep + (o << 2);
        const exists = <i32> o < width;
        if (plain && !exists) continue;
        const at = from + (o << 2);
        const zero = f32x4.splat(0);
        // Taps two rows or columns apart belong to the same phase.
        const g00 = exists ? v128.load(at) : zero;
        const g01 = exists ? v128.load(at + 2 * tap) : zero;
        const g10 = exists ? v128.load(at + 8 * tap) : zero;
        const g11 = exists ? v128.load(at + 10 * tap) : zero;
        const s0 = f32x4.add(g00, g10), s1 = f32x4.add(g01, g11);
        v128.store(target, g00);
        v128.store(target + pointBytes, f32x4.add(g00, g01));
        v128.store(target + 2 * pointBytes, g01);
        v128.store(target + 3 * pointBytes, s0);
        v128.store(target + 4 * pointBytes, f32x4.add(s0, s1));
        v128.store(target + 5 * pointBytes, s1);
        v128.store(target + 6 * pointBytes, g10);
        v128.store(target + 7 * pointBytes, f32x4.add(g10, g11));
        v128.store(target + 8 * pointBytes, g11);
      }
    }
  }
}

/**
 * The filter's points as a library takes them, `[9, 4 phases * channels, small channels]`. Chunks divide
 * the rows (phase, channel).
 * Arguments: chunks, w, points, 0, 0, geometry.
 */
export function filterPointsJob(args: usize, chunk: i32): void {
  const g = args + 20;
  const chunks = load<i32>(args), channels = load<i32>(g, CHANNELS);
  const w = load<usize>(args, 4), points = load<usize>(args, 8);
  const bytes = load<usize>(g, SMALL_CHANNELS) << 2;
  const tap = <usize> channels * bytes, stride = 4 * tap;
  const end = chunkStart(4 * channels, chunk + 1, chunks);
  for (let row = chunkStart(4 * channels, chunk, chunks); row < end; row++) {
    const phase = row / channels;
    // Taps two rows or columns apart belong to the same phase.
    const g00 = w + <usize> ((phase >> 1) * 4 + (phase & 1)) * tap +
      <usize> (row % channels) * bytes;
    const g01 = g00 + 2 * tap, g10 = g00 + 8 * tap, g11 = g00 + 10 * tap;
    const to = points + <usize> row * bytes;
    // One point after the other: rows of all nine often compete for the same places of the cache.
    memory.copy(to, g00, bytes);
    addRows(g00, g01, to + stride, bytes);
    memory.copy(to + 2 * stride, g01, bytes);
    addRows(g00, g10, to + 3 * stride, bytes);
    addRows(g01, g11, to + 5 * stride, bytes);
    addRows(to + 3 * stride, to + 5 * stride, to + 4 * stride, bytes);
    memory.copy(to + 6 * stride, g10, bytes);
    addRows(g10, g11, to + 7 * stride, bytes);
    memory.copy(to + 8 * stride, g11, bytes);
  }
}

function addRows(a: usize, b: usize, to: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(to + o, f32x4.add(v128.load(a + o), v128.load(b + o)));
  }
}

/**
 * The filter's points, packed for products with the small image's points: for each point and phase
 * panels of 8 channels, each `[small channels, 8]`. Chunks divide the panels of all phases.
 * Arguments: chunks, w, packed, geometry at 20.
 */
export function packBackwardJob(args: usize, chunk: i32): void {
  const g = args + 20;
  const channels = load<i32>(g, CHANNELS), outputs = load<i32>(g, SMALL_CHANNELS);
  const w = load<usize>(args, 4), packed = load<usize>(args, 8);
  const tap = <usize> (channels * outputs) << 2;
  const panels = (channels + 7) >> 3;
  const pointBytes = <usize> (4 * panels) * panelBytes(outputs);
  const end = chunkStart(4 * panels, chunk + 1, load<i32>(args));
  for (let panel = chunkStart(4 * panels, chunk, load<i32>(args)); panel < end; panel++) {
    const phase = panel / panels;
    const to = packed + <usize> panel * panelBytes(outputs);
    const from = w + <usize> ((phase >> 1) * 4 + (phase & 1)) * tap;
    for (let column = 0; column < 8; column++) {
      const c = ((panel % panels) << 3) + column;
      let at = from + (<usize> (c * outputs) << 2);
      for (let o = 0; o < outputs; o++) {
        const target = to + (<usize> (o * 8 + column) << 2);
        const exists = c < channels;
        const g00: f32 = exists ? load<f32>(at) : 0;
        const g01: f32 = exists ? load<f32>(at + 2 * tap) : 0;
        const g10: f32 = exists ? load<f32>(at + 8 * tap) : 0;
        const g11: f32 = exists ? load<f32>(at + 10 * tap) : 0;
        const s0: f32 = g00 + g10, s1: f32 = g01 + g11;
        store<f32>(target, g00);
        store<f32>(target + pointBytes, g00 + g01);
        store<f32>(target + 2 * pointBytes, g01);
        store<f32>(target + 3 * pointBytes, s0);
        store<f32>(target + 4 * pointBytes, s0 + s1);
        store<f32>(target + 5 * pointBytes, s1);
        store<f32>(target + 6 * pointBytes, g10);
        store<f32>(target + 7 * pointBytes, g10 + g11);
        store<f32>(target + 8 * pointBytes, g11);
        at += 4;
      }
    }
  }
}

/** Sums the points of tiles to their outputs and writes them to the small image. */
function gatherSmall(g: usize, points: usize, first: i32, count: i32, y: usize): void {
  const height = load<i32>(g, 12), width = load<i32>(g, 16);
  const bytes = load<usize>(g, SMALL_CHANNELS) << 2;
  const columns = tileColumns(g);
  const perImage = tileRows(g) * columns;
  const s = <usize> count * bytes;
  let p = points;
  for (let t = first; t < first + count; t++) {
    const inImage = t % perImage;
    const row = 2 * (inImage / columns);
    const column = 2 * (inImage % columns);
    const y00 = y + <usize> (((t / perImage) * height + row) * width + column) * bytes;
    const y10 = y00 + <usize> width * bytes;
    const right = column + 1 < width;
    const below = row + 1 < height;
    for (let c: usize = 0; c < bytes; c += 16) {
      const m10 = v128.load(p + 3 * s), m11 = v128.load(p + 4 * s), m12 = v128.load(p + 5 * s);
      const top0 = f32x4.add(v128.load(p), m10);
      const top1 = f32x4.add(v128.load(p + s), m11);
      const top2 = f32x4.add(v128.load(p + 2 * s), m12);
      v128.store(y00 + c, f32x4.add(top0, top1));
      if (right) v128.store(y00 + c + bytes, f32x4.add(top1, top2));
      if (below) {
        const low0 = f32x4.add(m10, v128.load(p + 6 * s));
        const low1 = f32x4.add(m11, v128.load(p + 7 * s));
        const low2 = f32x4.add(m12, v128.load(p + 8 * s));
        v128.store(y10 + c, f32x4.add(low0, low1));
        if (right) v128.store(y10 + c + bytes, f32x4.add(low1, low2));
      }
      p += 16;
    }
  }
}

/**
 * Arguments: chunks, images, x, filter's points, y, geometry, then at 68 whether a library computes
 * products. Chunks divide the tiles.
 */
export function winogradConvJob(args: usize, chunk: i32, scratch: usize): void {
  const chunks = load<i32>(args);
  const g = args + 20;
  const channels = load<i32>(g, CHANNELS), outputs = load<i32>(g, SMALL_CHANNELS);
  const total = load<i32>(args, 4) * tileRows(g) * tileColumns(g);
  const x = load<usize>(args, 8), filter = load<usize>(args, 12), y = load<usize>(args, 16);
  const first = chunkStart(total, chunk, chunks);
  const count = chunkStart(total, chunk + 1, chunks) - first;
  const depth = 4 * channels;
  const table = scratch + PRODUCT_SCRATCH;
  const large = table + 256 + (<usize> channels << 2);
  const pointBytes = <usize> (count * depth) << 2;
  const products = large + 3 * pointBytes;
  const productBytes = <usize> (count * outputs) << 2;
  const filterBytes = <usize> ((outputs + 7) >> 3) * panelBytes(depth);
  const byLibrary = load<i32>(args, 68) != 0;
  for (let i = 0; i < 3; i++) {
    transformLarge(g, x, first, count, i, 0, 4, large, table);
    for (let j = 0; j < 3; j++) {
      const point = <usize> (i * 3 + j);
      if (byLibrary) {
        const b = filter + point * (<usize> (depth * outputs) << 2);
        const c = products + point * productBytes;
        const a = large + <usize> j * pointBytes;
        product(0, 0, count, outputs, depth, a, depth, b, outputs, c, outputs, 0);
        continue;
      }
      multiply(
        count,
        outputs,
        depth,
        large + <usize> j * pointBytes,
        <usize> depth << 2,
        4,
        filter + point * filterBytes,
        panelBytes(depth),
        products + point * productBytes,
        <usize> outputs << 2,
        false,
        scratch,
      );
    }
  }
  gatherSmall(g, products, first, count, y);
}

/** The address of a tile's product, or of zeros where there is no such tile. */

function productAt(
  products: usize,
  point: usize,
  pointStride: usize,
  row: i32,
  column: i32,
  rows: i32,
  columns: i32,
  rowBytes: usize,
  zeros: usize,
): usize {
  const inside = row >= 0 && row < rows && column >= 0 && column < columns;
  return inside
    ? products + point * pointStride + <usize> (row * columns + column) * rowBytes
    : zeros;
}

/**
 * Arguments: chunks, images, dy, filter's points, dx, geometry, then at 68: images of a group, tile
 * rows of a band, phases of a chunk, whether a library computes products. A chunk is a phase block of a band of a group of images, in
 * that order from the fastest.
 */
export function winogradInputJob(args: usize, chunk: i32, scratch: usize): void {
  const g = args + 20;
  const height = load<i32>(g), width = load<i32>(g, 4);
  const channels = load<i32>(g, CHANNELS), outputs = load<i32>(g, SMALL_CHANNELS);
  const padTop = load<i32>(g, 40), padLeft = load<i32>(g, 44);
  const images = load<i32>(args, 4);
  const dy = load<usize>(args, 8), filter = load<usize>(args, 12), dx = load<usize>(args, 16);
  const groupImages = load<i32>(args, 68), bandRows = load<i32>(args, 72);
  const phases = load<i32>(args, 76);
  const rows = tileRows(g), columns = tileColumns(g);
  const bands = (rows + bandRows - 1) / bandRows;
  const phaseBlocks = 4 / phases;
  const phase = (chunk % phaseBlocks) * phases;
  const band = (chunk / phaseBlocks) % bands;
  const image = (chunk / phaseBlocks / bands) * groupImages;
  const imageEnd = min(image + groupImages, images);
  const bandStart = band * bandRows, bandEnd = min(bandStart + bandRows, rows);
  // A band's first rows take from the tiles above it too.
  const halo = max(0, bandStart - 1);
  const first = (image * rows + halo) * columns;
  const count = ((imageEnd - 1) * rows + bandEnd) * columns - first;

  const table = scratch + PRODUCT_SCRATCH;
  const zeros = table + 256;
  const small = zeros + (<usize> max(channels, outputs) << 2);
  const pointBytes = <usize> (count * outputs) << 2;
  const products = small + 3 * pointBytes;
  const bytes = <usize> channels << 2;
  const rowBytes = <usize> phases * bytes;
  const productBytes = <usize> count * rowBytes;
  const phaseBytes = <usize> ((channels + 7) >> 3) * panelBytes(outputs);
  const byLibrary = load<i32>(args, 80) != 0;
  for (let i = 0; i < 3; i++) {
    transformSmall(g, dy, first, count, i, small, table);
    for (let j = 0; j < 3; j++) {
      const point = i * 3 + j;
      if (byLibrary) {
        const a = small + <usize> j * pointBytes;
        // As the other way round, but transposed: the rows of a phase follow those of the last.
        const b = filter + (<usize> ((point * 4 + phase) * channels * outputs) << 2);
        const c = products + <usize> point * productBytes;
        const width = phases * channels;
        product(0, 1, count, width, outputs, a, outputs, b, outputs, c, width, 0);
        continue;
      }
      for (let p = 0; p < phases; p++) {
        multiply(
          count,
          channels,
          outputs,
          small + <usize> j * pointBytes,
          <usize> outputs << 2,
          4,
          filter + <usize> (point * 4 + phase + p) * phaseBytes,
          panelBytes(outputs),
          products + <usize> point * productBytes + <usize> p * bytes,
          rowBytes,
          false,
          scratch,
        );
      }
    }
  }

  memory.fill(zeros, 0, bytes);
  const top = band == 0 ? 0 : 4 * bandStart - padTop;
  const bottom = bandEnd == rows ? height : min(height, 4 * bandEnd - padTop);
  const tilesHere = bandEnd - halo;
  for (let n = image; n < imageEnd; n++) {
    const base = products + <usize> ((n - image) * rows * columns) * rowBytes;
    for (let row = top; row < bottom; row++) {
      const r = (row + padTop) >> 1;
      const u = (r >> 1) - halo;
      for (let column = 0; column < width; column++) {
        const p = 2 * ((row + padTop) & 1) + ((column + padLeft) & 1) - phase;
        if (p < 0 || p >= phases) continue;
        const q = (column + padLeft) >> 1;
        const v = q >> 1;
        const from = base + <usize> p * bytes;
        const to = dx + <usize> ((n * height + row) * width + column) * bytes;
        gatherLarge(
          from,
          productBytes,
          u,
          v,
          r & 1,
          q & 1,
          tilesHere,
          columns,
          rowBytes,
          zeros,
          to,
          bytes,
        );
      }
    }
  }
}

/** One pixel of the large image: the sum of what its up to four tiles give to it. */

function gatherLarge(
  from: usize,
  s: usize,
  u: i32,
  v: i32,
  oddRow: i32,
  oddColumn: i32,
  rows: i32,
  columns: i32,
  rowBytes: usize,
  zeros: usize,
  to: usize,
  bytes: usize,
): void {
  if (!oddRow && !oddColumn) {
    const p0 = productAt(from, 0, s, u, v, rows, columns, rowBytes, zeros);
    const p1 = productAt(from, 2, s, u, v - 1, rows, columns, rowBytes, zeros);
    const p2 = productAt(from, 6, s, u - 1, v, rows, columns, rowBytes, zeros);
    const p3 = productAt(from, 8, s, u - 1, v - 1, rows, columns, rowBytes, zeros);
    for (let c: usize = 0; c < bytes; c += 16) {
      const above = f32x4.add(v128.load(p2 + c), v128.load(p3 + c));
      v128.store(to + c, f32x4.add(f32x4.add(v128.load(p0 + c), v128.load(p1 + c)), above));
    }
  } else if (!oddRow) {
    const p0 = productAt(from, 0, s, u, v, rows, columns, rowBytes, zeros);
    const p1 = productAt(from, 1, s, u, v, rows, columns, rowBytes, zeros);
    const p2 = productAt(from, 2, s, u, v, rows, columns, rowBytes, zeros);
    const p6 = productAt(from, 6, s, u - 1, v, rows, columns, rowBytes, zeros);
    const p7 = productAt(from, 7, s, u - 1, v, rows, columns, rowBytes, zeros);
    const p8 = productAt(from, 8, s, u - 1, v, rows, columns, rowBytes, zeros);
    for (let c: usize = 0; c < bytes; c += 16) {
      const x0 = f32x4.add(v128.load(p0 + c), v128.load(p6 + c));
      const x1 = f32x4.add(v128.load(p1 + c), v128.load(p7 + c));
      const x2 = f32x4.add(v128.load(p2 + c), v128.load(p8 + c));
      v128.store(to + c, f32x4.sub(x1, f32x4.add(x0, x2)));
    }
  } else if (!oddColumn) {
    const p0 = productAt(from, 0, s, u, v, rows, columns, rowBytes, zeros);
    const p3 = productAt(from, 3, s, u, v, rows, columns, rowBytes, zeros);
    const p6 = productAt(from, 6, s, u, v, rows, columns, rowBytes, zeros);
    const p2 = productAt(from, 2, s, u, v - 1, rows, columns, rowBytes, zeros);
    const p5 = productAt(from, 5, s, u, v - 1, rows, columns, rowBytes, zeros);
    const p8 = productAt(from, 8, s, u, v - 1, rows, columns, rowBytes, zeros);
    for (let c: usize = 0; c < bytes; c += 16) {
      const x0 = f32x4.add(v128.load(p0 + c), v128.load(p2 + c));
      const x1 = f32x4.add(v128.load(p3 + c), v128.load(p5 + c));
      const x2 = f32x4.add(v128.load(p6 + c), v128.load(p8 + c));
      v128.store(to + c, f32x4.sub(x1, f32x4.add(x0, x2)));
    }
  } else {
    const inside = u >= 0 && u < rows && v >= 0 && v < columns;
    const t: usize = inside ? s : 0;
    const p = inside ? from + <usize> (u * columns + v) * rowBytes : zeros;
    for (let c: usize = 0; c < bytes; c += 16) {
      const a = p + c;
      const x0 = f32x4.sub(v128.load(a + t), f32x4.add(v128.load(a), v128.load(a + 2 * t)));
      const x1 = f32x4.sub(
        v128.load(a + 4 * t),
        f32x4.add(v128.load(a + 3 * t), v128.load(a + 5 * t)),
      );
      const x2 = f32x4.sub(
        v128.load(a + 7 * t),
        f32x4.add(v128.load(a + 6 * t), v128.load(a + 8 * t)),
      );
      v128.store(to + c, f32x4.sub(x1, f32x4.add(x0, x2)));
    }
  }
}

/** Tiles of one pass of the filter's gradient. */
const FILTER_TILES: i32 = 128;

/**
 * The filter's gradient, in points: one partial sum `[9, 4 * channels, small channels]` for each
 * group of images. Arguments: images, groups, x, dy, partials, geometry, then at 68: phases of a
 * chunk, whether a library computes products. A chunk is a row of points of a phase block of a group, in that order from the fastest.
 */
export function winogradFilterJob(args: usize, chunk: i32, scratch: usize): void {
  const g = args + 20;
  const channels = load<i32>(g, CHANNELS), outputs = load<i32>(g, SMALL_CHANNELS);
  const images = load<i32>(args), groups = load<i32>(args, 4);
  const x = load<usize>(args, 8), dy = load<usize>(args, 12), partials = load<usize>(args, 16);
  const phases = load<i32>(args, 68);
  const i = chunk % 3;
  const phase = (chunk / 3) % (4 / phases) * phases;
  const group = chunk / 3 / (4 / phases);
  const perImage = tileRows(g) * tileColumns(g);
  const start = chunkStart(images, group, groups) * perImage;
  const end = chunkStart(images, group + 1, groups) * perImage;
  const depth = phases * channels;
  const byLibrary = load<i32>(args, 72) != 0;
  const outputBytes = <usize> outputs << 2;

  const table = scratch + PRODUCT_SCRATCH;
  const large = table + 256 + (<usize> max(channels, outputs) << 2);
  const small = large + (<usize> (3 * FILTER_TILES * depth) << 2);
  const packed = small + 3 * FILTER_TILES * outputBytes;
  for (let t = start; t < end; t += FILTER_TILES) {
    const count = min(FILTER_TILES, end - t);
    const countBytes = <usize> count << 2;
    transformLarge(g, x, t, count, i, phase, phase + phases, large, table);
    transformSmall(g, dy, t, count, i, small, table);
    for (let j = 0; j < 3; j++) {
      const left = large + <usize> j * countBytes * depth;
      const right = small + <usize> (j * count) * outputBytes;
      const row = ((group * 9 + i * 3 + j) * 4 + phase) * channels;
      const to = partials + <usize> row * outputBytes;
      const add = t > start;
      if (byLibrary) {
        product(1, 0, depth, outputs, count, left, depth, right, outputs, to, outputs, i32(add));
        continue;
      }
      for (let column = 0; column < outputs; column += 8) {
        packPanel(
          right + (<usize> column << 2),
          outputBytes,
          4,
          count,
          min(8, outputs - column),
          packed + <usize> (column >> 3) * panelBytes(count),
        );
      }
      multiply(
        depth,
        outputs,
        count,
        left,
        4,
        <usize> depth << 2,
        packed,
        panelBytes(count),
        to,
        outputBytes,
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
export function winogradFilterFinishJob(args: usize, chunk: i32): void {
  const g = args + 20;
  const chunks = load<i32>(args), groups = load<i32>(args, 4);
  const partials = load<usize>(args, 8), dw = load<usize>(args, 12);
  const channels = load<i32>(g, CHANNELS), outputs = load<i32>(g, SMALL_CHANNELS);
  const bytes = <usize> outputs << 2;
  const s = <usize> (4 * channels) * bytes;
  const tap = <usize> channels * bytes;
  const end = chunkStart(4 * channels, chunk + 1, chunks);
  for (let row = chunkStart(4 * channels, chunk, chunks); row < end; row++) {
    const phase = row / channels;
    const to = dw + <usize> ((phase >> 1) * 4 + (phase & 1)) * tap +
      <usize> (row % channels) * bytes;
    for (let o: usize = 0; o < bytes; o += 16) {
      const zero = f32x4.splat(0);
      let g00 = zero, g01 = zero, g10 = zero, g11 = zero;
      let p = partials + <usize> row * bytes + o;
      for (let group = 0; group < groups; group++) {
        const u10 = v128.load(p + 3 * s), u11 = v128.load(p + 4 * s), u12 = v128.load(p + 5 * s);
        const top0 = f32x4.add(v128.load(p), u10);
        const top1 = f32x4.add(v128.load(p + s), u11);
        const top2 = f32x4.add(v128.load(p + 2 * s), u12);
        const low0 = f32x4.add(v128.load(p + 6 * s), u10);
        const low1 = f32x4.add(v128.load(p + 7 * s), u11);
        const low2 = f32x4.add(v128.load(p + 8 * s), u12);
        g00 = f32x4.add(g00, f32x4.add(top0, top1));
        g01 = f32x4.add(g01, f32x4.add(top1, top2));
        g10 = f32x4.add(g10, f32x4.add(low0, low1));
        g11 = f32x4.add(g11, f32x4.add(low1, low2));
        p += 9 * s;
      }
      v128.store(to + o, g00);
      v128.store(to + o + 2 * tap, g01);
      v128.store(to + o + 8 * tap, g10);
      v128.store(to + o + 10 * tap, g11);
    }
  }
}
