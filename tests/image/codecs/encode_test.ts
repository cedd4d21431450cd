import assert from "node:assert/strict";
import { decode } from "fast-png";
import {
  encodeColorPng,
  encodeGrayPng,
  encodeInkPng,
  inkToGray,
} from "../../../lib/image/codecs/encode.ts";
import { encodePng } from "../../../lib/image/codecs/encode_png.ts";
import { Random } from "../../../lib/random.ts";

Deno.test("encodeGrayPng() gives a file that decodes to the same pixels", () => {
  for (const [height, width] of [[1, 1], [5, 300], [64, 128]] as const) {
    const random = new Random(height, "png");
    const data = Uint8Array.from({ length: height * width }, () => random.integer(0, 255));
    const png = decode(encodeGrayPng({ height, width, data }));
    assert.deepEqual([png.height, png.width, png.channels, png.depth], [height, width, 1, 8]);
    assert.deepEqual([...png.data], [...data]);
  }
});

Deno.test("encodePng() writes gray and colour, with and without alpha", () => {
  for (const channels of [1, 2, 3, 4]) {
    const random = new Random(channels, "png");
    const data = Uint8Array.from({ length: 6 * 11 * channels }, () => random.integer(0, 255));
    const png = decode(encodePng({ height: 6, width: 11, channels, data }));
    assert.deepEqual([png.height, png.width, png.channels, png.depth], [6, 11, channels, 8]);
    assert.deepEqual([...png.data], [...data]);
  }
});

Deno.test("encodeColorPng() gives a file that decodes to the same pixels", () => {
  const random = new Random(1, "png");
  const data = Uint8Array.from({ length: 7 * 9 * 3 }, () => random.integer(0, 255));
  const png = decode(encodeColorPng({ height: 7, width: 9, data }));
  assert.deepEqual([png.height, png.width, png.channels, png.depth], [7, 9, 3, 8]);
  assert.deepEqual([...png.data], [...data]);
});

Deno.test("encodeGrayPng() gives the same bytes when called again", () => {
  const data = new Uint8Array(64 * 128).map((_, i) => i * 7);
  assert.deepEqual(
    encodeGrayPng({ height: 64, width: 128, data }),
    encodeGrayPng({ height: 64, width: 128, data: data.slice() }),
  );
});

Deno.test("encodeGrayPng() and encodeColorPng() throw when the data does not fit the size", () => {
  const data = new Uint8Array(11);
  assert.throws(() => encodeGrayPng({ height: 3, width: 4, data }), /expected 12$/);
  assert.throws(() => encodeColorPng({ height: 1, width: 4, data }), RangeError);
  assert.throws(() => encodeGrayPng({ height: 0, width: 4, data: new Uint8Array() }), RangeError);
});

Deno.test("inkToGray() clamps, and takes NaN for paper", () => {
  const data = new Float32Array([-1, 0, 0.25, 1, 2, NaN]);
  const gray = inkToGray({ height: 1, width: 6, data });
  assert.deepEqual([...gray.data], [255, 255, 191, 0, 0, 255]);
});

Deno.test("encodeInkPng() renders ink black on white paper", () => {
  const png = decode(encodeInkPng({ height: 1, width: 2, data: new Float32Array([1, 0]) }));
  assert.deepEqual([...png.data], [0, 255]);
});

Deno.test("encodeInkPng() renders ink in a colour on white paper", () => {
  const image = { height: 1, width: 3, data: new Float32Array([1, 0, 0.5]) };
  const png = decode(encodeInkPng(image, { color: [20, 40, 250] }));
  assert.equal(png.channels, 3);
  assert.deepEqual([...png.data], [20, 40, 250, 255, 255, 255, 138, 148, 253]);
});

Deno.test("encodeInkPng() leaves paper transparent, and looks the same on a white page", () => {
  const data = Float32Array.from({ length: 256 }, (_, i) => i / 255);
  const image = { height: 1, width: 256, data };
  for (const color of [undefined, [20, 40, 250]] as const) {
    const png = decode(encodeInkPng(image, { transparent: true, color }));
    assert.equal(png.channels, color === undefined ? 2 : 4);
    const opaque = decode(encodeInkPng(image, { color }));
    for (let i = 0; i < 256; i++) {
      const pixel: number[] = [...png.data.slice(i * png.channels, (i + 1) * png.channels)];
      const alpha = pixel.at(-1)! / 255;
      assert.equal(pixel.at(-1), i, "opacity is how much ink there is");
      for (let c = 0; c < opaque.channels; c++) {
        const onWhite = alpha * pixel[c]! + (1 - alpha) * 255;
        assert.ok(Math.abs(onWhite - opaque.data[i * opaque.channels + c]!) <= 0.5 + 1e-9);
      }
    }
  }
});
