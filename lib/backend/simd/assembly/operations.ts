/**
 * The numbers by which the TypeScript side names what the WebAssembly side shall do.
 *
 * This file is compiled by both.
 *
 * @module
 */

/** The kinds of work that are divided into chunks. */
export enum Job {
  Unary,
  Binary,
  Cast,
  Select,
  Logic,
  Reduce,
  ReduceFinish,
  Copy,
  Adam,
  SumPartials,
  PackRight,
  MatMul,
  LibraryProduct,
  Conv,
  ConvInput,
  ConvFilter,
  WinogradKernel,
  WinogradConv,
  WinogradInput,
  WinogradFilter,
  WinogradFilterFinish,
  LayerNorm,
  LayerNormGrad,
  ResidualSilu,
  CausalWeights,
  CausalWeightsGrad,
  CausalInput,
  CausalInputGrad,
  CausalOutput,
  CausalOutputGrad,
  PointLikelihood,
  PackWeights,
  SamplePoints,
}

/** Functions of one value. */
export enum Unary {
  Neg,
  Abs,
  Square,
  Sqrt,
  Rsqrt,
  Reciprocal,
  Exp,
  Expm1,
  Log,
  Log1p,
  Sigmoid,
  Silu,
  SiluSlope,
  Softplus,
  Tanh,
  Relu,
  Relu6,
  LeakyRelu,
  Elu,
  Step,
  Sign,
  Floor,
  Ceil,
  Round,
  Clip,
}

/** Functions of two values; those from `Greater` on answer with a byte, 0 or 1. */
export enum Binary {
  Add,
  Sub,
  Mul,
  Div,
  Maximum,
  Minimum,
  SquaredDifference,
  AddRelu,
  EluGrad,
  ReluGrad,
  SiluGrad,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Equal,
  NotEqual,
}

/** How values are reduced to one. */
export enum Reduction {
  Sum,
  Max,
  Min,
  SumOfSquares,
}

/** What a cast starts from; it ends in float32. */
export enum CastFrom {
  Int32,
  Bool,
}

/** Functions of bytes that are 0 or 1. */
export enum Logic {
  And,
  Or,
  Not,
}

/** Taps of the causal convolutions of `SamplePoints`. */
export const TAPS = 3;

/** The constants of `SamplePoints` that a model chooses, in their order in memory. */
export enum SamplingConstant {
  StartX,
  StartY,
  StartLogWidth,
  PenDownUnit,
  PenUpUnit,
  LogWidthMean,
  LogWidthDeviation,
  CentreX,
  CentreY,
  UnitX,
  UnitY,
  NormEpsilon,
  MeanUnit,
  MinLogDeviation,
  MaxLogDeviation,
  MaxCorrelation,
  MinLogWidth,
  MaxLogWidth,
  MinP,
  Count,
}
