import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { assertLikeCpu, normal, on } from "./compare.ts";

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1e-8,
  -1e-8,
  1e-40,
  3e38,
  -3e38,
  30,
  -30,
  88,
  -88,
  100,
  -100,
];
const NOT_FINITE = [NaN, Infinity, -Infinity];

/** Functions that are defined everywhere and as large as their argument at most, nearly. */
const EVERYWHERE: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  neg: tf.neg,
  abs: tf.abs,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  tanh: tf.tanh,
  relu: tf.relu,
  relu6: tf.relu6,
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  elu: tf.elu,
  step: (x) => tf.step(x, 0.25),
  sign: tf.sign,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  clip: (x) => tf.clipByValue(x, -0.5, 1.5),
};
/** Functions that overflow, or have a pole. */
const MODERATE: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  square: tf.square,
  exp: tf.exp,
  expm1: tf.expm1,
  reciprocal: tf.reciprocal,
};
/** Functions of positive numbers. */
const POSITIVE: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  log: tf.log,
  log1p: tf.log1p,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
};

Deno.test("functions of one tensor are those of the cpu backend for lengths that leave a remainder", async () => {
  for (const shape of [[], [1], [3], [4], [5], [2, 3, 7], [257], [40001], [0, 3]]) {
    for (const [name, f] of Object.entries({ ...EVERYWHERE, ...MODERATE })) {
      await assertLikeCpu(() => f(normal(shape, name)), `${name} [${shape}]`);
    }
    for (const [name, f] of Object.entries(POSITIVE)) {
      await assertLikeCpu(() => f(tf.abs(normal(shape, name)).add(1e-3)), `${name} [${shape}]`);
    }
  }
});

Deno.test("functions of one tensor pass on special values", async () => {
  for (const [name, f] of Object.entries({ ...EVERYWHERE, ...MODERATE })) {
    // The cpu backend's softplus of infinity is no number.
    const values = name === "softplus" ? [...SPECIAL, NaN] : [...SPECIAL, ...NOT_FINITE];
    for (const value of values.filter((x) => !(x === 0 && name === "reciprocal"))) {
      await assertLikeCpu(() => f(tf.tensor1d([value])).add(0), `${name}(${value})`, 1e-6);
    }
  }
  for (const [name, f] of Object.entries(POSITIVE)) {
    for (const value of [0, 1, 1e-30, 1e-8, 3e38, Infinity, NaN, -2]) {
      await assertLikeCpu(() => f(tf.tensor1d([value])).add(0), `${name}(${value})`, 1e-6);
    }
  }
});

/** The largest relative error of a function against float64. */
async function relativeError(
  f: (x: tf.Tensor) => tf.Tensor,
  exact: (x: number) => number,
  low: number,
  high: number,
): Promise<number> {
  const x = Float32Array.from({ length: 4000 }, (_, i) => low + (high - low) * i / 4000);
  const got = (await on("simd", () => f(tf.tensor1d(x)))).values[0]!;
  return got.reduce((worst, value, i) => {
    const expected = exact(x[i]!);
    return expected === 0
      ? worst
      : Math.max(worst, Math.abs(value - expected) / Math.abs(expected));
  }, 0);
}

Deno.test("transcendental functions are good to a few units in the last place", async () => {
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const cases = [
    ["exp", tf.exp, Math.exp, -80, 80],
    ["expm1", tf.expm1, Math.expm1, -1, 1],
    ["expm1 near 0", tf.expm1, Math.expm1, -1e-3, 1e-3],
    ["log", tf.log, Math.log, 1e-3, 3],
    ["log1p", tf.log1p, Math.log1p, -0.9, 3],
    ["log1p near 0", tf.log1p, Math.log1p, -1e-4, 1e-4],
    ["sigmoid", tf.sigmoid, logistic, -20, 20],
    ["softplus", tf.softplus, softplus, -20, 20],
    ["tanh", tf.tanh, Math.tanh, -3, 3],
    ["tanh near 0", tf.tanh, Math.tanh, -1e-3, 1e-3],
  ] as const;
  for (const [name, f, exact, low, high] of cases) {
    const error = await relativeError(f, exact, low, high);
    assert.ok(error < 6e-7, `${name}: relative error ${error}`);
  }
});

Deno.test("functions of two tensors broadcast like the cpu backend's", async () => {
  const functions = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    maximum: tf.maximum,
    minimum: tf.minimum,
    squaredDifference: tf.squaredDifference,
    greater: tf.greater,
    greaterEqual: tf.greaterEqual,
    less: tf.less,
    lessEqual: tf.lessEqual,
    equal: tf.equal,
    notEqual: tf.notEqual,
  };
  const shapes = [
    [[], []],
    [[5], [5]],
    [[5], []],
    [[], [7]],
    [[2, 3], [3]],
    [[3], [2, 3]],
    [[2, 1], [1, 5]],
    [[4, 1, 3], [1, 6, 1]],
    [[2, 3, 4, 5], [5]],
    [[2, 3, 4, 5], [3, 1, 1]],
    [[2, 1, 4, 1], [3, 1, 7]],
    [[2, 3, 2, 3, 2], [1, 3, 1, 3, 1]],
    [[150, 257], [257]],
    [[150, 257], [150, 1]],
    [[0, 4], [4]],
  ];
  for (const [name, f] of Object.entries(functions)) {
    for (const [a, b] of shapes) {
      await assertLikeCpu(() => f(normal(a!, "a"), normal(b!, "b")), `${name} [${a}] [${b}]`, 1e-5);
    }
    await assertLikeCpu(() => {
      const values = [NaN, Infinity, -Infinity, 1, NaN, 2, 0];
      return f(tf.tensor1d(values), tf.tensor1d([1, 1, 1, NaN, NaN, 2, 0]));
    }, `${name} of special values`);
  }
});

Deno.test("gradients of elementwise functions are those of the cpu backend", async () => {
  const functions = { ...EVERYWHERE, ...MODERATE };
  for (const name of ["sign", "floor", "ceil", "round", "step", "reciprocal"]) {
    delete functions[name];
  }
  for (const [name, f] of Object.entries(functions)) {
    await assertLikeCpu(() => tf.grad(f)(normal([3, 5], name), normal([3, 5], "dy")), name, 1e-5);
  }
  // tfjs does not sum the gradient of these where they broadcast.
  for (const f of [tf.maximum, tf.minimum, tf.squaredDifference]) {
    await assertLikeCpu(
      () => tf.grads((x, y) => f(x, y))([normal([4, 5], "a"), normal([4, 5], "b")]),
      f.name,
    );
  }
  for (const f of [tf.add, tf.sub, tf.mul]) {
    for (const [a, b] of [[[4, 5], [5]], [[2, 3, 4], [3, 1]], [[3], []]]) {
      await assertLikeCpu(
        () => tf.grads((x, y) => f(x, y))([normal(a!, "a"), normal(b!, "b")]),
        `${f.name} [${a}] [${b}]`,
        1e-5,
      );
    }
  }
});

Deno.test("Cast makes floats of integers and booleans that other kernels can use", async () => {
  await assertLikeCpu(() => {
    const whole = tf.tensor1d([-3, 0, 5, 7, 100000], "int32");
    const flags = tf.tensor1d([1, 0, 1, 1, 0], "bool");
    return [
      whole.toFloat().mul(0.5),
      flags.toFloat().add(whole.toFloat()).exp().log(),
      whole.toBool(),
      tf.tensor1d([1.7, -1.7, 0, 3, 9]).toInt(),
      flags.toInt().add(1),
    ];
  }, "casts");
});

Deno.test("Select, LogicalAnd, LogicalOr, LogicalNot, AddN and Fill are those of the cpu backend", async () => {
  for (const shape of [[3], [4, 5], [33, 1001], [0]]) {
    await assertLikeCpu(() => {
      const [a, b] = [normal(shape, "a"), normal(shape, "b")];
      const [p, q] = [a.greater(0), b.greater(0)];
      return [
        tf.where(p, a, b),
        p.logicalAnd(q),
        p.logicalOr(q),
        p.logicalNot(),
        tf.addN([a, b, a]),
        tf.fill(shape, 2.5),
        tf.zerosLike(a),
        tf.onesLike(a),
      ];
    }, `[${shape}]`);
  }
});

Deno.test("integers that kernels of the cpu backend store as floats are cast to the same floats", async () => {
  const integers = (shape: number[]) => normal(shape, "integers").mul(3).toInt();
  const kernels: Record<string, () => tf.Tensor> = {
    oneHot: () => tf.oneHot(tf.tensor1d([2, 0, 1, 5], "int32"), 3),
    oneHotValues: () => tf.oneHot(tf.tensor1d([1, 0], "int32"), 2, 7, -4),
    square: () => tf.square(integers([2, 5])),
    resize: () => tf.image.resizeNearestNeighbor(integers([3, 2, 1]) as tf.Tensor3D, [5, 4]),
  };
  for (const [name, compute] of Object.entries(kernels)) {
    await assertLikeCpu(compute, name);
    await assertLikeCpu(() => compute().toFloat(), `${name}, cast`);
    await assertLikeCpu(() => compute().toFloat().mul(0.5), `${name}, cast and halved`);
  }
});
