/**
 * The WebAssembly module, its memory and its threads.
 *
 * @module
 */
import type { Worker } from "node:worker_threads";
import { readEmbedded } from "../../embedded.ts";
import { BackendUnavailableError } from "../../errors.ts";
import type { Job } from "./assembly/operations.ts";
import type { BlasLibrary } from "./blas.ts";
import { addressOf, openProduct, type Product } from "./blas_product.ts";
import { Heap } from "./heap.ts";
import { RELAXED_SIMD_CODE, SIMD_CODE } from "./wasm_code.ts";

/** Exports of the WebAssembly module; see `assembly/index.ts`. */
interface Exports {
  prepare(): number;
  run(chunks: number, scratch: number): void;
  serve(scratch: number): void;
  quit(): void;
}

/** Scratch memory of each thread, in bytes. */
export const SCRATCH_BYTES = 8 << 20;
/** Start of the heap; the module itself uses the memory below. */
const HEAP_START = 65536;
/** Maximum number of arguments of a job: they fill the memory up to that of the module's constants. */
const MAX_ARGUMENTS = (4096 - 1280) / 4 - 2; // --memoryBase, `JOB` in assembly/index.ts, two own values
/** Duration of divided work before workers are worth starting, in milliseconds. */
const PATIENCE = 20;
/** Sizes of address space to try to reserve, in pages of 64 KiB. */
const MAXIMUM_PAGES = [65536, 32768, 16384, 8192];

/** Source of a worker. It needs no file, and no permission except for a library. */
const WORKER_SOURCE = `
const { code, memory, scratch, library, base } = require("node:worker_threads").workerData;
const product = library ? (${openProduct})(library, base) : () => {};
const imports = { env: { memory, abort() {} }, library_product: { product } };
new WebAssembly.Instance(code, imports).exports.serve(scratch);
`;

/** A module that is valid only where relaxed SIMD is: `() => f32x4.relaxed_madd(0, 0, 0)`. */
const RELAXED_SIMD_PROBE = Uint8Array.from(
  [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0]
    .concat([65, 1, 253, 15, 65, 2, 253, 15, 65, 3, 253, 15, 253, 133, 2, 11]),
);

/** Whether this machine's WebAssembly has relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(RELAXED_SIMD_PROBE);
}

function reserveMemory(): WebAssembly.Memory {
  let failure: unknown;
  for (const maximum of MAXIMUM_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: 256, maximum, shared: true });
    } catch (error) {
      failure = error;
    }
  }
  throw new BackendUnavailableError(
    "Cannot use the simd backend: this machine has no shared WebAssembly memory to reserve",
    { cause: failure },
  );
}

interface NodeProcess {
  getBuiltinModule?(name: "node:worker_threads"): typeof import("node:worker_threads") | undefined;
}

// An import of "node:worker_threads" would keep this module from loading in browsers.
const workerThreads = (globalThis as { readonly process?: NodeProcess }).process
  ?.getBuiltinModule?.("node:worker_threads");

/** Whether threads can be started: not in browsers. */
export const HAS_THREADS: boolean = workerThreads !== undefined;

/** Runs jobs, divided into chunks, on one or more threads. */
export class Engine {
  /** Number of threads, including the calling one. */
  readonly threads: number;
  /** The allocator of the shared memory. */
  readonly heap: Heap;
  /** Whether a library can compute matrix products. */
  readonly hasLibrary: boolean;
  readonly #library: BlasLibrary | undefined;
  /** Address of the memory, for the library. */
  readonly #base: number;
  #module: WebAssembly.Module;
  #memory: WebAssembly.Memory;
  #exports: Exports;
  #scratch: number;
  #workers: Worker[] = [];
  #waited = 0;
  #ints: Int32Array<SharedArrayBuffer>;

  private constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    threads: number,
    library: BlasLibrary | undefined,
  ) {
    this.#library = library;
    this.hasLibrary = library !== undefined;
    // Shared memory grows in place, so its address is constant.
    this.#base = library ? addressOf(memory.buffer) : 0;
    const product: Product = library ? openProduct(library, this.#base) : () => {};
    const imports = { env: { memory, abort() {} }, library_product: { product } };
    const instance = new WebAssembly.Instance(module, imports);
    this.threads = threads;
    this.heap = new Heap(memory, HEAP_START);
    this.#module = module;
    this.#memory = memory;
    this.#exports = instance.exports as unknown as Exports;
    this.#scratch = this.heap.allocate(SCRATCH_BYTES);
    this.#ints = new Int32Array(this.#buffer, this.#exports.prepare(), 2 + MAX_ARGUMENTS);
  }

  /**
   * Compiles the module and reserves the memory.
   * @param threads Number of threads, including the calling one.
   * @param relaxedSimd Whether to use relaxed SIMD.
   * @param library A library for matrix products.
   */
  static async create(
    threads: number,
    relaxedSimd: boolean,
    library?: BlasLibrary,
  ): Promise<Engine> {
    const code = await readEmbedded(relaxedSimd ? RELAXED_SIMD_CODE : SIMD_CODE);
    return new Engine(await WebAssembly.compile(code), reserveMemory(), threads, library);
  }

  get #buffer(): SharedArrayBuffer {
    return this.#memory.buffer as unknown as SharedArrayBuffer;
  }

  /** A view of `length` floats at `address`. */
  floats(address: number, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.#buffer, address, length);
  }

  /** A view of `length` integers at `address`. */
  integers(address: number, length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.#buffer, address, length);
  }

  /** A view of `length` bytes at `address`. */
  bytes(address: number, length: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.#buffer, address, length);
  }

  /**
   * Runs a job to its end.
   * @param job The job.
   * @param chunks Number of chunks; threads take them in order.
   * @param args Arguments of the job; see the function of its name in `assembly/`.
   */
  run(job: Job, chunks: number, args: readonly number[]): void {
    if (chunks <= 0) return;
    const divided = chunks > 1;
    if (divided && this.#workers.length + 1 < this.threads && this.#waited > PATIENCE) {
      this.startWorkers();
    }
    this.#exports.prepare();
    this.#ints[0] = job;
    this.#ints[1] = chunks;
    this.#ints.set(args, 2);
    if (!divided || this.#workers.length > 0) {
      this.#exports.run(chunks, this.#scratch);
      return;
    }
    const start = performance.now();
    this.#exports.run(chunks, this.#scratch);
    this.#waited += performance.now() - start;
  }

  /** Starts the workers now. `run` starts them after enough divided work. */
  startWorkers(): void {
    if (workerThreads === undefined) return;
    while (this.#workers.length + 1 < this.threads) {
      const workerData = {
        code: this.#module,
        memory: this.#memory,
        library: this.#library,
        base: this.#base,
        scratch: this.heap.allocate(SCRATCH_BYTES),
      };
      // Without `env` the whole environment would be copied, for which Deno prompts.
      const worker = new workerThreads.Worker(WORKER_SOURCE, { eval: true, workerData, env: {} });
      // A worker must not keep the program from ending.
      worker.unref();
      this.#workers.push(worker);
    }
  }

  /** Terminates the workers. The engine must not be used afterwards. */
  async dispose(): Promise<void> {
    this.#exports.quit();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    this.#workers = [];
  }
}

const scalarFloat = new Float32Array(1);
const scalarBits = new Int32Array(scalarFloat.buffer);

/** The bits of a float32, to pass it among a job's integer arguments. */
export function floatBits(value: number): number {
  scalarFloat[0] = value;
  return scalarBits[0]!;
}

/** Number of chunks for `length` values; it depends on the length alone. */
export function chunksOf(length: number, perChunk = 32768): number {
  return Math.min(4096, Math.max(1, Math.floor(length / perChunk)));
}
