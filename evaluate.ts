/**
 * `deno task evaluate`: measures generated signatures. `deno task evaluate --help` lists its flags.
 *
 * @module
 */
import { isImageWorker } from "./lib/dataset/image_worker.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { evaluateCommand } from "./lib/cli/evaluate_command.ts";

if (import.meta.main && !isImageWorker()) {
  await runCommandLine("evaluate", evaluateCommand, Deno.args);
}
