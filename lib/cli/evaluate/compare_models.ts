/**
 * Compares models with each other by their distances to real signatures.
 *
 * @module
 */
import { compareByClassifier } from "../../evaluation/compare_by_classifier.ts";
import { compareStatistics } from "../../evaluation/compare_statistics.ts";
import { MIN_WRITERS, pairedComparison } from "../../evaluation/paired_comparison.ts";
import { measureSet, type SignatureSet } from "../../evaluation/signature_set.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { generateImages } from "../../model/generate.ts";
import type { ComparisonRow } from "../../report/sections/comparisons.ts";
import { REPORT_FILE } from "../../training/run/run_folder.ts";
import { findModel, type ModelSource, openModel } from "../model_source.ts";
import type { Reporter } from "../reporter.ts";
import { startBackend } from "../shared_flags.ts";
import type { CompareRequest } from "./compare_request.ts";
import { writeComparison } from "./comparison_report.ts";
import { describeClassifier, describeDistances } from "./describe_comparison.ts";
import { loadReference } from "./evaluation_data.ts";
import { findHeldOutWriters, trainingFolders } from "./held_out_writers.ts";
import { reportResult, writeFiles } from "./report_result.ts";

/** A reference set. */
interface Reference {
  /** The folder; `undefined` for built-in signatures. */
  readonly directory: string | undefined;
  readonly set: SignatureSet;
  /** Index of the model that is compared by it. */
  readonly model: number;
}

/**
 * Compares a model with others, reports which one is nearer to the signatures of a folder, and writes
 * `comparison.json`, `comparison.md` and `report.html`.
 *
 * @param request Models, folders and options.
 * @param reporter Prints messages.
 */
export async function compareModels(request: CompareRequest, reporter: Reporter): Promise<void> {
  const start = performance.now();
  const { model, compare = [], out, seed } = request;
  const models = await Promise.all(
    (model?.length ? model : [undefined]).map((name) => findModel(name)),
  );
  const others = await Promise.all(compare.map((name) => findModel(name)));
  checkDifferent(models, others);
  const backend = await startBackend(request, reporter);
  const references = await loadReferences(request, models, others, reporter);
  const samples: SignatureSet[] = [];
  for (const each of models) samples.push(await sampleModel(each, request, reporter));
  const rows: ComparisonRow[] = [];
  const otherSamples: SignatureSet[] = [];
  for (const other of others) {
    const second = await sampleModel(other, request, reporter);
    otherSamples.push(second);
    rows.push(...compareSamples(references, samples, second, other.name, seed));
  }
  const names = models.map(({ name }) => name);
  const verdicts = rows.flatMap((
    row,
  ) => [describeDistances(names, row), describeClassifier(names, row)]);
  const all = [...models, ...others];
  const sets = setsOf(references, all, [...samples, ...otherSamples]);
  const results = { models: names, rows, verdicts, sets };
  const trained = await trainingFolders(all);
  const summary = verdicts.join("\n");
  const report = await writeFiles(
    summary,
    reporter,
    () => writeComparison(request, results, trained),
  );
  reportResult({
    summary,
    verb: "compared",
    start,
    out,
    files: [
      ["report", "comparison.md", "explains the figures"],
      ["page", REPORT_FILE, "with samples, to open in a browser"],
    ],
    report,
    backend: backend.name,
  }, reporter);
}

/** A comparison of a model with itself takes minutes and says nothing. */
function checkDifferent(models: readonly ModelSource[], others: readonly ModelSource[]): void {
  const same = models.find(({ name }) => others.some((other) => other.name === name));
  if (same === undefined) return;
  throw new RangeError(
    `Cannot compare ${same.description} with itself: expected another --model or --compare`,
  );
}

/** Examples of each folder and of each model. */
function setsOf(
  references: readonly Reference[],
  models: readonly ModelSource[],
  samples: readonly SignatureSet[],
): { label: string; images: readonly InkImage[] }[] {
  const byFolder = Map.groupBy(references, ({ directory }) => directory);
  return [
    ...[...byFolder].map(([directory, parts]) => ({
      label: directory ?? "held-out built-in signatures",
      images: parts.flatMap(({ set }) => set.examples),
    })),
    ...models.map(({ name }, i) => ({ label: name, images: samples[i]!.examples })),
  ];
}

/** The references of each model: each folder, or its part that the model held out. */
async function loadReferences(
  request: CompareRequest,
  models: readonly ModelSource[],
  others: readonly ModelSource[],
  reporter: Reporter,
): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const directory of request.data?.length ? request.data : [undefined]) {
    const counted = new Set<string>();
    for (const [index, model] of models.entries()) {
      const set = await loadReferenceOf(request, directory, [model, ...others], reporter);
      for (const writer of new Set(set.vectors.groups)) {
        if (counted.has(writer)) {
          throw new RangeError(
            `Cannot cross-validate on "${directory}": writer "${writer}" was held out by two of the ` +
              "models, expected models of different folds (train --fold)",
          );
        }
        counted.add(writer);
      }
      references.push({ directory, set, model: index });
    }
  }
  return references;
}

async function loadReferenceOf(
  { count, seed, forgeries, writerPattern, heldOut }: CompareRequest,
  directory: string | undefined,
  models: readonly ModelSource[],
  reporter: Reporter,
): Promise<SignatureSet> {
  const trained = directory === undefined
    ? undefined
    : await findHeldOutWriters(models, directory, reporter);
  if (trained !== undefined && !heldOut) {
    reporter.warn(
      `warning: a model was trained on "${directory}", so its score is optimistic; ` +
        "--held-out leaves out the writers that it was trained on",
    );
  }
  const kept = heldOut ? trained : undefined;
  if (directory !== undefined && kept !== undefined) checkWriters(directory, kept);
  // Writers are left out before the choice of `count` signatures, so that none is wasted on them.
  const { images, writers, count: found } = await loadReference(
    { data: directory, count, seed, forgeries, writerPattern },
    reporter,
    kept,
  );
  const onProgress = (done: number) => reporter.progress("measuring the reference", done, found);
  return await measureSet(images, { groups: writers, onProgress });
}

function checkWriters(directory: string, { size }: ReadonlySet<string>): void {
  if (size >= MIN_WRITERS) return;
  throw new RangeError(
    `Cannot compare models on "${directory}": ${size} of its writers ${
      size === 1 ? "was" : "were"
    } ` +
      `held out by all, expected at least ${MIN_WRITERS} (train with a larger --validation-fraction)`,
  );
}

async function sampleModel(
  source: ModelSource,
  { count, seed, temperature }: CompareRequest,
  reporter: Reporter,
): Promise<SignatureSet> {
  using model = await openModel(source, reporter);
  const onProgress = (done: number) => reporter.progress(`measuring ${source.name}`, done, count);
  const images = generateImages(model, { count, seed, temperature });
  return await measureSet(images, { onProgress });
}

/** One row per folder, and one for all of them pooled. */
function compareSamples(
  references: readonly Reference[],
  samples: readonly SignatureSet[],
  second: SignatureSet,
  model: string,
  seed: number,
): ComparisonRow[] {
  const directories = [...new Set(references.map(({ directory }) => directory))];
  const pools = directories.map((directory) => [directory]);
  if (directories.length > 1) pools.push(directories);
  return pools.map((pool) => {
    const sets = references.filter(({ directory }) => pool.includes(directory))
      .map(({ set, model }) => ({ reference: set, first: samples[model]!, second }));
    const vectors = sets.map(({ reference, first, second }) => ({
      reference: reference.vectors,
      first: first.vectors,
      second: second.vectors,
    }));
    return {
      model,
      data: pool.map((directory) => directory ?? null),
      ...pairedComparison(vectors, { seed }),
      classifier: compareByClassifier(vectors, { seed }),
      statistics: compareStatistics(sets, { seed }),
    };
  });
}
