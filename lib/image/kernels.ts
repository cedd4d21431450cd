/**
 * The WebAssembly kernels of this folder and the memory they work in.
 *
 * @module
 */
import { WASM_CODE } from "./wasm_code.ts";

/** Exports of the WebAssembly module, documented in `assembly/`. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapStart(): number;
  countLevels(data: number, length: number, counts: number): void;
  mapLevels(data: number, length: number, levels: number): void;
  findRuns(
    values: number,
    height: number,
    width: number,
    min: number,
    max: number,
    starts: number,
    ends: number,
    rowOffset: number,
  ): number;
  distancesInside(
    start: number,
    end: number,
    count: number,
    height: number,
    width: number,
    limit: number,
    result: number,
    columns: number,
  ): void;
  findRidge(
    start: number,
    end: number,
    count: number,
    height: number,
    width: number,
    distances: number,
    ridge: number,
  ): number;
  coverInside(
    start: number,
    end: number,
    count: number,
    height: number,
    width: number,
    inside: number,
    shift: number,
    coverage: number,
  ): void;
  coverOutside(
    start: number,
    end: number,
    count: number,
    height: number,
    width: number,
    mask: number,
    reach: number,
    disc: number,
    partOffset: number,
    offsets: number,
    values: number,
    coverage: number,
  ): void;
  meanOfBlocks(data: number, height: number, width: number, size: number, out: number): void;
  resampleBytes(
    source: number,
    stride: number,
    height: number,
    width: number,
    firstRow: number,
    offset: number,
    weights: number,
    column: number,
    fraction: number,
    scale: number,
    sums: number,
    out: number,
    isFloat: boolean,
  ): void;
  shrinkByFactor(
    source: number,
    height: number,
    width: number,
    factor: number,
    sums: number,
    out: number,
  ): void;
  unfilter(
    start: number,
    rows: number,
    rowBytes: number,
    pixelBytes: number,
    isTop: boolean,
  ): number;
}

/** Alignment of blocks, in bytes. */
const GRANULE = 16;
/** Bytes past a block that kernels may read. */
const MARGIN = 32;
const PAGE = 65536;

type Values = Uint8Array | Int32Array | Float32Array | Float64Array;

/**
 * The kernels and a stack of memory blocks; blocks are valid until the next call of {@linkcode
 * openKernels}.
 */
export class Kernels {
  /** The kernels; they take addresses. */
  readonly run: Exports;
  readonly #start: number;
  #end = 0;

  /** Compiles the kernels. */
  constructor() {
    const module = new WebAssembly.Module(Uint8Array.fromBase64(WASM_CODE));
    const instance = new WebAssembly.Instance(module, { env: { abort() {} } });
    this.run = instance.exports as unknown as Exports;
    this.#start = Math.ceil(this.run.heapStart() / GRANULE) * GRANULE;
  }

  /** Frees all blocks. */
  clear(): this {
    this.#end = this.#start;
    return this;
  }

  /** Reserves an uninitialized block of `length` bytes. Returns its address. */
  reserve(length: number): number {
    const address = this.#end;
    this.#end += Math.ceil((length + MARGIN) / GRANULE) * GRANULE;
    const { memory } = this.run;
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  /** Copies values to a new block. Returns its address. */
  place(values: Values): number {
    const address = this.reserve(values.byteLength);
    const { buffer, byteOffset, byteLength } = values;
    this.bytes(address, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
    return address;
  }

  /** A view of bytes, valid until the next block is reserved. */
  bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.run.memory.buffer, address, length);
  }

  /** A view of 32-bit integers, valid until the next block is reserved. */
  integers(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.run.memory.buffer, address, length);
  }

  /** A view of 32-bit floats, valid until the next block is reserved. */
  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.run.memory.buffer, address, length);
  }
}

let kernels: Kernels | undefined;

/** Opens the kernels with all of their memory free. The first call compiles them. */
export function openKernels(): Kernels {
  kernels ??= new Kernels();
  return kernels.clear();
}
