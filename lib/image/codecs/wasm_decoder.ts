/**
 * Decoders that were compiled to WebAssembly from other languages.
 *
 * @module
 */
import { inflateRawSync } from "node:zlib";

/** What every such decoder exports beside its functions. */
interface Exports {
  readonly memory: WebAssembly.Memory;
}

/** An instance whose memory grew beyond this is not kept for the next file. */
const MAX_KEPT_BYTES = 1 << 26;

/** A module that is compiled when it is needed first, and an instance of it that survives no error. */
export class WasmDecoder<E extends Exports> {
  readonly #code: string;
  readonly #imports: WebAssembly.Imports;
  #module: WebAssembly.Module | undefined;
  #instance: E | undefined;

  /**
   * @param code The module: deflated, in base64.
   * @param imports What it imports.
   */
  constructor(code: string, imports: WebAssembly.Imports = {}) {
    this.#code = code;
    this.#imports = imports;
  }

  /**
   * Calls the decoder.
   *
   * A trap leaves the stack and the heap of an instance as they were when it happened, and memory
   * never shrinks: after an error, or a large image, the next call gets a new instance.
   *
   * @param use Takes what it needs out of the memory, which is not its own afterwards.
   * @throws {SyntaxError} If the decoder traps.
   */
  run<Result>(use: (exports: E) => Result): Result {
    const exports = this.#instance ?? this.#instantiate();
    this.#instance = undefined;
    try {
      const result = use(exports);
      if (exports.memory.buffer.byteLength <= MAX_KEPT_BYTES) this.#instance = exports;
      return result;
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new SyntaxError("its structure is damaged", { cause: error });
    }
  }

  #instantiate(): E {
    this.#module ??= new WebAssembly.Module(
      Uint8Array.from(inflateRawSync(Uint8Array.fromBase64(this.#code))),
    );
    return new WebAssembly.Instance(this.#module, this.#imports).exports as unknown as E;
  }
}

/** A view of some bytes of a decoder's memory, checked. */
export function bytesAt({ memory }: Exports, address: number, length: number): Uint8Array {
  const start = address >>> 0;
  if (start + length > memory.buffer.byteLength) {
    throw new SyntaxError("its structure is damaged");
  }
  return new Uint8Array(memory.buffer, start, length);
}
