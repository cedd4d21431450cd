import assert from "node:assert/strict";
import { contactSheet } from "../../../lib/image/drawing/contact_sheet.ts";
import { inkToGray } from "../../../lib/image/codecs/encode.ts";
import type { InkImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";

function randomInk(seed: number, height = 16, width = 32): InkImage {
  const random = new Random(seed, "ink");
  const data = Float32Array.from({ length: height * width }, () => random.uniform());
  return { height, width, data };
}

Deno.test("contactSheet() puts every image where its cell is", () => {
  const images = Array.from({ length: 5 }, (_, i) => randomInk(i));
  const page = contactSheet(images, { columns: 3, scale: 1, gap: 2 });
  assert.deepEqual([page.height, page.width], [2 * 21 + 1, 3 * 37 + 1]);
  for (const [i, image] of images.entries()) {
    const gray = inkToGray(image);
    const top = Math.floor(i / 3) * 21 + 3;
    const left = (i % 3) * 37 + 3;
    for (let y = 0; y < 16; y++) {
      const start = (top + y) * page.width + left;
      const row = page.data.subarray(start, start + 32);
      assert.deepEqual(row, gray.data.subarray(y * 32, (y + 1) * 32));
    }
  }
});

Deno.test("contactSheet() leaves cells white when there are too few images", () => {
  const page = contactSheet([randomInk(1), randomInk(2), randomInk(3)], {
    columns: 2,
    scale: 1,
    gap: 0,
  });
  for (let y = 18; y < 34; y++) {
    for (let x = 34; x < 66; x++) assert.equal(page.data[y * page.width + x], 255);
  }
});

Deno.test("contactSheet() separates cells by rules lighter than ink", () => {
  const page = contactSheet([randomInk(1), randomInk(2)], { columns: 2, scale: 1, gap: 1 });
  const rules = [0, 35, 70].map((x) => page.data[5 * page.width + x]!);
  assert.ok(rules.every((value) => value > 190 && value < 250));
});

Deno.test("contactSheet() makes a page near square with few empty cells when columns is left", () => {
  for (const count of [1, 2, 4, 7, 9, 16, 25, 60, 64, 100, 256]) {
    const images = Array.from({ length: count }, () => randomInk(1));
    const page = contactSheet(images, { scale: 1, gap: 0 });
    const [rows, columns] = [(page.height - 1) / 17, (page.width - 1) / 33];
    assert.ok(rows * columns >= count && rows * columns - count <= 0.3 * count + 1);
    const aspect = page.width / page.height;
    assert.ok(aspect < 2.1 && aspect > 1 / 2.1, `${count}: ${aspect}`);
  }
});

Deno.test("contactSheet() keeps the mean gray when it enlarges by any factor", () => {
  const image = { height: 32, width: 32, data: new Float32Array(1024) };
  for (let y = 10; y < 20; y++) image.data.fill(1, y * 32 + 8, y * 32 + 24);
  for (const scale of [1, 1.5, 2, 3]) {
    const page = contactSheet([image], { scale, gap: 0, columns: 1 });
    let ink = 0;
    for (let y = 1; y < page.height - 1; y++) {
      for (let x = 1; x < page.width - 1; x++) ink += 1 - page.data[y * page.width + x]! / 255;
    }
    assert.ok(Math.abs(ink / (160 * scale * scale) - 1) < 0.02);
  }
});

Deno.test("contactSheet() throws when there is no image, sizes differ or options are wrong", () => {
  assert.throws(() => contactSheet([]), /Cannot make a contact sheet: there are no images/);
  assert.throws(() => contactSheet([randomInk(1), randomInk(1, 32, 16)]), /image 1 is 32 x 16/);
  assert.throws(() => contactSheet([randomInk(1)], { columns: 0 }), RangeError);
  assert.throws(() => contactSheet([randomInk(1)], { scale: NaN }), RangeError);
  assert.throws(() => contactSheet([randomInk(1)], { gap: -1 }), RangeError);
});
