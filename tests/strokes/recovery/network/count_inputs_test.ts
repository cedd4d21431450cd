import assert from "node:assert/strict";
import { Random } from "../../../../lib/random.ts";
import {
  CUE_MAP,
  CUES,
  FEATURES,
  INPUTS,
  NETWORK_IMAGE,
} from "../../../../lib/strokes/recovery/network/architecture.ts";
import { countInputs } from "../../../../lib/strokes/recovery/network/count_inputs.ts";
import { WritingCues } from "../../../../lib/strokes/recovery/network/writing_cues.ts";

const { height, width } = NETWORK_IMAGE;
const CELLS = CUE_MAP.height * CUE_MAP.width;

function blank() {
  return { height, width, data: new Float32Array(height * width) };
}

Deno.test("countInputs() sums over the cells that are more than a quarter full, and over no others", () => {
  const random = new Random("cells");
  const cues = new WritingCues(random.normals(CELLS * FEATURES), random.normals(CELLS * CUES));
  assert.deepEqual(countInputs(blank(), cues), new Float32Array(INPUTS.count));
  const sums = new Float64Array(INPUTS.count);
  const [all, faint] = [blank(), blank()];
  for (const [row, column] of [[3, 5], [40, 100], [95, 191]] as const) {
    const one = blank();
    for (const image of [all, one]) {
      image.data.fill(1, 2 * row * width + 2 * column, 2 * row * width + 2 * column + 2);
    }
    faint.data[2 * row * width + 2 * column] = 1;
    countInputs(one, cues).forEach((value, i) => sums[i]! += value);
  }
  countInputs(all, cues).forEach((value, i) => assert.ok(Math.abs(value - sums[i]!) < 1e-5));
  assert.deepEqual(countInputs(faint, cues), new Float32Array(INPUTS.count));
});

Deno.test("countInputs() has features, probabilities of starts, ends and retracing, and the ink", () => {
  const [features, cues] = [new Float32Array(CELLS * FEATURES), new Float32Array(CELLS * CUES)];
  const [row, column] = [20, 30];
  const cell = row * CUE_MAP.width + column;
  features.set(Float32Array.from({ length: FEATURES }, (_, i) => i), cell * FEATURES);
  cues.set([9, 9, 9, Math.log(3), 0, -Math.log(4)], cell * CUES);
  const image = blank();
  image.data.fill(1, 2 * row * width + 2 * column, 2 * row * width + 2 * column + 2);
  const found = countInputs(image, new WritingCues(features, cues));
  const expected = [...Array.from({ length: FEATURES }, (_, i) => i / 100), 3 / 4, 1 / 2, 1 / 500];
  [...expected, 1 / 100].forEach((value, i) => assert.ok(Math.abs(found[i]! - value) < 1e-6));
});
