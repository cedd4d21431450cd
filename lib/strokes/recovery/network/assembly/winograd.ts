// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// The transforms of Winograd's minimal filtering F(4 x 4, 3 x 3), in the notation of Lavin & Gray,
// "Fast Algorithms for Convolutional Neural Networks", 2015:
//
//   Y = A^T [(G g G^T) * (B^T d B)] A
//
// where d is a tile of 6 x 6 inputs, g a filter of 3 x 3, Y the 4 x 4 outputs of the tile, and * the
// product of elements. Summed over input channels, the product is one matrix product for each of the
// 36 elements. A vector holds four channels of a pixel.

/** Bytes of a vector. */
const VECTOR: usize = 16;
/** Outputs of a tile in each direction. */
const OUTPUTS = 4;
/** Inputs of a tile in each direction: tiles overlap by two. */
const INPUTS = 6;
/** A tile whose rows are transformed and whose columns are not: `[6, 6, 4]`. */
const HALF_DONE = memory.data(36 * 16, 16);

/** Stores `B^T d` for a column d; with rows in the place of columns it is `d B`. */
function multiplyBT(
  d0: v128,
  d1: v128,
  d2: v128,
  d3: v128,
  d4: v128,
  d5: v128,
  out: usize,
  step: usize,
): void {
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  //  4   0  -5   0   1   0
  //  0  -4  -4   1   1   0
  //  0   4  -4  -1   1   0
  //  0  -2  -1   2   1   0
  //  0   2  -1  -2   1   0
  //  0   4   0  -5   0   1
  const even4 = f32x4.sub(d4, f32x4.mul(four, d2));
  const odd4 = f32x4.sub(d3, f32x4.mul(four, d1));
  const even = f32x4.sub(d4, d2);
  const odd = f32x4.mul(two, f32x4.sub(d3, d1));
  v128.store(out, f32x4.add(f32x4.mul(four, f32x4.sub(d0, d2)), even));
  v128.store(out + step, f32x4.add(even4, odd4));
  v128.store(out + 2 * step, f32x4.sub(even4, odd4));
  v128.store(out + 3 * step, f32x4.add(even, odd));
  v128.store(out + 4 * step, f32x4.sub(even, odd));
  v128.store(out + 5 * step, f32x4.sub(f32x4.sub(d5, d3), f32x4.mul(two, odd)));
}

function relu(address: usize): v128 {
  return f32x4.max(v128.load(address), f32x4.splat(0));
}

/**
 * Transforms tiles of `relu(input)`, surrounded by zeros: `B^T d B`.
 *
 * @param input The feature map, `[height, width, channels]`; the width is a multiple of 4.
 * @param firstTileRow The first row of tiles.
 * @param tileRows Rows of tiles; below the map there are zeros.
 * @param out `[36, tiles, channels]`.
 * @param outElement From one of the 36 elements to the next, in bytes.
 */
export function transformInput(
  input: usize,
  height: i32,
  width: i32,
  channels: i32,
  firstTileRow: i32,
  tileRows: i32,
  out: usize,
  outElement: usize,
): void {
  const zero = f32x4.splat(0);
  const pixel: usize = 4 * channels;
  const row: usize = pixel * width;
  for (let tileRow = firstTileRow; tileRow < firstTileRow + tileRows; tileRow++) {
    for (let x = 0; x < width; x += OUTPUTS) {
      const isFirst = x === 0;
      const isLast = x + OUTPUTS === width;
      for (let c: usize = 0; c < pixel; c += VECTOR, out += VECTOR) {
        for (let i = 0; i < INPUTS; i++) {
          const y = OUTPUTS * tileRow + i - 1;
          const half = HALF_DONE + i * INPUTS * VECTOR;
          if (y < 0 || y >= height) {
            memory.fill(half, 0, INPUTS * VECTOR);
            continue;
          }
          const at = input + y * row + x * pixel + c;
          multiplyBT(
            isFirst ? zero : relu(at - pixel),
            relu(at),
            relu(at + pixel),
            relu(at + 2 * pixel),
            relu(at + 3 * pixel),
            isLast ? zero : relu(at + 4 * pixel),
            half,
            VECTOR,
          );
        }
        for (let j = 0; j < INPUTS; j++) {
          const half = HALF_DONE + j * VECTOR;
          multiplyBT(
            v128.load(half),
            v128.load(half, 6 * 16),
            v128.load(half, 12 * 16),
            v128.load(half, 18 * 16),
            v128.load(half, 24 * 16),
            v128.load(half, 30 * 16),
            out + j * outElement,
            INPUTS * outElement,
          );
        }
      }
    }
  }
}

/** Stores `A^T m` for a column m; with rows in the place of columns it is `m A`. */
function multiplyAT(
  m0: v128,
  m1: v128,
  m2: v128,
  m3: v128,
  m4: v128,
  m5: v128,
  out: usize,
  step: usize,
): void {
  //  1   1   1   1   1   0
  //  0   1  -1   2  -2   0
  //  0   1   1   4   4   0
  //  0   1  -1   8  -8   1
  const sum12 = f32x4.add(m1, m2);
  const sum34 = f32x4.add(m3, m4);
  const difference12 = f32x4.sub(m1, m2);
  const difference34 = f32x4.sub(m3, m4);
  v128.store(out, f32x4.add(f32x4.add(m0, sum12), sum34));
  v128.store(out + step, f32x4.add(difference12, f32x4.mul(f32x4.splat(2), difference34)));
  v128.store(out + 2 * step, f32x4.add(sum12, f32x4.mul(f32x4.splat(4), sum34)));
  const difference34x8 = f32x4.mul(f32x4.splat(8), difference34);
  v128.store(out + 3 * step, f32x4.add(f32x4.add(difference12, difference34x8), m5));
}

/**
 * Transforms products back to outputs: `max(minimum, residual + bias + A^T m A)`.
 *
 * @param products `[36, tiles, channels]`.
 * @param productElement From one of the 36 elements to the next, in bytes.
 * @param bias `[channels]`.
 * @param residual Values to add, `[height, width, channels]`; 0 for none.
 * @param minimum Smaller outputs become this.
 * @param output `[height, width, channels]`; the width is a multiple of 4.
 * @param firstTileRow The first row of tiles.
 * @param tileRows Rows of tiles; what lies below the map is left out.
 */
export function transformOutput(
  products: usize,
  productElement: usize,
  bias: usize,
  residual: usize,
  minimum: f32,
  output: usize,
  height: i32,
  width: i32,
  channels: i32,
  firstTileRow: i32,
  tileRows: i32,
): void {
  const least = f32x4.splat(minimum);
  const pixel: usize = 4 * channels;
  const row: usize = pixel * width;
  for (let tileRow = firstTileRow; tileRow < firstTileRow + tileRows; tileRow++) {
    const rows = min(OUTPUTS, height - OUTPUTS * tileRow);
    for (let x = 0; x < width; x += OUTPUTS) {
      for (let c: usize = 0; c < pixel; c += VECTOR, products += VECTOR) {
        for (let j = 0; j < INPUTS; j++) {
          const at = products + j * productElement;
          let m1 = v128.load(at + 6 * productElement);
          // The second column of A^T is all ones: what is added to m11 is added to all outputs.
          if (j === 1) m1 = f32x4.add(m1, v128.load(bias + c));
          multiplyAT(
            v128.load(at),
            m1,
            v128.load(at + 12 * productElement),
            v128.load(at + 18 * productElement),
            v128.load(at + 24 * productElement),
            v128.load(at + 30 * productElement),
            HALF_DONE + j * VECTOR,
            INPUTS * VECTOR,
          );
        }
        for (let i = 0; i < rows; i++) {
          const half = HALF_DONE + i * INPUTS * VECTOR;
          multiplyAT(
            v128.load(half),
            v128.load(half, 16),
            v128.load(half, 32),
            v128.load(half, 48),
            v128.load(half, 64),
            v128.load(half, 80),
            half,
            VECTOR,
          );
          const place = (OUTPUTS * tileRow + i) * row + x * pixel + c;
          for (let j = 0; j < OUTPUTS; j++) {
            let y = v128.load(half + j * VECTOR);
            if (residual !== 0) y = f32x4.add(y, v128.load(residual + place + j * pixel));
            v128.store(output + place + j * pixel, f32x4.max(y, least));
          }
        }
      }
    }
  }
}
