/**
 * Tables in Markdown.
 *
 * @module
 */

const RULES: Readonly<Record<string, string>> = { l: "---", r: "---:" };

/**
 * The lines of a table.
 *
 * @param alignment A letter per column, as in LaTeX: `l` for text on the left, `r` for figures on the
 * right.
 * @param header The headings.
 * @param rows The cells, in Markdown.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(markdownTable("lr", ["set", "KID"], [["a", "12"]]), [
 *   "| set | KID |",
 *   "| --- | ---: |",
 *   "| a | 12 |",
 * ]);
 * ```
 */
export function markdownTable(
  alignment: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const rule = [...alignment].map((letter) => RULES[letter]!);
  return [header, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
