import assert from "node:assert/strict";
import { ImageFormatError } from "../../../lib/errors.ts";
import { prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { FIXTURES } from "../image_fixtures.ts";
import { assertPixels, fixture, KNOWN_IMAGES } from "../known_images.ts";

Deno.test("decodeImage() reads TIFF of each kind and compression", async () => {
  for (const name of Object.keys(FIXTURES).filter((name) => name.endsWith(".tiff"))) {
    const subject = name.split(/[ .]/)[0]!;
    const [height, width] = subject === "photo" ? [21, 34] : [13, 19];
    const isLossy = subject === "photo";
    try {
      const image = await decodeImage(fixture(name));
      assertPixels(image, height, width, KNOWN_IMAGES[subject]!, isLossy ? 6 : 0.56);
    } catch (cause) {
      throw new Error(`In ${name}: ${cause}`, { cause });
    }
  }
});

/** A TIFF file of gray images, each with its size, its subfile type, and its pixels. */
function tiffFile(
  pages: readonly {
    readonly size: number;
    readonly type: number;
    readonly gray: (x: number, y: number) => number;
  }[],
): Uint8Array {
  const tags = 9;
  const directory = (start: number, next: number, pixels: number, size: number, type: number) => {
    const entry = (tag: number, value: number) => [tag, 0, 4, 1, value] as const;
    const entries = [
      entry(254, type),
      entry(256, size),
      entry(257, size),
      entry(258, 8),
      entry(259, 1),
      entry(262, 1),
      entry(273, pixels),
      entry(278, size),
      entry(279, size * size),
    ];
    const bytes = new Uint8Array(2 + 12 * tags + 4);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, tags, true);
    entries.forEach(([tag, , kind, count, value], i) => {
      view.setUint16(2 + 12 * i, tag, true);
      view.setUint16(4 + 12 * i, kind, true);
      view.setUint32(6 + 12 * i, count, true);
      view.setUint32(10 + 12 * i, value, true);
    });
    view.setUint32(2 + 12 * tags, next, true);
    return { start, bytes };
  };
  const parts = [73, 73, 42, 0, 8, 0, 0, 0];
  pages.forEach(({ size, type, gray }, i) => {
    const start = parts.length;
    const pixels = start + 2 + 12 * tags + 4;
    const next = i === pages.length - 1 ? 0 : pixels + size * size;
    parts.push(...directory(start, next, pixels, size, type).bytes);
    for (let p = 0; p < size * size; p++) parts.push(gray(p % size, Math.floor(p / size)));
  });
  return Uint8Array.from(parts);
}

Deno.test("decodeImage() takes the first image of a TIFF file that is of full size and not blank", async () => {
  const ink = (x: number, y: number): number => x > 10 && y > 20 && (x + y) % 7 === 0 ? 0 : 250;
  const other = (x: number): number => x % 9 === 0 ? 90 : 255;
  const blank = { size: 100, type: 0, gray: (x: number, y: number) => 240 + (x * y) % 9 };
  const [page, small, second] = [
    { size: 100, type: 0, gray: ink },
    { size: 25, type: 0, gray: other },
    { size: 90, type: 0, gray: other },
  ];
  const expected: readonly (readonly [string, Parameters<typeof tiffFile>[0], number])[] = [
    ["one", [page], 0],
    ["two", [page, second], 0],
    ["blank first", [blank, page], 1],
    ["blank twice", [blank, blank, second, page], 2],
    ["thumbnail by its tag", [{ ...second, type: 1 }, page], 1],
    ["thumbnail by its size", [small, blank, page], 2],
    ["mask", [{ ...page, type: 4, gray: other }, page], 1],
    ["nothing but a thumbnail", [{ ...second, type: 1 }], 0],
    ["all blank", [{ ...small, gray: () => 250 }, blank, blank], 1],
    ["a small page after blank ones", [blank, blank, small], 2],
    ["the largest of small pages", [small, blank, { ...second, size: 30, type: 1 }], 2],
    ["a blank small page", [blank, { ...small, gray: () => 0 }, small], 2],
    ["a mask of blank pages", [blank, { ...page, type: 4 }], 0],
  ];
  for (const [name, pages, index] of expected) {
    const { size, gray } = pages[index]!;
    try {
      const image = await decodeImage(tiffFile(pages));
      assertPixels(image, size, size, gray);
      const inked = pages.filter((other) =>
        other.type === 0 && other.size >= 90 && other.gray !== blank.gray
      );
      assert.equal(image.hasMorePages === true, inked.length > 1);
    } catch (cause) {
      throw new Error(`In ${name}: ${cause}`, { cause });
    }
  }
});

Deno.test("decodeImage() names a compression of TIFF that it does not know, with advice", async () => {
  const file = tiffFile([{ size: 20, type: 0, gray: () => 0 }]);
  // The directory starts at byte 8; compression is its fifth tag.
  const value = 8 + 2 + 12 * 4 + 8;
  for (const [method, name] of [[34712, "JPEG 2000"], [50000, "Zstandard"], [77, "method 77"]]) {
    new DataView(file.buffer).setUint32(value, Number(method), true);
    const expected = new RegExp(`TIFF image: .*${name}.*: convert it to PNG`);
    await assert.rejects(decodeImage(file), (error) => {
      assert.ok(error instanceof ImageFormatError);
      assert.match(error.message, expected);
      return true;
    });
  }
});

Deno.test("decodeImage() scales samples without a fixed white to those of the image", async () => {
  // Floats, as big as they are written: black is 0 or a negative minimum, white the maximum.
  const values = [-50, 0, 200, 1000];
  const float = (scale: number) => {
    const file = tiffFile([{ size: 4, type: 0, gray: () => 0 }]);
    const view = new DataView(file.buffer);
    view.setUint32(8 + 2 + 12 * 3 + 8, 32, true);
    // The tag of the subfile type, the first one, is made that of the sample format.
    const extended = new Uint8Array(file.length + 48);
    extended.set(file);
    const start = file.length - 16;
    const all = new DataView(extended.buffer);
    all.setUint16(8 + 2, 339, true);
    all.setUint32(8 + 2 + 8, 3, true);
    all.setUint32(8 + 2 + 12 * 8 + 8, 64, true);
    for (let i = 0; i < 16; i++) all.setFloat32(start + 4 * i, scale * values[i % 4]!, true);
    return extended;
  };
  for (const scale of [0.001, 1, 1e6]) {
    const gray = (x: number) => 255 * (values[x]! + 50) / 1050;
    assertPixels(await decodeImage(float(scale)), 4, 4, gray);
  }
  await assert.rejects(decodeImage(float(NaN)), /its samples are not finite numbers/);
});

Deno.test("decodeImage() follows no circle of TIFF directories, and no page over the limit", async () => {
  const blank = { size: 40, type: 0, gray: () => 255 };
  const ink = (x: number): number => x % 9 === 0 ? 0 : 255;
  const file = tiffFile([blank, { size: 60, type: 0, gray: ink }]);
  assertPixels(await decodeImage(file, { maxMegapixels: 0.002 }), 40, 40, () => 255);
  // The link behind the second directory leads back to the first one.
  const second = new DataView(file.buffer).getUint32(8 + 2 + 12 * 9, true);
  new DataView(file.buffer).setUint32(second + 2 + 12 * 9, 8, true);
  assertPixels(await decodeImage(file), 60, 60, ink);
});

Deno.test("prepareSignature() warns of a TIFF file with ink on further pages", async () => {
  const wave = (x: number, y: number) => {
    const distance = Math.abs(y - 80 - 30 * Math.sin(x / 9));
    return x > 15 && x < 145 && distance < 4 ? 20 : 250;
  };
  const page = { size: 160, type: 0, gray: wave };
  const blank = { size: 160, type: 0, gray: () => 250 };
  const warning = "it has further pages with ink, which were left out";
  const files = [
    { pages: [page, blank, page], warns: true },
    { pages: [blank, page, blank], warns: false },
    { pages: [page], warns: false },
  ];
  for (const { pages, warns } of files) {
    const scan = await decodeImage(tiffFile(pages));
    const { warnings } = prepareSignature(scan, { height: 64, width: 128 });
    assert.equal(warnings.includes(warning), warns);
  }
});
