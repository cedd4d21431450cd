/**
 * Reads file names by the schemes of public signature collections.
 *
 * @module
 */
import { FILE_SCHEMES, type SchemeMatch } from "./file_schemes.ts";
import type { SchemeContext, SchemeFile } from "./scheme_context.ts";

/**
 * Reads a file name by the schemes of public collections.
 *
 * @param file The file.
 * @param context Properties of all files.
 * @returns The parsed name; `undefined` if no scheme matches.
 */
export function matchScheme(
  { stem, kind }: SchemeFile,
  context: SchemeContext,
): SchemeMatch | undefined {
  const isForgedFolder = kind === "forged" || kind === "questioned";
  for (const { pattern, read } of FILE_SCHEMES) {
    const groups = pattern.exec(stem)?.groups;
    const match = groups && read(groups, isForgedFolder, context);
    if (match) return match;
  }
  return undefined;
}
