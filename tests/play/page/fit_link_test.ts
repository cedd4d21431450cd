import assert from "node:assert/strict";
import { encodeStyle } from "../../../lib/play/engine/given_style.ts";
import { fitLink } from "../../../lib/play/page/fit_link.ts";
import { decodeLink, encodeLink } from "../../../lib/play/page/link.ts";
import { DEFAULT_STATE } from "../../../lib/play/page/play_state.ts";
import { createMockEngine, MOCK_FINGERPRINT } from "../mock_engine.ts";

const model = await createMockEngine().load();
const style = (latentDim: number) => encodeStyle(new Float32Array(latentDim).fill(0.5));

Deno.test("fitLink() leaves what fits the model, and what is wrong already", () => {
  const state = {
    ...DEFAULT_STATE,
    given: style(model.latentDim),
    coordinates: [1, 2],
    locked: [5],
  };
  const link = decodeLink(encodeLink(state, MOCK_FINGERPRINT));
  assert.equal(fitLink(link, model), link);
  const wrong = decodeLink("#nonsense");
  assert.equal(fitLink(wrong, model), wrong);
});

Deno.test("fitLink() says that a link is of another model, though its state fits", () => {
  const state = { ...DEFAULT_STATE, coordinates: [1, 2] };
  const fitted = fitLink(decodeLink(encodeLink(state, "ffffffff")), model);
  assert.deepEqual(fitted, { state, problem: "The link belongs to another model" });
});

Deno.test("fitLink() takes a link of an earlier version, which names no model", () => {
  const link = decodeLink("#style=5&noise=6&temperature=0.7");
  assert.equal(fitLink(link, model), link);
});

Deno.test("fitLink() drops directions that the model does not have, and says so", () => {
  const coordinates = Array.from({ length: 20 }, (_, i) => i / 10);
  const { state, problem } = fitLink(
    { state: { ...DEFAULT_STATE, coordinates, locked: [1, 5, 6, 19] } },
    model,
  );
  assert.deepEqual(state.coordinates, coordinates.slice(0, 6));
  assert.deepEqual(state.locked, [1, 5]);
  assert.match(problem!, /another model: it has a direction 20, and this model has 6 directions$/);
});

Deno.test("fitLink() refuses the style of another model, and one that is cut off", () => {
  for (const given of [style(48), style(model.latentDim).slice(0, -3), "A"]) {
    const { state, problem } = fitLink({ state: { ...DEFAULT_STATE, given } }, model);
    assert.equal(state, DEFAULT_STATE);
    assert.match(problem!, /^Cannot read the style of the link: /, given);
  }
});
