import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { FIXTURES } from "../image_fixtures.ts";
import { assertPixels, fixture, KNOWN_IMAGES } from "../known_images.ts";

Deno.test("decodeImage() reads GIF, interlaced, transparent, and of an animation the first image", async () => {
  const names = Object.keys(FIXTURES).filter((name) => name.endsWith(".gif"));
  assert.equal(names.length, 5);
  for (const name of names) {
    try {
      assertPixels(await decodeImage(fixture(name)), 13, 19, KNOWN_IMAGES[name.split(/[ .]/)[0]!]!);
    } catch (cause) {
      throw new Error(`In ${name}: ${cause}`, { cause });
    }
  }
});

Deno.test("decodeImage() places the first image of a GIF file on its canvas", async () => {
  const file = fixture("black transparent.gif");
  const view = new DataView(file.buffer);
  // The canvas grows by 5 x 3 pixels; the image moves by 4, 2.
  view.setUint16(6, 19 + 5, true);
  view.setUint16(8, 13 + 3, true);
  const start = file.indexOf(0x2c, 13 + 3 * 4);
  view.setUint16(start + 1, 4, true);
  view.setUint16(start + 3, 2, true);
  assertPixels(await decodeImage(file), 16, 24, (x, y) => {
    const isInside = x >= 4 && x < 23 && y >= 2 && y < 15;
    return isInside ? KNOWN_IMAGES["black"]!(x - 4, y - 2) : 255;
  });
});
