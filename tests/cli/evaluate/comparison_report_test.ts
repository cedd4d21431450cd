import assert from "node:assert/strict";
import { comparisonMarkdown } from "../../../lib/cli/evaluate/comparison_markdown.ts";
import {
  describeClassifier,
  describeDistances,
} from "../../../lib/cli/evaluate/describe_comparison.ts";
import { compareByClassifier } from "../../../lib/evaluation/compare_by_classifier.ts";
import { pairedComparison } from "../../../lib/evaluation/paired_comparison.ts";
import { Random } from "../../../lib/random.ts";
import { comparisonSections } from "../../../lib/report/sections/comparisons.ts";
import { gaussianVectors } from "../../evaluation/gaussian_vectors.ts";

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

Deno.test("describeDistances() says that a model is the same as itself, and that it is nearer than others", () => {
  assert.equal(
    describeDistances(["a"], compare(samples)),
    '"a" and "b" generate the same signatures, equally near to "images" (8 writers)',
  );
  const far = gaussianVectors(random, 50, 3, { mean: 3 });
  assert.match(
    describeDistances(["a"], compare(far)),
    /^"a" is nearer to "images" than "b": its distance .* smaller by \d/,
  );
  const like = gaussianVectors(random, 50, 3);
  assert.match(
    describeDistances(["a"], compare(like)),
    /^no significant difference between "a" and "b": the distances .* differ by \d/,
  );
});

Deno.test("text, comparison.md and page say of an AUC below 0.5 that it does not rank the models", () => {
  const row = compare(samples);
  const classifier = { ...row.classifier, difference: 0.05, standardError: 0.01 };
  const renderings = (verdict: typeof classifier.verdict) => {
    const judged = { ...row, classifier: { ...classifier, verdict } };
    const markdown = comparisonMarkdown(["a"], [judged]).split("## ")[1]!;
    const page = comparisonSections([judged], []).find(({ id }) => id === "classifier")!;
    return {
      text: describeClassifier(["a"], judged),
      markdown: markdown.split("\n").find((line) => line.includes("`b`"))!,
      page: page.body.source.match(/<tbody>[^]*<\/tbody>/)![0],
    };
  };
  const near = renderings("too near to rank");
  assert.match(near.text, /: both are too near to it .* neither AUC is significantly above 0.5$/);
  assert.match(near.markdown, /\| too near to rank \|$/);
  assert.match(near.page, /both too near to rank/);
  for (const text of Object.values(near)) {
    assert.doesNotMatch(text, /nearer|other model|this model/);
  }
  const ranked = renderings("first is nearer");
  assert.match(ranked.text, /: "a" is nearer by 0.050 \+- 0.010$/);
  assert.match(ranked.markdown, /\| model \|$/);
  assert.match(ranked.page, /this model/);
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
