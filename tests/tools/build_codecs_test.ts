import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import * as embedded from "../../lib/image/codecs/wasm_codecs.ts";
import { EMBEDDED_CODECS, readCodec } from "../../tools/build_codecs.ts";

Deno.test("the embedded decoders are those of the npm packages, byte for byte", async () => {
  assert.deepEqual(
    EMBEDDED_CODECS.map(({ name }) => name).sort(),
    Object.keys(embedded).sort(),
  );
  for (const { name, specifier } of EMBEDDED_CODECS) {
    const text = embedded[name as keyof typeof embedded];
    const code = Uint8Array.from(inflateRawSync(Uint8Array.fromBase64(text)));
    assert.deepEqual(code, Uint8Array.from(await readCodec(specifier)), specifier);
  }
});
