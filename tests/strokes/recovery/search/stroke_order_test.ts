import assert from "node:assert/strict";
import { Random } from "../../../../lib/random.ts";
import {
  joiningDisorder,
  type StrokeOrder,
} from "../../../../lib/strokes/recovery/search/stroke_order.ts";

/** Strokes in the order of their means. */
function sorted(random: Random, count: number): StrokeOrder[] {
  return Array.from({ length: count }, () => ({
    weight: random.uniform(1, 100),
    order: random.normal(0, 2),
  })).sort((a, b) => a.order - b.order);
}

Deno.test("joiningDisorder() is 0 for strokes that follow each other anyway, and positive for all others", () => {
  const random = new Random("disorder");
  for (let trial = 0; trial < 50; trial++) {
    const strokes = sorted(random, 6);
    strokes.forEach((from, i) =>
      strokes.forEach((to, k) => {
        if (i === k) return;
        const disorder = joiningDisorder(from, to, strokes);
        assert.ok(k === i + 1 ? disorder === 0 : disorder > 0, `${i} before ${k}: ${disorder}`);
      })
    );
  }
});

Deno.test("joiningDisorder() grows with what would be written between, and not with anything else", () => {
  const random = new Random("between");
  for (let trial = 0; trial < 50; trial++) {
    const strokes = sorted(random, 8);
    const [from, to] = [strokes[2]!, strokes[5]!];
    const whole = joiningDisorder(from, to, strokes);
    const without = (...numbers: number[]) =>
      joiningDisorder(from, to, strokes.filter((_, i) => !numbers.includes(i)));
    assert.equal(without(0, 1, 6, 7), whole);
    assert.ok(without(3) < whole && without(4) < whole);
    assert.equal(without(3, 4), 0);
  }
});
