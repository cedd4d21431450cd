/**
 * Runs codecs that were compiled to WebAssembly.
 *
 * @module
 */
import { zlib } from "./zlib.ts";

/** Exports of every codec, beside its functions. */
interface Exports {
  readonly memory: WebAssembly.Memory;
}

/** Maximum memory of an instance that is kept for the next file, in bytes. */
const MAX_KEPT_BYTES = 1 << 26;

/** A module that is compiled on first use, with an instance that is discarded after an error. */
export class WasmDecoder<E extends Exports> {
  readonly #code: string;
  readonly #imports: WebAssembly.Imports;
  #module: WebAssembly.Module | undefined;
  #instance: E | undefined;

  /**
   * @param code The module: deflated, in base64.
   * @param imports Imports of the module.
   */
  constructor(code: string, imports: WebAssembly.Imports = {}) {
    this.#code = code;
    this.#imports = imports;
  }

  /**
   * Calls the decoder.
   *
   * A trap leaves the stack and heap of an instance in an undefined state, and memory never
   * shrinks. After an error or a large image, the next call gets a new instance.
   *
   * @param use Calls the exports and copies its result out of the memory, which is invalid
   * afterwards.
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
      Uint8Array.from(zlib.inflateRaw(Uint8Array.fromBase64(this.#code))),
    );
    return new WebAssembly.Instance(this.#module, this.#imports).exports as unknown as E;
  }
}

/** A bounds-checked view of the memory of a decoder. */
export function bytesAt({ memory }: Exports, address: number, length: number): Uint8Array {
  const start = address >>> 0;
  if (start + length > memory.buffer.byteLength) {
    throw new SyntaxError("its structure is damaged");
  }
  return new Uint8Array(memory.buffer, start, length);
}
