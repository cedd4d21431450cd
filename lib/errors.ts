/**
 * Errors that a caller may want to catch.
 *
 * @module
 */

/** The bytes are not a model or checkpoint of this package, or not a whole one. */
export class ModelFormatError extends SyntaxError {
  /** Identifies the class across realms. */
  override name = "ModelFormatError";
  /** What could not be read, such as "safetensors" or the name of a file. */
  readonly subject: string;
  /** What is wrong with it: a clause such as "its config is not JSON". */
  readonly reason: string;

  /**
   * Creates the error; its message joins the two.
   *
   * @param subject What could not be read.
   * @param reason What is wrong with it.
   * @param options The cause.
   */
  constructor(subject: string, reason: string, options: ErrorOptions = {}) {
    super(`Cannot read ${subject}: ${reason}`, options);
    this.subject = subject;
    this.reason = reason;
  }
}

/** Options of an {@linkcode ImageFormatError}. */
export interface ImageFormatErrorOptions extends ErrorOptions {
  /** What the bytes are instead of an image, a clause such as "it is a PDF document". */
  readonly found?: string;
}

/** The bytes are not an image, or an image of a kind that is not supported. */
export class ImageFormatError extends SyntaxError {
  /** Identifies the class across realms. */
  override name = "ImageFormatError";
  /**
   * What the bytes are instead, and which formats are supported: a clause such as "it is a PDF
   * document". `undefined` if they are of a supported format but damaged.
   */
  readonly found: string | undefined;

  /**
   * Creates the error.
   *
   * @param message What could not be read, and why.
   * @param options The cause, and what the bytes are instead of an image.
   */
  constructor(message: string, options: ImageFormatErrorOptions = {}) {
    super(message, options);
    this.found = options.found;
  }
}

/** The requested backend, or a library that it needs, cannot run on this machine. */
export class BackendUnavailableError extends Error {
  /** Identifies the class across realms. */
  override name = "BackendUnavailableError";
}

/** The loss or the gradient became infinite or not a number. */
export class NonFiniteLossError extends Error {
  /** Identifies the class across realms. */
  override name = "NonFiniteLossError";
}

/** A folder is not empty, or holds a file that would be overwritten. */
export class FolderOccupiedError extends Error {
  /** Identifies the class across realms. */
  override name = "FolderOccupiedError";
}

/** The folder is not that of a training run, or the run cannot be continued. */
export class RunFormatError extends Error {
  /** Identifies the class across realms. */
  override name = "RunFormatError";
}
