/**
 * The WebAssembly kernels of the cue network and their memory.
 *
 * @module
 */
import { WASM_CODE } from "./wasm_code.ts";
import { ELEMENTS, TILE } from "./winograd_filter.ts";

/** Exports of the WebAssembly module, documented in `assembly/`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  heapStart(): number;
  rectify(input: number, length: number, out: number): void;
  convolve(
    input: number,
    inputRow: number,
    inputStep: number,
    inputPixel: number,
    rows: number,
    taps: number,
    weights: number,
    weightStep: number,
    bias: number,
    residual: number,
    output: number,
    outputStep: number,
    outputPixel: number,
    height: number,
    width: number,
    channels: number,
  ): void;
  transformInput(
    input: number,
    height: number,
    width: number,
    channels: number,
    firstTileRow: number,
    tileRows: number,
    out: number,
    outElement: number,
  ): void;
  transformOutput(
    products: number,
    productElement: number,
    bias: number,
    residual: number,
    minimum: number,
    output: number,
    height: number,
    width: number,
    channels: number,
    firstTileRow: number,
    tileRows: number,
  ): void;
}

/** Weights and biases of a convolution, as addresses. */
export interface Convolution {
  /** `[outputs / 8, rows, taps, 8]`. */
  readonly weight: number;
  /** `[outputs]`. */
  readonly bias: number;
}

/** Transformed filters and biases of a convolution of 3 x 3, as addresses. */
export interface WinogradConvolution {
  /** `[36, outputs / 8, inputs, 8]`, by `transformFilters`. */
  readonly transformedWeight: number;
  /** `[outputs]`. */
  readonly bias: number;
}

/** Operations after a convolution of 3 x 3. */
export interface ConvolutionEnd {
  /** Values to add. */
  readonly residual?: FeatureMap;
  /** Whether negative outputs become zero. */
  readonly rectified?: boolean;
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

/** Number of tiles that the matrix product computes together. */
const TILE_STEP = 6;
/** Approximate number of tiles that are transformed together: their elements fit the L2 cache. */
const BLOCK_TILES = 24;
/** Bytes between elements: without them the 36 values of a tile map to few cache sets. */
const ELEMENT_GAP = 64;

/** The kernels and a stack of memory blocks. */
export class CueKernels {
  readonly #run: Exports;
  #end: number;

  /** Compiles the kernels. */
  constructor() {
    const code = Uint8Array.fromBase64(WASM_CODE);
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

  /** A rectified linear unit: `max(x, 0)`. */
  rectify({ address, height, width, channels }: FeatureMap): FeatureMap {
    const result = this.map(height, width, channels);
    this.#run.rectify(address, height * width * channels, result.address);
    return result;
  }

  /**
   * A convolution of 3 x 3 of `relu(x)` by Winograd's F(4 x 4, 3 x 3): transforms tiles of inputs,
   * multiplies each element by its matrix of filters, and transforms the products back.
   *
   * @param x The inputs; their width is a multiple of 4.
   * @param filter The filters.
   * @param channels Channels of outputs, a multiple of 8.
   * @param end Operations on the outputs.
   */
  convolve3x3(
    x: FeatureMap,
    { transformedWeight, bias }: WinogradConvolution,
    channels: number,
    { residual, rectified = false }: ConvolutionEnd = {},
  ): FeatureMap {
    const { address, height, width } = x;
    const result = this.map(height, width, channels);
    const allRows = Math.ceil(height / TILE);
    const rowTiles = width / TILE;
    const blockRows = Math.min(allRows, Math.max(1, Math.floor(BLOCK_TILES / rowTiles)));
    const tiles = TILE_STEP * Math.ceil(blockRows * rowTiles / TILE_STEP);
    const [pixel, outPixel] = [FLOAT * x.channels, FLOAT * channels];
    const element = tiles * pixel + ELEMENT_GAP;
    const outElement = tiles * outPixel + ELEMENT_GAP;
    const { mark } = this;
    const transformed = this.reserve(ELEMENTS * element / FLOAT);
    const products = this.reserve(ELEMENTS * outElement / FLOAT);
    for (let row = 0; row < allRows; row += blockRows) {
      const rows = Math.min(blockRows, allRows - row);
      this.#run.transformInput(
        ...[address, height, width, x.channels, row, rows, transformed, element] as const,
      );
      this.#run.convolve(
        ...[transformed, 0, element, pixel, 1, x.channels] as const,
        ...[transformedWeight, pixel * channels, 0] as const,
        ...[0, products, outElement, outPixel, ELEMENTS, tiles, channels] as const,
      );
      this.#run.transformOutput(
        ...[products, outElement, bias, residual?.address ?? 0] as const,
        ...[rectified ? 0 : -Infinity, result.address] as const,
        ...[height, width, channels, row, rows] as const,
      );
    }
    this.release(mark);
    return result;
  }

  /** A convolution of 2 x 2 with stride 2 of `relu(x)`; `residual` is added. */
  halve(
    x: FeatureMap,
    { weight, bias }: Convolution,
    channels: number,
    residual?: FeatureMap,
  ): FeatureMap {
    const input = this.rectify(x);
    const result = this.map(x.height / 2, x.width / 2, channels);
    const pixel = FLOAT * x.channels;
    const row = pixel * x.width;
    const [outPixel, outRow] = [FLOAT * channels, FLOAT * channels * result.width];
    this.#run.convolve(
      ...[input.address, row, 2 * row, 2 * pixel, 2, 2 * x.channels, weight, 0, bias] as const,
      ...[residual?.address ?? 0, result.address, outRow, outPixel] as const,
      ...[result.height, result.width, channels] as const,
    );
    return result;
  }

  /** A transposed convolution of 2 x 2 with stride 2 of `relu(x)`, one filter per row, plus `skip`. */
  double(x: FeatureMap, rows: readonly Convolution[], skip: FeatureMap): FeatureMap {
    const input = this.rectify(x);
    const result = this.map(skip.height, skip.width, skip.channels);
    const pixel = FLOAT * x.channels;
    const outRow = FLOAT * skip.channels * skip.width;
    rows.forEach(({ weight, bias }, row) => {
      const offset = row * outRow;
      this.#run.convolve(
        ...[input.address, 0, pixel * x.width, pixel, 1, x.channels, weight, 0, bias] as const,
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
      ...[x.address, 0, pixel * x.width, pixel, 1, x.channels, weight, 0, bias] as const,
      ...[0, result.address, outRow, outPixel, x.height, x.width, channels] as const,
    );
    return result;
  }
}
