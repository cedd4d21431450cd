/**
 * What the operating system says when a file cannot be written or read.
 *
 * @module
 */

/** Reasons that a user can act on, by the code of the error. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is exceeded",
  EFBIG: "the file is too large for its disk",
  EROFS: "read-only file system",
  EMFILE: "too many files are open",
};

/**
 * Why a file operation failed, as a clause, without the number and the call that Deno adds.
 *
 * @param error The error.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const error = new Error("Disk quota exceeded (os error 122): writefile 'a.png'");
 * assert.equal(systemReason(error), "disk quota exceeded");
 * ```
 */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  const known = typeof code === "string" ? REASONS[code] : undefined;
  if (known !== undefined) return known;
  const match = /^(.*?) \(os error \d+\)/s.exec(error.message);
  return match === null ? error.message : match[1]!.toLowerCase();
}
