import assert from "node:assert/strict";
import { readImageHeader } from "../../../lib/image/codecs/header.ts";
import { FIXTURES } from "../image_fixtures.ts";
import { bmpFile, pngFile } from "../write_image_files.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

Deno.test("readImageHeader() gives format and size of each format", async () => {
  const png = await pngFile(3, 500, { colorType: 2, depth: 8, interlaced: false }, () => 9);
  assert.deepEqual(readImageHeader(png), { format: "png", height: 3, width: 500 });
  const bmp = bmpFile(6, 4, { bits: 24, topDown: true });
  assert.deepEqual(readImageHeader(bmp), { format: "bmp", height: 6, width: 4 });
  const jpeg = bytesOf(atob(FIXTURES["photo progressive 4:2:0.jpeg"]!));
  assert.deepEqual(readImageHeader(jpeg), { format: "jpeg", height: 21, width: 34 });
  const tiff = bytesOf(atob(FIXTURES["gray big endian strips.tiff"]!));
  assert.deepEqual(readImageHeader(tiff), { format: "tiff", height: 13, width: 19 });
  const turned = bytesOf(atob(FIXTURES["gray orientation 6.tiff"]!));
  assert.deepEqual(readImageHeader(turned), { format: "tiff", height: 13, width: 19 });
});

Deno.test("readImageHeader() needs no more than the header", async () => {
  const png = await pngFile(3, 500, { colorType: 2, depth: 8, interlaced: false }, () => 9);
  assert.equal(readImageHeader(png.subarray(0, 33)).width, 500);
  assert.equal(readImageHeader(bmpFile(6, 4, { bits: 24 }).subarray(0, 54)).width, 4);
});

Deno.test("readImageHeader() works on a view into a larger buffer", () => {
  const bmp = bmpFile(6, 4, { bits: 24 });
  const larger = new Uint8Array(bmp.length + 7);
  larger.set(bmp, 7);
  assert.deepEqual(readImageHeader(larger.subarray(7)), { format: "bmp", height: 6, width: 4 });
});

Deno.test("readImageHeader() says what other files are, and what it expects", () => {
  const expected = ", expected a PNG, JPEG, BMP, TIFF, GIF or WebP image";
  const files: readonly (readonly [string, string, string?])[] = [
    ["", "an empty file"],
    ["\0\0\0\x18ftypheic\0\0\0\0", "a HEIC image", ': convert it to PNG, e.g. with "heif-convert"'],
    ["\0\0\0\x18ftypavif\0\0\0\0", "an AVIF image", ': convert it to PNG, e.g. with "avifdec"'],
    ["%PDF-1.7\n", "a PDF document", ': convert its pages to PNG, e.g. with "pdftoppm -png"'],
    ["8BPS\0\x01", "a Photoshop document", ': convert it to PNG, e.g. with "magick"'],
    ["<!DOCTYPE html>\n<html>", "an HTML page"],
    ["\n <html><body>404", "an HTML page"],
    [
      '<?xml version="1.0"?>\n<svg xmlns="">',
      "an SVG drawing",
      ': convert it to PNG, e.g. with "rsvg-convert"',
    ],
    ["P5\n10 10\n255\n", "a Netpbm image", ': convert it to PNG, e.g. with "magick"'],
    ["PK\x03\x04\x14\0", "an archive", ": unpack it"],
    ["name,writer\n1,2\n", "a text file"],
    ["\x07\x01\xfe\0junk", "of an unknown format"],
  ];
  for (const [content, name, advice = expected] of files) {
    assert.throws(() => readImageHeader(bytesOf(content)), {
      name: "ImageFormatError",
      message: `Cannot read image header: it is ${name}${advice}`,
    });
  }
});

Deno.test("readImageHeader() refuses headers that are damaged or not supported", async () => {
  const refuse = (file: Uint8Array, message: RegExp): void => {
    assert.throws(() => readImageHeader(file), (error: Error) => {
      assert.equal(error.name, "ImageFormatError");
      assert.match(error.message, message);
      return true;
    });
  };
  const png = await pngFile(3, 5, { colorType: 2, depth: 8, interlaced: false }, () => 9);
  refuse(png.with(24, 4), /^Cannot decode PNG image: colour type 2 with 4 bits/);
  refuse(png.with(19, 0), /^Cannot decode PNG image: it has 0 x 3 pixels/);
  refuse(png.subarray(0, 20), /^Cannot decode PNG image: the file ends at byte 20/);
  refuse(bytesOf("BM is not a bitmap"), /^Cannot decode BMP image: /);
  const bmp = bmpFile(6, 4, { bits: 24 });
  refuse(bmp.with(28, 5), /^Cannot decode BMP image: 5 bits per pixel/);
  refuse(bytesOf("\xff\xd8\xff\xd9"), /^Cannot decode JPEG image: .*no frame header/);
  refuse(
    bytesOf("\xff\xd8\xff\xc3\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0"),
    /JPEG image: it is a lossless/,
  );
  refuse(bytesOf("II+\0\x08\0\0\0"), /^Cannot decode TIFF image: the file ends at byte 8/);
  refuse(
    bytesOf("II+\0\x08\0\0\0\x10\0\0\0\0\0\0\x80"),
    /^Cannot decode TIFF image: the number at byte 8 is too large/,
  );
  refuse(bytesOf("II*\0\x08\0\0\0\0\0"), /^Cannot decode TIFF image: its tag 257 is missing/);
});
