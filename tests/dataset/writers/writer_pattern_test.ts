import assert from "node:assert/strict";
import { matchWriters, parseWriterPattern } from "../../../lib/dataset/writers/writer_pattern.ts";

const PATHS = ["a/x/ann-1.png", "b/x/bob-1.png", "b/x/Jo\u0065\u0308l-2.png"];

Deno.test("matchWriters() takes the group named writer, or else the first one", () => {
  const first = matchWriters(PATHS, parseWriterPattern("^[ab]/x/(\\p{L}+)-"));
  assert.deepEqual(first, ["ann", "bob", "Jo\u00ebl"]);
  const named = matchWriters(PATHS, parseWriterPattern("^([ab])/x/(?<writer>[^-]+)"));
  assert.deepEqual(named, ["ann", "bob", "Jo\u00ebl"]);
});

Deno.test("matchWriters() gives the same for each path whatever the flags of the expression", () => {
  assert.deepEqual(matchWriters(["ann", "ann"], parseWriterPattern(/^(a)/gy)), ["a", "a"]);
  assert.deepEqual(matchWriters(["Ann"], parseWriterPattern(/^(a)/i)), ["A"]);
});

Deno.test("matchWriters() gives no writer where the pattern does not match, and fails where it never does", () => {
  assert.deepEqual(matchWriters(PATHS, parseWriterPattern("^a/x/(.)")), [
    "a",
    undefined,
    undefined,
  ]);
  assert.throws(() => matchWriters(PATHS, parseWriterPattern("^q(.)")), {
    name: "RangeError",
    message:
      'Cannot find writers by the pattern "^q(.)": it matches none of 3 paths such as "a/x/ann-1.png"',
  });
});

Deno.test("parseWriterPattern() explains what is wrong with a pattern", () => {
  assert.throws(() => parseWriterPattern("^(a"), {
    name: "SyntaxError",
    message:
      /^Cannot find writers by the pattern "\^\(a": Unterminated group, expected a regular expression/,
  });
  assert.throws(() => parseWriterPattern("a"), /it has no group, expected .* around the writer/);
  assert.throws(() => parseWriterPattern("(?:a)"), /it has no group/);
});
