import assert from "node:assert/strict";
import { selectBackend } from "../../../lib/backend/select.ts";
import { decodeModel } from "../../../lib/model/model_file.ts";
import { PRETRAINED_ORIGIN } from "../../../lib/model/pretrained/weights/origin.ts";
import { readPretrained } from "../../../lib/model/pretrained/read_pretrained.ts";
import { sampleStyles } from "../../../lib/play/directions/fit_directions.ts";
import { coordinatesOf, moveTo } from "../../../lib/play/directions/style_directions.ts";
import { VISIBLE_PROPERTIES } from "../../../lib/play/directions/visible_properties.ts";
import { checkPlayable } from "../../../lib/play/engine/check_playable.ts";
import { PRETRAINED_DIRECTIONS } from "../../../lib/play/site/play_assets.ts";
import { Random } from "../../../lib/random.ts";

const { modelSha256, directions } = PRETRAINED_DIRECTIONS;

Deno.test("the directions that come with this package belong to its weights", () => {
  assert.equal(modelSha256, PRETRAINED_ORIGIN.sha256, "run `deno task build:directions`");
  assert.deepEqual(
    directions.map(({ name, low, high }) => ({ name, low, high })),
    VISIBLE_PROPERTIES.map(({ name, low, high }) => ({ name, low, high })),
  );
});

Deno.test("moveTo() moves along one direction and leaves the coordinates along the others", () => {
  for (let seed = 0; seed < 20; seed++) {
    const epsilon = new Random("move", seed).normals(48);
    const before = coordinatesOf(epsilon, directions);
    directions.forEach((_, k) => {
      const coordinates = directions.map((_, j) => j === k ? -1.7 : undefined);
      const after = coordinatesOf(moveTo(epsilon, directions, coordinates), directions);
      after.forEach((value, j) =>
        assert.ok(Math.abs(value - (j === k ? -1.7 : before[j]!)) < 1e-3, `${k} moves ${j}`)
      );
    });
  }
});

Deno.test("each direction changes what its name says, and by as much as it says", async () => {
  await selectBackend("simd");
  const model = await decodeModel(await readPretrained());
  const playable = checkPlayable(model);
  const styles = Array.from({ length: 14 }, (_, i) => new Random("held out", i).normals(48));
  const moves = [-2, 0, 2];
  for (const [k, { name, effect }] of directions.entries()) {
    const { measure } = VISIBLE_PROPERTIES[k]!;
    const epsilons = moves.flatMap((move) => {
      const coordinates = directions.map((_, j) => j === k ? move : undefined);
      return styles.map((style) => moveTo(style, directions, coordinates));
    });
    const measured = (await sampleStyles(playable, epsilons, 1))
      .map(({ epsilon, trajectory }) => ({ epsilon, value: measure(trajectory) }));
    const values = moves.map((_, i) => {
      const moved = epsilons.slice(i * styles.length, (i + 1) * styles.length);
      return measured.filter(({ epsilon }) => moved.includes(epsilon)).map(({ value }) => value);
    });
    const means = values.map((part) => part.reduce((sum, value) => sum + value, 0) / part.length);
    const all = values.flat();
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const deviation = Math.sqrt(
      all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length,
    );
    assert.ok(means[0]! < means[1]! && means[1]! < means[2]!, `${name}: ${means}`);
    const change = (means[2]! - means[0]!) / 4 / deviation;
    // The moves themselves add to the deviation here, so the effect per deviation is smaller.
    assert.ok(change > effect / 3, `${name}: ${change} deviations for one, expected ${effect}`);
  }
  model.vae.dispose();
  model.prior.dispose();
});
