import assert from "node:assert/strict";
import { describeRow } from "../../lib/cli/comparison_report.ts";
import { compareByClassifier } from "../../lib/evaluation/compare_by_classifier.ts";
import { pairedComparison } from "../../lib/evaluation/paired_comparison.ts";
import { Random } from "../../lib/random.ts";
import { comparisonSections } from "../../lib/report/sections/comparisons.ts";
import { gaussianVectors } from "../evaluation/gaussian_vectors.ts";

const random = new Random(1, "comparison report");
const reference = {
  ...gaussianVectors(random, 40, 3),
  groups: Array.from({ length: 40 }, (_, i) => `writer ${i % 8}`),
};
const samples = gaussianVectors(random, 50, 3);

/** Compares samples with others of a model "b", on a folder "images". */
const compare = (second: typeof samples) => ({
  model: "b",
  data: ["images"],
  ...pairedComparison([{ reference, first: samples, second }]),
  classifier: compareByClassifier([{ reference, first: samples, second }]),
  statistics: [],
});

Deno.test("describeRow() says that a model is the same as itself, and that it is nearer than others", () => {
  assert.equal(
    describeRow(["a"], compare(samples)),
    '"a" and "b" generate the same signatures, equally near to "images" (8 writers)',
  );
  const far = gaussianVectors(random, 50, 3, { mean: 3 });
  assert.match(
    describeRow(["a"], compare(far)),
    /^"a" is nearer to "images" than "b": its distance .* smaller by \d/,
  );
  const like = gaussianVectors(random, 50, 3);
  assert.match(
    describeRow(["a"], compare(like)),
    /^no significant difference between "a" and "b": the distances .* differ by \d/,
  );
});

Deno.test("comparisonSections() draws a difference of 0 without uncertainty", () => {
  const html = comparisonSections([compare(samples)], ["the same"]).map(({ body }) => body.source);
  assert.match(html.join(""), /class="interval"/);
  assert.doesNotMatch(html.join(""), /NaN|Infinity|undefined/);
  for (const part of html) {
    const ticks = [...part.matchAll(/text-anchor="middle">([^<]+)</g)].map(([, text]) => text);
    assert.equal(new Set(ticks).size, ticks.length, ticks.join(" "));
  }
});
