import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { encodeGrayPng } from "../../../lib/image/codecs/encode.ts";
import { encodeJpeg } from "../../../lib/image/codecs/encode_jpeg.ts";

function gradient(height: number, width: number, channels: 1 | 3) {
  const data = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const part = [x / width, y / height, 1 - x / width][c]!;
        data[(y * width + x) * channels + c] = 200 * part + 20;
      }
    }
  }
  return { height, width, data };
}

Deno.test("encodeJpeg() writes what decodeImage() reads, better with higher quality", async () => {
  for (const [height, width] of [[1, 1], [7, 9], [64, 128], [33, 250]] as const) {
    for (const channels of [1, 3] as const) {
      const image = gradient(height, width, channels);
      const errors = await Promise.all([30, 95].map(async (quality) => {
        const decoded = await decodeImage(encodeJpeg(image, { quality }));
        assert.deepEqual([decoded.height, decoded.width], [height, width]);
        const actual = channels === 1 ? decoded.data : decoded.color!;
        return image.data.reduce(
          (sum, value, i) => sum + Math.abs(value - actual[i]!),
          0,
        ) / actual.length;
      }));
      assert.ok(errors[1]! < 8, `${height} x ${width} x ${channels}: ${errors}`);
      assert.ok(errors[1]! <= errors[0]! + 0.5);
    }
  }
});

Deno.test("encodeJpeg() gives the same bytes for the same image, whatever came before", () => {
  const image = gradient(40, 50, 3);
  const first = encodeJpeg(image);
  encodeJpeg(gradient(200, 300, 1));
  assert.deepEqual(encodeJpeg(image), first);
});

Deno.test("encodeJpeg() and encodeGrayPng() record the resolution", () => {
  const image = gradient(8, 8, 1);
  const jpeg = new DataView(encodeJpeg(image, { dpi: 300 }).buffer);
  assert.deepEqual([jpeg.getUint8(13), jpeg.getUint16(14), jpeg.getUint16(16)], [1, 300, 300]);
  const png = encodeGrayPng(image, { dpi: 300 });
  const at = new TextDecoder("latin1").decode(png).indexOf("pHYs");
  const view = new DataView(png.buffer, at + 4);
  assert.deepEqual([view.getUint32(0), view.getUint32(4), view.getUint8(8)], [11811, 11811, 1]);
  assert.throws(() => encodeGrayPng(image, { dpi: 0 }), /dpi is 0/);
  assert.throws(() => encodeJpeg(image, { dpi: 0.5 }), /dpi is 0.5/);
  assert.throws(() => encodeJpeg(image, { quality: 0 }), /quality is 0/);
  assert.throws(() => encodeJpeg({ ...image, width: 9 }), /expected 1 or 3 per pixel/);
});
