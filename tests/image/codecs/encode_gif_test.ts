import assert from "node:assert/strict";
import { encodeGif } from "../../../lib/image/codecs/encode_gif.ts";

Deno.test("encodeGif() refuses sizes that GIF has not, and no frames", () => {
  const palette = [[0, 0, 0], [255, 255, 255]] as const;
  assert.throws(() => encodeGif([], { height: 1, width: 1, palette }), /with 0 frames/);
  const frame = { top: 0, left: 0, height: 1, width: 1, data: Uint8Array.of(0), delay: 1 };
  assert.throws(() => encodeGif([frame], { height: 1, width: 65536, palette }), RangeError);
});
