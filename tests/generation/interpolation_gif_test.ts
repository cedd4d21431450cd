import assert from "node:assert/strict";
// @ts-types="@types/omggif"
import { GifReader } from "omggif";
import { encodeInterpolation } from "../../lib/generation/output/interpolation_gif.ts";
import type { InkImage } from "../../lib/image/ink_image.ts";

/** An image whose pixels tell its number. */
function numbered(index: number): InkImage {
  return { height: 2, width: 3, data: new Float32Array(6).fill(index / 8) };
}

function framesOf(bytes: Uint8Array) {
  const reader = new GifReader(bytes as Uint8Array & number[]);
  return Array.from({ length: reader.numFrames() }, (_, i) => {
    const pixels = new Uint8Array(4 * reader.width * reader.height);
    reader.decodeAndBlitFrameRGBA(i, pixels as Uint8Array & number[]);
    return { red: pixels[0]!, blue: pixels[2]!, delay: reader.frameInfo(i).delay };
  });
}

Deno.test("encodeInterpolation() goes there and back, and stays longer at the ends", () => {
  const frames = framesOf(encodeInterpolation([0, 1, 2, 3].map(numbered)));
  const levels = [0, 1, 2, 3, 2, 1].map((index) => 255 - Math.round(255 * index / 8));
  frames.forEach(({ red }, i) => assert.ok(Math.abs(red - levels[i]!) <= 1, `frame ${i}: ${red}`));
  assert.equal(frames.length, 6);
  assert.ok(frames[0]!.delay > frames[1]!.delay && frames[3]!.delay > frames[4]!.delay);
});

Deno.test("encodeInterpolation() uses the colour of the ink, and refuses no image at all", () => {
  const [frame] = framesOf(encodeInterpolation([numbered(8), numbered(8)], [10, 20, 200]));
  assert.deepEqual([frame!.red, frame!.blue], [10, 200]);
  assert.equal(framesOf(encodeInterpolation([numbered(1)])).length, 1);
  assert.throws(() => encodeInterpolation([]), RangeError);
});
