// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// The kernels of the cue network. Addresses and strides are in bytes; feature maps are row-major with
// their channels last.
import { convolve, rectify } from "./convolve.ts";
import { transformInput, transformOutput } from "./winograd.ts";

export { convolve, rectify, transformInput, transformOutput };

/** The first byte that the module does not use itself. */
export function heapStart(): usize {
  return __heap_base;
}
