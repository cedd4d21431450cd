/**
 * Finds writers by a regular expression of the user.
 *
 * @module
 */

/**
 * Parses a pattern that matches the writer in the path of a file.
 *
 * @param pattern A regular expression, or the text of one: its group `writer`, or else its first
 * one, is the writer.
 * @returns The expression.
 * @throws {SyntaxError} If it is not a regular expression or has no group.
 */
export function parseWriterPattern(pattern: string | RegExp): RegExp {
  const text = typeof pattern === "string" ? pattern : pattern.source;
  const fail = (reason: string) =>
    new SyntaxError(
      `Cannot find writers by the pattern "${text}": ${reason}, expected a regular expression with a ` +
        "group around the writer, such as ^([^/]+)/",
    );
  let expression: RegExp;
  try {
    // Without the flags g and y, which make matches depend on earlier ones.
    expression = typeof pattern === "string"
      ? new RegExp(pattern, "u")
      : new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  } catch (error) {
    throw fail(error instanceof Error ? error.message.replace(/^.*\/u?: /, "") : String(error));
  }
  if (new RegExp(`${expression.source}|`, expression.flags).exec("")!.length < 2) {
    throw fail("it has no group");
  }
  return expression;
}

/**
 * Finds the writer in the path of each file.
 *
 * @param paths Paths below the folder, with `/` between the parts.
 * @param pattern What {@linkcode parseWriterPattern} gave.
 * @returns The writer of each path; `undefined` if the pattern does not match or its group is
 * empty.
 * @throws {RangeError} If it matches no path.
 */
export function matchWriters(paths: readonly string[], pattern: RegExp): (string | undefined)[] {
  const writers = paths.map((path) => {
    const match = pattern.exec(path.normalize("NFC"));
    return match?.groups?.writer || match?.[1] || undefined;
  });
  if (paths.length > 0 && writers.every((writer) => writer === undefined)) {
    throw new RangeError(
      `Cannot find writers by the pattern "${pattern.source}": it matches none of ${paths.length} ` +
        `paths such as "${paths[0]}"`,
    );
  }
  return writers;
}
