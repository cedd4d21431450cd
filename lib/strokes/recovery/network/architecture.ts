/**
 * The layers of the cue network and the order of their weights.
 *
 * @module
 */

/** Rows and columns of the images that the network reads. */
export const NETWORK_IMAGE = { height: 192, width: 384 } as const;

/** Pixels of the image per cell of the cues, in each direction. */
export const CELL = 2;

/** Rows and columns of the cues. */
export const CUE_MAP = {
  height: NETWORK_IMAGE.height / CELL,
  width: NETWORK_IMAGE.width / CELL,
} as const;

/** Channels of the feature maps from the finest level, 96 x 192, to the coarsest, 6 x 12. */
export const LEVEL_CHANNELS = [16, 32, 64, 96, 128] as const;

/** The coarsest level. */
export const LAST_LEVEL = LEVEL_CHANNELS.length - 1;

/** Residual convolutions of each level on the way down; the finest one has none. */
export const DOWN_BLOCKS = [0, 2, 3, 3, 6] as const;

/** Residual convolutions of each level on the way up. */
export const UP_BLOCKS = [0, 2, 3, 3, 0] as const;

/** Features of each cell, from which the cues are read. */
export const FEATURES = 24;

/**
 * Cues of each cell: direction x and y, order, start, end and retracing, as `WritingCues` has them;
 * two more fill the vectors of the kernels.
 */
export const CUES = 8;

/**
 * Inputs of the perceptrons that judge an edge, a transition between branches, a branch, and the number
 * of strokes.
 */
export const INPUTS = {
  edge: FEATURES + 24,
  transition: 2 * FEATURES + 29,
  branch: 2 * FEATURES + 21,
  count: FEATURES + 4,
} as const;

/** Numbers of strokes that are told apart: 0, 1, 2 and so on; the last one stands for more, too. */
export const STROKE_COUNTS = 26;

/** Hidden units of each perceptron. */
export const HIDDEN_UNITS = 48;

/** A tensor of the network: its name and the number of its values. */
export interface LayerTensor {
  /** Name, unique in the network. */
  readonly name: string;
  /** Number of values. */
  readonly size: number;
}

/**
 * The tensors of the network in the order in which the file of weights has them.
 *
 * The weights of a convolution are `[outputs / 8, rows, taps, 8]`, where a tap is one input channel
 * of one column; batch normalization is folded into them.
 */
export function layerTensors(): LayerTensor[] {
  const tensors: LayerTensor[] = [];
  const add = (name: string, size: number) => tensors.push({ name, size });
  const convolution = (name: string, inputs: number, outputs: number, side: number) => {
    add(`${name}.weight`, side * side * inputs * outputs);
    add(`${name}.bias`, outputs);
  };
  const channels = (level: number) => LEVEL_CHANNELS[level]!;
  convolution("stem", CELL * CELL, channels(0), 3);
  for (let level = 1; level <= LAST_LEVEL; level++) {
    convolution(`down${level}`, channels(level - 1), channels(level), 2);
    for (let i = 0; i < DOWN_BLOCKS[level]!; i++) {
      convolution(`encoder${level}.${i}`, channels(level), channels(level), 3);
    }
  }
  const { height, width } = levelSize(LAST_LEVEL);
  add("position", height * width * channels(LAST_LEVEL));
  for (let level = LAST_LEVEL; level >= 1; level--) {
    // The two rows of a transposed convolution with stride 2; each makes two adjacent outputs.
    for (const row of [0, 1]) {
      convolution(`up${level}.${row}`, channels(level), 2 * channels(level - 1), 1);
    }
    for (let i = 0; i < UP_BLOCKS[level - 1]!; i++) {
      convolution(`decoder${level - 1}.${i}`, channels(level - 1), channels(level - 1), 3);
    }
  }
  convolution("features", channels(0), FEATURES, 3);
  convolution("cues", FEATURES, CUES, 1);
  const perceptron = (name: string, inputs: number, outputs: number) => {
    add(`${name}.hidden.weight`, inputs * HIDDEN_UNITS);
    add(`${name}.hidden.bias`, HIDDEN_UNITS);
    add(`${name}.output.weight`, HIDDEN_UNITS * outputs);
    add(`${name}.output.bias`, outputs);
  };
  perceptron("edge", INPUTS.edge, 2);
  perceptron("transition", INPUTS.transition, 1);
  perceptron("end", INPUTS.branch, 1);
  perceptron("start", INPUTS.branch, 1);
  perceptron("count", INPUTS.count, STROKE_COUNTS);
  return tensors;
}

/** Rows and columns of the feature maps of a level. */
function levelSize(level: number): { readonly height: number; readonly width: number } {
  return { height: CUE_MAP.height >> level, width: CUE_MAP.width >> level };
}
