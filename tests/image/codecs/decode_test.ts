import assert from "node:assert/strict";
import { ImageFormatError } from "../../../lib/errors.ts";
import { decodeImage, IMAGE_EXTENSIONS } from "../../../lib/image/codecs/decode.ts";
import { readImageHeader } from "../../../lib/image/codecs/header.ts";
import { Random } from "../../../lib/random.ts";
import { FIXTURES } from "../image_fixtures.ts";
import { fixture, PNG_KINDS } from "../known_images.ts";
import { bmpFile, pngFile } from "../write_image_files.ts";

Deno.test("decodeImage() refuses GIF and WebP files that are too large, by their headers", async () => {
  const gif = fixture("gray.gif");
  new DataView(gif.buffer).setUint16(6, 65535, true);
  new DataView(gif.buffer).setUint16(8, 65535, true);
  await assert.rejects(decodeImage(gif), /65535 x 65535 pixels, expected at most 64 megapixels/);
  const webp = fixture("veil lossy.webp");
  assert.equal(String.fromCharCode(...webp.subarray(12, 16)), "VP8X");
  webp.fill(0xff, 24, 30);
  await assert.rejects(
    decodeImage(webp),
    /16777216 x 16777216 pixels, expected at most 64 megapixels/,
  );
});

/** One valid file of each kind. */
async function samples(): Promise<[string, Uint8Array][]> {
  const files = Object.keys(FIXTURES).map((name): [string, Uint8Array] => [name, fixture(name)]);
  for (const [colorType, depths] of PNG_KINDS) {
    const palette = Array.from({ length: 3 * 2 ** depths[0]! }, (_, i) => i);
    const fields = { colorType, depth: depths[0]!, interlaced: colorType === 6, palette };
    files.push([`PNG ${colorType}`, await pngFile(9, 11, fields, (x, y) => (x * y) & 1)]);
  }
  const palette = [0, 80, 160, 255];
  files.push(["BMP 4", bmpFile(9, 11, { bits: 4, palette }, (x, y) => (x + y) & 3)]);
  files.push(["BMP 24", bmpFile(9, 11, { bits: 24 }, (x, y) => 1000 * x + y)]);
  files.push(["BMP RLE", bmpFile(1, 9, { bits: 8, palette, compression: 1, data: [9, 1, 0, 1] })]);
  return files;
}

const REFUSAL = /^Cannot (?:decode|read) (?:(?:PNG|JPEG|BMP|TIFF|GIF|WebP) )?image(?: header)?: \S/;

Deno.test("decodeImage() gives an error or an image of the header's size when bits flip", async () => {
  let [refused, decoded] = [0, 0];
  for (const [name, file] of await samples()) {
    for (let round = 0; round < 20; round++) {
      const random = new Random(7, "flip", name, round);
      const damaged = file.slice();
      // Half of the rounds hit the header, where flips do most.
      const end = round % 2 === 0 ? Math.min(damaged.length, 200) : damaged.length;
      for (let flips = random.integer(1, 6); flips > 0; flips--) {
        const at = random.integer(0, end - 1);
        damaged[at] = damaged[at]! ^ 1 << random.integer(0, 7);
      }
      try {
        const image = await decodeImage(damaged, { maxMegapixels: 4 });
        const { height, width } = readImageHeader(damaged);
        assert.deepEqual([image.height, image.width, image.data.length], [
          height,
          width,
          height * width,
        ]);
        decoded++;
      } catch (error) {
        assert.ok(
          error instanceof ImageFormatError || error instanceof RangeError,
          `${name}: ${error}`,
        );
        assert.match(error.message, REFUSAL);
        refused++;
      }
    }
  }
  assert.ok(refused > 400 && decoded > 100, `${refused} refused, ${decoded} decoded`);
});

Deno.test("decodeImage() never returns part of an image when a file is truncated", async () => {
  for (const [name, file] of await samples()) {
    const whole = await decodeImage(file);
    const random = new Random(7, "cut", name);
    for (let round = 0; round < 12; round++) {
      const cut = file.subarray(
        0,
        round < 2 ? file.length - 1 - round : random.integer(0, file.length - 1),
      );
      try {
        // A byte of padding, or a tag behind the pixels, may be missing without loss.
        assert.deepEqual(await decodeImage(cut), whole, name);
      } catch (error) {
        assert.ok(error instanceof ImageFormatError, `${name}: ${error}`);
        assert.match(error.message, REFUSAL);
      }
    }
  }
});

Deno.test("decodeImage() refuses 60000 x 60000 pixels from the header alone", async () => {
  const png = await pngFile(1, 1, { colorType: 0, depth: 1, interlaced: false }, () => 0);
  new DataView(png.buffer).setUint32(16, 60000);
  new DataView(png.buffer).setUint32(20, 60000);
  const bmp = bmpFile(1, 1, { bits: 24 }, () => 0);
  new DataView(bmp.buffer).setInt32(18, 60000, true);
  new DataView(bmp.buffer).setInt32(22, -60000, true);
  const jpeg = fixture("dim baseline.jpeg");
  const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
  new DataView(jpeg.buffer).setUint16(frame + 5, 60000);
  new DataView(jpeg.buffer).setUint16(frame + 7, 60000);
  const tiff = Uint8Array.from([73, 73, 42, 0, 8, 0, 0, 0, 2, 0]
    .concat([0, 1, 3, 0, 1, 0, 0, 0, 0x60, 0xea, 0, 0], [
      1,
      1,
      3,
      0,
      1,
      0,
      0,
      0,
      0x60,
      0xea,
      0,
      0,
    ]));
  for (const file of [png, bmp, jpeg, tiff]) {
    const { height, width } = readImageHeader(file);
    assert.deepEqual([height, width], [60000, 60000]);
    await assert.rejects(decodeImage(file), {
      name: "RangeError",
      message: "Cannot decode image: it has 60000 x 60000 pixels, expected at most 64 megapixels",
    });
    // Allowed, but the file cannot hold that many pixels: refused before they are allocated.
    await assert.rejects(decodeImage(file, { maxMegapixels: 4000 }), ImageFormatError);
  }
});

Deno.test("decodeImage() keeps to maxMegapixels", async () => {
  const file = bmpFile(10, 10, { bits: 24 }, () => 0);
  assert.equal((await decodeImage(file, { maxMegapixels: 0.0001 })).data.length, 100);
  await assert.rejects(decodeImage(file, { maxMegapixels: 0.00009 }), RangeError);
});

Deno.test("IMAGE_EXTENSIONS are lower case with a dot", () => {
  for (const extension of IMAGE_EXTENSIONS) assert.match(extension, /^\.[a-z]+$/);
  for (const extension of [".png", ".jpg", ".bmp", ".tif"]) {
    assert.ok(IMAGE_EXTENSIONS.includes(extension));
  }
});
