import assert from "node:assert/strict";
import { interpolateLinear } from "../../../lib/strokes/geometry/interpolate_linear.ts";

Deno.test("interpolateLinear() keeps known values, and the last ones beyond the ends", () => {
  const arcLength = [0, 2, 2, 6];
  assert.deepEqual([...interpolateLinear([1, 5, 7, 9], arcLength, [-1, 0, 1, 4, 6, 8])], [
    1,
    1,
    3,
    8,
    9,
    9,
  ]);
  assert.deepEqual([...interpolateLinear([4], [0], [0, 1])], [4, 4]);
});
