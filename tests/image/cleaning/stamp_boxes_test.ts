import assert from "node:assert/strict";
import { findMarks } from "../../../lib/image/cleaning/find_marks.ts";
import { countLevels, findInkLevels } from "../../../lib/image/cleaning/ink_levels.ts";
import { inspectPage } from "../../../lib/image/cleaning/page.ts";
import { maxLineThickness } from "../../../lib/image/cleaning/printed_lines.ts";
import { holdsBox } from "../../../lib/image/cleaning/stamp_boxes.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { BLACK, drawSignature, paintOn } from "./drawn_page.ts";

function holdsBoxIn(image: ScannedImage): boolean {
  const page = inspectPage(image);
  const { height, width } = page;
  const marks = findMarks(page, findInkLevels(countLevels(page.levels))!);
  return holdsBox(marks, height, width, maxLineThickness(height, width));
}

Deno.test("holdsBox() finds a slanted frame beside the signature, and none in a signature alone", () => {
  for (let seed = 0; seed < 30; seed++) {
    const image = drawSignature(seed, BLACK, 600, 0.9);
    assert.ok(!holdsBoxIn(image), `signature ${seed}`);
    const random = new Random("stamp with corners", seed);
    const { height, width } = image;
    const [cos, sin] = [Math.cos, Math.sin].map((of) => of((seed / 15 - 1) * 0.25)) as [
      number,
      number,
    ];
    const [a, b] = [random.uniform(0.07, 0.1) * width, random.uniform(0.05, 0.07) * width];
    const page = paintOn(image, BLACK, (y, x) => {
      const [dx, dy] = [x - 0.86 * width, y - height / 2];
      const [u, v] = [Math.abs(dx * cos + dy * sin), Math.abs(dy * cos - dx * sin)];
      return u < a && v < b && (u > a - 4 || v > b - 4);
    });
    assert.ok(holdsBoxIn(page), `stamp ${seed}`);
  }
});
