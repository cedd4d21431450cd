/**
 * `deno task generate`: generates signatures. `deno task generate --help` lists its flags.
 *
 * @module
 */
import { isWorkerThread } from "./lib/cli/worker_threads.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { generateCommand } from "./lib/cli/generate/generate_command.ts";

if (import.meta.main && !isWorkerThread()) {
  await runCommandLine("generate", generateCommand, Deno.args);
}
