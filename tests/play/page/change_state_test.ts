import assert from "node:assert/strict";
import * as change from "../../../lib/play/page/change_state.ts";
import { decodeLink, encodeLink } from "../../../lib/play/page/link.ts";
import { MAX_KEPT_PARTS } from "../../../lib/play/play_engine.ts";
import type { PlayState } from "../../../lib/play/page/play_state.ts";
import { Random } from "../../../lib/random.ts";
import { sampleState } from "./sample_state.ts";

const DIRECTIONS = 9;

interface Sample {
  readonly state: PlayState;
  readonly shown: readonly number[];
  readonly seed: number;
  readonly random: Random;
}

function* samples(name: string): Generator<Sample> {
  for (let k = 0; k < 500; k++) {
    const random = new Random(k, name);
    const state = sampleState(random);
    const shown = Array.from(
      { length: DIRECTIONS },
      (_, i) => state.coordinates[i] ?? random.normal(0, 1.5),
    );
    yield { state, shown, seed: random.integer(0, 1e6), random };
  }
}

/** The noise that a state gives to each hundredth of the signature. */
function noiseAlong({ kept, noise }: PlayState): number[] {
  return Array.from(
    { length: 100 },
    (_, i) => kept.find(({ fraction }) => (i + 1) / 100 <= fraction + 1e-9)?.noise ?? noise,
  );
}

Deno.test("newSignature() keeps locked coordinates, and leaves the others to a new style", () => {
  for (const { state, shown, seed } of samples("new")) {
    if (state.keep > 0) continue;
    const next = change.newSignature(state, shown, seed);
    for (let i = 0; i < DIRECTIONS; i++) {
      if (state.locked.includes(i)) {
        assert.ok(Math.abs(next.coordinates[i]! - bound(shown[i]!)) < 0.0051);
      } else assert.equal(next.coordinates[i], undefined);
    }
    assert.deepEqual([next.style, next.noise, next.given, next.kept], [seed, seed, undefined, []]);
    assert.deepEqual(next.locked, state.locked);
  }
});

function bound(value: number): number {
  return Math.min(3, Math.max(-3, value));
}

Deno.test("newSignature() keeps the style and the noise of the beginning, and no more, when asked to", () => {
  for (const { state, shown, seed } of samples("keep")) {
    if (state.keep === 0) continue;
    const next = change.newSignature(state, shown, seed);
    assert.deepEqual(
      [next.style, next.given, next.coordinates],
      [state.style, state.given, state.coordinates],
    );
    assert.ok(next.kept.length <= MAX_KEPT_PARTS);
    const [before, after] = [noiseAlong(state), noiseAlong(next)];
    const count = Math.round(100 * state.keep);
    assert.deepEqual(after.slice(count), after.slice(count).map(() => seed));
    if (state.kept.length < MAX_KEPT_PARTS) {
      assert.deepEqual(after.slice(0, count), before.slice(0, count));
    }
  }
});

Deno.test("keeping more after a new ending changes nothing of what is shown", () => {
  for (const { state, random } of samples("lengthen")) {
    const first = change.sameStyle(change.setKeep({ ...state, kept: [] }, 0.3), 11);
    const longer = change.setKeep(first, random.uniform(0.3, 0.9));
    assert.deepEqual(noiseAlong(longer), noiseAlong(first));
    const count = Math.round(100 * longer.keep);
    const next = change.sameStyle(longer, 12);
    assert.deepEqual(noiseAlong(next).slice(0, count), noiseAlong(first).slice(0, count));
  }
});

Deno.test("every change gives a state that a link can hold", () => {
  for (const { state, shown, seed, random } of samples("holds")) {
    const value = random.normal(0, 3);
    const index = random.integer(0, DIRECTIONS - 1);
    for (
      const changed of [
        change.newSignature(state, shown, seed),
        change.sameStyle(state, seed),
        change.setCoordinate(state, index, value),
        change.setCoordinates(state, [value, undefined, -value]),
        change.clearCoordinates(state),
        change.toggleLock(state, index),
        change.setKeep(state, value),
        change.setTemperature(state, value),
        change.chooseVariant(state, 3),
        change.chooseVariant(state, undefined),
        change.withRecipe(state, {
          style: seed,
          coordinates: shown,
          noise: seed,
          temperature: value,
        }),
      ]
    ) assert.deepEqual(decodeLink(encodeLink(changed, "1a")).state, changed);
  }
});

Deno.test("toggleLock() twice changes nothing, and changes no signature", () => {
  for (const { state, random } of samples("lock")) {
    const index = random.integer(0, DIRECTIONS - 1);
    const toggled = change.toggleLock(state, index);
    assert.notEqual(toggled.locked.includes(index), state.locked.includes(index));
    assert.deepEqual(change.toggleLock(toggled, index), state);
    assert.ok(change.sameRecipe(toggled, state));
  }
});

Deno.test("setCoordinates() leaves open directions as they are", () => {
  for (const { state } of samples("open")) {
    const changed = change.setCoordinates(state, [undefined, 1.25, undefined]);
    assert.equal(changed.coordinates[1], 1.25);
    for (const i of [0, 2, 3, 8]) assert.equal(changed.coordinates[i], state.coordinates[i]);
  }
});

Deno.test("randomSeed() gives seeds that a link can hold, seldom the same", () => {
  const seeds = Array.from({ length: 500 }, change.randomSeed);
  assert.ok(new Set(seeds).size > 498);
  for (const style of seeds) {
    const state = { ...decodeLink("").state, style };
    assert.deepEqual(decodeLink(encodeLink(state, "1a")).state, state);
  }
});
