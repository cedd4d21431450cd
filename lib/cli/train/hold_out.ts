/**
 * Holding out a part of the training data.
 *
 * @module
 */
import type { SignatureDataset } from "../../dataset/dataset.ts";
import type { PenDataset } from "../../dataset/pen_dataset.ts";
import { type DatasetSplit, splitByWriter } from "../../dataset/split.ts";
import { imitatedWriter } from "../../dataset/writers/assign_writers.ts";
import type { DataConfig } from "../../training/run/run_config.ts";
import { readFold } from "../parsers.ts";
import { count, type Reporter } from "../reporter.ts";
import type { DataRequest } from "./data_request.ts";

/**
 * Holds out writers, and forgeries with the signatures that they imitate.
 *
 * @param dataset The data.
 * @param request The fraction or the fold to hold out.
 */
export function holdOut(
  { writers }: SignatureDataset | PenDataset,
  request: DataRequest,
): DatasetSplit {
  const { validationFraction, seed } = request;
  const fold = request.fold === undefined ? undefined : readFold(request.fold);
  return splitByWriter({ writers: writers.map(imitatedWriter) }, {
    validationFraction,
    fold,
    seed,
  });
}

/**
 * The held-out writers of a folder, for `config.json`; none for the built-in data.
 *
 * @param dataset The data.
 * @param split Which of them are held out.
 * @param request The folder.
 */
export function heldOutWriters(
  { writers }: SignatureDataset | PenDataset,
  { validation, byWriter }: DatasetSplit,
  { directory }: DataRequest,
): Pick<DataConfig, "heldOutWriters"> {
  if (directory === null || !byWriter) return {};
  return { heldOutWriters: [...new Set(validation.map((index) => writers[index]!))] };
}

/**
 * Reports how many signatures are held out.
 *
 * @param split Which.
 * @param dataset The data.
 * @param reporter Prints the message.
 */
export function reportSplit(
  { training, validation, byWriter }: DatasetSplit,
  { writers }: SignatureDataset | PenDataset,
  reporter: Reporter,
): void {
  reporter.info(
    `  ${count(training.length, "signature")} to train on, ${validation.length} held out ` +
      (byWriter
        ? `(${count(new Set(writers).size, "writer")}, none in both)`
        : "(of the same writer: there is only one)"),
  );
}
