import assert from "node:assert/strict";
import { findComponents } from "../../lib/image/components.ts";
import { Random } from "../../lib/random.ts";

function randomMask(seed: number, height: number, width: number, fraction: number): Uint8Array {
  const random = new Random(seed, "mask");
  return Uint8Array.from({ length: height * width }, () => random.bernoulli(fraction) ? 1 : 0);
}

/** The component of each pixel, by flood fill in reading order; -1 outside. */
function floodFill(mask: Uint8Array, height: number, width: number): Int32Array {
  const labels = new Int32Array(mask.length).fill(-1);
  let count = 0;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || labels[start] !== -1) continue;
    const open = [start];
    labels[start] = count;
    while (open.length > 0) {
      const i = open.pop()!;
      const [y, x] = [Math.floor(i / width), i % width];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const j = v * width + u;
          if (mask[j] === 0 || labels[j] !== -1) continue;
          labels[j] = count;
          open.push(j);
        }
      }
    }
    count++;
  }
  return labels;
}

Deno.test("findComponents() agrees with flood fill on random masks", () => {
  for (const [seed, fraction] of [0.05, 0.2, 0.35, 0.45, 0.6, 0.95, 1].entries()) {
    const [height, width] = [31 + seed, 47 - seed];
    const mask = randomMask(seed, height, width, fraction);
    const labels = floodFill(mask, height, width);
    const found = findComponents(mask, height, width);
    const drawn = new Int32Array(mask.length).fill(-1);
    for (let run = 0; run < found.runStart.length; run++) {
      drawn.fill(found.runComponent[run]!, found.runStart[run]!, found.runEnd[run]!);
    }
    assert.deepEqual(drawn, labels);
    assert.equal(found.count, Math.max(...labels) + 1);
    for (let c = 0; c < found.count; c++) {
      const pixels = [...labels.keys()].filter((i) => labels[i] === c);
      const rows = pixels.map((i) => Math.floor(i / width));
      const columns = pixels.map((i) => i % width);
      assert.equal(found.area[c], pixels.length);
      assert.equal(found.top[c], Math.min(...rows));
      assert.equal(found.bottom[c], Math.max(...rows) + 1);
      assert.equal(found.left[c], Math.min(...columns));
      assert.equal(found.right[c], Math.max(...columns) + 1);
    }
  }
});

Deno.test("findComponents() finds nothing in an empty mask", () => {
  assert.equal(findComponents(new Uint8Array(12), 3, 4).count, 0);
});

Deno.test("findComponents() keeps a row's end apart from the next row's start", () => {
  const mask = new Uint8Array([0, 0, 1, 1, 0, 0]);
  assert.equal(findComponents(mask, 2, 3).count, 2);
});

Deno.test("findComponents() holds as many runs as there can be", () => {
  const mask = Uint8Array.from({ length: 100 * 100 }, (_, i) => (i % 100) % 2);
  assert.deepEqual([...findComponents(mask, 100, 100).area], new Array(50).fill(100));
});
