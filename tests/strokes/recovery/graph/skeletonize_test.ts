import assert from "node:assert/strict";
import { skeletonize } from "../../../../lib/strokes/recovery/graph/skeletonize.ts";
import { createWriter } from "../../../../lib/strokes/procedural/create_writer.ts";
import { renderTrajectory } from "../../../../lib/strokes/rendering/render_trajectory.ts";
import { synthesizeSignature } from "../../../../lib/strokes/procedural/synthesize_signature.ts";

const SIDE = 60;

function rasterizeMask(isInk: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from(
    { length: SIDE * SIDE },
    (_, i) => isInk(i % SIDE + 0.5, Math.floor(i / SIDE) + 0.5) ? 1 : 0,
  );
}

function pixels(skeleton: Uint8Array): { x: number; y: number }[] {
  return [...skeleton].flatMap((value, i) =>
    value === 1 ? [{ x: i % SIDE + 0.5, y: Math.floor(i / SIDE) + 0.5 }] : []
  );
}

/** How many pieces of a value there are, with neighbours at `offsets`. */
function countPieces(mask: Uint8Array, value: number, offsets: readonly number[]): number {
  const left = mask.map((pixel) => pixel === value ? 1 : 0);
  let count = 0;
  for (let start = left.indexOf(1); start >= 0; start = left.indexOf(1)) {
    const stack = [start];
    left[start] = 0;
    count++;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const offset of offsets) {
        if (left[at + offset] !== 1) continue;
        left[at + offset] = 0;
        stack.push(at + offset);
      }
    }
  }
  return count;
}

/** Pieces of ink, that hold at corners, and of paper, that do not; the border is paper. */
function topology(mask: Uint8Array, width: number): [ink: number, paper: number] {
  const straight = [1, -1, width, -width];
  const diagonal = [width + 1, width - 1, -width + 1, -width - 1];
  return [countPieces(mask, 1, [...straight, ...diagonal]), countPieces(mask, 0, straight)];
}

Deno.test("skeletonize() finds the middle row of a bar", () => {
  const skeleton = skeletonize(
    rasterizeMask((x, y) => x > 8 && x < 52 && y > 20 && y < 27),
    SIDE,
    SIDE,
  );
  const line = pixels(skeleton);
  assert.ok(line.length >= 36 && line.length <= 44, `${line.length} pixels`);
  assert.ok(line.every(({ y }) => Math.abs(y - 23.5) <= 0.5));
});

Deno.test("skeletonize() finds the middle circle of a ring", () => {
  const ring = rasterizeMask((x, y) => Math.abs(Math.hypot(x - 30, y - 30) - 20) < 3.5);
  const skeleton = skeletonize(ring, SIDE, SIDE);
  for (const { x, y } of pixels(skeleton)) {
    assert.ok(Math.abs(Math.hypot(x - 30, y - 30) - 20) < 1.3);
  }
  assert.deepEqual(topology(skeleton, SIDE), [1, 2]);
});

Deno.test("skeletonize() shrinks a disc to a point or two, and keeps lone pixels and squares", () => {
  const disc = pixels(
    skeletonize(rasterizeMask((x, y) => Math.hypot(x - 30, y - 30) < 12), SIDE, SIDE),
  );
  assert.ok(disc.length >= 1 && disc.length <= 3);
  assert.ok(disc.every(({ x, y }) => Math.hypot(x - 30, y - 30) < 2));
  for (const side of [1, 2, 3]) {
    const square = rasterizeMask((x, y) => x > 4 && x < 4 + side && y > 4 && y < 4 + side);
    const left = pixels(skeletonize(square, SIDE, SIDE)).length;
    assert.ok(left >= 1 && left <= 2, `${left} pixels of a square of ${side}`);
  }
});

Deno.test("skeletonize() keeps pieces and holes of signatures, inside the ink, as thin as can be", () => {
  const [height, width] = [64, 128];
  for (let i = 0; i < 12; i++) {
    const signature = synthesizeSignature(createWriter(17, i), 0);
    const { data } = renderTrajectory(signature, { height, width });
    const mask = Uint8Array.from(data, (value) => value >= 0.5 ? 1 : 0);
    const skeleton = skeletonize(mask, height, width);
    assert.deepEqual(topology(skeleton, width), topology(mask, width));
    assert.ok(skeleton.every((value, k) => value <= mask[k]!));
    assert.deepEqual(skeletonize(skeleton, height, width), skeleton, "thinning again changes it");
  }
});

Deno.test("skeletonize() throws when the mask has another size", () => {
  assert.throws(() => skeletonize(new Uint8Array(5), 2, 3), RangeError);
});
