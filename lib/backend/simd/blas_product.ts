/**
 * Matrix products of a BLAS library, through the foreign function interface.
 *
 * @module
 */

/** Where the matrix product of a library is found. */
export interface ProductFunction {
  /** Path or name by which the system's loader found the library. */
  readonly path: string;
  /** Name of its function for products of float32 matrices. */
  readonly symbol: string;
  /** Name of its function that sets the number of threads, if it has one. */
  readonly threadSetter?: string;
}

/**
 * The product of two row-major matrices by a library, see `assembly/library_product.ts`: whether
 * each is transposed, rows, columns, depth, then address and stride of both and of the result,
 * and whether to add to it.
 */
export type Product = (
  transposeA: number,
  transposeB: number,
  rows: number,
  columns: number,
  depth: number,
  a: number,
  aStride: number,
  b: number,
  bStride: number,
  y: number,
  yStride: number,
  accumulate: number,
) => void;

/**
 * Opens the matrix product of a library and limits it to one thread, because this backend divides
 * the products. Runs in every thread, because some libraries have a limit per calling thread.
 * Workers evaluate its source text, so it must not refer to outer names.
 *
 * @param library The library.
 * @param base Address of the start of the WebAssembly memory.
 * @returns The product of row-major matrices.
 */
export function openProduct(
  { path, symbol, threadSetter }: ProductFunction,
  base: number,
): Product {
  if (threadSetter !== undefined) {
    const { setThreads } = Deno.dlopen(path, {
      setThreads: { name: threadSetter, parameters: ["i32"], result: "void" },
    }).symbols;
    setThreads(1);
  }
  const integers = ["i32", "i32", "i32", "i32", "i32", "i32"] as const;
  const { symbols } = Deno.dlopen(path, {
    sgemm: {
      name: symbol,
      parameters: [...integers, "f32", "usize", "i32", "usize", "i32", "f32", "usize", "i32"],
      result: "void",
    },
  });
  const [rowMajor, asItIs, transposed] = [101, 111, 112] as const;
  const { sgemm } = symbols;
  const start = BigInt(base);
  return (
    transposeA,
    transposeB,
    rows,
    columns,
    depth,
    a,
    aStride,
    b,
    bStride,
    y,
    yStride,
    accumulate,
  ) => {
    const layoutA = transposeA ? transposed : asItIs;
    const layoutB = transposeB ? transposed : asItIs;
    const atA = start + BigInt(a >>> 0);
    const atB = start + BigInt(b >>> 0);
    const atY = start + BigInt(y >>> 0);
    // deno-fmt-ignore
    sgemm(
      rowMajor, layoutA, layoutB, rows, columns, depth,
      1, atA, aStride, atB, bStride, accumulate ? 1 : 0, atY, yStride,
    );
  };
}

/** The address of a buffer. */
export function addressOf(buffer: ArrayBufferLike): number {
  const pointer = Deno.UnsafePointer.of(new Uint8Array(buffer as ArrayBuffer));
  return Number(Deno.UnsafePointer.value(pointer));
}

/**
 * Rows, columns and depth of test products, which use the kernels for small and for large products.
 */
const CHECKED_SIZES = [[1, 1, 1], [7, 5, 3], [33, 17, 65], [64, 130, 48], [131, 97, 101]] as const;

/**
 * Compares products with sums in float64; old libraries are wrong on unknown processors.
 *
 * @param library The library.
 * @returns A product that is wrong, for display; `undefined` if all are right.
 */
export function findWrongProduct(library: ProductFunction): string | undefined {
  const longest = Math.max(...CHECKED_SIZES.flatMap(([m, n, k]) => [m * k, k * n, m * n]));
  const floats = new Float32Array(3 * longest);
  const multiply = openProduct(library, addressOf(floats.buffer));
  const [a, b, y] = [0, 1, 2].map((i) => floats.subarray(i * longest, (i + 1) * longest));
  for (let i = 0; i < longest; i++) {
    a![i] = Math.sin(1.3 * i);
    b![i] = Math.cos(0.7 * i);
  }
  for (const [m, n, k] of CHECKED_SIZES) {
    for (const [transposeA, transposeB] of [[0, 0], [0, 1], [1, 0], [1, 1]] as const) {
      y!.fill(NaN); // which must be overwritten, not multiplied by 0
      const [aStride, bStride] = [transposeA ? m : k, transposeB ? k : n];
      const [atA, atB, atY] = [a!, b!, y!].map((view) => view.byteOffset);
      multiply(transposeA, transposeB, m, n, k, atA!, aStride, atB!, bStride, atY!, n, 0);
      for (let i = 0; i < m * n; i++) {
        const [row, column] = [Math.floor(i / n), i % n];
        let exact = 0;
        for (let j = 0; j < k; j++) {
          exact += a![transposeA ? j * m + row : row * k + j]! *
            b![transposeB ? column * k + j : j * n + column]!;
        }
        if (!(Math.abs(y![i]! - exact) <= 1e-6 * k)) {
          return `its product of ${m}x${k} and ${k}x${n}`;
        }
      }
    }
  }
  return undefined;
}
