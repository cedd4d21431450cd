/**
 * The settings that define a model.
 *
 * @module
 */

/** The reconstruction term of pixels: binary cross-entropy, or squared error of a normal likelihood. */
export type ReconstructionLoss = "bce" | "mse";

/** All reconstruction losses; the compiler asks for each. */
export const RECONSTRUCTION_LOSSES: readonly ReconstructionLoss[] = Object.keys(
  { bce: true, mse: true } satisfies Record<ReconstructionLoss, true>,
) as ReconstructionLoss[];

/** The settings that every model has. */
export interface SharedConfig {
  /** Rows of the images. */
  readonly height: number;
  /** Columns of the images. */
  readonly width: number;
  /** Dimensions of z. */
  readonly latentDim: number;
}

/** The settings of the pixel model, a convolutional VAE over images. */
export interface PixelVAEConfig extends SharedConfig {
  /** The model type. */
  readonly model: "pixel";
  /** Channels of the first convolution; each further one doubles them. */
  readonly channels: number;
  /** The reconstruction term. */
  readonly loss: ReconstructionLoss;
  /** Standard deviation of a pixel around its expected ink, for `mse`. */
  readonly observationStd: number;
}

/** The settings of the pen model, a VAE over trajectories of the pen. */
export interface PenVAEConfig extends SharedConfig {
  /** The model type. */
  readonly model: "pen";
  /** Points of a trajectory. */
  readonly points: number;
  /** Width of the encoder's hidden layers. */
  readonly hidden: number;
  /** Width of the decoder's hidden layers. */
  readonly channels: number;
  /** Residual blocks of the decoder. */
  readonly blocks: number;
  /** Normal distributions in the mixture of each point's offset. */
  readonly components: number;
}

/** The settings that define a model, discriminated by `model`; model files contain them. */
export type VAEConfig = PixelVAEConfig | PenVAEConfig;

/** A model type. */
export type ModelType = VAEConfig["model"];

/** Defaults of the pixel model. */
export const DEFAULT_PIXEL_CONFIG: PixelVAEConfig = {
  model: "pixel",
  height: 64, // gives strokes 1.5 to 2.5 pixels wide
  width: 128, // signatures are about twice as wide as high
  latentDim: 64, // with fewer, small loops are lost; more stay unused at this size
  channels: 16, // 16, 32, 64, 128
  loss: "bce", // pixels are nearly binary
  observationStd: 0.25, // balances squared error and KL about as cross-entropy does
};

/** Defaults of the pen model. */
export const DEFAULT_PEN_CONFIG: PenVAEConfig = {
  model: "pen",
  height: 64, // of rendered images only: strokes have no resolution
  width: 128,
  latentDim: 48, // with one nat of free bits each: enough for gesture, layout and style
  points: 128, // reproduce the image of a signature to a mean squared error of 0.001
  hidden: 384, // more is no better
  channels: 192, // 2 million weights; 128 is better after ten minutes of training, worse after an hour
  blocks: 4, // the pretrained weights have more, which pays off after an hour of training
  components: 8, // Ha & Eck 2018 use 20
};

/** Number of convolutions of the pixel model's encoder, each of which halves the image. */
export const PIXEL_LEVELS = 4;

/** Sizes of images are multiples of this, so that every convolution can halve them. */
const SIZE_STEP = 2 ** PIXEL_LEVELS;

/** Numbers of mixture components are multiples of this, the width of a vector in kernels. */
const COMPONENTS_STEP = 4;

/** Minimum and maximum of whole numbers. */
type Limits = Readonly<Record<string, readonly [number, number]>>;

const SHARED_LIMITS: Limits = {
  height: [SIZE_STEP, 1024],
  width: [SIZE_STEP, 2048],
  latentDim: [1, 4096],
};
const PIXEL_LIMITS: Limits = { ...SHARED_LIMITS, channels: [1, 512] };
const PEN_LIMITS: Limits = {
  ...SHARED_LIMITS,
  points: [4, 1024],
  hidden: [1, 4096],
  channels: [1, 1024],
  blocks: [1, 32],
  components: [COMPONENTS_STEP, 64],
};

/** Values of settings that older model files lack. Unlike the defaults, they never change. */
const LEGACY_PEN_SETTINGS = { blocks: 4, components: 8 };

/** Range of `observationStd`: beyond it, squared errors lose precision in float32. */
const STD_RANGE = [0.001, 10] as const;

/** Formats a value of any type, which a file may contain in place of a number, for an error message. */
function format(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "a table";
  }
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}

/**
 * Checks settings that come from a caller or a file.
 *
 * @param config The settings to check.
 * @returns The same settings, without unknown ones.
 * @throws {RangeError} If a setting is missing or out of range, a size of the pixel model is not a
 * multiple of 16, or the number of components of the pen model is not a multiple of 4.
 * @throws {TypeError} If `config` is not an object.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(checkConfig(DEFAULT_PEN_CONFIG), DEFAULT_PEN_CONFIG);
 * assert.throws(() => checkConfig({ ...DEFAULT_PEN_CONFIG, points: 1 }), RangeError);
 * ```
 */
export function checkConfig(config: PixelVAEConfig): PixelVAEConfig;
/** Checks the settings of a pen model. */
export function checkConfig(config: PenVAEConfig): PenVAEConfig;
/** Checks the settings of any model type. */
export function checkConfig(config: unknown): VAEConfig;
export function checkConfig(config: unknown): VAEConfig {
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new TypeError(`Cannot build a model: its config is ${format(config)}, expected a table`);
  }
  const fields = config as Record<string, unknown>;
  return CHECKS[checkName("model", fields.model, MODEL_TYPES)](fields);
}

type Check = (fields: Record<string, unknown>) => VAEConfig;

const CHECKS: Readonly<Record<ModelType, Check>> = {
  pen: checkPenConfig,
  pixel: checkPixelConfig,
};

/** All model types. */
export const MODEL_TYPES: readonly ModelType[] = Object.keys(CHECKS) as ModelType[];

function checkPixelConfig(fields: Record<string, unknown>): PixelVAEConfig {
  checkWholeNumbers(fields, PIXEL_LIMITS);
  const { height, width, latentDim, channels, observationStd } =
    fields as unknown as PixelVAEConfig;
  checkMultiples({ height, width }, SIZE_STEP);
  const loss = checkName("loss", fields.loss, RECONSTRUCTION_LOSSES);
  const [low, high] = STD_RANGE;
  if (typeof observationStd !== "number" || !(observationStd >= low && observationStd <= high)) {
    throw refusal("observationStd", observationStd, `a number from ${low} to ${high}`);
  }
  return { model: "pixel", height, width, latentDim, channels, loss, observationStd };
}

function checkPenConfig(fields: Record<string, unknown>): PenVAEConfig {
  const complete = { ...LEGACY_PEN_SETTINGS, ...fields };
  checkWholeNumbers(complete, PEN_LIMITS);
  const { height, width, latentDim, points, hidden, channels, blocks, components } =
    complete as unknown as PenVAEConfig;
  checkMultiples({ components }, COMPONENTS_STEP);
  return { model: "pen", height, width, latentDim, points, hidden, channels, blocks, components };
}

function checkName<Name extends string>(
  field: string,
  value: unknown,
  names: readonly Name[],
): Name {
  const name = names.find((name) => name === value);
  if (name !== undefined) return name;
  throw refusal(field, value, names.map((name) => JSON.stringify(name)).join(" or "));
}

function checkWholeNumbers(fields: Record<string, unknown>, limits: Limits): void {
  for (const [name, [low, high]] of Object.entries(limits)) {
    const value = fields[name];
    if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
      throw refusal(name, value, `a whole number from ${low} to ${high}`);
    }
  }
}

function checkMultiples(values: Readonly<Record<string, number>>, step: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (value % step !== 0) throw refusal(name, value, `a multiple of ${step}`);
  }
}

function refusal(name: string, value: unknown, expected: string): RangeError {
  return new RangeError(
    `Cannot build a model: ${name} is ${format(value)}, expected ${expected}`,
  );
}
