/**
 * Convolution of any filter size, stride and padding, as a matrix product of the patches. All tensors
 * are given by their addresses.
 *
 * @module
 */
import { Job, PATCHES } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf } from "../engine.ts";
import { type ConvolutionInfo, geometry, SCRATCH_LIMIT } from "./convolution_geometry.ts";
import { packedBytes, packRight } from "./matmul.ts";

/** Maximum number of groups of pixels, each with a partial sum of the filter's gradient. */
const MAX_GROUPS = 16;

/** Whether the patches of a convolution fit the scratch memory. */
export function fitsPatches(info: ConvolutionInfo): boolean {
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  return 4 * PATCHES * (patch + info.outChannels + 8) <= SCRATCH_LIMIT;
}

/** The convolution of `x`, to `y`. */
export function patchesForward(
  backend: SimdBackend,
  info: ConvolutionInfo,
  x: number,
  filter: number,
  y: number,
): void {
  const { engine } = backend;
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  const columns = info.outChannels;
  engine.heap.lend(packedBytes(1, depth, columns), (packed) => {
    packRight(backend, filter, packed, [1, depth, columns], { batch: 0, row: columns, column: 1 });
    const pixels = info.batchSize * info.outHeight * info.outWidth;
    const chunks = Math.min(4096, Math.ceil(pixels / PATCHES));
    engine.run(Job.Conv, chunks, [chunks, info.batchSize, x, packed, y, ...geometry(info)]);
  });
}

/** The gradient with respect to the input, from `dy` to `dx`. */
export function patchesInput(
  backend: SimdBackend,
  info: ConvolutionInfo,
  dy: number,
  filter: number,
  dx: number,
): void {
  const { engine } = backend;
  const columns = info.filterHeight * info.filterWidth * info.inChannels;
  const depth = info.outChannels;
  engine.heap.lend(packedBytes(1, depth, columns), (packed) => {
    packRight(backend, filter, packed, [1, depth, columns], { batch: 0, row: 1, column: depth });
    engine.run(Job.ConvInput, info.batchSize, [
      ...[info.batchSize, dy, packed, dx, 0],
      ...geometry(info),
    ]);
  });
}

/** The gradient with respect to the filter, from `x` and `dy` to `dw`. */
export function patchesFilter(
  backend: SimdBackend,
  info: ConvolutionInfo,
  x: number,
  dy: number,
  dw: number,
): void {
  const { engine } = backend;
  const length = info.filterHeight * info.filterWidth * info.inChannels * info.outChannels;
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const groups = Math.max(1, Math.min(MAX_GROUPS, Math.floor(pixels / PATCHES)));
  engine.heap.lend(4 * groups * length, (partials) => {
    engine.run(Job.ConvFilter, groups, [
      ...[groups, info.batchSize, x, dy, partials],
      ...geometry(info),
    ]);
    const chunks = chunksOf(groups * length);
    engine.run(Job.SumPartials, chunks, [length, chunks, groups, partials, dw]);
  });
}
