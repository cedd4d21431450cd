/**
 * The settings that define a model.
 *
 * @module
 */

/** The reconstruction term: binary cross-entropy, or squared error of a normal likelihood. */
export type ReconstructionLoss = "bce" | "mse";

/** The settings that define a model; a saved model carries them. */
export interface VAEConfig {
  /** The kind of encoder, decoder and likelihood. */
  readonly model: "pixel";
  /** Pixels per column, a multiple of 16. */
  readonly height: number;
  /** Pixels per row, a multiple of 16. */
  readonly width: number;
  /** Dimensions of z. */
  readonly latentDim: number;
  /** Channels of the first convolution; each of the three that follow has twice as many. */
  readonly channels: number;
  /** The reconstruction term. */
  readonly loss: ReconstructionLoss;
  /** Standard deviation of a pixel around its expected ink, for `mse`. */
  readonly observationStd: number;
}

/** The model that is built when nothing else is asked for. */
export const DEFAULT_VAE_CONFIG: VAEConfig = {
  model: "pixel",
  height: 64, // a signature's strokes are then 1.5 to 2.5 pixels wide
  width: 128, // signatures are about twice as wide as high
  latentDim: 64, // fewer lose the small loops, more stay unused at this size
  channels: 16, // 16, 32, 64, 128
  loss: "bce", // pixels are nearly binary
  observationStd: 0.25, // weighs squared error against KL about as cross-entropy does
};

/** How far a side of the image may be halved: once by each of the four convolutions. */
export const SIZE_STEP = 16;

const LIMITS = {
  height: [SIZE_STEP, 1024],
  width: [SIZE_STEP, 2048],
  latentDim: [1, 4096],
  channels: [1, 512],
} as const;

/** Beyond these, squares in float32 lose their meaning. */
const STD_RANGE = [0.001, 10] as const;

/** A value for an error message; files may hold anything of any size in place of a number. */
function show(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "a table";
  }
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}

/**
 * Checks settings that come from a caller or a file.
 *
 * @param config The settings to check.
 * @returns The same settings, with nothing added.
 * @throws {RangeError} If a setting is missing or not one of those allowed, or a size is not a multiple of 16.
 * @throws {TypeError} If `config` is not an object.
 */
export function checkConfig(config: unknown): VAEConfig {
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new TypeError(`Cannot build a model: its config is ${show(config)}, a table was wanted`);
  }
  const fields = config as Record<string, unknown>;
  if (fields.model !== "pixel") {
    throw new RangeError(
      `Cannot build a model: model is ${show(fields.model)}, "pixel" was wanted`,
    );
  }
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    const value = fields[name];
    if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
      throw new RangeError(
        `Cannot build a model: ${name} is ${
          show(value)
        }, a whole number from ${low} to ${high} was wanted`,
      );
    }
  }
  const { height, width, latentDim, channels, loss, observationStd } =
    fields as unknown as VAEConfig;
  for (const [name, value] of [["height", height], ["width", width]] as const) {
    if (value % SIZE_STEP !== 0) {
      throw new RangeError(
        `Cannot build a model: ${name} is ${value}, a multiple of ${SIZE_STEP} was wanted`,
      );
    }
  }
  if (loss !== "bce" && loss !== "mse") {
    throw new RangeError(
      `Cannot build a model: loss is ${show(loss)}, "bce" or "mse" was wanted`,
    );
  }
  const [lowStd, highStd] = STD_RANGE;
  if (
    typeof observationStd !== "number" || !(observationStd >= lowStd && observationStd <= highStd)
  ) {
    throw new RangeError(
      `Cannot build a model: observationStd is ${
        show(observationStd)
      }, a number from ${lowStd} to ${highStd} was wanted`,
    );
  }
  return { model: "pixel", height, width, latentDim, channels, loss, observationStd };
}
