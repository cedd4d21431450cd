import assert from "node:assert/strict";
import { checkConfig, DEFAULT_PEN_CONFIG, DEFAULT_PIXEL_CONFIG } from "../../lib/model/config.ts";

Deno.test("checkConfig() returns valid settings unchanged", () => {
  assert.deepEqual(checkConfig(DEFAULT_PIXEL_CONFIG), DEFAULT_PIXEL_CONFIG);
  assert.deepEqual(checkConfig({ ...DEFAULT_PIXEL_CONFIG, extra: 1 }), DEFAULT_PIXEL_CONFIG);
  assert.deepEqual(checkConfig({ ...DEFAULT_PEN_CONFIG, loss: 1 }), DEFAULT_PEN_CONFIG);
  const edges = { height: 16, width: 2048, latentDim: 1, channels: 512, loss: "mse" };
  const config: unknown = { ...DEFAULT_PIXEL_CONFIG, ...edges };
  assert.deepEqual(checkConfig(config), config);
});

Deno.test("checkConfig() completes settings from before blocks and components were settings", () => {
  const { blocks: _, components: __, ...former } = DEFAULT_PEN_CONFIG;
  const completed = { ...DEFAULT_PEN_CONFIG, blocks: 4, components: 8 };
  assert.deepEqual(checkConfig(former as unknown), completed);
});

const WHOLE = [undefined, null, "64", true, [64], {}, 64n, NaN, Infinity, -Infinity, 0.5];
const REFUSED: Readonly<Record<string, readonly unknown[]>> = {
  model: [undefined, null, "", "Pixel", 1, ["pixel"], "__proto__"],
  height: [...WHOLE, 0, -16, 8, 24, 63, 1040, 2 ** 53, 1e300],
  width: [...WHOLE, 0, -16, 8, 24, 127, 2064, 2 ** 31],
  latentDim: [...WHOLE, 0, -1, 4097],
  channels: [...WHOLE, 0, -1, 513, 2 ** 32],
  loss: [undefined, null, "", "BCE", "l1", 0, ["bce"], "toString"],
  observationStd: [undefined, null, "0.25", true, [0.25], {}, NaN, Infinity, 0, -0.1, 1e-200, 10.1],
};
const REFUSED_OF_PEN: Readonly<Record<string, readonly unknown[]>> = {
  height: [...WHOLE, 0, 15, 1025],
  width: [...WHOLE, 0, 15, 2049],
  latentDim: REFUSED.latentDim!,
  points: [...WHOLE, 0, 3, 1025],
  hidden: [...WHOLE, 0, -1, 4097],
  channels: [...WHOLE, 0, -1, 1025],
  blocks: [...WHOLE, 0, -1, 33],
  components: [...WHOLE, 0, -4, 2, 6, 9, 68],
};
const CASES = [
  ...Object.entries(REFUSED).map(([field, values]) => ({
    field,
    values,
    config: DEFAULT_PIXEL_CONFIG,
  })),
  ...Object.entries(REFUSED_OF_PEN).map(([field, values]) => ({
    field,
    values,
    config: DEFAULT_PEN_CONFIG,
  })),
];
for (const { field, values, config } of CASES) {
  Deno.test(`checkConfig() refuses a bad ${field} of a ${config.model} model, and names it`, () => {
    for (const value of values) {
      assert.throws(
        () => checkConfig({ ...config, [field]: value } as unknown),
        (error) => {
          assert.ok(error instanceof RangeError || error instanceof TypeError);
          assert.match(
            error.message,
            new RegExp(`^Cannot build a model: ${field} is .+, expected .+$`),
          );
          return true;
        },
        `${field} of ${String(value)}`,
      );
    }
  });
}

Deno.test("checkConfig() shows the value that it refuses", () => {
  const message = (fields: Record<string, unknown>) => {
    try {
      checkConfig({ ...DEFAULT_PIXEL_CONFIG, ...fields });
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.match(message({ height: NaN })!, /height is NaN,/);
  assert.match(message({ height: 24 })!, /height is 24, expected a multiple of 16/);
  assert.match(message({ width: "64" })!, /width is "64",/);
  assert.match(message({ loss: "l1" })!, /loss is "l1", expected "bce" or "mse"/);
  assert.match(message({ observationStd: -1 })!, /observationStd is -1,/);
});

Deno.test("checkConfig() refuses what is not a table of settings", () => {
  for (const value of [undefined, null, 1, "pixel", true, [], () => {}]) {
    assert.throws(() => checkConfig(value), /^TypeError: Cannot build a model: /, String(value));
  }
});
