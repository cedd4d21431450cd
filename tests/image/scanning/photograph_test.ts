import assert from "node:assert/strict";
import { photographPage, type PhotoSettings } from "../../../lib/image/scanning/photograph.ts";
import { MARK_PAINTERS, type PaperMark } from "../../../lib/image/scanning/paper_marks.ts";
import { Random } from "../../../lib/random.ts";

/** A white page with one black pixel of ink in each quarter. */
function spottedPage(size: number) {
  const levels = new Float32Array(3 * size * size).fill(250);
  const ink = new Float32Array(size * size);
  const spots = [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]] as const;
  for (const [u, v] of spots) {
    const i = Math.floor(v * size) * size + Math.floor(u * size);
    ink[i] = 1;
    levels.fill(0, 3 * i, 3 * i + 3);
  }
  return { height: size, width: size, levels, ink };
}

const SETTINGS: PhotoSettings = {
  height: 120,
  width: 160,
  corners: [[31, 12], [140, 21], [128, 104], [22, 96]],
  table: "wood",
  shadow: 0.4,
  vignette: 0.2,
};

Deno.test("photographPage() moves paper and ink together, and leaves the table free of ink", () => {
  const { height, width, levels, ink } = photographPage(spottedPage(60), SETTINGS, new Random(3));
  let count = 0;
  for (let i = 0; i < height * width; i++) {
    if (ink[i]! < 0.5) continue;
    count++;
    assert.ok(levels[3 * i]! < 140, `ink at ${i} is ${levels[3 * i]}`);
    const [x, y] = [i % width, Math.floor(i / width)];
    assert.ok(x > 30 && x < 135 && y > 20 && y < 100, `ink at ${x}, ${y}`);
  }
  assert.ok(count >= 4, `${count} pixels of ink`);
  assert.equal(ink[0], 0);
  // Beyond the corners is the table, darker than the paper in the middle.
  const middle = 3 * (60 * width + 82);
  for (const i of [0, width - 1, (height - 1) * width]) assert.ok(levels[3 * i]! < levels[middle]!);
});

Deno.test("photographPage() maps the corners of the page to those of the photo", () => {
  const page = spottedPage(40);
  const corners = [[0, 0], [40, 0], [40, 40], [0, 40]] as const;
  const settings = { ...SETTINGS, height: 40, width: 40, corners, shadow: 0, vignette: 0 };
  const photo = photographPage(page, settings, new Random(1));
  assert.deepEqual(photo.ink.map(Math.round), page.ink);
});

Deno.test("each mark on a page changes some of it, and the same seed gives the same mark", () => {
  const [height, width] = [120, 200];
  const draw = (kind: PaperMark) => {
    const box = { top: 40, left: 60, bottom: 80, right: 150 };
    const levels = new Float32Array(3 * height * width).fill(240);
    MARK_PAINTERS[kind]({ height, width, box, random: new Random("mark", kind), levels });
    return levels;
  };
  for (const kind of Object.keys(MARK_PAINTERS) as PaperMark[]) {
    const levels = draw(kind);
    const changed = levels.filter((level) => level !== 240).length;
    assert.ok(changed > 30 && levels.some((level) => level > 235), `${kind}: ${changed}`);
    assert.ok(levels.every((level) => level >= 0 && level <= 255), kind);
    assert.deepEqual(draw(kind), levels, kind);
  }
});
