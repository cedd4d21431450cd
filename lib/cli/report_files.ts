/**
 * Reporting files that were skipped or are doubtful.
 *
 * @module
 */
import type { SkippedFile } from "../dataset/scan_folder.ts";
import { count, type Reporter } from "./reporter.ts";

/** Maximum number of files that are named. */
const MAX_NAMED_FILES = 20;

/** Reports the images that were read but may show more than a signature. */
export function reportDoubtful(doubtful: readonly SkippedFile[], reporter: Reporter): void {
  if (doubtful.length === 0) return;
  reporter.warn(`warning: read ${count(doubtful.length, "file")} that should be reviewed:`);
  nameFiles(doubtful, reporter);
}

/** Reports the files that could not be read; of many, names the first ones. */
export function reportSkipped(skipped: readonly SkippedFile[], reporter: Reporter): void {
  if (skipped.length === 0) return;
  reporter.warn(`warning: skipped ${count(skipped.length, "file")}:`);
  nameFiles(skipped, reporter);
}

function nameFiles(files: readonly SkippedFile[], reporter: Reporter): void {
  for (const { file, reason } of files.slice(0, MAX_NAMED_FILES)) {
    reporter.warn(`  ${file}: ${reason}`);
  }
  const rest = files.length - MAX_NAMED_FILES;
  if (rest > 0) reporter.warn(`  and ${rest} more`);
}
