// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Kernels over the pixels of whole pictures. Addresses are of bytes; where a row is read in vectors
// of 16 bytes, up to 31 bytes past its end are read, and what they hold does not matter.

export { meanOfBlocks } from "./blocks";
export { countLevels, mapLevels } from "./levels";
export { resampleBytes } from "./resample";
export { findRuns } from "./runs";
export { shrinkByFactor } from "./shrink";
export { coverInside, coverOutside, distancesInside, findRidge } from "./strokes";
export { unfilter } from "./unfilter";

/** The first byte that the module does not use itself. */
export function heapStart(): usize {
  return __heap_base;
}
