/**
 * Compares models with each other by their distances to real signatures.
 *
 * @module
 */
import { join } from "node:path";
import { selectBackend } from "../backend/select.ts";
import {
  MIN_WRITERS,
  type PairedComparison,
  pairedComparison,
} from "../evaluation/paired_comparison.ts";
import type { FeatureVectors } from "../evaluation/feature_vectors.ts";
import type { GroupedVectors } from "../evaluation/kernel_distance.ts";
import { measureSet } from "../evaluation/signature_set.ts";
import { loadModel } from "../generation/load_model.ts";
import { generateImages } from "../model/generate.ts";
import { writeFileAtomically } from "../training/write_file_atomically.ts";
import { VERSION } from "./application.ts";
import { loadReference } from "./evaluation_data.ts";
import { findHeldOutWriters } from "./held_out_writers.ts";
import { findModel, findNewestModel, type ModelSource } from "./model_source.ts";
import { duration, type Reporter } from "./reporter.ts";
import { type BackendFlags, backendOptions } from "./shared_flags.ts";
import type { WriterFlags } from "./writer_flags.ts";

/** Which models are compared, and how. */
export interface CompareRequest extends WriterFlags, BackendFlags {
  /**
   * The first model; the newest run by default. Several are one model, cross-validated: each is
   * compared by the writers that it held out.
   */
  readonly model?: readonly string[] | undefined;
  /** The models that it is compared with. */
  readonly compare?: readonly string[] | undefined;
  /** Folders of images; built-in signatures by default. */
  readonly data?: readonly string[] | undefined;
  /** Whether to leave out writers that a model was trained on. */
  readonly heldOut: boolean;
  /** Number of samples of each model, and maximum number of signatures of each folder. */
  readonly count: number;
  /** Seed of all sampling. */
  readonly seed: number;
  /** Temperature of sampling. */
  readonly temperature: number;
  /** Folder for the report. */
  readonly out: string;
}

/** A reference set. */
interface Reference {
  /** The folder; `undefined` for built-in signatures. */
  readonly directory: string | undefined;
  readonly vectors: GroupedVectors;
  /** Index of the model that is compared by it. */
  readonly model: number;
}

/** A comparison of the first model with another. */
interface ComparisonRow extends PairedComparison {
  /** The other model. */
  readonly model: string;
  /** The folders that were pooled; `null` stands for built-in signatures. */
  readonly data: readonly (string | null)[];
}

/**
 * Compares a model with others, reports which one is nearer to the signatures of a folder, and writes
 * `comparison.json` and `comparison.md`.
 *
 * @param request Models, folders and options.
 * @param reporter Prints messages.
 */
export async function compareModels(request: CompareRequest, reporter: Reporter): Promise<void> {
  const start = performance.now();
  const { model, compare = [], out, seed, count, temperature } = request;
  const models = model?.length
    ? await Promise.all(model.map(findModel))
    : [await findNewestModel()];
  const others = await Promise.all(compare.map(findModel));
  const backend = await selectBackend(request.backend, backendOptions(request));
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const references = await loadReferences(request, models, others, reporter);
  const samples: FeatureVectors[] = [];
  for (const each of models) samples.push(await sampleModel(each, request, reporter));
  const rows: ComparisonRow[] = [];
  for (const other of others) {
    const second = await sampleModel(other, request, reporter);
    rows.push(...compareSamples(references, samples, second, other.name, seed));
  }
  const names = models.map(({ name }) => name);
  const report = {
    version: VERSION,
    models: names,
    seed,
    samples: count,
    temperature,
    heldOut: request.heldOut,
    comparisons: rows,
  };
  await Deno.mkdir(out, { recursive: true });
  await writeFileAtomically(join(out, "comparison.md"), comparisonMarkdown(names, rows));
  await writeFileAtomically(
    join(out, "comparison.json"),
    JSON.stringify(report, null, 2) + "\n",
  );
  const seconds = (performance.now() - start) / 1000;
  reporter.result(
    [
      ...rows.map((row) => describeRow(names, row)),
      "",
      `compared in ${duration(seconds)}`,
      `  report  ${join(out, "comparison.md")} (explains the figures)`,
    ].join("\n"),
    { event: "done", out, backend: backend.name, ...report },
  );
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
      const vectors = await loadReferenceOf(request, directory, [model, ...others], reporter);
      for (const writer of new Set(vectors.groups)) {
        if (counted.has(writer)) {
          throw new RangeError(
            `Cannot cross-validate on "${directory}": writer "${writer}" was held out by two of the ` +
              "models, expected models of different folds (train --fold)",
          );
        }
        counted.add(writer);
      }
      references.push({ directory, vectors, model: index });
    }
  }
  return references;
}

async function loadReferenceOf(
  { count, seed, forgeries, writerPattern, heldOut }: CompareRequest,
  directory: string | undefined,
  models: readonly ModelSource[],
  reporter: Reporter,
): Promise<GroupedVectors> {
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
  return (await measureSet(images, { groups: writers, onProgress })).vectors;
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
  { name, description }: ModelSource,
  { count, seed, temperature }: CompareRequest,
  reporter: Reporter,
): Promise<FeatureVectors> {
  using model = await loadModel(name);
  reporter.info(
    `model: ${description}, ${model.vae.config.model} VAE, ${model.prior.kind} prior`,
  );
  const onProgress = (done: number) => reporter.progress(`measuring ${name}`, done, count);
  const images = generateImages(model, { count, seed, temperature });
  return (await measureSet(images, { onProgress })).vectors;
}

/** One row per folder, and one for all of them pooled. */
function compareSamples(
  references: readonly Reference[],
  samples: readonly FeatureVectors[],
  second: FeatureVectors,
  model: string,
  seed: number,
): ComparisonRow[] {
  const directories = [...new Set(references.map(({ directory }) => directory))];
  const pools = directories.map((directory) => [directory]);
  if (directories.length > 1) pools.push(directories);
  return pools.map((pool) => ({
    model,
    data: pool.map((directory) => directory ?? null),
    ...pairedComparison(
      references.filter(({ directory }) => pool.includes(directory))
        .map(({ vectors, model }) => ({ reference: vectors, first: samples[model]!, second })),
      { seed },
    ),
  }));
}

/** A comparison in words, such as `"a" is nearer to "images" than "b" by 4.7 +- 1.2`. */
function describeRow(models: readonly string[], row: ComparisonRow): string {
  const { model, difference, standardError, verdict, writers } = row;
  const data = row.data.map((name) => name === null ? "built-in signatures" : `"${name}"`)
    .join(" and ");
  const first = models.join('" and "');
  const figures = `${Math.abs(difference).toFixed(1)} +- ${standardError.toFixed(1)}`;
  const [near, far] = difference > 0 ? [first, model] : [model, first];
  const claim = verdict === "no difference can be told"
    ? `no difference can be told between "${first}" and "${model}": "${near}" is nearer to ${data} by`
    : `"${near}" is nearer to ${data} than "${far}" by`;
  return `${claim} ${figures} (${writers} writers)`;
}

function comparisonMarkdown(models: readonly string[], rows: readonly ComparisonRow[]): string {
  const cells = rows.map(({ model, data, difference, standardError, interval, ...row }) => [
    `\`${model}\``,
    data.map((name) => name === null ? "held-out built-in signatures" : `\`${name}\``).join(", "),
    String(row.writers),
    difference.toFixed(2),
    standardError.toFixed(2),
    interval.map((end) => end.toFixed(2)).join(" to "),
    { "first is nearer": "model", "second is nearer": "other model" }[row.verdict as string] ??
      row.verdict,
  ]);
  const header = ["other model", "reference", "writers", "difference", "+-", "95 %", "nearer"];
  return [
    "# Comparison",
    "",
    `Model: ${models.map((name) => `\`${name}\``).join(", ")}.` +
    (models.length > 1
      ? " Cross-validated: each is compared by the writers that it held out."
      : ""),
    "",
    ...[header, ["---", "---", "---:", "---:", "---:", "---:", "---"], ...cells]
      .map((row) => `| ${row.join(" | ")} |`),
    "",
    "- **difference**: squared maximum mean discrepancy of the other model to the reference minus " +
    "that of the model, times 1,000, under the kernel exp(-|x - y|^2 / d) of feature vectors. " +
    "Positive where the model is nearer to the reference. Each writer counts once.",
    "- **+-**: its standard error, by a bootstrap over writers and samples, paired: both models are " +
    "compared with the same resampled writers, and their samples come from the same noise.",
    "- **95 %**: confidence interval, with Student's t for the number of writers.",
    "- **nearer**: which one is nearer, where the interval excludes 0.",
    "",
  ].join("\n");
}
