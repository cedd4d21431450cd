/**
 * `deno task evaluate`: measures generated signatures. `deno task evaluate --help` lists its flags.
 *
 * @module
 */
import { isWorkerThread } from "./lib/cli/worker_threads.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { evaluateCommand } from "./lib/cli/evaluate/evaluate_command.ts";

if (import.meta.main && !isWorkerThread()) {
  await runCommandLine("evaluate", evaluateCommand, Deno.args);
}
