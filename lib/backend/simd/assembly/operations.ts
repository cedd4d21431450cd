/**
 * Operation codes that TypeScript passes to WebAssembly, and sizes that both rely on.
 *
 * Both sides compile this file.
 *
 * @module
 */

/** Jobs that are divided into chunks. */
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

/** Functions of two values; those from `Greater` on return a byte, 0 or 1. */
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

/** Reductions of values to one. */
export enum Reduction {
  Sum,
  Max,
  Min,
  SumOfSquares,
}

/** Source types of casts to float32. */
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

/** Rows of a register tile of matrix products; the left matrix is packed in panels of as many. */
export const TILE_ROWS = 4;

/**
 * Columns of a register tile of matrix products; the right matrix is packed in panels of as many.
 * `SamplePoints` has as many examples in a panel.
 */
export const PANEL_COLUMNS = 8;

/** Patches of a pass of a convolution by patches. */
export const PATCHES = 96;

/** Taps of the causal convolutions of `SamplePoints`. */
export const TAPS = 3;

/** Values of the state of the pen of `SamplePoints`. */
export const STATE_VALUES = 7;

/** The constants of a model for `SamplePoints`, in their order in memory. */
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
