/**
 * The style of a given signature as a short text for links.
 *
 * @module
 */

/** Steps of a quantized value per standard deviation; values reach from -4.5 to 4.5. */
const STEPS = 28;

const MAX_STEP = 127;

/**
 * Encodes the noise of the prior that stands for a style, one byte for each dimension. The rounding
 * error is at most 1/56 of a standard deviation.
 *
 * @param epsilon Noise of the prior, `[latentDim]`.
 * @returns Text in base64url.
 */
export function encodeStyle(epsilon: Float32Array): string {
  const steps = Int8Array.from(epsilon, (value) => {
    return Math.max(-MAX_STEP, Math.min(MAX_STEP, Math.round(STEPS * value)));
  });
  const text = String.fromCharCode(...new Uint8Array(steps.buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Decodes a text of {@linkcode encodeStyle}.
 *
 * @param text The text.
 * @param latentDim Length of a latent vector.
 * @returns Noise of the prior, `[latentDim]`.
 * @throws {SyntaxError} If it is not such a text for this number of dimensions.
 */
export function decodeStyle(text: string, latentDim: number): Float32Array {
  let bytes: string;
  try {
    bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch (error) {
    throw new SyntaxError("Cannot read the style of the link: it is damaged", { cause: error });
  }
  if (bytes.length !== latentDim) {
    throw new SyntaxError(
      `Cannot read the style of the link: it has ${bytes.length} values, expected ${latentDim}; ` +
        "it belongs to another model or is cut off",
    );
  }
  const steps = Int8Array.from(bytes, (character) => character.charCodeAt(0));
  return Float32Array.from(steps, (step) => step / STEPS);
}
