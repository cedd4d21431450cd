/**
 * Reports the writers of a folder.
 *
 * @module
 */
import type { WriterSummary } from "../dataset/writers/summarize_writers.ts";
import { count, type Reporter } from "./reporter.ts";

/**
 * Reports the writers of a folder and the signatures that are left out, as text and as one record.
 *
 * @param directory The folder.
 * @param summary What it was understood to hold.
 * @param reporter Where messages go.
 */
export function reportWriters(directory: string, summary: WriterSummary, reporter: Reporter): void {
  const { writers, imagesPerWriter: { min, median, max }, examples, isDoubtful } = summary;
  reporter.info(
    writers === 1
      ? "  1 writer: the paths do not tell writers apart"
      : `  ${writers} writers, images per writer: min ${min}, median ${median}, max ${max}`,
  );
  for (const { path, writer } of examples) reporter.info(`    ${path} -> ${writer}`);
  reportForgeries(summary, reporter);
  if (isDoubtful) {
    const found = count(writers, "writer");
    reporter.warn(
      `warning: only ${found} found in "${directory}", though folders or files below have other ` +
        "names; if those are the writers, say so with --writer-pattern, for example " +
        '--writer-pattern "^[^/]+/([^/]+)/" for the second folder of each path',
    );
  }
  reporter.event({ event: "writers", directory, ...summary });
}

function reportForgeries(
  { forgeries, questioned, areForgeriesUsed }: WriterSummary,
  reporter: Reporter,
): void {
  const parts = [
    ...forgeries > 0 ? [`${forgeries} ${forgeries === 1 ? "forgery" : "forgeries"}`] : [],
    ...questioned > 0 ? [`${count(questioned, "questioned signature")}`] : [],
  ];
  if (parts.length === 0) return;
  const verb = forgeries + questioned === 1 ? "was" : "were";
  reporter.info(
    areForgeriesUsed
      ? `  ${parts.join(" and ")} ${verb} taken as writers of their own`
      : `  ${
        parts.join(" and ")
      } ${verb} left out; --forgeries include takes them as writers of their own`,
  );
}
