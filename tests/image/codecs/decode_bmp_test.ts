import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { readImageHeader } from "../../../lib/image/codecs/header.ts";
import { assertPixels, grayOverWhite } from "../known_images.ts";
import { bmpFile } from "../write_image_files.ts";

Deno.test("decodeImage() reads bitmaps of each depth, bottom-up and top-down", async () => {
  const [height, width] = [5, 7];
  for (const bits of [1, 2, 4, 8, 16, 24, 32]) {
    for (const topDown of [false, true]) {
      const sample = (x: number, y: number): number => (x * 7919 + y * 104729 + 13) % 2 ** bits;
      const palette = Array.from({ length: 2 ** Math.min(bits, 8) }, (_, i) => (i * 97 + 30) % 256);
      const file = bmpFile(
        height,
        width,
        { bits, topDown, palette: bits <= 8 ? palette : [] },
        sample,
      );
      const expected = (x: number, y: number): number => {
        const pixel = sample(x, y);
        if (bits <= 8) {
          const gray = palette[pixel]! / 255;
          return grayOverWhite(gray, gray, gray);
        }
        const [depth, max] = bits === 16 ? [5, 31] : [8, 255];
        const [red, green, blue] = [2, 1, 0].map((i) => (pixel >> depth * i & max) / max);
        return grayOverWhite(red!, green!, blue!);
      };
      assertPixels(await decodeImage(file), height, width, expected, 1.01);
    }
  }
});

Deno.test("decodeImage() reads bit fields of a bitmap, with opacity", async () => {
  const masks = [0xf800, 0x07e0, 0x001f];
  const rgb565 = bmpFile(
    2,
    2,
    { bits: 16, masks },
    (x, y) => [0xf800, 0x07e0, 0x001f, 0xffff][x + 2 * y]!,
  );
  assert.deepEqual([...(await decodeImage(rgb565)).data], [76, 150, 29, 255]);
  const argb = [0x00ff0000, 0x0000ff00, 0x000000ff, 0xff000000];
  const pixels = [0xff000000, 0x80000000, 0x00000000, 0xffff0000];
  const rgba = bmpFile(2, 2, { bits: 32, masks: argb }, (x, y) => pixels[x + 2 * y]!);
  assert.deepEqual([...(await decodeImage(rgba)).data], [0, 127, 255, 76]);
  const unset = bmpFile(1, 2, { bits: 32, masks: argb }, (x) => [0x000000, 0x00ff00][x]!);
  assert.deepEqual([...(await decodeImage(unset)).data], [0, 150]);
});

Deno.test("decodeImage() reads run-length coded bitmaps", async () => {
  const palette = [255, 0, 50, 100];
  // From the bottom: 3 x 1, then 2 3 1 literally (padded), then two rows up and one right, 2 x 2.
  const rle8 = [3, 1, 0, 0, 0, 3, 2, 3, 1, 0, 0, 0, 0, 2, 1, 1, 2, 2, 0, 1];
  const rows8 = [[255, 50, 50], [255, 255, 255], [50, 100, 0], [0, 0, 0]];
  const file8 = bmpFile(4, 3, { bits: 8, palette, compression: 1, data: rle8 });
  assert.deepEqual([...(await decodeImage(file8)).data], rows8.flat());
  // The end mark may be missing, but nothing else.
  const full8 = [3, 1, 0, 0, 3, 2, 0, 1];
  const two = bmpFile(2, 3, { bits: 8, palette, compression: 1, data: full8.slice(0, -2) });
  assert.deepEqual([...(await decodeImage(two)).data], [50, 50, 50, 0, 0, 0]);
  const one = bmpFile(2, 3, { bits: 8, palette, compression: 1, data: full8.slice(0, 4) });
  await assert.rejects(decodeImage(one), /Cannot decode BMP image: the file ends/);
  // Runs alternate between two colours; five literal nibbles take three bytes and one of padding.
  const rle4 = [5, 0x12, 0, 0, 0, 5, 0x12, 0x30, 0x10, 0, 0, 1];
  const rows4 = [[0, 50, 100, 255, 0], [0, 50, 0, 50, 0]];
  const file4 = bmpFile(2, 5, { bits: 4, palette, compression: 2, data: rle4 });
  assert.deepEqual([...(await decodeImage(file4)).data], rows4.flat());
  const leaving = bmpFile(1, 3, { bits: 8, palette, compression: 1, data: [9, 1, 0, 1] });
  await assert.rejects(decodeImage(leaving), /Cannot decode BMP image: .* leaves the image/);
});

Deno.test("decodeImage() reads bitmaps without a file header", async () => {
  const palette = Array.from({ length: 16 }, (_, i) => 17 * i);
  for (const bits of [1, 4, 24] as const) {
    const sample = (x: number, y: number): number =>
      bits < 8 ? (x + y) % 2 ** bits : 0x010101 * (9 * x + y);
    const options = bits === 24 ? { bits } : { bits, palette: palette.slice(0, 2 ** bits) };
    const whole = bmpFile(5, 7, options, sample);
    const headless = whole.subarray(14);
    assert.deepEqual(readImageHeader(headless), { format: "bmp", height: 5, width: 7 });
    assert.deepEqual(await decodeImage(headless), await decodeImage(whole));
  }
});

Deno.test("decodeImage() reads bitmaps with the short and the long header of OS/2 2", async () => {
  const sample = (x: number, y: number) => (x * 7919 + y * 104729) % 2 ** 24;
  const file = bmpFile(4, 5, { bits: 24 }, sample);
  const expected = await decodeImage(file);
  for (const headerBytes of [16, 64]) {
    const header = new Uint8Array(14 + headerBytes);
    header.set(file.subarray(0, Math.min(54, header.length)));
    const view = new DataView(header.buffer);
    view.setUint32(10, header.length, true);
    view.setUint32(14, headerBytes, true);
    const renewed = Uint8Array.from([...header, ...file.subarray(54)]);
    assert.deepEqual(await decodeImage(renewed), expected);
  }
});
