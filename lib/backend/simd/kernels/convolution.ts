/**
 * Two-dimensional convolution and its two gradients; the transposed convolution is one of them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Job } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf, SCRATCH_BYTES } from "../engine.ts";
import { activate, addBias } from "./activation.ts";
import { type Attributes, type Kernel, type Kernels, sizeOf } from "./kernel.ts";
import { packedBytes, packRight } from "./matmul.ts";

type Info = tf.backend_util.Conv2DInfo;

/** Maximum size of intermediate tiles in the scratch memory of a thread, in bytes. */
const SCRATCH_LIMIT = SCRATCH_BYTES - (1 << 18);
/** Target size of the tiles in use, which fits the L2 cache, in bytes. */
const SCRATCH_GOAL = 1 << 20;
/** Patches per pass of a general convolution, as in `assembly/convolution.ts`. */
const PATCHES = 96;
/** Minimum number of tiles per product; fewer would read the points of the filter too often. */
const MIN_TILES = 32;
const MAX_TILES = 96;
/** Tiles per pass of the gradient of the filter. */
const FILTER_TILES = 64;
/** Maximum number of groups of images, each with a partial sum of the filter's gradient. */
const MAX_GROUPS = 8;

/** The `geometry` argument of the kernels in `assembly/`. */
function geometry(info: Info): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth, info.outChannels],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left],
  ];
}

/** The sizes of a convolution; undefined if these kernels do not support it. */
function convolutionOf(
  xShape: number[],
  filterShape: number[],
  attributes: Attributes,
): Info | undefined {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes as {
    strides: number | [number, number];
    pad: "same" | "valid" | number | tf.backend_util.ExplicitPadding;
    dataFormat?: "NHWC" | "NCHW";
    dilations?: number | [number, number];
    dimRoundingMode?: "floor" | "round" | "ceil";
  };
  if (dataFormat !== undefined && dataFormat !== "NHWC") return undefined;
  const info = tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  );
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  const maxBytes = 4 * PATCHES * (patch + info.outChannels + 8);
  const dilated = info.dilationHeight !== 1 || info.dilationWidth !== 1;
  return dilated || maxBytes > SCRATCH_LIMIT ? undefined : info;
}

/** Whether the fast algorithm for 4x4 kernels with stride 2 applies. */
function isFast(info: Info): boolean {
  const shape = info.filterHeight === 4 && info.filterWidth === 4 && info.strideHeight === 2 &&
    info.strideWidth === 2 && info.inChannels % 4 === 0 && info.outChannels % 4 === 0;
  // The gradient to the input takes at least two rows of tiles.
  return shape && 2 * tilesOf(info).columns <= maxTiles(info) && passTiles(info) > 0;
}

/** Bytes of scratch for tiles, beside what their maps need for a tile. */
function tileScratch({ inChannels, outChannels }: Info): number {
  return SCRATCH_LIMIT - 128 * Math.max(inChannels, outChannels);
}

/** Maximum number of tiles of both images that fit the scratch memory. */
function maxTiles(info: Info): number {
  const { points } = tilesOf(info);
  return Math.floor(tileScratch(info) / (4 * points * (4 * info.inChannels + info.outChannels)));
}

/** Tiles of one pass of the filter's gradient, which packs the small image's. */
function passTiles(info: Info): number {
  const { points } = tilesOf(info);
  const tileBytes = 4 * points * (filterPhases(info) * info.inChannels + 2 * info.outChannels);
  return Math.min(FILTER_TILES, Math.floor(tileScratch(info) / tileBytes));
}

/** Rows and columns of a tile's outputs, and how many tiles and points there are. */
function tilesOf({ outHeight, outWidth }: Info) {
  const [height, width] = [outHeight <= 2 ? 2 : 4, outWidth <= 2 ? 2 : 4];
  const [rows, columns] = [Math.ceil(outHeight / height), Math.ceil(outWidth / width)];
  return { height, width, rows, columns, points: (height + 1) * (width + 1) };
}

/** The `geometry` argument of the kernels in `assembly/winograd.ts`. */
function tiledGeometry(info: Info): number[] {
  const { height, width } = tilesOf(info);
  return [...geometry(info), height, width];
}

function filterPhases(info: Info): number {
  return info.inChannels >= 64 ? 1 : 4;
}

function isEmpty(info: Info): boolean {
  return sizeOf(info.outShape) === 0 || sizeOf(info.inShape) === 0;
}

/**
 * Runs `use` with the points of the filter: as the right matrix for the large image, or transposed
 * for the small one; packed unless a library computes products.
 */
function withFilterPoints(
  backend: SimdBackend,
  info: Info,
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

function fastForward(
  backend: SimdBackend,
  info: Info,
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
function tilesOfChunk(info: Info): number {
  const tileBytes = 4 * tilesOf(info).points * (4 * info.inChannels + info.outChannels);
  const target = Math.max(MIN_TILES, Math.min(MAX_TILES, Math.floor(SCRATCH_GOAL / tileBytes)));
  return Math.min(target, maxTiles(info));
}

function fastInput(
  backend: SimdBackend,
  info: Info,
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

function fastFilter(
  backend: SimdBackend,
  info: Info,
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

function generalForward(
  backend: SimdBackend,
  info: Info,
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

function generalInput(
  backend: SimdBackend,
  info: Info,
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

function generalFilter(
  backend: SimdBackend,
  info: Info,
  x: number,
  dy: number,
  dw: number,
): void {
  const { engine } = backend;
  const length = info.filterHeight * info.filterWidth * info.inChannels * info.outChannels;
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const groups = Math.max(1, Math.min(2 * MAX_GROUPS, Math.floor(pixels / PATCHES)));
  engine.heap.lend(4 * groups * length, (partials) => {
    engine.run(Job.ConvFilter, groups, [
      ...[groups, info.batchSize, x, dy, partials],
      ...geometry(info),
    ]);
    const chunks = chunksOf(groups * length);
    engine.run(Job.SumPartials, chunks, [length, chunks, groups, partials, dw]);
  });
}

/** Convolves a float32 tensor; undefined if these kernels do not support it. */
function convolve(
  backend: SimdBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  attributes: Attributes,
): tf.TensorInfo | undefined {
  if (!backend.isFloat(x) || !backend.isFloat(filter)) return undefined;
  const info = convolutionOf(x.shape, filter.shape, attributes);
  if (info === undefined || isEmpty(info)) return undefined;
  const y = backend.allocate(info.outShape);
  const run = isFast(info) ? fastForward : generalForward;
  run(backend, info, backend.address(x), backend.address(filter), backend.address(y));
  return y;
}

const conv2D: Kernel = (backend, { x, filter }, attributes) =>
  convolve(backend, x!, filter!, attributes);

const fusedConv2D: Kernel = (backend, inputs, attributes) => {
  const { x, filter, bias, preluActivationWeights } = inputs;
  if (preluActivationWeights !== undefined) return undefined;
  const y = convolve(backend, x!, filter!, attributes);
  if (y === undefined) return undefined;
  if (addBias(backend, y, bias) && activate(backend, y, attributes)) return y;
  backend.disposeIntermediateTensorInfo(y);
  return undefined;
};

const conv2DBackpropInput: Kernel = (backend, { dy, filter }, attributes) => {
  if (!backend.isFloat(dy!) || !backend.isFloat(filter!)) return undefined;
  const info = convolutionOf(attributes.inputShape as number[], filter!.shape, attributes);
  if (info === undefined || isEmpty(info)) return undefined;
  const dx = backend.allocate(info.inShape);
  const run = isFast(info) ? fastInput : generalInput;
  run(backend, info, backend.address(dy!), backend.address(filter!), backend.address(dx));
  return dx;
};

const conv2DBackpropFilter: Kernel = (backend, { x, dy }, attributes) => {
  if (!backend.isFloat(x!) || !backend.isFloat(dy!)) return undefined;
  const info = convolutionOf(x!.shape, attributes.filterShape as number[], attributes);
  if (info === undefined || isEmpty(info)) return undefined;
  const dw = backend.allocate(info.filterShape);
  const run = isFast(info) ? fastFilter : generalFilter;
  run(backend, info, backend.address(x!), backend.address(dy!), backend.address(dw));
  return dw;
};

/** Convolutions. */
export const CONVOLUTION_KERNELS: Kernels = {
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
};
