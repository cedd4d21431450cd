import assert from "node:assert/strict";
import { imageError } from "../../../lib/training/run/image_error.ts";

const image = (...values: number[]) => ({
  height: 1,
  width: values.length,
  data: Float32Array.from(values),
});

Deno.test("imageError() is the mean over pixels of squares and the mean over images of entropy", () => {
  const expected = [image(1, 0, 0, 0), image(1, 1, 0, 0)];
  const actual = [image(0.5, 0, 0, 0), image(0.75, 0.75, 0.25, 0.25)];
  const { mse, bce } = imageError(expected, actual);
  assert.equal(mse, (0.25 + 4 * 0.0625) / 8);
  const sure = -3 * Math.log(254 / 255);
  assert.ok(Math.abs(bce - (Math.LN2 + sure - 4 * Math.log(0.75)) / 2) < 1e-6);
});

Deno.test("imageError() of opposite images is finite", () => {
  const { mse, bce } = imageError([image(1, 0)], [image(0, 1)]);
  assert.equal(mse, 1);
  assert.ok(Math.abs(bce - 2 * Math.log(255)) < 1e-9);
});
