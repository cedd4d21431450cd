/**
 * Two-dimensional convolution and its two gradients; the transposed convolution is one of them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { SimdBackend } from "../backend.ts";
import { activate, addBias } from "./activation.ts";
import type { ConvolutionInfo } from "./convolution_geometry.ts";
import { type Attributes, type Kernel, type Kernels, sizeOf } from "./kernel.ts";
import { fitsPatches, patchesFilter, patchesForward, patchesInput } from "./patch_convolution.ts";
import { usesWinograd, winogradFilter, winogradForward, winogradInput } from "./winograd.ts";

/** The sizes of a convolution; undefined if these kernels do not support it. */
function convolutionOf(
  xShape: number[],
  filterShape: number[],
  attributes: Attributes,
): ConvolutionInfo | undefined {
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
  const isDilated = info.dilationHeight !== 1 || info.dilationWidth !== 1;
  return isDilated || !fitsPatches(info) ? undefined : info;
}

function isEmpty(info: ConvolutionInfo): boolean {
  return sizeOf(info.outShape) === 0 || sizeOf(info.inShape) === 0;
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
  const run = usesWinograd(info) ? winogradForward : patchesForward;
  run(backend, info, ...backend.addresses(x, filter, y));
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
  const run = usesWinograd(info) ? winogradInput : patchesInput;
  run(backend, info, ...backend.addresses(dy!, filter!, dx));
  return dx;
};

const conv2DBackpropFilter: Kernel = (backend, { x, dy }, attributes) => {
  if (!backend.isFloat(x!) || !backend.isFloat(dy!)) return undefined;
  const info = convolutionOf(x!.shape, attributes.filterShape as number[], attributes);
  if (info === undefined || isEmpty(info)) return undefined;
  const dw = backend.allocate(info.filterShape);
  const run = usesWinograd(info) ? winogradFilter : patchesFilter;
  run(backend, info, ...backend.addresses(x!, dy!, dw));
  return dw;
};

/** Convolutions. */
export const CONVOLUTION_KERNELS: Kernels = {
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropInput: conv2DBackpropInput,
  Conv2DBackpropFilter: conv2DBackpropFilter,
};
