import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { FIXTURES } from "../image_fixtures.ts";
import { assertPixels, fixture, KNOWN_IMAGES } from "../known_images.ts";

Deno.test("decodeImage() reads WebP with and without loss, transparent, turned, and of an animation the first image with ink", async () => {
  const names = Object.keys(FIXTURES).filter((name) => name.endsWith(".webp"));
  assert.equal(names.length, 8);
  for (const name of names) {
    try {
      const image = await decodeImage(fixture(name));
      assertPixels(
        image,
        21,
        34,
        KNOWN_IMAGES[name.split(" ")[0]!]!,
        name.includes("lossy") ? 8 : 1.51,
      );
    } catch (cause) {
      throw new Error(`In ${name}: ${cause}`, { cause });
    }
  }
});
