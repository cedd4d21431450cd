/**
 * HTML from template literals that escape what they insert.
 *
 * @module
 */

/** Markup. Text becomes markup only through {@linkcode markup}, which escapes it. */
export class Html {
  /** The markup itself. */
  readonly source: string;

  /**
   * Takes text for markup, without escaping it.
   *
   * @param source Markup that is made here, not text from outside.
   */
  constructor(source: string) {
    this.source = source;
  }
}

/** What a template may insert: text is escaped, markup is not, lists are joined. */
export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/**
 * Builds markup. Inserted text is escaped for element content and for attribute values in double
 * quotes; attributes without quotes, comments, scripts and styles must not insert any.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const name = 'Ann "A" <ann@example.org>';
 * assert.equal(markup`<b>${name}</b>`.source, "<b>Ann &quot;A&quot; &lt;ann@example.org&gt;</b>");
 * ```
 */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = strings.map((part, i) => i < values.length ? part + toMarkup(values[i]) : part);
  return new Html(parts.join(""));
}

function toMarkup(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.source;
  if (Array.isArray(value)) return value.map(toMarkup).join("");
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Escapes text for HTML. Characters that HTML does not allow, which a file name may contain, become
 * replacement characters.
 *
 * @param text Any text.
 */
export function escapeHtml(text: string): string {
  return text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * Text that a narrow page breaks after certain characters rather than elsewhere.
 *
 * @param text The text.
 * @param mark The last character of each part.
 */
export function breakable(text: string, mark: string): Html {
  const parts = text.split(mark);
  return markup`${
    parts.map((part, i) =>
      markup`<span class="part">${part}${i < parts.length - 1 ? mark : ""}</span>`
    )
  }`;
}

/**
 * A script element that holds data, for the script of a page.
 *
 * @param id Id of the element.
 * @param data Anything that JSON can express.
 */
export function dataScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data).toWellFormed().replace(/</g, "\\u003c");
  return markup`<script type="application/json" id="${id}">${new Html(json)}</script>`;
}
