/**
 * Errors that a caller may want to catch.
 *
 * @module
 */

/** The bytes are not a model or checkpoint of this package, or not a whole one. */
export class ModelFormatError extends SyntaxError {
  /** Identifies the class across realms. */
  override name = "ModelFormatError";
}

/** The bytes are not an image, or an image of a kind that is not supported. */
export class ImageFormatError extends SyntaxError {
  /** Identifies the class across realms. */
  override name = "ImageFormatError";
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
