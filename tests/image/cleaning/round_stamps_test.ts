import assert from "node:assert/strict";
import { findMarks } from "../../../lib/image/cleaning/find_marks.ts";
import { countLevels, findInkLevels } from "../../../lib/image/cleaning/ink_levels.ts";
import { inspectPage } from "../../../lib/image/cleaning/page.ts";
import { prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import { maxLineThickness } from "../../../lib/image/cleaning/printed_lines.ts";
import { dropRoundStamps } from "../../../lib/image/cleaning/round_stamps.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { assertSame, BLACK, drawSignature, paintOn, SEEDS } from "./drawn_page.ts";

const WARNING = "it holds a stamp in the colour of the ink";

/** Draws an ellipse with bars inside, turned by an angle, in the colour of the ink. */
function drawStamp(
  image: ScannedImage,
  cx: number,
  cy: number,
  radius: number,
  aspect: number,
  angle = 0,
) {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return paintOn(image, BLACK, (y, x) => {
    const u = (x - cx) * cosine + (y - cy) * sine;
    const v = ((y - cy) * cosine - (x - cx) * sine) * aspect;
    const r = Math.hypot(u, v);
    const isLetter = Math.abs(u) < 0.5 * radius && Math.abs(v) < 0.2 * radius &&
      (u + radius) % 14 < 4;
    return Math.abs(r - radius) < 2.5 || isLetter;
  });
}

Deno.test("prepareSignature() removes a round stamp beside the signature, with a warning", () => {
  for (const seed of SEEDS) {
    const image = drawSignature(seed, BLACK, 900, 0.9);
    const random = new Random("round stamp", seed);
    const { height, width } = image;
    const radius = random.uniform(0.06, 0.09) * width;
    const page = drawStamp(image, 0.87 * width, height / 2, radius, random.uniform(0.95, 1.05));
    assert.ok(prepareSignature(page).warnings.includes(WARNING), `signature ${seed}`);
    assertSame(page, prepareSignature(image), `signature ${seed}`);
  }
});

Deno.test("prepareSignature() removes an oval stamp beside the signature, with a warning", () => {
  for (const seed of SEEDS) {
    const image = drawSignature(seed, BLACK, 900, 0.9);
    const random = new Random("oval stamp", seed);
    const { height, width } = image;
    const page = drawStamp(
      image,
      0.86 * width,
      height / 2,
      0.11 * width,
      random.uniform(1.25, 1.7),
      random.uniform(-0.4, 0.4),
    );
    assert.ok(prepareSignature(page).warnings.includes(WARNING), `signature ${seed}`);
    assertSame(page, prepareSignature(image), `signature ${seed}`);
  }
});

Deno.test("prepareSignature() warns of a round stamp across the signature, and keeps the strokes", () => {
  for (const seed of SEEDS) {
    const image = drawSignature(seed);
    const { height, width } = image;
    const page = drawStamp(image, 0.6 * width, 0.55 * height, 0.13 * width, 1);
    const found = prepareSignature(page);
    assert.ok(found.warnings.includes(WARNING), `signature ${seed}`);
    const [ink, expected] = [found, prepareSignature(image)].map(({ data, placement: { scale } }) =>
      data.reduce((sum, value) => sum + value, 0) * scale ** 2
    ) as [number, number];
    assert.ok(
      ink > 0.85 * expected && ink < 1.3 * expected,
      `signature ${seed}: ${ink}, ${expected}`,
    );
  }
});

Deno.test("dropRoundStamps() takes no loop of handwriting for a stamp", () => {
  for (let seed = 0; seed < 40; seed++) {
    const page = inspectPage(drawSignature(seed, BLACK, 600));
    const { height, width } = page;
    const marks = findMarks(page, findInkLevels(countLevels(page.levels))!);
    const rest = dropRoundStamps(marks, height, width, maxLineThickness(height, width));
    assert.equal(rest, marks, `signature ${seed}`);
  }
});
