import assert from "node:assert/strict";
import { misnamedReason, scanFolder } from "../../lib/dataset/scan_folder.ts";
import { ImageFormatError } from "../../lib/errors.ts";
import { readImageHeader } from "../../lib/image/codecs/header.ts";
import { FIXTURES } from "../image/image_fixtures.ts";
import { bmpFile } from "../image/write_image_files.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

Deno.test("scanFolder() finds images at any depth in an order of its own", async () => {
  using folder = new TemporaryFolder();
  const names = [
    "b/2.PNG",
    "b/10.jpeg",
    "a/x/y/1.tif",
    "Z.bmp",
    "署名/Ünïcode ✒.png",
    "a b/#1%.png",
  ];
  for (const name of names) folder.write(name, "");
  const { images, skipped, others } = await scanFolder(folder.path);
  const expected = ["Z.bmp", "a b/#1%.png", "a/x/y/1.tif", "b/10.jpeg", "b/2.PNG"];
  assert.deepEqual(images.slice(0, 5), expected);
  assert.equal(images[5]!.normalize("NFC"), "署名/Ünïcode ✒.png".normalize("NFC"));
  assert.equal(images.length, 6);
  assert.deepEqual(skipped, []);
  assert.equal(others.size, 0);
});

Deno.test("scanFolder() passes over hidden and system files and counts what is no image", async () => {
  using folder = new TemporaryFolder();
  for (
    const name of [
      ".DS_Store",
      "._1.png",
      ".git/1.png",
      "__MACOSX/a/1.png",
      "@eaDir/1.png/thumb.jpg",
      "Thumbs.db",
      "sub/desktop.ini",
    ]
  ) folder.write(name, "");
  const data = ["a.txt", "sub/b.TXT", "c.csv", "d.json", "e.md", "f.xml", "LICENSE", "g.dat"];
  for (const name of data) folder.write(name, "BM, or not");
  const { images, skipped, others } = await scanFolder(folder.path);
  assert.deepEqual([images, skipped], [[], []]);
  assert.deepEqual(Object.fromEntries(others), {
    hidden: 4,
    ".txt": 2,
    ".csv": 1,
    ".json": 1,
    ".md": 1,
    ".xml": 1,
    "without extension": 1,
    ".dat": 1,
  });
});

Deno.test("scanFolder() passes over the masks of scans, and no image that is only named so", async () => {
  using folder = new TemporaryFolder();
  for (const file of ["1.jpg", "1.mask.png", "2.png", "2.mask.png", "3.mask.png", "3.svg"]) {
    folder.write(`writer-0001/${file}`, "");
  }
  const { images } = await scanFolder(folder.path);
  assert.deepEqual(
    images,
    ["1.jpg", "2.png", "3.mask.png"].map((file) => `writer-0001/${file}`),
  );
});

Deno.test("scanFolder() passes over the contact sheet of a generated folder, and of no other", async () => {
  using folder = new TemporaryFolder();
  for (const name of ["generated", "own"]) {
    for (const file of ["grid.png", "1.png"]) folder.write(`${name}/${file}`, "");
  }
  folder.write("generated/generate.json", "{}");
  const { images } = await scanFolder(folder.path);
  assert.deepEqual(images, ["generated/1.png", "own/1.png", "own/grid.png"]);
});

Deno.test("scanFolder() finds images by content where the name does not say it", async () => {
  using folder = new TemporaryFolder();
  const gif = Uint8Array.fromBase64(FIXTURES["gray.gif"]!);
  const jpeg = Uint8Array.fromBase64(FIXTURES["dim baseline.jpeg"]!);
  const webp = Uint8Array.fromBase64(FIXTURES["photo lossy.webp"]!);
  const bitmap = bmpFile(6, 4, { bits: 24 });
  folder.write("ann/scan", gif);
  folder.write("ann/scan.heic", jpeg);
  folder.write("ann/scan.sig", webp);
  folder.write("ann/bitmap", bitmap);
  folder.write("ann/headless", bitmap.subarray(14));
  folder.write("ann/BMW", "BMW is a car, not a bitmap; this file is longer than a header is");
  // Named as an image: what it is comes out when it is read.
  for (const extension of ["jfif", "jpe", "dib", "gif", "webp"]) folder.write(`x.${extension}`, "");
  const { images, skipped, others } = await scanFolder(folder.path);
  assert.deepEqual(images, [
    "ann/bitmap",
    "ann/headless",
    "ann/scan",
    "ann/scan.heic",
    "ann/scan.sig",
    "x.dib",
    "x.gif",
    "x.jfif",
    "x.jpe",
    "x.webp",
  ]);
  assert.deepEqual([skipped, [...others]], [[], [["without extension", 1]]]);
});

Deno.test("scanFolder() names unsupported images and documents, with advice", async () => {
  using folder = new TemporaryFolder();
  const files: readonly (readonly [string, string, RegExp])[] = [
    ["a/1.pdf", "%PDF-1.4\n", /a PDF document: convert its pages to PNG, .*pdftoppm -png/],
    ["a/2.heic", "\0\0\0\x18ftypheic", /a HEIC image: convert it to PNG/],
    ["a/3.svg", "<svg/>", /an SVG drawing: convert it to PNG/],
    ["a/4.avif", "", /an AVIF image: convert it to PNG/],
    ["a/5.docx", "PK\x03\x04 word/document.xml", /an office document: save the images/],
    ["a/6.zip", "PK\x03\x04", /an archive: unpack it/],
    // A raw image looks like a TIFF file.
    ["a/7.nef", "MM\0*\0\0\0\x08", /a camera's raw image: export it as JPEG/],
    ["a/8.jxl", "\xff\x0a", /a JPEG XL image/],
    ["a/9.psd", "8BPS", /a Photoshop document/],
    ["a/pages", "%PDF-1.4\n", /a PDF document/],
  ];
  for (const [name, content] of files) {
    folder.write(name, Uint8Array.from(content, (character) => character.charCodeAt(0)));
  }
  folder.write("a/table.xlsx", "PK\x03\x04");
  folder.write("a/2.png", "");
  const { images, skipped, others } = await scanFolder(folder.path);
  assert.deepEqual(images, ["a/2.png"]);
  assert.deepEqual(skipped.map(({ file }) => file), files.map(([name]) => name));
  files.forEach(([, , reason], i) => assert.match(skipped[i]!.reason, reason));
  assert.equal(others.get(".xlsx"), 1);
});

Deno.test("misnamedReason() says what a file is that is named as an image", () => {
  const found = (content: string): string => {
    try {
      readImageHeader(new TextEncoder().encode(content));
    } catch (error) {
      if (error instanceof ImageFormatError && error.found !== undefined) return error.found;
    }
    throw new Error("It is an image");
  };
  assert.match(
    misnamedReason("a/b.png", found("%PDF-1.4")),
    /^it is named \.png, but it is a PDF document: convert its pages to PNG/,
  );
  assert.match(
    misnamedReason("a.b/c", found("<html>")),
    /^it is an HTML page, expected a PNG, /,
  );
});

Deno.test({
  name: "scanFolder() ends and counts once when links make a circle",
  // Making links takes the permission to write anywhere.
  ignore: Deno.build.os === "windows" ||
    Deno.permissions.querySync({ name: "write" }).state !== "granted",
  fn: async () => {
    using folder = new TemporaryFolder();
    folder.write("ann/1.png", "");
    Deno.symlinkSync("..", `${folder.path}/ann/up`);
    Deno.symlinkSync("ann", `${folder.path}/zed`);
    Deno.symlinkSync("self.png", `${folder.path}/self.png`);
    Deno.symlinkSync("nowhere.png", `${folder.path}/broken.png`);
    Deno.symlinkSync("ann/1.png", `${folder.path}/link.png`);
    const { images, skipped } = await scanFolder(folder.path);
    assert.deepEqual(images, ["ann/1.png", "link.png"]);
    assert.deepEqual(skipped.map(({ file }) => file), ["broken.png", "self.png"]);
    assert.match(skipped[0]!.reason, /does not exist/);
  },
});

Deno.test("scanFolder() says what is wrong when there is no folder", async () => {
  using folder = new TemporaryFolder();
  const file = folder.write("file.png", "");
  await assert.rejects(
    scanFolder(`${folder.path}/none`),
    /none": it does not exist, expected a folder/,
  );
  await assert.rejects(scanFolder(file), /it is a file, expected a folder of images/);
});
