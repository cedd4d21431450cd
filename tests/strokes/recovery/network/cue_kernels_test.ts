import assert from "node:assert/strict";
import { Random } from "../../../../lib/random.ts";
import {
  type Convolution,
  CueKernels,
  type FeatureMap,
  type WinogradConvolution,
} from "../../../../lib/strokes/recovery/network/cue_kernels.ts";
import { transformFilters } from "../../../../lib/strokes/recovery/network/winograd_filter.ts";

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
        const [inputY, inputX] = [y * stride + row - padding, x * stride + column - padding];
        if (inputY < 0 || inputX < 0 || inputY >= input.height || inputX >= input.width) continue;
        const pixel = (inputY * input.width + inputX) * input.channels;
        const filter = ((c * side + row) * side + column) * input.channels;
        for (let k = 0; k < input.channels; k++) {
          sum += weight[filter + k]! * input.data[pixel + k]!;
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

function place(kernels: CueKernels, values: Float32Array): number {
  const address = kernels.reserve(values.length);
  kernels.floats(address, values.length).set(values);
  return address;
}

function storeConvolution(kernels: CueKernels, { weight, bias }: PlainConvolution): Convolution {
  return {
    weight: place(kernels, packed(weight, bias.length)),
    bias: place(kernels, bias),
  };
}

function storeWinograd(
  kernels: CueKernels,
  { weight, bias }: PlainConvolution,
): WinogradConvolution {
  return {
    transformedWeight: place(kernels, transformFilters(packed(weight, bias.length), bias.length)),
    bias: place(kernels, bias),
  };
}

/** Fills what will be reserved next with values that spoil any result they get into. */
function spoil(kernels: CueKernels): void {
  const mark = kernels.mark;
  kernels.floats(kernels.reserve(1_000_000), 1_000_000).fill(NaN);
  kernels.release(mark);
}

/** Asserts equality up to a fraction of the root mean square of the expected values. */
function assertEqual(
  kernels: CueKernels,
  found: FeatureMap,
  expected: PlainMap,
  tolerance = 2e-6,
): void {
  const { height, width, channels, data } = expected;
  assert.deepEqual([found.height, found.width, found.channels], [height, width, channels]);
  const rms = Math.sqrt(data.reduce((sum, value) => sum + value ** 2, 0) / data.length);
  kernels.floats(found.address, data.length).forEach((value, i) => {
    const error = Math.abs(value - data[i]!);
    assert.ok(error < tolerance * rms, `value ${i}: ${value}, expected ${data[i]}, rms ${rms}`);
  });
}

const SIZES = [
  { height: 1, width: 6, inputs: 4, outputs: 8 },
  { height: 3, width: 12, inputs: 8, outputs: 24 },
  { height: 4, width: 18, inputs: 16, outputs: 16 },
] as const;

/** Channels of the 3 x 3 convolutions of all levels. */
const CHANNELS = [[4, 16], [16, 24], [32, 32], [64, 64], [96, 96], [128, 128]] as const;

/**
 * Largest error of Winograd's F(4 x 4, 3 x 3) in 32 bits, as a fraction of the root mean square. Its
 * transforms multiply by up to 8 and subtract, so half a million outputs of random filters are off by
 * up to 4e-5, those of direct convolutions by up to 1e-6.
 */
const WINOGRAD_TOLERANCE = 1e-4;

Deno.test("CueKernels.convolve3x3() is a padded convolution of relu(x), with what follows it", () => {
  const [kernels, random] = [new CueKernels(), new Random("3x3")];
  const start = kernels.mark;
  for (const [inputs, outputs] of CHANNELS) {
    for (let trial = 0; trial < 3; trial++) {
      kernels.release(start);
      const [height, width] = [random.integer(1, 14), 4 * random.integer(1, 10)];
      const x = randomMap(random, height, width, inputs);
      const filter = randomConvolution(random, inputs, outputs, 3);
      const added = randomMap(random, height, width, outputs);
      const [input, weights] = [store(kernels, x), storeWinograd(kernels, filter)];
      const residual = store(kernels, added);
      const expected = convolve(relu(x), filter, { padding: 1 });
      for (
        const [end, wanted] of [
          [{}, expected],
          [{ rectified: true }, relu(expected)],
          [{ residual }, add(expected, added)],
          [{ residual, rectified: true }, relu(add(expected, added))],
        ] as const
      ) {
        spoil(kernels);
        const found = kernels.convolve3x3(input, weights, outputs, end);
        assertEqual(kernels, found, wanted, WINOGRAD_TOLERANCE);
      }
      assertEqual(kernels, input, x);
    }
  }
});

Deno.test("CueKernels.halve() is a convolution of relu(x) with stride 2, and adds the residual", () => {
  const [kernels, random] = [new CueKernels(), new Random("halve")];
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

Deno.test("CueKernels.double() is a transposed convolution of relu(x) with stride 2, plus the skip", () => {
  const [kernels, random] = [new CueKernels(), new Random("double")];
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

Deno.test("CueKernels.mix() is a convolution of 1 x 1 of x itself", () => {
  const [kernels, random] = [new CueKernels(), new Random("mix")];
  for (const { height, width, inputs, outputs } of SIZES) {
    const x = randomMap(random, height, width, inputs);
    const filter = randomConvolution(random, inputs, outputs, 1);
    const found = kernels.mix(store(kernels, x), storeConvolution(kernels, filter), outputs);
    assertEqual(kernels, found, convolve(x, filter));
  }
});

Deno.test("CueKernels.mix() rounds each product and each sum to 32 bits, as every machine does", () => {
  const [kernels, random] = [new CueKernels(), new Random("rounding")];
  const [inputs, outputs] = [24, 8];
  const x = randomMap(random, 3, 12, inputs);
  const { weight, bias } = randomConvolution(random, inputs, outputs, 1);
  const found = kernels.mix(
    store(kernels, x),
    storeConvolution(kernels, { side: 1, weight, bias }),
    outputs,
  );
  const expected = Float32Array.from({ length: 3 * 12 * outputs }, (_, i) => {
    const [c, pixel] = [i % outputs, Math.floor(i / outputs)];
    let sum = bias[c]!;
    for (let k = 0; k < inputs; k++) {
      sum = Math.fround(sum + Math.fround(weight[c * inputs + k]! * x.data[pixel * inputs + k]!));
    }
    return sum;
  });
  assert.deepEqual(kernels.floats(found.address, expected.length).slice(), expected);
});

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
