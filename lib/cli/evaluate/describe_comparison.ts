/**
 * The results of a comparison of models in words.
 *
 * @module
 */
import type { ClassifierVerdict } from "../../evaluation/compare_by_classifier.ts";
import type { ComparisonRow } from "../../report/sections/comparisons.ts";

/**
 * What the distances say, such as `"a" is nearer to "images" than "b": its distance (MMD^2 x1000) is
 * smaller by 4.7 +- 1.2 (40 writers)`.
 *
 * @param models The models that are one model, cross-validated.
 * @param row The comparison.
 */
export function describeDistances(models: readonly string[], row: ComparisonRow): string {
  const { model, difference, standardError, verdict, writers } = row;
  const data = describeFolders(row.data);
  const first = models.join('" and "');
  if (difference === 0 && standardError === 0) {
    return `"${first}" and "${model}" generate the same signatures, equally near to ${data} ` +
      `(${writers} writers)`;
  }
  const figures = `${Math.abs(difference).toFixed(1)} +- ${standardError.toFixed(1)}`;
  const [near, far] = difference > 0 ? [first, model] : [model, first];
  const claim = verdict === "no significant difference"
    ? `no significant difference between "${first}" and "${model}": the distances (MMD^2 x1000) to ` +
      `${data} differ by`
    : `"${near}" is nearer to ${data} than "${far}": its distance (MMD^2 x1000) is smaller by`;
  return `${claim} ${figures} (${writers} writers)`;
}

/**
 * What the classifier two-sample test says, such as `a classifier tells samples of "a" from "images" with an
 * AUC of 0.86, of "b" with 0.89: "a" is nearer by 0.03 +- 0.01`.
 *
 * @param models The models that are one model, cross-validated.
 * @param row The comparison.
 */
export function describeClassifier(
  models: readonly string[],
  { model, data, classifier }: ComparisonRow,
): string {
  const { first, second, difference, standardError, verdict } = classifier;
  const name = models.join('" and "');
  const figures = `${Math.abs(difference).toFixed(3)} +- ${standardError.toFixed(3)}`;
  const claims: Readonly<Record<ClassifierVerdict, string>> = {
    "first is nearer": `"${name}" is nearer by ${figures}`,
    "second is nearer": `"${model}" is nearer by ${figures}`,
    "no significant difference": `no significant difference, ${figures}`,
    "too far to rank": "both are too far from it for this measure to rank them",
    "too near to rank":
      "both are too near to it for this measure to rank them, as neither AUC is " +
      "significantly above 0.5",
  };
  return `a classifier tells samples of "${name}" from ${describeFolders(data)} with an AUC of ` +
    `${first.toFixed(3)}, of "${model}" with ${second.toFixed(3)}: ${claims[verdict]}`;
}

function describeFolders(data: ComparisonRow["data"]): string {
  return data.map((name) => name === null ? "built-in signatures" : `"${name}"`).join(" and ");
}
