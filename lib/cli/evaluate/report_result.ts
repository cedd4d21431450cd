/**
 * How an evaluation ends: what it found and where that is written, or one record for scripts.
 *
 * @module
 */
import { join } from "node:path";
import { duration, type Reporter } from "../reporter.ts";

/** The result of an evaluation. */
export interface EvaluationResult {
  /** What was found, as text. */
  readonly summary: string;
  /** What was done, such as `evaluated`. */
  readonly verb: string;
  /** When it began, by `performance.now`. */
  readonly start: number;
  /** The folder of the files. */
  readonly out: string;
  /** Names of the files that the user may want to open, each with a label and a remark if there is one. */
  readonly files: readonly (readonly [label: string, name: string, remark?: string])[];
  /** What was found, as data. */
  readonly report: object;
  /** Name of the backend that computed it. */
  readonly backend: string;
}

/**
 * Writes the files of an evaluation. If that fails, prints what was found first: it took minutes.
 *
 * @param summary What was found, as text.
 * @param reporter Prints it.
 * @param write Writes the files.
 * @returns What `write` returns.
 */
export async function writeFiles<T>(
  summary: string,
  reporter: Reporter,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    reporter.warn(`${summary}\n`);
    throw error;
  }
}

/**
 * Reports the result of an evaluation.
 *
 * @param result The result.
 * @param reporter Prints it.
 */
export function reportResult(
  { summary, verb, start, out, files, report, backend }: EvaluationResult,
  reporter: Reporter,
): void {
  const seconds = (performance.now() - start) / 1000;
  const lines = files.map(([label, name, remark]) =>
    `  ${label.padEnd(6)}  ${join(out, name)}` + (remark === undefined ? "" : ` (${remark})`)
  );
  reporter.result([summary, "", `${verb} in ${duration(seconds)}`, ...lines].join("\n"), {
    event: "done",
    out,
    backend,
    ...report,
  });
}
