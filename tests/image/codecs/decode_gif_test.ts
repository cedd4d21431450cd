import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { encodeGif, type GifFrame } from "../../../lib/image/codecs/encode_gif.ts";
import { Random } from "../../../lib/random.ts";
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

/** A GIF animation of `WIDTH` x `HEIGHT`: white, black, and an index for transparent pixels. */
const [HEIGHT, WIDTH] = [24, 60];

function animation(frames: readonly Omit<GifFrame, "delay">[]): Uint8Array {
  const palette = [[255, 255, 255], [0, 0, 0], [9, 9, 9], [9, 9, 9]] as const;
  return encodeGif(frames.map((frame) => ({ ...frame, delay: 4 })), {
    height: HEIGHT,
    width: WIDTH,
    palette,
    transparentIndex: 2,
  });
}

function whole(ink: (x: number, y: number) => boolean): Omit<GifFrame, "delay"> {
  const data = Uint8Array.from(
    { length: HEIGHT * WIDTH },
    (_, i) => ink(i % WIDTH, Math.floor(i / WIDTH)) ? 1 : 0,
  );
  return { top: 0, left: 0, height: HEIGHT, width: WIDTH, data };
}

Deno.test("decodeImage() takes the whole signature of an animation that writes it", async () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed, "strokes");
    const ink = Array.from({ length: HEIGHT * WIDTH }, () => random.uniform(0, 1) < 0.1);
    const isInk = (x: number, y: number) => ink[y * WIDTH + x]!;
    const steps = 2 + seed % 5;
    // Each image adds a part, over a first one that is blank or has some ink.
    const starts = Array.from({ length: steps + 1 }, (_, i) => Math.round(i * WIDTH / steps));
    const first = whole((x, y) => seed % 2 === 1 && x < starts[1]! && isInk(x, y));
    const parts = starts.slice(0, -1).map((left, i) => {
      const width = starts[i + 1]! - left;
      const data = Uint8Array.from(
        { length: HEIGHT * width },
        (_, p) => isInk(left + p % width, Math.floor(p / width)) ? 1 : 2,
      );
      return { top: 0, left, height: HEIGHT, width, data };
    });
    const image = await decodeImage(animation([first, ...parts]));
    assertPixels(image, HEIGHT, WIDTH, (x, y) => isInk(x, y) ? 0 : 255);
    // The animation starts again from an empty page.
    const again = await decodeImage(animation([first, ...parts, whole(() => false)]));
    assert.deepEqual(again, image);
  }
});

Deno.test("decodeImage() takes the first image of an animation of several signatures", async () => {
  const first = (x: number, y: number) => x > 5 && x < 20 && (x + y) % 3 === 0;
  const second = (x: number, y: number) => x > 20 && (x + y) % 4 > 0;
  const image = await decodeImage(animation([whole(first), whole(second)]));
  assertPixels(image, HEIGHT, WIDTH, (x, y) => first(x, y) ? 0 : 255);
});

Deno.test("decodeImage() reads an animation that is damaged after its first images", async () => {
  const ink = (x: number, y: number) => (x + y) % 5 === 0;
  const file = animation([whole(() => false), whole(ink), whole(() => true)]);
  const image = await decodeImage(file.subarray(0, file.length - 20));
  assertPixels(image, HEIGHT, WIDTH, (x, y) => ink(x, y) ? 0 : 255);
});
