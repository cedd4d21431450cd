import assert from "node:assert/strict";
import { Random } from "../../lib/random.ts";
import { breakable, dataScript, escapeHtml, markup } from "../../lib/report/html.ts";

const PIECES = [
  ...["<", ">", "&", '"', "'", "/", "=", "`", "\\", "${", "</script>", "<!--", "]]>", "&lt;"],
  ...[
    "\0",
    "\t",
    "\n",
    "\r",
    "\x1b",
    "\x7f",
    "\x85",
    "\ud800",
    "\udfff",
    "\u202e",
    "😀",
    "é",
    "a",
    " ",
  ],
];

/** Texts such as a file name may be. */
function* texts(count: number): Generator<string> {
  for (let seed = 0; seed < count; seed++) {
    const random = new Random(seed, "text");
    const length = random.integer(0, 12);
    yield Array.from({ length }, () => PIECES[random.integer(0, PIECES.length - 1)]!).join("");
  }
}

/** What an HTML parser makes of escaped text: the five entities are all that it uses. */
function unescape(html: string): string {
  return html.replace(
    /&(?:lt|gt|amp|quot|#39);/g,
    (entity) => ({ "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'" })[entity]!,
  );
}

/** Text without what HTML does not allow. */
function allowed(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.toWellFormed().replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd");
}

Deno.test("escapeHtml() gives text that a parser reads back, and that opens no markup", () => {
  for (const text of texts(3000)) {
    const escaped = escapeHtml(text);
    assert.doesNotMatch(escaped, /[<>"']/);
    assert.doesNotMatch(escaped, /&(?!(?:lt|gt|amp|quot|#39);)/);
    assert.equal(unescape(escaped), allowed(text));
    assert.ok(escaped.isWellFormed());
  }
});

Deno.test("markup`` escapes text wherever it is inserted, and markup not", () => {
  for (const text of texts(500)) {
    const inner = markup`<b title="${text}">${text}</b>`;
    assert.equal(inner.source, `<b title="${escapeHtml(text)}">${escapeHtml(text)}</b>`);
    assert.equal(
      markup`<p>${[inner, text, 1, undefined]}</p>`.source,
      `<p>${inner.source}${escapeHtml(text)}1</p>`,
    );
  }
});

Deno.test("breakable() keeps the text", () => {
  for (const text of texts(500)) {
    const { source } = breakable(text, "/");
    assert.equal(unescape(source.replace(/<\/?span[^>]*>/g, "")), allowed(text));
  }
});

Deno.test("dataScript() gives back any text, and cannot end its element", () => {
  for (const text of texts(2000)) {
    const { source } = dataScript("data", { text });
    const [, json] = /^<script type="application\/json" id="data">(.*)<\/script>$/s.exec(source)!;
    assert.doesNotMatch(json!, /</);
    assert.equal(JSON.parse(json!).text.toWellFormed(), text.toWellFormed());
  }
});
