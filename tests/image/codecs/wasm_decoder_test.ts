import assert from "node:assert/strict";
import { JPEG_CODE } from "../../../lib/image/codecs/wasm_codecs.ts";
import { bytesAt, WasmDecoder } from "../../../lib/image/codecs/wasm_decoder.ts";

/** The part of the JPEG decoder that is used here. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  walloc(length: number): number;
  decode_width(image: number): number;
}

Deno.test("WasmDecoder keeps an instance until an error, a trap, or a large image", () => {
  const decoder = new WasmDecoder<Exports>(JPEG_CODE);
  const instance = (): Exports => decoder.run((exports) => exports);
  const first = instance();
  assert.equal(instance(), first);
  assert.throws(() =>
    decoder.run(() => {
      throw new SyntaxError("damaged");
    }), /^SyntaxError: damaged$/);
  const second = instance();
  assert.notEqual(second, first);
  // An address beyond the memory traps.
  const trap = () => decoder.run((exports) => exports.decode_width(-8));
  assert.throws(trap, /^SyntaxError: its structure is damaged$/);
  const third = instance();
  assert.notEqual(third, second);
  decoder.run((exports) => exports.walloc(1 << 27));
  assert.notEqual(instance(), third);
});

Deno.test("bytesAt() gives no bytes beyond the memory", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  assert.equal(bytesAt({ memory }, 65530, 6).length, 6);
  assert.throws(() => bytesAt({ memory }, 65530, 7), SyntaxError);
  // Addresses are unsigned.
  assert.throws(() => bytesAt({ memory }, -1, 0), SyntaxError);
});
