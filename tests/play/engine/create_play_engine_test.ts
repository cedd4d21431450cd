import assert from "node:assert/strict";
import { GeneratedSignature } from "../../../lib/generation/generated_signature.ts";
import { readPretrained } from "../../../lib/model/pretrained/read_pretrained.ts";
import { createPlayEngine } from "../../../lib/play/engine/create_play_engine.ts";
import type { PlayedSignature, SignatureRecipe } from "../../../lib/play/play_engine.ts";
import { playAssets } from "../../../lib/play/site/play_assets.ts";
import { sha256 } from "../../../lib/sha256.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";

const readAssets = async () => await playAssets(await readPretrained());
const engine = createPlayEngine(readAssets);

function recipe(settings: Partial<SignatureRecipe> = {}): SignatureRecipe {
  return { style: 1, coordinates: [], noise: 1, temperature: 0.5, ...settings };
}

/** All numbers of a signature but the time that it took. */
function content({ strokes, coordinates, place, fractions }: PlayedSignature) {
  return { strokes, coordinates, place, fractions };
}

Deno.test("load() gives models of other weights other fingerprints", async () => {
  const { model, directions } = await readAssets();
  const { fingerprint } = await engine.load();
  assert.match(fingerprint, /^[0-9a-f]{8}$/);
  assert.ok((await sha256(Uint8Array.from(model))).startsWith(fingerprint));
  const other = createPlayEngine(() =>
    Promise.resolve({ model, directions: { ...directions, modelSha256: "ab".repeat(32) } })
  );
  assert.equal((await other.load()).fingerprint, "abababab");
});

Deno.test("create() gives the same signature for the same recipe, in another engine too", async () => {
  const other = createPlayEngine(readAssets);
  for (const style of [1, 2]) {
    const first = await engine.create(recipe({ style, coordinates: [1, undefined, -0.5] }));
    await engine.create(recipe({ style: style + 7 }));
    const again = await other.create(recipe({ style, coordinates: [1, undefined, -0.5] }));
    assert.deepEqual(content(again), content(first));
    assert.ok(first.strokes.length > 0);
  }
});

Deno.test("create() gives other signatures for another style, noise, temperature or coordinate", async () => {
  const first = await engine.create(recipe());
  for (const change of [{ style: 2 }, { noise: 2 }, { temperature: 0.6 }, { coordinates: [2] }]) {
    assert.notDeepEqual((await engine.create(recipe(change))).strokes, first.strokes);
  }
});

Deno.test("create() puts z at the coordinates of the recipe and leaves the others", async () => {
  const first = await engine.create(recipe({ style: 3 }));
  const moved = await engine.create(recipe({ style: 3, coordinates: [undefined, 1.5] }));
  moved.coordinates.forEach((coordinate, k) => {
    const expected = k === 1 ? 1.5 : first.coordinates[k]!;
    assert.ok(Math.abs(coordinate - expected) < 1e-3, `${k}: ${coordinate}, not ${expected}`);
  });
  const place = [0.4, -0.7] as const;
  const coordinates = await engine.coordinatesAt(place);
  const placed = await engine.create(recipe({ style: 3, coordinates }));
  placed.place.forEach((value, axis) => assert.ok(Math.abs(value - place[axis]!) < 1e-3));
});

Deno.test("create() keeps parts of signatures where they are", async () => {
  for (const noise of [1, 2, 3]) {
    const first = await engine.create(recipe({ style: 20 + noise, noise }));
    const end = first.fractions[0]!.at(-1)!; // its first stroke
    const kept = [{ fraction: end, noise }];
    const second = await engine.create(recipe({ style: 20 + noise, noise: noise + 10, kept }));
    assert.notDeepEqual(second.strokes, first.strokes);
    assertSimilar(second.strokes[0]!.x, first.strokes[0]!.x, "x");
    assertSimilar(second.strokes[0]!.y, first.strokes[0]!.y, "y");
    // A part of the second signature, which is partly of the first one, is kept in turn.
    const fresh = createPlayEngine(readAssets); // it has sampled none of them before
    assert.deepEqual(
      content(await fresh.create(recipe({ style: 20 + noise, noise: noise + 10, kept }))),
      content(second),
    );
    const parts = [...kept, { fraction: 1, noise: noise + 10 }];
    const third = await engine.create(recipe({ style: 20 + noise, noise: 99, kept: parts }));
    assert.deepEqual(third.strokes.map(({ x }) => x), second.strokes.map(({ x }) => x));
    const fourth = await createPlayEngine(readAssets).create(
      recipe({ style: 20 + noise, noise: 99, kept: parts }),
    );
    assert.deepEqual(content(fourth), content(third));
  }
});

/** Asserts that two curves are the same but for scale and shift, and the last points, which are smoothed. */
function assertSimilar(actual: Float32Array, expected: Float32Array, name: string): void {
  assert.equal(actual.length, expected.length);
  const last = expected.length - 1;
  const at = (values: Float32Array, i: number) =>
    (values[i]! - values[0]!) / (values[last]! - values[0]! || 1);
  for (let i = 0; i <= last; i++) {
    assert.ok(Math.abs(at(actual, i) - at(expected, i)) < 1e-2, `${name}[${i}]`);
  }
}

Deno.test("create() tells the fraction of the points up to each point, which ascends", async () => {
  const { strokes, fractions } = await engine.create(recipe({ style: 4 }));
  const all = fractions.flatMap((values) => [...values]);
  assert.deepEqual(fractions.map(({ length }) => length), strokes.map(({ x }) => x.length));
  assert.ok(all.every((value, i) => value > 0 && value <= 1 && value >= (all[i - 1] ?? 0)));
});

Deno.test("create() refuses recipes that no page makes", async () => {
  const kept = Array.from({ length: 8 }, () => ({ fraction: 0.5, noise: 1 }));
  for (
    const [change, message] of [
      [{ noise: NaN }, /the noise is NaN/],
      [{ temperature: 2 }, /the temperature is 2, expected a number from 0 to 1/],
      [{ coordinates: [1e9] }, /the coordinate is 1000000000/],
      [{ kept }, /8 kept parts, expected at most 7/],
      [{ given: "AAAA" }, /it has 3 values, expected 48/],
      [{ given: "\u00e9" }, /it is damaged/],
    ] as const
  ) await assert.rejects(engine.create(recipe(change)), message);
});

Deno.test("duplicate() varies the strokes of the signature, each time differently", async () => {
  const first = await engine.create(recipe({ style: 5 }));
  const again = await engine.duplicate(recipe({ style: 5 }), 3);
  const points = (signature: PlayedSignature) => signature.strokes.map(({ x }) => x.length);
  for (const duplicate of again) {
    assert.deepEqual(points(duplicate), points(first));
    assert.notDeepEqual(duplicate.strokes, first.strokes);
    assert.deepEqual(duplicate.coordinates, first.coordinates);
  }
  assert.notDeepEqual(again[0]!.strokes, again[1]!.strokes);
  assert.deepEqual(
    (await engine.duplicate(recipe({ style: 5 }), 1)).map(content),
    again.slice(0, 1).map(content),
  );
});

Deno.test("read() gives the style of a signature back, in a recipe that a link can hold", async () => {
  const count = 4;
  // The coordinates of each signature by the encoder, from two images of the same strokes.
  const read: (readonly (readonly number[])[])[] = [];
  for (let writer = 0; writer < count; writer++) {
    const ink = synthesizeSignature(createWriter(77, writer), 0);
    const signature = new GeneratedSignature({ writer, sample: 0, ink, height: 64, width: 128 });
    const results = [];
    for (const width of [700, 1000]) {
      const { recovered, recipe } = await engine.read(signature.toPng({ width }));
      assert.ok(recovered.strokes.length > 0);
      assert.ok(recipe.given!.length < 100);
      const { coordinates } = await engine.create({ ...recipe, noise: 2 });
      assert.deepEqual(coordinates, recovered.coordinates);
      results.push(coordinates);
    }
    read.push(results);
  }
  // The nearest style to that of one image is that of the other image of the signature.
  read.forEach(([first], i) => {
    const distances = read.map(([, second]) =>
      Math.hypot(...first!.map((value, k) => value - second![k]!))
    );
    assert.equal(distances.indexOf(Math.min(...distances)), i, `writer ${i}: ${distances}`);
  });
});

Deno.test("read() finds the slant of what create() wrote", async () => {
  for (const style of [1, 2, 3]) {
    const slants = [];
    for (const slant of [-2, 2]) {
      const written = await engine.create(recipe({ style, coordinates: [undefined, slant] }));
      const { recovered } = await engine.read(await engine.encode(written, "png"));
      slants.push(recovered.coordinates[1]!);
    }
    assert.ok(slants[1]! - slants[0]! > 1, `style ${style}: ${slants}`);
  }
});

Deno.test("read() says of files what is wrong with them", async () => {
  await assert.rejects(engine.read(new Uint8Array(10)), /unknown format, expected a PNG/);
});

Deno.test("encode() writes PNG, SVG and GIF files", async () => {
  const signature = await engine.create(recipe({ style: 6 }));
  const starts = { png: "\x89PNG", svg: "<svg ", gif: "GIF89a" };
  for (const format of ["png", "svg", "gif"] as const) {
    const bytes = await engine.encode(signature, format);
    const start = String.fromCharCode(...bytes.subarray(0, starts[format].length));
    assert.equal(start, starts[format]);
  }
});

Deno.test("load() tries again after it failed", async () => {
  let attempts = 0;
  const flaky = createPlayEngine(async () => {
    if (++attempts === 1) throw new Error("no network");
    return await readAssets();
  });
  await assert.rejects(flaky.load(), /no network/);
  const model = await flaky.load();
  assert.equal(model.latentDim, 48);
  assert.ok(model.directions.length >= 5);
});
