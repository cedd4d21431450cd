import assert from "node:assert/strict";
import { Random } from "../../../../lib/random.ts";
import {
  type Convolution,
  CueKernels,
  type FeatureMap,
} from "../../../../lib/strokes/recovery/network/cue_kernels.ts";
import {
  RELAXED_WASM_CODE,
  WASM_CODE,
} from "../../../../lib/strokes/recovery/network/wasm_code.ts";

/** A feature map of `[height, width, channels]`. */
interface PlainMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Weights of `[outputs, rows, columns, inputs]`, and biases. */
interface PlainConvolution {
  readonly side: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

function randomMap(random: Random, height: number, width: number, channels: number): PlainMap {
  return { height, width, channels, data: random.normals(height * width * channels) };
}

function randomConvolution(
  random: Random,
  inputs: number,
  outputs: number,
  side: number,
): PlainConvolution {
  return {
    side,
    weight: random.normals(outputs * side * side * inputs),
    bias: random.normals(outputs),
  };
}

function at({ height, width, channels, data }: PlainMap, y: number, x: number, c: number): number {
  if (y < 0 || x < 0 || y >= height || x >= width) return 0;
  return data[(y * width + x) * channels + c]!;
}

function relu(map: PlainMap): PlainMap {
  return { ...map, data: map.data.map((value) => Math.max(value, 0)) };
}

/** A convolution in plain TypeScript. */
function convolve(
  input: PlainMap,
  { side, weight, bias }: PlainConvolution,
  { stride = 1, padding = 0 } = {},
): PlainMap {
  const [height, width] = [input.height / stride, input.width / stride];
  const channels = bias.length;
  const data = new Float32Array(height * width * channels);
  for (let i = 0; i < data.length; i++) {
    const c = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / channels / width);
    let sum = bias[c]!;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        for (let k = 0; k < input.channels; k++) {
          const w = weight[((c * side + row) * side + column) * input.channels + k]!;
          sum += w * at(input, y * stride + row - padding, x * stride + column - padding, k);
        }
      }
    }
    data[i] = sum;
  }
  return { height, width, channels, data };
}

function add(a: PlainMap, b: PlainMap): PlainMap {
  return { ...a, data: a.data.map((value, i) => value + b.data[i]!) };
}

function store(kernels: CueKernels, { height, width, channels, data }: PlainMap): FeatureMap {
  const map = kernels.map(height, width, channels);
  kernels.floats(map.address, data.length).set(data);
  return map;
}

/** `[outputs, taps]` as `[outputs / 8, taps, 8]`. */
function packed(weight: Float32Array, outputs: number): Float32Array {
  const taps = weight.length / outputs;
  return weight.map((_, i) => {
    const [block, tap, lane] = [Math.floor(i / (8 * taps)), Math.floor(i / 8) % taps, i % 8];
    return weight[(8 * block + lane) * taps + tap]!;
  });
}

function storeConvolution(kernels: CueKernels, { weight, bias }: PlainConvolution): Convolution {
  const place = (values: Float32Array) => {
    const address = kernels.reserve(values.length);
    kernels.floats(address, values.length).set(values);
    return address;
  };
  return { weight: place(packed(weight, bias.length)), bias: place(bias) };
}

function assertEqual(kernels: CueKernels, found: FeatureMap, expected: PlainMap): void {
  const { height, width, channels } = expected;
  assert.deepEqual([found.height, found.width, found.channels], [height, width, channels]);
  kernels.floats(found.address, expected.data.length).forEach((value, i) => {
    const wanted = expected.data[i]!;
    const error = Math.abs(value - wanted);
    assert.ok(error < 1e-4 * (1 + Math.abs(wanted)), `value ${i}: ${value}, expected ${wanted}`);
  });
}

const SIZES = [
  { height: 1, width: 6, inputs: 4, outputs: 8 },
  { height: 3, width: 12, inputs: 8, outputs: 24 },
  { height: 4, width: 18, inputs: 16, outputs: 16 },
] as const;

for (
  const [name, code] of [
    ["plain", Uint8Array.fromBase64(WASM_CODE)],
    ["relaxed SIMD", Uint8Array.fromBase64(RELAXED_WASM_CODE)],
  ] as const
) {
  const ignore = !WebAssembly.validate(code);
  const test = (title: string, fn: () => void) =>
    Deno.test({ name: `CueKernels with ${name} code: ${title}`, ignore, fn });

  test("convolve3x3() is a padded convolution of relu(x), and adds the residual", () => {
    const [kernels, random] = [new CueKernels(code), new Random("3x3")];
    for (const { height, width, inputs, outputs } of SIZES) {
      const x = randomMap(random, height, width, inputs);
      const filter = randomConvolution(random, inputs, outputs, 3);
      const residual = randomMap(random, height, width, outputs);
      const [input, weights] = [store(kernels, x), storeConvolution(kernels, filter)];
      const expected = convolve(relu(x), filter, { padding: 1 });
      assertEqual(kernels, kernels.convolve3x3(input, weights, outputs), expected);
      assertEqual(
        kernels,
        kernels.convolve3x3(input, weights, outputs, store(kernels, residual)),
        add(expected, residual),
      );
      assertEqual(kernels, input, x);
    }
  });

  test("halve() is a convolution of relu(x) with stride 2, and adds the residual", () => {
    const [kernels, random] = [new CueKernels(code), new Random("halve")];
    for (const { height, width, inputs, outputs } of SIZES) {
      const x = randomMap(random, 2 * height, 2 * width, inputs);
      const filter = randomConvolution(random, inputs, outputs, 2);
      const residual = randomMap(random, height, width, outputs);
      const [input, weights] = [store(kernels, x), storeConvolution(kernels, filter)];
      const expected = convolve(relu(x), filter, { stride: 2 });
      assertEqual(kernels, kernels.halve(input, weights, outputs), expected);
      assertEqual(
        kernels,
        kernels.halve(input, weights, outputs, store(kernels, residual)),
        add(expected, residual),
      );
    }
  });

  test("double() is a transposed convolution of relu(x) with stride 2, plus the skip", () => {
    const [kernels, random] = [new CueKernels(code), new Random("double")];
    for (const { height, width, inputs, outputs } of SIZES) {
      const x = randomMap(random, height, width, inputs);
      const skip = randomMap(random, 2 * height, 2 * width, outputs);
      // Row r makes the outputs of rows 2y + r: of both columns, one after the other.
      const rows = [0, 1].map(() => randomConvolution(random, inputs, 2 * outputs, 1));
      const parts = rows.map((filter) => convolve(relu(x), filter));
      const data = skip.data.map((value, i) => {
        const [c, pixel] = [i % outputs, Math.floor(i / outputs)];
        const [column, row] = [pixel % (2 * width), Math.floor(pixel / (2 * width))];
        const lane = (column % 2) * outputs + c;
        return value + at(parts[row % 2]!, row >> 1, column >> 1, lane);
      });
      const found = kernels.double(
        store(kernels, x),
        rows.map((filter) => storeConvolution(kernels, filter)),
        store(kernels, skip),
      );
      assertEqual(kernels, found, { ...skip, data });
    }
  });

  test("mix() is a convolution of 1 x 1 of x itself", () => {
    const [kernels, random] = [new CueKernels(code), new Random("mix")];
    for (const { height, width, inputs, outputs } of SIZES) {
      const x = randomMap(random, height, width, inputs);
      const filter = randomConvolution(random, inputs, outputs, 1);
      const found = kernels.mix(store(kernels, x), storeConvolution(kernels, filter), outputs);
      assertEqual(kernels, found, convolve(x, filter));
    }
  });

  test("rectify() surrounds relu(x) with zeros, whatever the memory held", () => {
    const [kernels, random] = [new CueKernels(code), new Random("rectify")];
    for (const border of [0, 1, 2]) {
      const x = randomMap(random, 3, 5, 4);
      const input = store(kernels, x);
      const mark = kernels.mark;
      kernels.floats(kernels.reserve(2000), 2000).fill(7);
      kernels.release(mark);
      const size = { height: 3 + 2 * border, width: 5 + 2 * border, channels: 4 };
      const data = new Float32Array(size.height * size.width * 4);
      for (let i = 0; i < data.length; i++) {
        const [c, pixel] = [i % 4, i >> 2];
        const [row, column] = [Math.floor(pixel / size.width), pixel % size.width];
        data[i] = at(relu(x), row - border, column - border, c);
      }
      assertEqual(kernels, kernels.rectify(input, border), { ...size, data });
    }
  });
}

Deno.test("CueKernels: blocks keep their values when memory grows, and are reused after release()", () => {
  const kernels = new CueKernels();
  const first = kernels.reserve(100);
  kernels.floats(first, 100).fill(3);
  const mark = kernels.mark;
  const second = kernels.reserve(5_000_000);
  assert.ok(second >= first + 400);
  assert.ok(kernels.floats(first, 100).every((value) => value === 3));
  kernels.release(mark);
  assert.equal(kernels.reserve(10), second);
});
