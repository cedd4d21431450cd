import assert from "node:assert/strict";
import { decodeStyle, encodeStyle } from "../../../lib/play/engine/given_style.ts";
import { Random } from "../../../lib/random.ts";

Deno.test("decodeStyle() reads what encodeStyle() wrote, to a 56th of a standard deviation", () => {
  for (let seed = 0; seed < 50; seed++) {
    const epsilon = new Random("style", seed).normals(1 + seed);
    const text = encodeStyle(epsilon);
    assert.match(text, /^[\w-]+$/);
    decodeStyle(text, epsilon.length).forEach((value, i) =>
      assert.ok(Math.abs(value - epsilon[i]!) <= 1 / 56 + 1e-6)
    );
    assert.equal(encodeStyle(decodeStyle(text, epsilon.length)), text);
  }
});
