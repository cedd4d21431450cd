/**
 * Convolution with a filter of 4 x 4 and stride 2 by Winograd's algorithm, see `assembly/winograd.ts`.
 * All tensors are given by their addresses.
 *
 * @module
 */
import { Job } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf } from "../engine.ts";
import { type ConvolutionInfo, geometry, SCRATCH_LIMIT } from "./convolution_geometry.ts";
import { packedBytes, packRight } from "./matmul.ts";

/** Target size of the tiles in use, which fits the L2 cache, in bytes. */
const SCRATCH_GOAL = 1 << 20;
/** Minimum number of tiles per product; fewer would read the points of the filter too often. */
const MIN_TILES = 32;
const MAX_TILES = 96;
/** Tiles per pass of the gradient of the filter. */
const FILTER_TILES = 64;
/** Maximum number of groups of images, each with a partial sum of the filter's gradient. */
const MAX_GROUPS = 8;

/** Whether the algorithm applies: to filters of 4 x 4 with stride 2, and channels in whole vectors. */
export function usesWinograd(info: ConvolutionInfo): boolean {
  const shape = info.filterHeight === 4 && info.filterWidth === 4 && info.strideHeight === 2 &&
    info.strideWidth === 2 && info.inChannels % 4 === 0 && info.outChannels % 4 === 0;
  // The gradient to the input takes at least two rows of tiles.
  return shape && 2 * tilesOf(info).columns <= maxTiles(info) && passTiles(info) > 0;
}

/** Bytes of scratch for tiles, beside what their maps need for a tile. */
function tileScratch({ inChannels, outChannels }: ConvolutionInfo): number {
  return SCRATCH_LIMIT - 128 * Math.max(inChannels, outChannels);
}

/** Maximum number of tiles of both images that fit the scratch memory. */
function maxTiles(info: ConvolutionInfo): number {
  const { points } = tilesOf(info);
  return Math.floor(tileScratch(info) / (4 * points * (4 * info.inChannels + info.outChannels)));
}

/** Tiles of one pass of the filter's gradient, which packs the small image's. */
function passTiles(info: ConvolutionInfo): number {
  const { points } = tilesOf(info);
  const tileBytes = 4 * points * (filterPhases(info) * info.inChannels + 2 * info.outChannels);
  return Math.min(FILTER_TILES, Math.floor(tileScratch(info) / tileBytes));
}

/** Rows and columns of a tile's outputs, and how many tiles and points there are. */
function tilesOf({ outHeight, outWidth }: ConvolutionInfo) {
  const [height, width] = [outHeight <= 2 ? 2 : 4, outWidth <= 2 ? 2 : 4];
  const [rows, columns] = [Math.ceil(outHeight / height), Math.ceil(outWidth / width)];
  return { height, width, rows, columns, points: (height + 1) * (width + 1) };
}

/** The `geometry` argument of the kernels in `assembly/winograd.ts`. */
function tiledGeometry(info: ConvolutionInfo): number[] {
  const { height, width } = tilesOf(info);
  return [...geometry(info), height, width];
}

/** Number of phases (see `assembly/winograd.ts`) in a chunk of the filter's gradient: one or all. */
function filterPhases(info: ConvolutionInfo): number {
  return info.inChannels >= 64 ? 1 : 4;
}

/**
 * Runs `use` with the points of the filter: as the right matrix for the large image, or transposed
 * for the small one; packed unless a library computes products.
 */
function withFilterPoints(
  backend: SimdBackend,
  info: ConvolutionInfo,
  filter: number,
  transposed: boolean,
  use: (points: number) => void,
): void {
  const { engine } = backend;
  const { points: batch } = tilesOf(info);
  const [rows, columns] = [4 * info.inChannels, info.outChannels];
  const [depth, width] = transposed ? [columns, rows] : [rows, columns];
  engine.heap.lend(4 * batch * rows * columns, (points) => {
    const chunks = Math.min(rows, chunksOf(batch * rows * columns));
    engine.run(Job.WinogradKernel, chunks, [
      ...[chunks, filter, points, 0, 0],
      ...tiledGeometry(info),
    ]);
    if (engine.hasLibrary) return use(points);
    engine.heap.lend(packedBytes(batch, depth, width), (packed) => {
      packRight(backend, points, packed, [batch, depth, width], {
        batch: rows * columns,
        row: transposed ? 1 : columns,
        column: transposed ? columns : 1,
      });
      use(packed);
    });
  });
}

/** The convolution of `x`, to `y`. */
export function winogradForward(
  backend: SimdBackend,
  info: ConvolutionInfo,
  x: number,
  filter: number,
  y: number,
): void {
  const { engine } = backend;
  const { rows, columns } = tilesOf(info);
  withFilterPoints(backend, info, filter, false, (points) => {
    const tiles = info.batchSize * rows * columns;
    const chunks = Math.ceil(tiles / tilesOfChunk(info));
    engine.run(Job.WinogradConv, chunks, [
      ...[chunks, info.batchSize, x, points, y],
      ...tiledGeometry(info),
      Number(engine.hasLibrary),
    ]);
  });
}

/** Number of tiles per chunk. */
function tilesOfChunk(info: ConvolutionInfo): number {
  const tileBytes = 4 * tilesOf(info).points * (4 * info.inChannels + info.outChannels);
  const target = Math.max(MIN_TILES, Math.min(MAX_TILES, Math.floor(SCRATCH_GOAL / tileBytes)));
  return Math.min(target, maxTiles(info));
}

/** The gradient with respect to the input, from `dy` to `dx`. */
export function winogradInput(
  backend: SimdBackend,
  info: ConvolutionInfo,
  dy: number,
  filter: number,
  dx: number,
): void {
  const { engine } = backend;
  const { rows, columns } = tilesOf(info);
  withFilterPoints(backend, info, filter, true, (points) => {
    const targetRows = Math.max(1, Math.floor(tilesOfChunk(info) / columns));
    const isWhole = targetRows >= rows;
    const fitting = Math.floor(maxTiles(info) / (rows * columns));
    const half = Math.ceil(info.batchSize / 2);
    const images = isWhole ? Math.min(Math.round(targetRows / rows), fitting, half) : 1;
    // A band computes the row of tiles above it too.
    const bandRows = isWhole ? rows : Math.max(1, targetRows - 1);
    const chunks = Math.ceil(info.batchSize / images) * Math.ceil(rows / bandRows);
    engine.run(Job.WinogradInput, chunks, [
      ...[chunks, info.batchSize, dy, points, dx],
      ...tiledGeometry(info),
      ...[Number(engine.hasLibrary), images, bandRows],
    ]);
  });
}

/** The gradient with respect to the filter, from `x` and `dy` to `dw`. */
export function winogradFilter(
  backend: SimdBackend,
  info: ConvolutionInfo,
  x: number,
  dy: number,
  dw: number,
): void {
  const { engine } = backend;
  const [channels, outputs] = [info.inChannels, info.outChannels];
  const { rows, columns, points } = tilesOf(info);
  const tiles = info.batchSize * rows * columns;
  const phases = filterPhases(info);
  const goal = phases === 4 ? MAX_GROUPS : 2;
  const groups = Math.max(1, Math.min(goal, info.batchSize, Math.round(tiles / FILTER_TILES)));
  engine.heap.lend(groups * points * 4 * channels * outputs * 4, (partials) => {
    const chunks = groups * (4 / phases);
    engine.run(Job.WinogradFilter, chunks, [
      ...[info.batchSize, groups, x, dy, partials],
      ...tiledGeometry(info),
      ...[Number(engine.hasLibrary), phases, passTiles(info)],
    ]);
    const length = points * groups * 4 * channels * outputs;
    const finishChunks = Math.min(4 * channels, chunksOf(length));
    engine.run(Job.WinogradFilterFinish, finishChunks, [
      ...[finishChunks, groups, partials, dw, 0],
      ...tiledGeometry(info),
    ]);
  });
}
