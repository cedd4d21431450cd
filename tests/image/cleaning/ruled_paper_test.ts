import assert from "node:assert/strict";
import type { ImageLine } from "../../../lib/image/cleaning/image_line.ts";
import { completeRuling } from "../../../lib/image/cleaning/ruled_paper.ts";
import { Random } from "../../../lib/random.ts";

const [WIDTH, HEIGHT] = [600, 400];

/** A level line across the image. */
function lineAt(position: number, thickness = 4): ImageLine {
  const line = {
    from: 0,
    to: WIDTH,
    middle: [position, 0, 0] as const,
    thickness,
    residual: 0,
    sagitta: 0,
    support: 1,
    evenness: 1,
    gaps: 0,
  };
  return { line, vertical: false, fraction: 1, isRuled: true };
}

Deno.test("completeRuling() finds all hidden lines, however many are between those that are visible", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random("ruling", seed);
    const step = random.uniform(14, 40);
    const first = random.uniform(4, step);
    const at: number[] = [];
    for (let y = first; y < HEIGHT - 4; y += step) at.push(y);
    // Three lines at the top are visible, others by chance; each is measured to within a tenth of a pixel.
    const isVisible = at.map((_, i) => i < 3 || random.bernoulli(0.2));
    const visible = at.filter((_, i) => isVisible[i]).map((y) =>
      lineAt(y + random.uniform(-0.1, 0.1))
    );
    // The edge of the image cuts a line lengthwise.
    if (random.bernoulli(0.5)) visible.unshift(lineAt(0, 1));
    const found = completeRuling(visible, false, HEIGHT).map(({ line }) => line.middle[0]);
    for (const [i, y] of at.entries()) {
      const isFound = isVisible[i] || found.some((position) => Math.abs(position - y) < 3);
      assert.ok(isFound, `seed ${seed}: the line at ${y.toFixed(1)} of ${step.toFixed(1)}`);
    }
  }
});
