import assert from "node:assert/strict";
import { prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import { compareInk } from "./compare_ink.ts";
import { type PhotoKindName, simulatePhoto } from "./simulated_photo.ts";

/** Maximum fraction of the ink that noise explains. */
const NOISE = 0.01;

/** Reads photos of one kind; each seed was once a failure. */
async function assertAlone(kind: PhotoKindName, seeds: readonly number[]): Promise<void> {
  for (const seed of seeds) {
    const { image, ink } = await simulatePhoto(kind, seed);
    const found = prepareSignature(image);
    const { lost, foreign } = compareInk(found, ink);
    const what = `${kind}, seed ${seed}: ${lost.toFixed(3)} lost, ${foreign.toFixed(3)} foreign`;
    assert.ok(lost <= NOISE && foreign <= NOISE, what);
    assert.deepEqual(found.warnings, [], `${kind}, seed ${seed}`);
  }
}

Deno.test("prepareSignature() gives the signature alone when the page lies on a table", async () => {
  await assertAlone("wedges of a dark table", [4, 7]);
  await assertAlone("corner of the page", [1, 3]);
  await assertAlone("black border", [5]);
});

Deno.test("prepareSignature() gives the signature alone when the page has punched holes", async () => {
  await assertAlone("punched holes", [0, 4]);
});

Deno.test("prepareSignature() gives the signature alone when the page has a spiral binding", async () => {
  await assertAlone("spiral binding", [4, 7]);
});

Deno.test("prepareSignature() finds small light ink on a dark screen", async () => {
  await assertAlone("dark mode", [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("prepareSignature() keeps a stroke along a fold", async () => {
  await assertAlone("fold", [6, 9]);
});

Deno.test("prepareSignature() removes a shadow that the signature runs into, with a warning", async () => {
  const { image, ink } = await simulatePhoto("two-page spread", 3);
  const found = prepareSignature(image);
  assert.ok(compareInk(found, ink).foreign < 0.02);
  assert.deepEqual(found.warnings, ["it has the edge of a shadow across the ink"]);
});

/** Dims a photo from a column on, as a shadow with a sharp edge does. */
function shade({ height, width, data, color }: ScannedImage, from: number, light: number) {
  const dim = (levels: Uint8Array, channels: number) =>
    levels.map((level, i) =>
      Math.floor(i / channels) % width < from ? level : Math.round(light * level)
    );
  const shaded = { height, width, data: dim(data, 1) };
  return color === undefined ? shaded : { ...shaded, color: dim(color, 3) };
}

Deno.test("prepareSignature() loses no ink without a warning where a shadow ends on the signature", async () => {
  for (let seed = 0; seed < 4; seed++) {
    const { image, ink } = await simulatePhoto("plain", seed);
    let [left, right] = [ink.width, 0];
    ink.data.forEach((value, i) => {
      if (value < 0.5) return;
      [left, right] = [Math.min(left, i % ink.width), Math.max(right, i % ink.width)];
    });
    const from = Math.round(left + 0.75 * (right - left));
    for (const light of [0.4, 0.7]) {
      const found = prepareSignature(shade(image, from, light));
      const { lost } = compareInk(found, ink);
      const what = `seed ${seed}, light ${light}: ${lost.toFixed(3)} of the ink is lost`;
      assert.ok(lost <= NOISE || (lost < 0.2 && found.warnings.length > 0), what);
    }
  }
});

Deno.test("prepareSignature() keeps a signature in a gray field that other ink is beside", async () => {
  for (let seed = 10; seed < 13; seed++) {
    const { image, ink } = await simulatePhoto("plain", seed);
    const { height, width } = image;
    const top = Math.floor(ink.data.findIndex((value) => value > 0.5) / width) - 12;
    const data = image.data.map((level, i) => i < top * width ? level : Math.round(0.75 * level));
    // A scribble on the white part.
    for (let x = 0.2 * width; x < 0.8 * width; x++) {
      const y = Math.round(top / 2 + 0.2 * top * Math.sin(x / 9));
      for (let v = y; v < y + 5; v++) data.fill(40, v * width + Math.round(x), v * width + x + 3);
    }
    const { lost } = compareInk(prepareSignature({ height, width, data }), ink);
    assert.ok(lost <= NOISE, `seed ${seed}: ${lost.toFixed(3)} of the ink is lost`);
  }
});

/** The warnings of a photo. */
async function warningsOf(kind: PhotoKindName, seed: number): Promise<readonly string[]> {
  const { image } = await simulatePhoto(kind, seed);
  return prepareSignature(image).warnings;
}

Deno.test("prepareSignature() warns of marks far from the signature, and of words under the line", async () => {
  assert.deepEqual(await warningsOf("staple", 4), ["it holds marks far from the others"]);
  assert.deepEqual(await warningsOf("line, X and words", 0), ["it holds printed text"]);
  assert.deepEqual(await warningsOf("plain", 0), []);
});

Deno.test("prepareSignature() reads a good photo of every paper, light and compression", async () => {
  for (
    const kind of [
      "plain",
      "fold",
      "pencil",
      "blue pen on yellow",
      "uneven light",
      "JPEG of quality 20 to 40",
      "motion blur",
      "transparent PNG",
      "upside down",
      "several signatures",
      "ruled paper askew",
    ] as const
  ) {
    const { image, ink } = await simulatePhoto(kind, 1);
    const { lost, foreign } = compareInk(prepareSignature(image), ink);
    assert.ok(lost <= NOISE && foreign <= NOISE, `${kind}: ${lost} lost, ${foreign} foreign`);
  }
});
