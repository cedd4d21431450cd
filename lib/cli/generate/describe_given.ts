/**
 * Where the variants of given signatures are.
 *
 * @module
 */
import { dirname } from "node:path";
import type { OutputPlan } from "../../generation/output/output_plan.ts";

/** Maximum number of given signatures whose subfolders are named. */
const MAX_NAMED = 10;

/**
 * Says which subfolder has the variants of which file.
 *
 * @param plan The files of the run.
 * @param files The given files, in order.
 * @returns A line for each; none where there are no subfolders.
 */
export function describeGiven(plan: OutputPlan, files: readonly string[]): string[] {
  if (!plan.hasSubfolders) return [];
  const lines = files.slice(0, MAX_NAMED).map((file, writer) =>
    `  ${dirname(plan.signaturePath({ writer, sample: 0 }))}  variants of ${file}`
  );
  const rest = files.length - MAX_NAMED;
  return rest > 0 ? [...lines, `  and ${rest} more, in the same order`] : lines;
}
