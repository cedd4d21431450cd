import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { assertPixels, grayOverWhite } from "../known_images.ts";
import { pngFile } from "../write_image_files.ts";

/** Opacity of a line, with soft edges, that covers a tenth of 40 x 60 pixels. */
const lineAlpha = (x: number, y: number): number =>
  Math.round(255 * Math.max(0, Math.min(1, 2.5 - Math.abs(y - 20 - 8 * Math.sin(x / 6)))));

Deno.test("decodeImage() takes the opacity for the ink where nothing shows over white", async () => {
  const rgba = { colorType: 6, depth: 8, interlaced: false };
  for (const ink of [[255, 255, 255], [250, 244, 220], [200, 215, 230]]) {
    const file = await pngFile(40, 60, rgba, (x, y, c) => c < 3 ? ink[c]! : lineAlpha(x, y));
    assertPixels(await decodeImage(file), 40, 60, (x, y) => 255 - lineAlpha(x, y));
  }
  // A dark fringe of white ink, as wrong scaling leaves it, does not count.
  const fringed = await pngFile(
    40,
    60,
    rgba,
    (x, y, c) => c < 3 ? lineAlpha(x, y) : lineAlpha(x, y),
  );
  assertPixels(await decodeImage(fringed), 40, 60, (x, y) => 255 - lineAlpha(x, y));
  const faint = await pngFile(
    40,
    60,
    { colorType: 4, depth: 16, interlaced: false },
    (x, y, c) => c === 0 ? 65535 : 128 * lineAlpha(x, y),
  );
  assertPixels(await decodeImage(faint), 40, 60, (x, y) => 255 - lineAlpha(x, y), 1.51);
});

Deno.test("decodeImage() composites over white where something shows", async () => {
  const rgba = { colorType: 6, depth: 8, interlaced: false };
  const shown = (ink: readonly number[], alpha: (x: number, y: number) => number) =>
    pngFile(40, 60, rgba, (x, y, c) => c < 3 ? ink[c]! : alpha(x, y)).then((file) =>
      decodeImage(file)
    );
  const over = (gray: number, alpha: number): number => 255 - (255 - gray) * alpha / 255;
  for (const ink of [[0, 0, 0], [30, 60, 200], [200, 30, 40]]) {
    const gray = grayOverWhite(ink[0]! / 255, ink[1]! / 255, ink[2]! / 255);
    const expected = (x: number, y: number): number => over(gray, lineAlpha(x, y));
    assertPixels(await shown(ink, lineAlpha), 40, 60, expected, 1.51);
  }
  // A sheet of paper with transparent corners, and pencil on it.
  const isCorner = (x: number, y: number): boolean => x + y < 12 || x + y > 86;
  const sheet = await decodeImage(
    await pngFile(
      40,
      60,
      rgba,
      (x, y, c) => c < 3 ? 250 - Math.round(lineAlpha(x, y) / 4) : isCorner(x, y) ? 0 : 255,
    ),
  );
  assertPixels(
    sheet,
    40,
    60,
    (x, y) => isCorner(x, y) ? 255 : 250 - Math.round(lineAlpha(x, y) / 4),
  );
});

Deno.test("decodeImage() gives RGB over white where an image has colour, and only there", async () => {
  const [height, width] = [20, 100];
  const rgba = { colorType: 6, depth: 8, interlaced: false };
  const blue = [20, 40, 200, 128];
  const isBlue = (x: number, y: number): boolean => x === 7 && y < 2;
  const colored = await decodeImage(
    await pngFile(
      height,
      width,
      rgba,
      (x, y, c) => isBlue(x, y) ? blue[c]! : [90, 90, 90, 255][c]!,
    ),
  );
  assert.equal(colored.color?.length, height * width * 3);
  for (let i = 0; i < height * width; i++) {
    const expected = isBlue(i % width, Math.floor(i / width)) ? [137, 147, 227] : [90, 90, 90];
    assert.deepEqual([...colored.color.subarray(3 * i, 3 * i + 3)], expected);
  }
  // What gray photos get from the compression of a JPEG file is no colour.
  const faint = await decodeImage(
    await pngFile(height, width, rgba, (x, y, c) => c === 3 ? 255 : (x + y) % 200 + 20 * c),
  );
  const gray = await decodeImage(
    await pngFile(height, width, rgba, (x, y, c) => c === 3 ? 255 : (x + y) % 200 + 12 * (c & 1)),
  );
  assert.ok(faint.color !== undefined);
  assert.ok(!("color" in gray));
});
