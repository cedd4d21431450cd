import assert from "node:assert/strict";
import { inkToGray } from "../../../lib/image/codecs/encode.ts";
import { contactSheet } from "../../../lib/image/drawing/contact_sheet.ts";
import { splitContactSheet } from "../../../lib/image/drawing/split_contact_sheet.ts";
import { Random } from "../../../lib/random.ts";

Deno.test("splitContactSheet() returns what contactSheet() arranged, for any sizes", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const [height, width] = [random.integer(1, 24), random.integer(1, 24)];
    const images = Array.from({ length: random.integer(1, 9) }, () => ({
      height,
      width,
      data: Float32Array.from({ length: height * width }, () => random.uniform(0, 1)),
    }));
    const columns = random.integer(1, images.length);
    const cells = splitContactSheet(contactSheet(images, { columns }), { height, width }).flat();
    assert.ok(cells.length >= images.length && cells.length < images.length + columns);
    cells.forEach((cell, i) => {
      const expected = images[i] === undefined ? undefined : inkToGray(images[i]);
      cell.data.forEach((value, k) => {
        const difference = Math.abs(value - (expected?.data[k] ?? 255));
        assert.ok(difference <= 3, `seed ${seed}, image ${i}: off by ${difference}`);
      });
    });
  }
});

Deno.test("splitContactSheet() refuses a sheet of other signatures", () => {
  const sheet = contactSheet([{ height: 4, width: 4, data: new Float32Array(16) }]);
  assert.throws(() => splitContactSheet(sheet, { height: 5, width: 4 }), RangeError);
});
