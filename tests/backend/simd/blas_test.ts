import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { SimdBackend } from "../../../lib/backend/simd/backend.ts";
import { findBlas } from "../../../lib/backend/simd/blas.ts";
import { disposeSimdBackend, registerSimdBackend } from "../../../lib/backend/simd/mod.ts";
import { causalGradients } from "./causal_gradients.ts";
import { assertLikeCpu, normal } from "./compare.ts";

const permitted = Deno.permissions.querySync({ name: "ffi" }).state === "granted";
/** `deno task test:native -- PATH` tries a library that the system's loader does not find. */
const LIBRARY = Deno.args[0] ?? "auto";
const search = findBlas(LIBRARY);
if (search.library === undefined) {
  console.log(`Tests of products by a library are ignored: ${search.reason}`);
} else {
  console.log(`Products are computed by ${search.library.description}`);
}

/** Registers a test with the products of a library; ignored where there is none. */
function testWithLibrary(name: string, run: () => void | Promise<void>): void {
  Deno.test({
    name,
    ignore: search.library === undefined,
    fn: async () => {
      await useBackend(2, LIBRARY);
      try {
        await run();
      } finally {
        await tf.setBackend("cpu");
        await disposeSimdBackend();
      }
    },
  });
}

async function useBackend(threads: number, blas: string): Promise<string> {
  await disposeSimdBackend();
  const { products } = await registerSimdBackend({ threads, blas });
  await tf.setBackend("simd");
  (tf.backend() as SimdBackend).engine.startWorkers();
  return products;
}

const SIZES: readonly [rows: number, depth: number, columns: number][] = [
  ...[[1, 2500, 1], [1, 70, 40], [40, 70, 1], [13, 14, 15], [97, 33, 65], [7, 1030, 40]],
  ...[[64, 384, 384], [384, 64, 384], [300, 129, 190], [1025, 70, 130], [128, 4096, 70]],
] as [number, number, number][];

/** Operands of a product, random and the same at each call. */
function operands(
  [rows, depth, columns]: readonly [number, number, number],
  transposeA: boolean,
  transposeB: boolean,
  [aBatch, bBatch]: readonly [number[], number[]] = [[], []],
): [tf.Tensor, tf.Tensor] {
  const a = normal([...aBatch, ...(transposeA ? [depth, rows] : [rows, depth])], "a");
  return [a, normal([...bBatch, ...(transposeB ? [columns, depth] : [depth, columns])], "b")];
}

/** A convolution of the kind that has an algorithm of its own, and its gradients. */
function convolutionGradients(
  [batch, height, width, channels, outputs]: readonly [number, number, number, number, number],
): tf.Tensor[] {
  const x = normal([batch, height, width, channels], "x");
  const filter = normal([4, 4, channels, outputs], "w").mul(1 / Math.sqrt(16 * channels));
  const run = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, "same");
  const y = run(x, filter);
  return [y, ...tf.grads(run)([x, filter], normal(y.shape, "dy"))];
}

testWithLibrary(
  "products by a library are those of the cpu backend in all transpositions",
  async () => {
    for (const sizes of SIZES) {
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          await assertLikeCpu(
            () => tf.matMul(...operands(sizes, transposeA, transposeB), transposeA, transposeB),
            JSON.stringify([sizes, transposeA, transposeB]),
            2e-6 * Math.sqrt(sizes[1]),
          );
        }
      }
    }
  },
);

testWithLibrary("products by a library are those of the cpu backend in batches", async () => {
  for (const batches of [[[3], [3]], [[2], [1]], [[1], [2]], [[2, 3], [2, 3]]] as const) {
    for (const sizes of [[13, 14, 15], [200, 150, 140]] as const) {
      const [aBatch, bBatch] = [[...batches[0]], [...batches[1]]];
      await assertLikeCpu(
        () => tf.matMul(...operands(sizes, false, true, [aBatch, bBatch]), false, true),
        JSON.stringify([sizes, batches]),
        2e-5,
      );
    }
  }
});

testWithLibrary("products by a library take bias and activation", async () => {
  for (const activation of ["linear", "relu", "elu", "sigmoid"] as const) {
    await assertLikeCpu(
      () => {
        const [a, b] = operands([50, 60, 70], false, false) as [tf.Tensor2D, tf.Tensor2D];
        return tf.fused.matMul({ a, b, bias: normal([70], "bias"), activation });
      },
      activation,
      2e-5,
    );
  }
});

testWithLibrary("products by a library make causal blocks and their gradients", async () => {
  await assertLikeCpu(() => causalGradients([700, 64, 72, 10]), "causal", 5e-6);
});

testWithLibrary("products by a library make convolutions and their gradients", async () => {
  const shapes = [[2, 10, 12, 4, 12], [3, 5, 7, 64, 8], [2, 16, 24, 16, 20]] as const;
  for (const sizes of shapes) {
    await assertLikeCpu(() => convolutionGradients(sizes), JSON.stringify(sizes), 4e-6);
  }
});

testWithLibrary("products by a library pass on what is not finite", async () => {
  for (const bad of [NaN, Infinity]) {
    await assertLikeCpu(() => {
      const a = tf.ones([70, 90]).bufferSync();
      a.set(bad, 30, 40);
      return tf.matMul(a.toTensor() as tf.Tensor2D, tf.ones([90, 100]));
    }, `${bad}`);
  }
});

testWithLibrary(
  "products by a library are the same to the last bit for 1, 2, 3 and 5 threads",
  async () => {
    const compute = () =>
      tf.tidy(() =>
        SIZES.flatMap((sizes) =>
          [[false, false], [true, false], [false, true]].map(([transposeA, transposeB]) =>
            tf.matMul(...operands(sizes, transposeA!, transposeB!), transposeA, transposeB)
              .dataSync()
          )
        ).concat(convolutionGradients([6, 32, 24, 16, 20]).map((tensor) => tensor.dataSync()))
      );
    await useBackend(1, LIBRARY);
    const one = compute();
    for (const threads of [2, 3, 5]) {
      await useBackend(threads, LIBRARY);
      compute(); // workers join while this runs
      assert.deepEqual(compute(), one);
    }
  },
);

testWithLibrary("a library computes products after the memory has grown", async () => {
  const { heap } = (tf.backend() as SimdBackend).engine;
  const block = heap.allocate(300 << 20);
  try {
    await assertLikeCpu(() => tf.matMul(...operands([64, 65, 66], false, false)), "grown", 2e-5);
  } finally {
    heap.free(block);
  }
});

testWithLibrary("registerSimdBackend() says what computes products", async () => {
  assert.equal(await useBackend(1, LIBRARY), search.library!.description);
  assert.equal(await useBackend(1, "none"), "WebAssembly: requested");
  assert.equal(await useBackend(1, search.library!.path), search.library!.description);
});

Deno.test({
  name: "findBlas() throws when there is no library or none for products",
  ignore: !permitted,
  fn: () => {
    assert.throws(() => findBlas("/nowhere/libnone.so"), {
      message: /^Cannot use "\/nowhere\/libnone\.so" for matrix products: .*libnone\.so/s,
    });
    if (Deno.build.os !== "linux") return;
    assert.throws(() => findBlas("libm.so.6"), {
      message: /^Cannot use "libm\.so\.6" for matrix products: it has no cblas_sgemm/,
    });
  },
});

Deno.test({
  name: "findBlas() does without --allow-ffi, or throws when a library was requested",
  ignore: permitted,
  fn: () => {
    assert.deepEqual(search, { reason: "a BLAS library would need --allow-ffi" });
    assert.throws(() => findBlas("libopenblas.so.0"), { message: /expected --allow-ffi$/ });
  },
});

Deno.test({
  name: "findBlas() leaves an OpenBLAS with old kernels alone unless it is requested",
  ignore: !search.library?.description.startsWith("OpenBLAS") || Deno.build.arch !== "x86_64",
  fn: async () => {
    const { path } = search.library!;
    const code = `import { findBlas } from "${new URL(
      "../../../lib/backend/simd/blas.ts",
      import.meta.url,
    )}";
    console.log(JSON.stringify([findBlas("auto"), findBlas(${JSON.stringify(path)})]));`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      env: { OPENBLAS_CORETYPE: "Prescott" }, // as versions do that do not know the processor
    }).output();
    const [found, asked] = JSON.parse(new TextDecoder().decode(stdout));
    assert.match(found.reason, /OpenBLAS.* Prescott .* OPENBLAS_CORETYPE in the environment/);
    assert.match(asked.library.description, /^OpenBLAS.* Prescott/);
  },
});

/** A library whose products have their last value wrong. */
const WRONG_LIBRARY = `
void cblas_sgemm(int order, int ta, int tb, int m, int n, int k, float alpha, const float *a,
                 int lda, const float *b, int ldb, float beta, float *c, int ldc) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int l = 0; l < k; l++)
        sum += (double)(ta == 111 ? a[i * lda + l] : a[l * lda + i]) *
               (tb == 111 ? b[l * ldb + j] : b[j * ldb + l]);
      c[i * ldc + j] = sum + (WRONG && m * n > 100 && i == m - 1 && j == n - 1 ? 0.01 : 0);
    }
}`;

const compiler = await new Deno.Command("cc", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);
if (!compiler) console.log("The test of a wrong library is ignored: there is no C compiler");

Deno.test({
  name: "findBlas() takes a library that computes products and refuses one that is wrong",
  ignore: !permitted || !compiler || Deno.build.os === "windows",
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/blas.c`, WRONG_LIBRARY);
      for (const wrong of [0, 1]) {
        const args = ["-shared", "-fPIC", `-DWRONG=${wrong}`, "-o", `libblas${wrong}.so`, "blas.c"];
        const { success } = await new Deno.Command("cc", { args, cwd: folder }).output();
        assert.ok(success, "cc failed");
      }
      assert.equal(findBlas(`${folder}/libblas0.so`).library?.description, "BLAS (libblas0.so)");
      assert.throws(() => findBlas(`${folder}/libblas1.so`), {
        message: "Cannot use BLAS (libblas1.so) for matrix products: its product of 33x65 and " +
          "65x17 is wrong",
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
