// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Kernels over the pixels of whole images. Addresses are of bytes; where a row is read in vectors
// of 16 bytes, up to 31 bytes past its end are read, and what they hold does not matter.
import { meanOfBlocks } from "./blocks.ts";
import { countLevels, mapLevels } from "./levels.ts";
import { resampleBytes } from "./resample.ts";
import { findRuns } from "./runs.ts";
import { shrinkByFactor } from "./shrink.ts";
import { coverInside, coverOutside, distancesInside, findRidge } from "./strokes.ts";
import { unfilter } from "./unfilter.ts";

export {
  countLevels,
  coverInside,
  coverOutside,
  distancesInside,
  findRidge,
  findRuns,
  mapLevels,
  meanOfBlocks,
  resampleBytes,
  shrinkByFactor,
  unfilter,
};

/** The first byte that the module does not use itself. */
export function heapStart(): usize {
  return __heap_base;
}
