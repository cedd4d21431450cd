/**
 * The error of weights that do not fit a model.
 *
 * @module
 */

/** Saved weights are missing, damaged or not those of the model. */
export class WeightsError extends RangeError {
  /** What is wrong; completes a sentence that names the file. */
  readonly reason: string;

  /**
   * Creates the error.
   *
   * @param reason What is wrong.
   */
  constructor(reason: string) {
    super(`Cannot load weights: ${reason}`);
    this.name = "WeightsError";
    this.reason = reason;
  }
}
