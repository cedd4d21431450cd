import assert from "node:assert/strict";
import { decodeImage, IMAGE_EXTENSIONS } from "../../../lib/image/codecs/decode.ts";
import { readImageHeader } from "../../../lib/image/codecs/header.ts";
import type { GrayImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { FIXTURES } from "../image_fixtures.ts";
import { bmpFile, PNG_SAMPLES, pngChunk, type PngFields, pngFile } from "../write_image_files.ts";

/** Rec. 601 luminance over white, in plain floating point; each argument in `[0, 1]`. */
function grayOverWhite(red: number, green: number, blue: number, alpha = 1): number {
  return 255 * (1 - alpha + alpha * (0.299 * red + 0.587 * green + 0.114 * blue));
}

/** Checks size and pixels against a formula. */
function assertPixels(
  image: GrayImage,
  height: number,
  width: number,
  expected: (x: number, y: number) => number,
  tolerance = 0.51,
): void {
  assert.deepEqual([image.height, image.width], [height, width]);
  assert.equal(image.data.length, height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [actual, wanted] = [image.data[y * width + x]!, expected(x, y)];
      if (!(Math.abs(actual - wanted) <= tolerance)) {
        assert.fail(`pixel ${x}, ${y} is ${actual}, ${wanted} is expected`);
      }
    }
  }
}

// The pictures of make_image_fixtures.py.
const isBlack = (x: number, y: number): boolean => (x * x + 3 * y * y) % 37 < 14;
const PICTURES: Readonly<Record<string, (x: number, y: number) => number>> = {
  black: (x, y) => isBlack(x, y) ? 0 : 255,
  gray: (x, y) => (11 * x + 7 * y) % 256,
  gray16: (x, y) => ((3001 * x + 701 * y) % 65536) / 257,
  rgb: (x, y) => grayOverWhite(13 * x / 255, (255 - 17 * y) / 255, (x * y) % 256 / 255),
  palette: (x, y) => {
    const i = (x + y) % 13;
    return grayOverWhite(20 * i % 256 / 255, 70 * i % 256 / 255, 130 * i % 256 / 255);
  },
  photo: (x, y) => grayOverWhite((20 + 5 * x) / 255, (60 + 6 * y) / 255, (220 - 4 * x) / 255),
  dim: (x, y) => 30 + 4 * x + 3 * y,
};

function fixture(name: string): Uint8Array {
  return Uint8Array.from(atob(FIXTURES[name]!), (character) => character.charCodeAt(0));
}

Deno.test("decodeImage() reads TIFF of each kind and compression", async () => {
  for (const name of Object.keys(FIXTURES).filter((name) => name.endsWith(".tiff"))) {
    const picture = name.split(/[ .]/)[0]!;
    const [height, width] = picture === "photo" ? [21, 34] : [13, 19];
    const isLossy = picture === "photo";
    try {
      const image = await decodeImage(fixture(name));
      assertPixels(image, height, width, PICTURES[picture]!, isLossy ? 6 : 0.51);
    } catch (cause) {
      throw new Error(`In ${name}: ${cause}`, { cause });
    }
  }
});

Deno.test("decodeImage() reads JPEG baseline and progressive, in gray, colour and CMYK", async () => {
  for (const name of Object.keys(FIXTURES).filter((name) => name.endsWith(".jpeg"))) {
    try {
      const image = await decodeImage(fixture(name));
      assertPixels(image, 21, 34, PICTURES[name.split(" ")[0]!]!, 6);
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
      PICTURES["photo"]!(...stored[orientation]!(x, y));
    assertPixels(await decodeImage(file), height, width, expected, 6);
  }
});

/** A sample value for each pixel and channel, with all values that `depth` bits can have. */
function sampleAt(x: number, y: number, channel: number, depth: number): number {
  const value = depth === 16 ? 9001 * x + 4003 * y + 21001 * channel : 3 * x + 5 * y + 11 * channel;
  return value % 2 ** depth;
}

/** What a PNG with the samples of `sampleAt` looks like. */
function expectedPng(fields: PngFields, x: number, y: number): number {
  const { colorType, depth, transparency } = fields;
  const samples = Array.from(
    { length: PNG_SAMPLES[colorType]! },
    (_, channel) => sampleAt(x, y, channel, depth),
  );
  const unit = samples.map((sample) => sample / (2 ** depth - 1));
  if (colorType === 3) {
    const index = samples[0]!;
    const [red, green, blue] = fields.palette!.slice(3 * index, 3 * index + 3);
    return grayOverWhite(
      red! / 255,
      green! / 255,
      blue! / 255,
      (transparency?.[index] ?? 255) / 255,
    );
  }
  if (colorType === 4) return grayOverWhite(unit[0]!, unit[0]!, unit[0]!, unit[1]!);
  if (colorType === 6) return grayOverWhite(unit[0]!, unit[1]!, unit[2]!, unit[3]!);
  const key = transparency?.map((_, i) =>
    transparency[i - i % 2]! * 256 + transparency[i - i % 2 + 1]!
  )
    .filter((_, i) => i % 2 === 0);
  if (key !== undefined && samples.every((sample, i) => sample === key[i])) return 255;
  return grayOverWhite(
    unit[0]!,
    unit.at(colorType === 2 ? 1 : 0)!,
    unit.at(colorType === 2 ? 2 : 0)!,
  );
}

const PNG_KINDS: readonly (readonly [number, readonly number[]])[] = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
];

/** Two bytes per sample of the colour at `x`, `y`, as the tRNS chunk wants it. */
function transparentColor(colorType: number, depth: number, x: number, y: number): number[] {
  return Array.from(
    { length: colorType === 0 ? 1 : 3 },
    (_, channel) => sampleAt(x, y, channel, depth),
  )
    .flatMap((sample) => [sample >> 8, sample & 255]);
}

Deno.test("decodeImage() reads PNG of each colour type, depth, interlace and transparency", async () => {
  let checked = 0;
  for (const [colorType, depths] of PNG_KINDS) {
    for (const depth of depths) {
      for (const interlaced of [false, true]) {
        for (const transparent of colorType < 4 ? [false, true] : [false]) {
          // Small sizes leave some of the seven passes empty.
          for (const [height, width] of [[13, 21], [1, 1], [2, 3], [5, 4]] as const) {
            const palette = Array.from({ length: 3 * 2 ** depth }, (_, i) => (i * 83 + 7) % 256);
            const fields: PngFields = {
              colorType,
              depth,
              interlaced,
              ...(colorType === 3 ? { palette } : {}),
              ...(!transparent ? {} : colorType === 3
                ? {
                  transparency: Array.from({ length: 2 ** depth }, (_, i) => (i * 101 + 60) % 256),
                }
                : { transparency: transparentColor(colorType, depth, width >> 1, height >> 1) }),
            };
            const file = await pngFile(
              height,
              width,
              fields,
              (x, y, channel) => sampleAt(x, y, channel, depth),
            );
            const expected = (x: number, y: number): number => expectedPng(fields, x, y);
            // Depth, opacity and luminance are rounded one after the other.
            assertPixels(await decodeImage(file), height, width, expected, 1.51);
            checked++;
          }
        }
      }
    }
  }
  assert.equal(checked, (15 + 11) * 2 * 4);
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

Deno.test("decodeImage() turns colour with the photo", async () => {
  const file = withOrientation(fixture("photo baseline 4:4:4.jpeg"), 6);
  const { color, data, width } = await decodeImage(file);
  const at = 5 * width + 3;
  const [red, green, blue] = color!.subarray(3 * at, 3 * at + 3);
  assert.ok(Math.abs(grayOverWhite(red! / 255, green! / 255, blue! / 255) - data[at]!) < 1);
});

Deno.test("decodeImage() makes the tRNS colour of a gray PNG white", async () => {
  const fields = { colorType: 0, depth: 8, interlaced: false, transparency: [0, 3] };
  const file = await pngFile(1, 3, fields, (x) => 3 * x);
  assert.deepEqual([...(await decodeImage(file)).data], [0, 255, 6]);
});

Deno.test("decodeImage() refuses a PNG palette index without an entry", async () => {
  const fields = { colorType: 3, depth: 8, interlaced: false, palette: [0, 0, 0, 9, 9, 9] };
  const file = await pngFile(1, 3, fields, (x) => x);
  await assert.rejects(decodeImage(file), /^SyntaxError: Cannot decode PNG image: .*palette lacks/);
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
  await assert.rejects(decodeImage(file), /holds more data than the 2 bytes expected/);
});

Deno.test("decodeImage() reads bitmaps of each depth, bottom-up and top-down", async () => {
  const [height, width] = [5, 7];
  for (const bits of [1, 4, 8, 16, 24, 32]) {
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
  // Runs alternate between two colours; five literal nibbles take three bytes and one of padding.
  const rle4 = [5, 0x12, 0, 0, 0, 5, 0x12, 0x30, 0x10, 0, 0, 1];
  const rows4 = [[0, 50, 100, 255, 0], [0, 50, 0, 50, 0]];
  const file4 = bmpFile(2, 5, { bits: 4, palette, compression: 2, data: rle4 });
  assert.deepEqual([...(await decodeImage(file4)).data], rows4.flat());
  const leaving = bmpFile(1, 3, { bits: 8, palette, compression: 1, data: [9, 1, 0, 1] });
  await assert.rejects(decodeImage(leaving), /Cannot decode BMP image: .* leaves the image/);
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

const REFUSAL = /^Cannot (?:decode|read) (?:(?:PNG|JPEG|BMP|TIFF) )?image(?: header)?: \S/;

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
        assert.ok(error instanceof SyntaxError || error instanceof RangeError, `${name}: ${error}`);
        assert.match(error.message, REFUSAL);
        refused++;
      }
    }
  }
  assert.ok(refused > 400 && decoded > 100, `${refused} refused, ${decoded} decoded`);
});

Deno.test("decodeImage() never gives part of a picture when a file is cut off", async () => {
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
        assert.ok(error instanceof SyntaxError, `${name}: ${error}`);
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
      message: "Cannot decode image: it has 60000 x 60000 pixels, at most 64 megapixels are wanted",
    });
    // Allowed, but the file cannot hold that many pixels: refused before they are allocated.
    await assert.rejects(decodeImage(file, { maxMegapixels: 4000 }), SyntaxError);
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
