import assert from "node:assert/strict";
import { type PreparedSignature, prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { BLACK, drawSignature, SEEDS } from "./drawn_page.ts";
import { blankPage, drawText, sampleWord } from "./drawn_text.ts";

/** Left, upper, right and lower end of the ink that was found, in pixels of the page. */
function endsOfInk({ data, height, width, placement }: PreparedSignature): number[] {
  let [left, top, right, bottom] = [width, height, 0, 0];
  data.forEach((value, i) => {
    if (value < 0.5) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  });
  const { scale, x, y } = placement;
  return [x + scale * left, y + scale * top, x + scale * right, y + scale * bottom];
}

/** The same of the dark pixels of a page. */
function endsOfDark({ data, width }: ScannedImage): number[] {
  const dark = [...data.keys()].filter((i) => data[i]! < 128);
  const [columns, rows] = [dark.map((i) => i % width), dark.map((i) => Math.floor(i / width))];
  return [
    columns.reduce((a, b) => Math.min(a, b)),
    rows.reduce((a, b) => Math.min(a, b)),
    columns.reduce((a, b) => Math.max(a, b)) + 1,
    rows.reduce((a, b) => Math.max(a, b)) + 1,
  ];
}

Deno.test("prepareSignature() reads block letters, and refuses the same letters in type", () => {
  for (let seed = 0; seed < 12; seed++) {
    const random = new Random("block letters", seed);
    const word = `${sampleWord(random, random.integer(4, 7))} ${sampleWord(random, 7)}`;
    const height = random.uniform(32, 70);
    const page = blankPage(Math.round(4 * height), Math.round(20 * height));
    const place = { x: height, y: 2.5 * height, height, thickness: height / 12 };
    const written = drawText(page, random, word, {
      ...place,
      slope: random.uniform(-0.04, 0.04),
      jitter: random.uniform(0.1, 0.2),
    });
    const found = prepareSignature(written);
    const [ends, expected] = [endsOfInk(found), endsOfDark(written)];
    ends.forEach((end, i) => {
      const off = Math.abs(end - expected[i]!);
      assert.ok(off <= 2.5 * found.placement.scale, `${seed}: end ${i} is ${off} px off`);
    });
    const printed = drawText(page, random, word, place);
    assert.throws(() => prepareSignature(printed), /there is only printed text/, `${seed}`);
  }
});

Deno.test("prepareSignature() warns of a word in type beside the signature, at any slant", () => {
  for (const seed of SEEDS) {
    const image = drawSignature(seed, BLACK, 900, 0.9);
    assert.deepEqual(prepareSignature(image).warnings, [], `signature ${seed}`);
    for (const slope of [-0.4, -0.15, 0, 0.2, 0.4]) {
      const random = new Random("slanted word", seed, slope);
      const { height, width } = image;
      const [x, y] = [0.7 * width, 0.5 * height - 0.1 * slope * width];
      const place = { x, y, height: 30, slope, thickness: 3 };
      const page = drawText(image, random, sampleWord(random, 7), place);
      const { warnings } = prepareSignature(page);
      assert.ok(warnings.length > 0, `signature ${seed}, slope ${slope}`);
    }
  }
});

/** Two images beside each other or above each other. */
function combine(first: ScannedImage, second: ScannedImage, beside: boolean): ScannedImage {
  const height = beside ? Math.max(first.height, second.height) : first.height + second.height;
  const width = beside ? first.width + second.width : Math.max(first.width, second.width);
  const page = blankPage(height, width);
  const put = (image: ScannedImage, top: number, left: number) => {
    for (let y = 0; y < image.height; y++) {
      const row = image.data.subarray(y * image.width, (y + 1) * image.width);
      page.data.set(row, (top + y) * width + left);
    }
  };
  put(first, 0, 0);
  put(second, beside ? 0 : first.height, beside ? first.width : 0);
  return { height, width, data: page.data };
}

Deno.test("prepareSignature() warns of two signatures, beside or above each other", () => {
  for (const seed of SEEDS) {
    for (const beside of [true, false]) {
      const [first, second] = [drawSignature(seed), drawSignature(seed + 20)];
      const { warnings } = prepareSignature(combine(first, second, beside));
      assert.ok(warnings.length > 0, `signature ${seed}, ${beside ? "beside" : "above"}`);
    }
  }
});
