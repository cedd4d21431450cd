/**
 * `deno task synthesize`: writes procedural signatures as images. `--help` lists its flags.
 *
 * @module
 */
import { isWorkerThread } from "./lib/cli/worker_threads.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { synthesizeCommand } from "./lib/cli/synthesize_command.ts";

if (import.meta.main && !isWorkerThread()) {
  await runCommandLine("synthesize", synthesizeCommand, Deno.args);
}
