/**
 * The WebAssembly kernels of the cue network and their memory.
 *
 * @module
 */
import { RELAXED_WASM_CODE, WASM_CODE } from "./wasm_code.ts";

/** Exports of the WebAssembly module, documented in `assembly/`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  heapStart(): number;
  rectify(
    input: number,
    height: number,
    row: number,
    border: number,
    side: number,
    out: number,
  ): void;
  convolve(
    input: number,
    inputRow: number,
    inputStep: number,
    inputPixel: number,
    rows: number,
    taps: number,
    weights: number,
    bias: number,
    residual: number,
    output: number,
    outputStep: number,
    outputPixel: number,
    height: number,
    width: number,
    channels: number,
  ): void;
}

/** Weights and biases of a convolution, as addresses. */
export interface Convolution {
  /** `[outputs / 8, rows, taps, 8]`. */
  readonly weight: number;
  /** `[outputs]`. */
  readonly bias: number;
}

/** A feature map in the memory of the kernels: `[height, width, channels]`. */
export interface FeatureMap {
  /** Address of its first value. */
  readonly address: number;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Features of each cell. */
  readonly channels: number;
}

const FLOAT = 4;
const ALIGNMENT = 64;
const PAGE = 65536;

/** The kernels with relaxed SIMD where the engine has it, without elsewhere. */
function fastestCode(): Uint8Array<ArrayBuffer> {
  const relaxed = Uint8Array.fromBase64(RELAXED_WASM_CODE);
  return WebAssembly.validate(relaxed) ? relaxed : Uint8Array.fromBase64(WASM_CODE);
}

/** The kernels and a stack of memory blocks. */
export class CueKernels {
  readonly #run: Exports;
  #end: number;

  /**
   * Compiles the kernels.
   *
   * @param code The WebAssembly module, if not the fastest that the engine has.
   */
  constructor(code: Uint8Array<ArrayBuffer> = fastestCode()) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), {
      env: { abort() {} },
    });
    this.#run = exports as unknown as Exports;
    this.#end = this.#run.heapStart();
    this.reserve(0);
  }

  /** The end of the blocks in use; see {@linkcode CueKernels.release}. */
  get mark(): number {
    return this.#end;
  }

  /** Frees all blocks that were reserved after `mark` was read. */
  release(mark: number): void {
    this.#end = mark;
  }

  /** Reserves an uninitialized block of `length` floats. Returns its address. */
  reserve(length: number): number {
    const address = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
    this.#end = address + FLOAT * length;
    const { memory } = this.#run;
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  /** A view of floats, valid until the next block is reserved. */
  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#run.memory.buffer as ArrayBuffer, address, length);
  }

  /** Reserves an uninitialized feature map. */
  map(height: number, width: number, channels: number): FeatureMap {
    return { address: this.reserve(height * width * channels), height, width, channels };
  }

  /** A rectified linear unit: `max(x, 0)`, with a border of zeros. */
  rectify(x: FeatureMap, border: number): FeatureMap {
    const { address, height, width, channels } = x;
    const result = this.map(height + 2 * border, width + 2 * border, channels);
    const side = border * channels;
    this.#run.rectify(address, height, width * channels, border, side, result.address);
    return result;
  }

  /** A convolution of 3 x 3 of `relu(x)`; `residual` is added. */
  convolve3x3(
    x: FeatureMap,
    { weight, bias }: Convolution,
    channels: number,
    residual?: FeatureMap,
  ): FeatureMap {
    const padded = this.rectify(x, 1);
    const result = this.map(x.height, x.width, channels);
    const pixel = FLOAT * x.channels;
    const row = pixel * padded.width;
    const [outPixel, outRow] = [FLOAT * channels, FLOAT * channels * x.width];
    this.#run.convolve(
      ...[padded.address, row, row, pixel, 3, 3 * x.channels, weight, bias] as const,
      ...[residual?.address ?? 0, result.address, outRow, outPixel] as const,
      ...[x.height, x.width, channels] as const,
    );
    return result;
  }

  /** A convolution of 2 x 2 with stride 2 of `relu(x)`; `residual` is added. */
  halve(
    x: FeatureMap,
    { weight, bias }: Convolution,
    channels: number,
    residual?: FeatureMap,
  ): FeatureMap {
    const input = this.rectify(x, 0);
    const result = this.map(x.height / 2, x.width / 2, channels);
    const pixel = FLOAT * x.channels;
    const row = pixel * x.width;
    const [outPixel, outRow] = [FLOAT * channels, FLOAT * channels * result.width];
    this.#run.convolve(
      ...[input.address, row, 2 * row, 2 * pixel, 2, 2 * x.channels, weight, bias] as const,
      ...[residual?.address ?? 0, result.address, outRow, outPixel] as const,
      ...[result.height, result.width, channels] as const,
    );
    return result;
  }

  /** A transposed convolution of 2 x 2 with stride 2 of `relu(x)`, one filter per row, plus `skip`. */
  double(x: FeatureMap, rows: readonly Convolution[], skip: FeatureMap): FeatureMap {
    const input = this.rectify(x, 0);
    const result = this.map(skip.height, skip.width, skip.channels);
    const pixel = FLOAT * x.channels;
    const outRow = FLOAT * skip.channels * skip.width;
    rows.forEach(({ weight, bias }, row) => {
      const offset = row * outRow;
      this.#run.convolve(
        ...[input.address, 0, pixel * x.width, pixel, 1, x.channels, weight, bias] as const,
        ...[skip.address + offset, result.address + offset] as const,
        ...[2 * outRow, 2 * FLOAT * skip.channels] as const,
        ...[x.height, x.width, 2 * skip.channels] as const,
      );
    });
    return result;
  }

  /** A convolution of 1 x 1. */
  mix(x: FeatureMap, { weight, bias }: Convolution, channels: number): FeatureMap {
    const result = this.map(x.height, x.width, channels);
    const pixel = FLOAT * x.channels;
    const [outPixel, outRow] = [FLOAT * channels, FLOAT * channels * x.width];
    this.#run.convolve(
      ...[x.address, 0, pixel * x.width, pixel, 1, x.channels, weight, bias] as const,
      ...[0, result.address, outRow, outPixel, x.height, x.width, channels] as const,
    );
    return result;
  }
}
