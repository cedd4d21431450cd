/**
 * Settings of the engines.
 *
 * @module
 */

/** Settings of the engines. */
export interface BackendOptions {
  /**
   * Number of threads of the `simd` engine, including the calling one; the number of cores by default.
   * Browsers have 1.
   */
  readonly threads?: number;
  /**
   * Matrix products of the `simd` engine: `none` for WebAssembly; the path of a BLAS library; `auto`,
   * the default, for OpenBLAS or Accelerate if one is found and `--allow-ffi` is granted, else
   * WebAssembly.
   */
  readonly blas?: string;
  /**
   * Whether the `simd` engine may use relaxed SIMD, which rounds as the processor does; by default if
   * the machine supports it. Without it, results are the same on all machines.
   */
  readonly relaxedSimd?: boolean;
}
