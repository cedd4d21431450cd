// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Direct convolutions. Relaxed SIMD would fuse multiplication and addition, but rounds differently
// from one processor to another, and a last bit can change the strokes that are found.

/** Pixels of a row that are computed together; with eight channels they fill the registers. */
const PIXELS = 6;

/** Copies `length` floats, a multiple of 4, negative ones as zero. */
export function rectify(input: usize, length: i32, out: usize): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < 4 * <usize> length; i += 16) {
    v128.store(out + i, f32x4.max(v128.load(input + i), zero));
  }
}

function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Convolves: each output of `channels` is `residual + bias + sum(weights * input)`, where an output
 * reads `rows` rows of `taps` adjacent floats.
 *
 * @param input The first value that the first output reads; its borders are included.
 * @param inputRow From a row of inputs to the next.
 * @param inputStep From the inputs of an output row to those of the next.
 * @param inputPixel From the inputs of an output to those of its right neighbour.
 * @param weights For every eight channels `[rows, taps, 8]`.
 * @param weightStep From the weights of an output row to those of the next; 0 if they share them.
 * @param bias `[channels]`; 0 for none.
 * @param residual Values to add, laid out as the output; 0 for none.
 * @param width Outputs of a row, a multiple of 6.
 * @param channels A multiple of 8.
 */
export function convolve(
  input: usize,
  inputRow: usize,
  inputStep: usize,
  inputPixel: usize,
  rows: i32,
  taps: i32,
  weights: usize,
  weightStep: usize,
  bias: usize,
  residual: usize,
  output: usize,
  outputStep: usize,
  outputPixel: usize,
  height: i32,
  width: i32,
  channels: i32,
): void {
  for (let channel = 0; channel < channels; channel += 8) {
    const panel = weights + 4 * <usize> (channel * rows * taps);
    let b0 = f32x4.splat(0), b1 = f32x4.splat(0);
    if (bias !== 0) {
      b0 = v128.load(bias + 4 * <usize> channel);
      b1 = v128.load(bias + 4 * <usize> channel, 16);
    }
    for (let y = 0; y < height; y++) {
      const first = panel + y * weightStep;
      for (let x = 0; x < width; x += PIXELS) {
        let s00 = b0, s01 = b1;
        let s10 = b0, s11 = b1;
        let s20 = b0, s21 = b1;
        let s30 = b0, s31 = b1;
        let s40 = b0, s41 = b1;
        let s50 = b0, s51 = b1;
        let at = input + y * inputStep + x * inputPixel;
        let weight = first;
        for (let row = 0; row < rows; row++, at += inputRow) {
          let p0 = at;
          let p1 = at + inputPixel;
          let p2 = at + 2 * inputPixel;
          let p3 = at + 3 * inputPixel;
          let p4 = at + 4 * inputPixel;
          let p5 = at + 5 * inputPixel;
          for (let tap = 0; tap < taps; tap += 4, weight += 128) {
            const w00 = v128.load(weight), w01 = v128.load(weight, 16);
            const v00 = v128.load32_splat(p0);
            s00 = multiplyAdd(v00, w00, s00);
            s01 = multiplyAdd(v00, w01, s01);
            const v01 = v128.load32_splat(p1);
            s10 = multiplyAdd(v01, w00, s10);
            s11 = multiplyAdd(v01, w01, s11);
            const v02 = v128.load32_splat(p2);
            s20 = multiplyAdd(v02, w00, s20);
            s21 = multiplyAdd(v02, w01, s21);
            const v03 = v128.load32_splat(p3);
            s30 = multiplyAdd(v03, w00, s30);
            s31 = multiplyAdd(v03, w01, s31);
            const v04 = v128.load32_splat(p4);
            s40 = multiplyAdd(v04, w00, s40);
            s41 = multiplyAdd(v04, w01, s41);
            const v05 = v128.load32_splat(p5);
            s50 = multiplyAdd(v05, w00, s50);
            s51 = multiplyAdd(v05, w01, s51);
            const w10 = v128.load(weight, 32), w11 = v128.load(weight, 48);
            const v10 = v128.load32_splat(p0, 4);
            s00 = multiplyAdd(v10, w10, s00);
            s01 = multiplyAdd(v10, w11, s01);
            const v11 = v128.load32_splat(p1, 4);
            s10 = multiplyAdd(v11, w10, s10);
            s11 = multiplyAdd(v11, w11, s11);
            const v12 = v128.load32_splat(p2, 4);
            s20 = multiplyAdd(v12, w10, s20);
            s21 = multiplyAdd(v12, w11, s21);
            const v13 = v128.load32_splat(p3, 4);
            s30 = multiplyAdd(v13, w10, s30);
            s31 = multiplyAdd(v13, w11, s31);
            const v14 = v128.load32_splat(p4, 4);
            s40 = multiplyAdd(v14, w10, s40);
            s41 = multiplyAdd(v14, w11, s41);
            const v15 = v128.load32_splat(p5, 4);
            s50 = multiplyAdd(v15, w10, s50);
            s51 = multiplyAdd(v15, w11, s51);
            const w20 = v128.load(weight, 64), w21 = v128.load(weight, 80);
            const v20 = v128.load32_splat(p0, 8);
            s00 = multiplyAdd(v20, w20, s00);
            s01 = multiplyAdd(v20, w21, s01);
            const v21 = v128.load32_splat(p1, 8);
            s10 = multiplyAdd(v21, w20, s10);
            s11 = multiplyAdd(v21, w21, s11);
            const v22 = v128.load32_splat(p2, 8);
            s20 = multiplyAdd(v22, w20, s20);
            s21 = multiplyAdd(v22, w21, s21);
            const v23 = v128.load32_splat(p3, 8);
            s30 = multiplyAdd(v23, w20, s30);
            s31 = multiplyAdd(v23, w21, s31);
            const v24 = v128.load32_splat(p4, 8);
            s40 = multiplyAdd(v24, w20, s40);
            s41 = multiplyAdd(v24, w21, s41);
            const v25 = v128.load32_splat(p5, 8);
            s50 = multiplyAdd(v25, w20, s50);
            s51 = multiplyAdd(v25, w21, s51);
            const w30 = v128.load(weight, 96), w31 = v128.load(weight, 112);
            const v30 = v128.load32_splat(p0, 12);
            s00 = multiplyAdd(v30, w30, s00);
            s01 = multiplyAdd(v30, w31, s01);
            const v31 = v128.load32_splat(p1, 12);
            s10 = multiplyAdd(v31, w30, s10);
            s11 = multiplyAdd(v31, w31, s11);
            const v32 = v128.load32_splat(p2, 12);
            s20 = multiplyAdd(v32, w30, s20);
            s21 = multiplyAdd(v32, w31, s21);
            const v33 = v128.load32_splat(p3, 12);
            s30 = multiplyAdd(v33, w30, s30);
            s31 = multiplyAdd(v33, w31, s31);
            const v34 = v128.load32_splat(p4, 12);
            s40 = multiplyAdd(v34, w30, s40);
            s41 = multiplyAdd(v34, w31, s41);
            const v35 = v128.load32_splat(p5, 12);
            s50 = multiplyAdd(v35, w30, s50);
            s51 = multiplyAdd(v35, w31, s51);
            p0 += 16;
            p1 += 16;
            p2 += 16;
            p3 += 16;
            p4 += 16;
            p5 += 16;
          }
        }
        const place = y * outputStep + x * outputPixel + 4 * <usize> channel;
        let out = output + place;
        if (residual !== 0) {
          let old = residual + place;
          s00 = f32x4.add(s00, v128.load(old));
          s01 = f32x4.add(s01, v128.load(old, 16));
          old += outputPixel;
          s10 = f32x4.add(s10, v128.load(old));
          s11 = f32x4.add(s11, v128.load(old, 16));
          old += outputPixel;
          s20 = f32x4.add(s20, v128.load(old));
          s21 = f32x4.add(s21, v128.load(old, 16));
          old += outputPixel;
          s30 = f32x4.add(s30, v128.load(old));
          s31 = f32x4.add(s31, v128.load(old, 16));
          old += outputPixel;
          s40 = f32x4.add(s40, v128.load(old));
          s41 = f32x4.add(s41, v128.load(old, 16));
          old += outputPixel;
          s50 = f32x4.add(s50, v128.load(old));
          s51 = f32x4.add(s51, v128.load(old, 16));
        }
        v128.store(out, s00);
        v128.store(out, s01, 16);
        out += outputPixel;
        v128.store(out, s10);
        v128.store(out, s11, 16);
        out += outputPixel;
        v128.store(out, s20);
        v128.store(out, s21, 16);
        out += outputPixel;
        v128.store(out, s30);
        v128.store(out, s31, 16);
        out += outputPixel;
        v128.store(out, s40);
        v128.store(out, s41, 16);
        out += outputPixel;
        v128.store(out, s50);
        v128.store(out, s51, 16);
      }
    }
  }
}
