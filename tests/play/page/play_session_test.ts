import assert from "node:assert/strict";
import { Atlas, ATLAS_PLACES } from "../../../lib/play/page/atlas.ts";
import * as change from "../../../lib/play/page/change_state.ts";
import { latestCall } from "../../../lib/play/page/latest_call.ts";
import {
  type ChangeOptions,
  PlaySession,
  type SessionView,
  type ShownSignature,
} from "../../../lib/play/page/play_session.ts";
import { DEFAULT_STATE, VARIANTS } from "../../../lib/play/page/play_state.ts";
import type { PlayedSignature, PlayEngine } from "../../../lib/play/play_engine.ts";
import { createMockEngine, type MockOptions } from "../mock_engine.ts";

const FINAL: ChangeOptions = { animate: true, isFinal: true, what: "test" };
const PASSING: ChangeOptions = { ...FINAL, isFinal: false };

/** An engine that counts what it is asked for. */
function countCalls(options: MockOptions = {}): { engine: PlayEngine; calls: string[] } {
  const calls: string[] = [];
  const mock = createMockEngine(options);
  const engine = {
    ...mock,
    create: (recipe) => (calls.push("create"), mock.create(recipe)),
    duplicate: (recipe, count) => (calls.push("duplicate"), mock.duplicate(recipe, count)),
  } satisfies PlayEngine;
  return { engine, calls };
}

class Recorder implements SessionView {
  readonly shown: ShownSignature[] = [];
  readonly variants: (readonly PlayedSignature[] | undefined)[] = [];
  readonly errors: { message: string; retry: () => void }[] = [];
  busy = 0;
  showState() {}
  showSignature(shown: ShownSignature) {
    this.shown.push(shown);
  }
  showVariants(variants: readonly PlayedSignature[] | undefined) {
    this.variants.push(variants);
  }
  showBusy(isBusy: boolean) {
    this.busy += isBusy ? 1 : -1;
  }
  showError(message: string, retry: () => void) {
    this.errors.push({ message, retry });
  }
}

Deno.test("PlaySession shows the signature of its state, then those by the same writer", async () => {
  const view = new Recorder();
  const session = new PlaySession(createMockEngine(), view, DEFAULT_STATE);
  await session.change(DEFAULT_STATE, FINAL);
  const expected = await createMockEngine().create(change.toRecipe(DEFAULT_STATE));
  assert.deepEqual(view.shown.map(({ signature }) => signature), [expected]);
  assert.deepEqual(view.variants.map((list) => list?.length), [undefined, VARIANTS]);
  assert.equal(view.busy, 0);
});

Deno.test("PlaySession skips values that a slider has left behind, and ends with the newest", async () => {
  const view = new Recorder();
  const { engine, calls } = countCalls({ delay: 2 });
  const session = new PlaySession(engine, view, DEFAULT_STATE);
  const values = Array.from({ length: 40 }, (_, i) => i / 20);
  await Promise.all(values.map((value, i) =>
    session.change(
      change.setCoordinate(DEFAULT_STATE, 0, value),
      i === values.length - 1 ? FINAL : PASSING,
    )
  ));
  assert.ok(calls.length <= 4, calls.join());
  assert.equal(session.shown!.original.coordinates[0], values.at(-1));
  assert.equal(view.shown.at(-1)!.state, session.state);
});

Deno.test("PlaySession does not ask again for a signature that it has", async () => {
  const view = new Recorder();
  const { engine, calls } = countCalls();
  const session = new PlaySession(engine, view, DEFAULT_STATE);
  await session.change(DEFAULT_STATE, FINAL);
  for (const variant of [2, 0, undefined]) {
    await session.change(change.chooseVariant(session.state, variant), FINAL);
  }
  assert.deepEqual(calls, ["create", "duplicate"]);
  const [first, third, again, back] = view.shown;
  const list = view.variants.at(-1)!;
  assert.deepEqual(
    [third!.signature, again!.signature, back!.signature],
    [list[2], list[0], first!.signature],
  );
  for (const { original } of view.shown) assert.equal(original, first!.signature);
});

Deno.test("PlaySession opens a link to a variant with that variant", async () => {
  const view = new Recorder();
  const session = new PlaySession(createMockEngine(), view, DEFAULT_STATE);
  await session.change({ ...DEFAULT_STATE, variant: 4 }, FINAL);
  assert.deepEqual(view.shown.map(({ signature }) => signature), [view.variants.at(-1)![4]]);
});

Deno.test("PlaySession reports an error once, and shows the signature after a retry", async () => {
  const view = new Recorder();
  const fail = (method: keyof PlayEngine, call: number) =>
    method === "create" && call === 0 ? "Out of memory" : undefined;
  const session = new PlaySession(createMockEngine({ fail }), view, DEFAULT_STATE);
  await session.change(DEFAULT_STATE, FINAL);
  assert.deepEqual(view.errors.map(({ message }) => message), ["Out of memory"]);
  assert.deepEqual([view.shown.length, view.busy], [0, 0]);
  view.errors[0]!.retry();
  await session.change(session.state, FINAL);
  assert.ok(view.shown.length >= 1);
  assert.equal(view.errors.length, 1);
});

Deno.test("PlaySession keeps an error to itself that a newer signature has made obsolete", async () => {
  const view = new Recorder();
  const fail = (method: keyof PlayEngine, call: number) =>
    method === "create" && call === 0 ? "Out of memory" : undefined;
  const session = new PlaySession(createMockEngine({ fail, delay: 1 }), view, DEFAULT_STATE);
  const next = change.setCoordinate(DEFAULT_STATE, 0, 1);
  await Promise.all([session.change(DEFAULT_STATE, FINAL), session.change(next, FINAL)]);
  assert.deepEqual([view.errors, view.shown.map(({ state }) => state)], [[], [next]]);
});

Deno.test("Atlas fills every place, and only what is missing after a pause", async () => {
  const { engine, calls } = countCalls();
  const filled = new Map<number, PlayedSignature | undefined>();
  const atlas = new Atlas(engine, [0, 1], (index, signature) => {
    filled.set(index, signature);
    if (calls.length === 5) atlas.pause();
  });
  await atlas.fill(DEFAULT_STATE);
  assert.equal(calls.length, 5);
  // Another place on the map is the same atlas.
  await atlas.fill(change.setCoordinates(DEFAULT_STATE, [1.5, -1]));
  assert.equal(calls.length, ATLAS_PLACES.length);
  ATLAS_PLACES.forEach((place, i) => {
    const [x, y] = filled.get(i)!.coordinates;
    assert.ok(Math.abs(x! - 2.5 * place[0]) < 0.01 && Math.abs(y! - 2.5 * place[1]) < 0.01);
  });
  await atlas.fill(change.setCoordinate(DEFAULT_STATE, 2, 1));
  assert.equal(calls.length, 2 * ATLAS_PLACES.length);
});

Deno.test("latestCall() goes on after a call that failed", async () => {
  const seen: number[] = [];
  const call = latestCall(async (value: number) => {
    await Promise.resolve();
    if (value < 0) throw new Error("negative");
    seen.push(value);
  });
  await assert.rejects(call(-1), /negative/);
  await call(2);
  assert.deepEqual(seen, [2]);
});
