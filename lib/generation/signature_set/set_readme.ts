/**
 * The README of a set.
 *
 * @module
 */
import { FORGERIES_PER_FORGER } from "../hands.ts";
import type { SetDescription } from "./set_description.ts";
import { CROISSANT_FILE, SIGNATURES_TABLE_FILE, WRITERS_TABLE_FILE } from "./set_files.ts";
import { setSignaturePath } from "./set_layout.ts";
import { HOMEPAGE, setLicense, setSummary } from "./set_license.ts";
import { SIGNATURE_COLUMNS, type TableColumn, writerColumns } from "./set_tables.ts";

/** Error rates of a verifier on a set. */
export interface SetVerification {
  /** Number of writers that were measured, the first ones. */
  readonly writers: number;
  /** Genuine signatures that the verifier knows of each writer. */
  readonly references: number;
  /** Equal error rate against skilled forgeries, 0 to 1; `undefined` if the set has none. */
  readonly skilled: number | undefined;
  /** Equal error rate against random forgeries, 0 to 1; `undefined` for a single writer. */
  readonly random: number | undefined;
}

/**
 * The README of a set: content, layout, tables, provenance, licence, and how hard verification is.
 *
 * @param set The set.
 * @param verification Measured error rates; `undefined` if there are too few signatures.
 * @returns Markdown.
 */
export function setReadme(
  set: SetDescription,
  verification: SetVerification | undefined,
): string {
  return [
    "# Generated signatures",
    setSummary(set),
    layoutSection(set),
    tablesSection(),
    verificationSection(set, verification),
    provenanceSection(set),
    licenseSection(set),
  ].join("\n\n") + "\n";
}

function layoutSection(set: SetDescription): string {
  const { signaturesPerWriter, forgeriesPerWriter, isArchived } = set;
  const path = (sample: number, isForgery: boolean) =>
    `\`${setSignaturePath({ writer: 0, sample, isForgery })}.${set.extensions[0]}\``;
  const rows = [
    [path(0, false), "genuine signature 1 of writer 1"],
    ...(signaturesPerWriter > 1 ? [[path(1, false), "genuine signature 2 of it"]] : []),
    ...(forgeriesPerWriter > 0 ? [[path(0, true), "skilled forgery 1 of it"]] : []),
    [`\`${SIGNATURES_TABLE_FILE}\``, "one row per signature"],
    [`\`${WRITERS_TABLE_FILE}\``, "one row per writer, with its latent vector"],
    [`\`${CROISSANT_FILE}\``, "description of the set in the Croissant format"],
  ];
  return [
    "## Files",
    `| file | content |\n| --- | --- |\n${
      rows.map(([name, content]) => `| ${name} | ${content} |`).join("\n")
    }`,
    ...(isArchived ? [ARCHIVES] : [FOLDERS]),
    ...extensionsParagraph(set),
    ...(forgeriesPerWriter > 0 ? [FORGERIES] : []),
  ].join("\n\n");
}

const ARCHIVES =
  `The signatures are in tar archives in the layout of WebDataset. Beside its files, each has
\`cls\`, the number of its writer from 0, and \`forged.cls\`, 1 for a forgery and 0 for a genuine
signature.`;

const FOLDERS =
  `The folder \`signatures\` is laid out as GPDS-960 is, and loaders of that collection
read it.`;

const FORGERIES =
  `Forgeries are by other hands: they copy the letters, with slant, proportions, slips and tremor of
their own. Each hand makes up to ${FORGERIES_PER_FORGER} of a writer. Random forgeries are the genuine signatures of other
writers.`;

function extensionsParagraph({ extensions }: SetDescription): string[] {
  if (extensions.length === 1) return [];
  return [
    `Each signature is there as ${
      extensions.join(", ")
    }; \`${SIGNATURES_TABLE_FILE}\` names the first.`,
  ];
}

function tablesSection(): string {
  const rows = SIGNATURE_COLUMNS.map(({ name, description }: TableColumn) =>
    `| \`${name}\` | ${description} |`
  );
  const writerNames = writerColumns(0).map(({ name }) => name).join(", ");
  return `## Tables

| column of \`${SIGNATURES_TABLE_FILE}\` | content |
| --- | --- |
${rows.join("\n")}

\`${WRITERS_TABLE_FILE}\` has the columns ${writerNames}, and z_0, z_1, ...: the latent vector that
the model decoded the writer's signature from.

\`\`\`python
import pandas as pd

signatures = pd.read_csv("${SIGNATURES_TABLE_FILE}")
writers = pd.read_csv("${WRITERS_TABLE_FILE}", index_col="writer")
z = writers.filter(like="z_").loc[signatures.writer]
\`\`\``;
}

function verificationSection(
  set: SetDescription,
  verification: SetVerification | undefined,
): string {
  return `## How hard it is

${
    verification === undefined
      ? "The set has too few signatures per writer to measure it."
      : describeVerification(set, verification)
  }`;
}

function describeVerification(
  set: SetDescription,
  { writers, references, skilled, random }: SetVerification,
): string {
  const percent = (rate: number | undefined) =>
    rate === undefined ? "none in the set" : `${(100 * rate).toFixed(1)} %`;
  const known = references === 1
    ? "the first genuine signature"
    : `${references} genuine signatures`;
  const measured = writers === set.writers
    ? "this set"
    : `the first ${writers} writers of this set`;
  return `Equal error rates of a verifier that knows ${known} of each writer and nothing
but a distance of fixed features, with one threshold for all writers. Measured on ${measured}:

| genuine signatures against | equal error rate |
| --- | --- |
| skilled forgeries | ${percent(skilled)} |
| random forgeries | ${percent(random)} |

For comparison: signatures of 79 real writers (SigComp 2009, 5 references) against random forgeries
give 3.7 %. Results of a trained verifier on generated signatures say little about real ones; use
the set to develop, pretrain and test programs, and real signatures to judge them.`;
}

function provenanceSection(set: SetDescription): string {
  const { version, model, backend, seed, temperature } = set;
  const training = model.isPretrained
    ? "its pretrained weights, which were trained on procedural signatures only: they have seen no real\nhandwriting"
    : "a model of the user's own; what it was trained on is not known here";
  return `## Provenance

Generated by [signature-vae](${HOMEPAGE}) ${version} with
${training}.

| setting | value |
| --- | --- |
| seed | ${seed} |
| temperature | ${temperature} |
| model | sha256:${model.sha256} |
| backend | ${backend} |

The same settings, version and backend give the same files. Writer k, each signature and each
forgery of it stay the same when there are more of them.`;
}

function licenseSection(set: SetDescription): string {
  const license = setLicense(set);
  if (license === undefined) {
    return `## Licence

None is given here: it depends on the signatures that the model was trained on. If those are real
people's, ask what they and the collection's terms allow before publishing what imitates them.`;
  }
  return `## Licence

[${license.identifier}](${license.url}): no rights reserved. The writers do
not exist. Do not use the signatures to deceive.`;
}
