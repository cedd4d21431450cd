import assert from "node:assert/strict";
import {
  moveByKey,
  type Place,
  placeAt,
  PLOT_BOX,
  plotPosition,
} from "../../../lib/play/page/map_place.ts";

const [left, top, width, height] = PLOT_BOX.split(" ").map(Number) as [
  number,
  number,
  number,
  number,
];

Deno.test("placeAt() is the inverse of plotPosition() at any size on the screen", () => {
  for (const scale of [0.5, 1, 2.4]) {
    const box = { left: 20, top: 300, width: width * scale, height: height * scale };
    for (const place of [[0, 0], [1, 1], [-1, 0.5], [0.25, -0.75]] as const) {
      const { x, y } = plotPosition(place);
      const pointer = { clientX: 20 + (x - left) * scale, clientY: 300 + (y - top) * scale };
      assert.deepEqual(placeAt(pointer, box), place);
    }
  }
});

Deno.test("placeAt() of a pointer beyond the map is at its edge", () => {
  const box = { left: 0, top: 0, width: 280, height: 224 };
  assert.deepEqual(placeAt({ clientX: -500, clientY: 9000 }, box), [-1, -1]);
});

Deno.test("moveByKey() goes there and back, and not beyond the map", () => {
  for (const [there, back] of [["ArrowRight", "ArrowLeft"], ["ArrowUp", "ArrowDown"]] as const) {
    for (const isLarge of [false, true]) {
      const moved = moveByKey([0.3, -0.2], there, isLarge)!;
      assert.notDeepEqual(moved, [0.3, -0.2]);
      assert.deepEqual(moveByKey(moved, back, isLarge), [0.3, -0.2]);
    }
    let place: Place = [0, 0];
    for (let k = 0; k < 60; k++) place = moveByKey(place, there, false)!;
    assert.equal(Math.max(...place), 1);
    assert.deepEqual(moveByKey(place, "Home", false), [0, 0]);
  }
  assert.equal(moveByKey([0, 0], "a", false), undefined);
});
