/**
 * A kernel that tfjs does not have: ancestral sampling from a causal network, point after point.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import {
  Job,
  PANEL_COLUMNS,
  SamplingConstant,
  STATE_VALUES,
  TAPS,
  TILE_ROWS,
} from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import type { Engine } from "../engine.ts";
import {
  type Attributes,
  type Inputs,
  type Kernel,
  type Kernels,
  requireFloats,
} from "./kernel.ts";

/** Bytes of a value of all examples of a panel, which are sampled side by side. */
const ROW_BYTES = 4 * PANEL_COLUMNS;

/**
 * Maximum number of panels per pass over the weights. Two halve the reads of weights, and chunks
 * stay short enough for an even load of the threads.
 */
const MAX_PANELS = 2;

/** Blocks of memory for one call. */
class Allocations {
  readonly #engine: Engine;
  readonly #addresses: number[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  allocate(bytes: number): number {
    const address = this.#engine.heap.allocate(bytes);
    this.#addresses.push(address);
    return address;
  }

  integers(values: readonly number[]): number {
    const address = this.allocate(4 * values.length);
    this.#engine.integers(address, values.length).set(values);
    return address;
  }

  floats(values: readonly number[]): number {
    const address = this.allocate(4 * values.length);
    this.#engine.floats(address, values.length).set(values);
    return address;
  }

  free(): void {
    for (const address of this.#addresses) this.#engine.heap.free(address);
  }
}

/** Offsets of the parts of the memory of a panel. */
class Layout {
  /** Total size in bytes. */
  bytes = 0;

  /** Adds a part of `rows` rows and returns its offset. */
  add(rows: number): number {
    const start = this.bytes;
    this.bytes += ROW_BYTES * rows;
    return start;
  }
}

function wholeTiles(rows: number): number {
  return TILE_ROWS * Math.ceil(rows / TILE_ROWS);
}

/** Packs a weight `[depth, columns]` in the order in which products read it. */
function pack(backend: SimdBackend, memory: Allocations, weight: tf.TensorInfo): number {
  const [depth, columns] = weight.shape as [number, number];
  const packed = memory.allocate(4 * depth * wholeTiles(columns));
  backend.engine.run(Job.PackWeights, 1, [backend.address(weight), depth, columns, packed]);
  return packed;
}

/** The constants of the model: attributes with the names of {@linkcode SamplingConstant}. */
function constantsOf(attributes: Attributes): number[] {
  const values = Array.from({ length: SamplingConstant.Count }, (_, which) => {
    const name = SamplingConstant[which]!;
    const value = attributes[name[0]!.toLowerCase() + name.slice(1)];
    if (typeof value !== "number") {
      throw new TypeError(`Cannot sample points: "${name}" is ${value}, expected a number`);
    }
    return value;
  });
  return [...values, ...attributes.initialLogDeviations as number[]];
}

/** The number of chunks that panels are divided into. Results do not depend on it. */
function chunksOfPanels(panels: number, threads: number): number {
  return Math.min(panels, threads * Math.ceil(panels / (threads * MAX_PANELS)));
}

/**
 * `SamplePoints`: trajectories `[batch, points, 4]`, x, y, pen and width, sampled point by point from
 * the distributions that a causal network gives.
 *
 * The tensors are the `conditioning`, `[points * batch, channels]`, which is added to the first layer;
 * the `noise`, `[batch, points, 4]`, for each point two numbers from N(0, 1) and two from U(0, 1); and
 * `weight` and `bias` of each layer, prefixed by its name and a dot. Layers are `input`, `output`, and
 * `tap` (with the weights `tap0` to `tap2`) and `output` of each block, prefixed by `block0.` and so on.
 * Attributes are the constants that {@linkcode SamplingConstant} names, `initialLogDeviations`, one for
 * each component of the mixture, and `dilations`, one for each block.
 */
const samplePoints: Kernel = (backend, inputs, attributes) => {
  requireFloats(backend, inputs);
  const { conditioning, noise } = inputs;
  const [batch, points] = noise!.shape as [number, number, number];
  const sampled = backend.allocate([batch, points, 4]);
  if (batch * points === 0) return sampled;
  const { engine } = backend;
  const memory = new Allocations(engine);
  try {
    const channels = conditioning!.shape[1]!;
    const dilations = attributes.dilations as number[];
    const packed = (name: string) => pack(backend, memory, inputs[`${name}.weight`]!);
    const bias = (name: string) => backend.address(inputs[`${name}.bias`]!);
    const layout = new Layout();
    const blocks = dilations.flatMap((dilation, i) => {
      const history = layout.add(((TAPS - 1) * dilation + 1) * channels);
      const taps = Array.from({ length: TAPS }, (_, k) => packed(`block${i}.tap${k}`));
      const output = [packed(`block${i}.output`), bias(`block${i}.output`)];
      return [dilation, history, ROW_BYTES * channels, ...taps, bias(`block${i}.tap`), ...output];
    });
    const sizes = sizesOf(inputs);
    const parts = [STATE_VALUES, sizes.inputs, channels, channels, sizes.outputs]
      .map((rows) => layout.add(wholeTiles(rows)));
    const panels = Math.ceil(batch / PANEL_COLUMNS);
    const chunks = chunksOfPanels(panels, engine.threads);
    // With more than one chunk, workers are worth starting even for a few points.
    if (chunks > 1) engine.startWorkers();
    const workspace = memory.allocate(panels * layout.bytes);
    engine.run(Job.SamplePoints, chunks, [
      ...[batch, points, channels, sizes.inputs, dilations.length, sizes.components, chunks],
      ...backend.addresses(conditioning!, noise!, sampled),
      ...[memory.floats(constantsOf(attributes)), memory.integers(blocks)],
      ...[packed("input"), bias("input"), packed("output"), bias("output")],
      ...[workspace, layout.bytes, ...parts],
    ]);
    return sampled;
  } finally {
    memory.free();
  }
};

/** Numbers of inputs, outputs and mixture components of the network. */
function sizesOf(inputs: Inputs): { inputs: number; outputs: number; components: number } {
  const outputs = inputs["output.weight"]!.shape[1]!;
  return { inputs: inputs["input.weight"]!.shape[0]!, outputs, components: (outputs - 3) / 6 };
}

/** Kernels of autoregressive sampling. */
export const SAMPLING_KERNELS: Kernels = { SamplePoints: samplePoints };
