import assert from "node:assert/strict";
import { ImageFormatError } from "../../../lib/errors.ts";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { readImageHeader } from "../../../lib/image/codecs/header.ts";
import { FIXTURES } from "../image_fixtures.ts";
import { assertPixels, fixture, grayOverWhite, KNOWN_IMAGES } from "../known_images.ts";

Deno.test("decodeImage() reads JPEG baseline and progressive, in gray, colour and CMYK", async () => {
  for (const name of Object.keys(FIXTURES).filter((name) => name.endsWith(".jpeg"))) {
    try {
      const image = await decodeImage(fixture(name));
      assertPixels(image, 21, 34, KNOWN_IMAGES[name.split(" ")[0]!]!, 6);
    } catch (cause) {
      throw new Error(`In ${name}: ${cause}`, { cause });
    }
  }
});

/** Puts an EXIF segment with an orientation tag behind the start mark of a JPEG file. */
function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array {
  const exif = [..."Exif\0\0"].map((character) => character.charCodeAt(0));
  const tiff = [77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const segment = [...exif, ...tiff, 0, 0, 0, 0];
  const head = [0xff, 0xd8, 0xff, 0xe1, 0, segment.length + 2];
  return Uint8Array.from([...head, ...segment, ...jpeg.subarray(2)]);
}

Deno.test("decodeImage() turns photos upright as EXIF 2.32 table 6 says", async () => {
  const [columns, rows] = [34, 21];
  // Where the stored pixel of the upright x, y is.
  const stored: Readonly<Record<number, (x: number, y: number) => [number, number]>> = {
    1: (x, y) => [x, y],
    2: (x, y) => [columns - 1 - x, y],
    3: (x, y) => [columns - 1 - x, rows - 1 - y],
    4: (x, y) => [x, rows - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, rows - 1 - x],
    7: (x, y) => [columns - 1 - y, rows - 1 - x],
    8: (x, y) => [columns - 1 - y, x],
  };
  for (let orientation = 1; orientation <= 8; orientation++) {
    const file = withOrientation(fixture("photo baseline 4:4:4.jpeg"), orientation);
    const [height, width] = orientation < 5 ? [rows, columns] : [columns, rows];
    assert.deepEqual(readImageHeader(file), { format: "jpeg", height, width });
    const expected = (x: number, y: number): number =>
      KNOWN_IMAGES["photo"]!(...stored[orientation]!(x, y));
    assertPixels(await decodeImage(file), height, width, expected, 6);
  }
});

Deno.test("decodeImage() tells Adobe's CMYK, where 255 is no ink, from plain CMYK", async () => {
  const adobe = fixture("photo cmyk.jpeg");
  assert.deepEqual([...adobe.subarray(2, 6)], [0xff, 0xee, 0, 14]);
  const plain = Uint8Array.from([...adobe.subarray(0, 2), ...adobe.subarray(18)]);
  // The stored values of key are 255 throughout: as plain CMYK all is black.
  assertPixels(await decodeImage(plain), 21, 34, () => 0);
});

Deno.test("decodeImage() turns colour with the photo", async () => {
  const file = withOrientation(fixture("photo baseline 4:4:4.jpeg"), 6);
  const { color, data, width } = await decodeImage(file);
  const at = 5 * width + 3;
  const [red, green, blue] = color!.subarray(3 * at, 3 * at + 3);
  assert.ok(Math.abs(grayOverWhite(red! / 255, green! / 255, blue! / 255) - data[at]!) < 1);
});

Deno.test("decodeImage() refuses a JPEG of many scans before it decodes one", async () => {
  const file = fixture("dim progressive.jpeg");
  const start = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xda);
  const end = file.findIndex((byte, i) => i > start && byte === 0xff && (file[i + 1] ?? 0) > 0);
  const scan = [...file.subarray(start, end)];
  const scans = Array.from({ length: 3000 }, () => scan).flat();
  const bomb = Uint8Array.from([...file.subarray(0, end), ...scans, ...file.subarray(end)]);
  await assert.rejects(
    decodeImage(bomb),
    /Cannot decode JPEG image: it has 1 frames and 30\d\d scans/,
  );
});

Deno.test("decodeImage() reads a JPEG without its end mark, if all pixels are there", async () => {
  let isAnyCut = false;
  for (const name of Object.keys(FIXTURES).filter((name) => name.endsWith(".jpeg"))) {
    const file = fixture(name);
    const whole = await decodeImage(file);
    assert.deepEqual([...file.subarray(-2)], [0xff, 0xd9], name);
    assert.deepEqual(await decodeImage(file.subarray(0, -1)), whole, name);
    assert.deepEqual(await decodeImage(file.subarray(0, -2)), whole, name);
    for (let missing = 3; missing < 60; missing++) {
      try {
        assert.deepEqual(await decodeImage(file.subarray(0, -missing)), whole, name);
      } catch (error) {
        if (!(error instanceof ImageFormatError)) throw error;
        isAnyCut = true;
      }
    }
  }
  assert.ok(isAnyCut);
});
