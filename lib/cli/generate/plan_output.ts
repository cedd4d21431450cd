/**
 * Which files a run of `generate` writes, and where.
 *
 * @module
 */
import { join } from "node:path";
import type { BackendInfo } from "../../backend/select.ts";
import { DEFAULT_GENERATE_OPTIONS } from "../../generation/generate_signatures.ts";
import { isUnfinished, type OpenOutputOptions } from "../../generation/output/open_output.ts";
import { OutputPlan, WHOLE_RUN } from "../../generation/output/output_plan.ts";
import type { ModelSource } from "../model_source.ts";
import { outputFormats } from "./format_flags.ts";
import { type GenerateFlags, recordOf } from "./generate_flags.ts";
import { stripColumns } from "./like_flags.ts";

/**
 * Decides which files are written, and where.
 *
 * @param flags The flags.
 * @param source The model.
 * @param backend The backend in use.
 */
export async function planOutput(
  flags: GenerateFlags,
  source: ModelSource,
  backend: BackendInfo,
): Promise<OpenOutputOptions> {
  const plan = new OutputPlan({
    writers: flags.count ?? DEFAULT_GENERATE_OPTIONS.count,
    signaturesPerWriter: flags.signatures,
    forgeriesPerWriter: flags.forgeries,
    ...outputFormats(flags),
    sheetColumns: stripColumns(flags),
  });
  const record = await recordOf(flags, await source.read(), backend);
  const { shard = WHOLE_RUN, overwrite } = flags;
  const options = { plan, record, shard, overwrite };
  const folder = flags.out ?? await defaultFolder(source.folder, options);
  return { ...options, folder };
}

/**
 * The first of `generated-001`, `generated-002`, ... that does not exist, or the one before it if that
 * is an unfinished run of the same command.
 */
async function defaultFolder(
  parent: string,
  options: Omit<OpenOutputOptions, "folder">,
): Promise<string> {
  let newest: string | undefined;
  for (let number = 1;; number++) {
    const folder = join(parent, `generated-${String(number).padStart(3, "0")}`);
    if (await Deno.stat(folder).catch(() => undefined) !== undefined) {
      newest = folder;
      continue;
    }
    return newest !== undefined && await isUnfinished({ ...options, folder: newest })
      ? newest
      : folder;
  }
}
