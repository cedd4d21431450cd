/**
 * `deno task bench cue-network`: the 3 x 3 convolutions of trajectory recovery by
 * Winograd's minimal filtering against direct ones, for each level, and the time of the whole network.
 *
 * Both run in turn; medians of processor time count, which other programs disturb least. The direct
 * convolution reads inputs that are rectified and padded already. The last line is one JSON object.
 *
 * @module
 */
import process from "node:process";
import { Random } from "../lib/random.ts";
import {
  CUE_MAP,
  FEATURES,
  LEVEL_CHANNELS,
  NETWORK_IMAGE,
} from "../lib/strokes/recovery/network/architecture.ts";
import { CueKernels } from "../lib/strokes/recovery/network/cue_kernels.ts";
import { loadCueNetwork } from "../lib/strokes/recovery/network/load_cue_network.ts";
import { WASM_CODE } from "../lib/strokes/recovery/network/wasm_code.ts";
import { transformFilters } from "../lib/strokes/recovery/network/winograd_filter.ts";
import { type Benchmark, median, rounded, wholeNumberFlag } from "./measure.ts";

interface Layer {
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** A convolution that is prepared: `run` makes its outputs, `[height, width, outputs]`. */
interface Prepared {
  run(): void;
  outputs(): Float32Array;
}

const FLOAT = 4;

/** The 3 x 3 convolutions of the network: stem, features, and the residual ones of each level. */
function layers(): Record<string, Layer> {
  const size = (level: number) => ({
    height: CUE_MAP.height >> level,
    width: CUE_MAP.width >> level,
  });
  const result: Record<string, Layer> = {
    stem: { ...size(0), inputs: 4, outputs: LEVEL_CHANNELS[0] },
    features: { ...size(0), inputs: LEVEL_CHANNELS[0], outputs: FEATURES },
  };
  LEVEL_CHANNELS.forEach((channels, level) => {
    if (level > 0) {
      result[`level ${level}`] = { ...size(level), inputs: channels, outputs: channels };
    }
  });
  return result;
}

function winograd(layer: Layer, x: Float32Array, weight: Float32Array): Prepared {
  const { height, width, inputs, outputs } = layer;
  const kernels = new CueKernels();
  const place = (values: Float32Array) => {
    const address = kernels.reserve(values.length);
    kernels.floats(address, values.length).set(values);
    return address;
  };
  const filter = {
    transformedWeight: place(transformFilters(weight, outputs)),
    bias: place(new Float32Array(outputs)),
  };
  const input = { address: place(x), height, width, channels: inputs };
  const { mark } = kernels;
  let result = input;
  return {
    run() {
      kernels.release(mark);
      result = kernels.convolve3x3(input, filter, outputs);
    },
    outputs: () => kernels.floats(result.address, height * width * outputs),
  };
}

function direct(
  { height, width, inputs, outputs }: Layer,
  x: Float32Array,
  weight: Float32Array,
): Prepared {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(WASM_CODE));
  const { exports } = new WebAssembly.Instance(module, { env: { abort() {} } });
  const memory = exports.memory as WebAssembly.Memory;
  memory.grow(200);
  let end = Math.ceil((exports.heapStart as () => number)() / 64) * 64;
  const reserve = (length: number) => {
    const values = new Float32Array(memory.buffer, end, length);
    end += FLOAT * Math.ceil(length / 16) * 16;
    return values;
  };
  const padded = reserve((height + 2) * (width + 2) * inputs);
  for (let y = 0; y < height; y++) {
    const row = x.subarray(y * width * inputs, (y + 1) * width * inputs);
    padded.set(row.map((value) => Math.max(value, 0)), ((y + 1) * (width + 2) + 1) * inputs);
  }
  const weights = reserve(weight.length);
  weights.set(weight);
  const result = reserve(height * width * outputs);
  const pixel = FLOAT * inputs;
  const row = pixel * (width + 2);
  const convolve = exports.convolve as (...parameters: number[]) => void;
  return {
    run: () =>
      convolve(
        ...[padded.byteOffset, row, row, pixel, 3, 3 * inputs, weights.byteOffset, 0, 0, 0],
        ...[result.byteOffset, FLOAT * outputs * width, FLOAT * outputs, height, width, outputs],
      ),
    outputs: () => result,
  };
}

/** Medians of processor time in milliseconds of functions that run in turn. */
function timeInTurn(functions: readonly (() => void)[], rounds: number): number[] {
  const times: number[][] = functions.map(() => []);
  for (let round = 0; round < rounds; round++) {
    functions.forEach((run, i) => {
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      times[i]!.push((user + system) / 1000);
    });
  }
  // The first half warms up.
  return times.map((values) => median(values.slice(rounds >> 1)));
}

/** Largest difference as a fraction of the root mean square. */
function relativeDifference(a: Float32Array, b: Float32Array): number {
  const rms = Math.sqrt(b.reduce((sum, value) => sum + value ** 2, 0) / b.length);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0) / rms;
}

/** `deno task bench cue-network`. */
export const cueNetwork: Benchmark = {
  usage: "[--rounds=200]",
  summary: "The convolutions of trajectory recovery by Winograd's algorithm against direct ones",
  run: main,
};

async function main(): Promise<void> {
  const rounds = wholeNumberFlag("rounds", 200);
  const table: Record<string, Record<string, number>> = {};
  for (const [name, layer] of Object.entries(layers())) {
    const random = new Random(name);
    const { height, width, inputs, outputs } = layer;
    const x = random.normals(height * width * inputs);
    const weight = random.normals(9 * inputs * outputs);
    const [fast, plain] = [winograd(layer, x, weight), direct(layer, x, weight)];
    const [winogradTime, directTime] = timeInTurn([fast.run, plain.run], rounds) as [
      number,
      number,
    ];
    table[name] = {
      "direct ms": rounded(directTime),
      "Winograd ms": rounded(winogradTime),
      ratio: rounded(winogradTime / directTime),
      "difference / rms": rounded(relativeDifference(fast.outputs(), plain.outputs())),
    };
  }
  console.table(table);
  const network = await loadCueNetwork();
  const { height, width } = NETWORK_IMAGE;
  const image = { height, width, data: new Float32Array(height * width) };
  const [time] = timeInTurn([() => network.read(image)], Math.min(rounds, 60)) as [number];
  console.log(`the whole network: ${time.toFixed(1)} ms`);
  console.log(JSON.stringify({ bench: "cue-network", layers: table, network: rounded(time) }));
}
