import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { readImageHeader } from "../../../lib/image/codecs/header.ts";
import { assertPixels, pngVariants } from "../known_images.ts";
import { pngChunk, pngFile } from "../write_image_files.ts";

Deno.test("decodeImage() turns PNG upright by its eXIf chunk, before or after the pixels", async () => {
  const [height, width] = [5, 9];
  const fields = { colorType: 0, depth: 8, interlaced: false };
  const gray = (x: number, y: number): number => 20 * x + 3 * y;
  const file = await pngFile(height, width, fields, gray);
  const exif = Uint8Array.from(
    [77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
  );
  for (const at of [33, file.length - 12]) {
    const parts = [...file.subarray(0, at), ...pngChunk("eXIf", exif), ...file.subarray(at)];
    const turned = Uint8Array.from(parts);
    assert.deepEqual(readImageHeader(turned), { format: "png", height: width, width: height });
    // Orientation 6: the first stored row is the right column.
    const expected = (x: number, y: number): number => gray(y, height - 1 - x);
    assertPixels(await decodeImage(turned), width, height, expected);
  }
});

Deno.test("decodeImage() reads PNG of each colour type, depth, interlace and transparency", async () => {
  let checked = 0;
  // Small sizes leave some of the seven passes empty.
  for await (
    const { bytes, height, width, gray } of pngVariants([[13, 21], [1, 1], [2, 3], [5, 4]])
  ) {
    // Depth, opacity and luminance are rounded one after the other.
    assertPixels(await decodeImage(bytes), height, width, gray, 1.51);
    checked++;
  }
  assert.equal(checked, (15 + 11) * 2 * 4);
});

Deno.test("decodeImage() makes the tRNS colour of a gray PNG white", async () => {
  const fields = { colorType: 0, depth: 8, interlaced: false, transparency: [0, 3] };
  const file = await pngFile(1, 3, fields, (x) => 3 * x);
  assert.deepEqual([...(await decodeImage(file)).data], [0, 255, 6]);
});

Deno.test("decodeImage() refuses a PNG palette index without an entry", async () => {
  const fields = { colorType: 3, depth: 8, interlaced: false, palette: [0, 0, 0, 9, 9, 9] };
  const file = await pngFile(1, 3, fields, (x) => x);
  await assert.rejects(
    decodeImage(file),
    /^ImageFormatError: Cannot decode PNG image: .*palette lacks/,
  );
});

Deno.test("decodeImage() refuses PNG data that is shorter or longer than the header says", async () => {
  const fields = { colorType: 0, depth: 8, interlaced: false };
  const file = await pngFile(10, 10, fields, () => 0);
  for (const rows of [9, 11]) {
    const header = file.slice(16, 29);
    new DataView(header.buffer).setUint32(4, rows);
    const changed = Uint8Array.from([
      ...file.subarray(0, 8),
      ...pngChunk("IHDR", header),
      ...file.subarray(33),
    ]);
    await assert.rejects(
      decodeImage(changed),
      /Cannot decode PNG image: the compressed data holds/,
    );
  }
});

Deno.test("decodeImage() stops inflating a PNG bomb at the size of the header", async () => {
  const parts = Array.from({ length: 64 }, () => new Uint8Array(1 << 20));
  const stream = new Blob(parts).stream().pipeThrough(new CompressionStream("deflate"));
  const bomb = new Uint8Array(await new Response(stream).arrayBuffer());
  const small = await pngFile(1, 1, { colorType: 0, depth: 8, interlaced: false }, () => 0);
  const file = Uint8Array.from([
    ...small.subarray(0, 33),
    ...pngChunk("IDAT", bomb),
    ...pngChunk("IEND", new Uint8Array(0)),
  ]);
  await assert.rejects(decodeImage(file), /holds more than the expected 2 bytes/);
});
