import assert from "node:assert/strict";
import {
  fitPrincipalComponents,
  samplePrincipalComponents,
} from "../../lib/evaluation/principal_components.ts";
import { momentsOfVectors } from "../../lib/evaluation/moments.ts";
import { Random } from "../../lib/random.ts";

Deno.test("fitPrincipalComponents() finds the directions that data was made of", () => {
  const random = new Random(1);
  const count = 4000;
  const values = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const [along, across] = [3 * random.normal(), 0.5 * random.normal()];
    values.set([1 + 0.6 * along - 0.8 * across, 0.8 * along + 0.6 * across, 7], 3 * i);
  }
  const model = fitPrincipalComponents({ count, size: 3, values }, 2);
  assert.ok(Math.abs(model.deviations[0]! - 3) < 0.1);
  assert.ok(Math.abs(model.deviations[1]! - 0.5) < 0.02);
  assert.ok(Math.abs(Math.abs(model.axes[0]!) - 0.6) < 0.01);
  assert.ok(Math.abs(Math.abs(model.axes[1]!) - 0.8) < 0.01);

  const drawn = Array.from(
    { length: count },
    (_, i) => [...samplePrincipalComponents(model, new Random(2, i))],
  );
  const made = momentsOfVectors({ count, size: 3, values: Float32Array.from(drawn.flat()) });
  const given = momentsOfVectors({ count, size: 3, values });
  made.covariance.forEach((value, i) => {
    assert.ok(Math.abs(value - given.covariance[i]!) < 0.3, `${value}, ${given.covariance[i]}`);
  });
  assert.ok(drawn.every(([, , last]) => Math.abs(last! - 7) < 1e-5));
});
