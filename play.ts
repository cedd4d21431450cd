/**
 * `deno task play`: a page to play with a trained model. `deno task play --help` lists its flags.
 *
 * @module
 */
import { isWorkerThread } from "./lib/cli/worker_threads.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { playCommand } from "./lib/cli/play_command.ts";

if (import.meta.main && !isWorkerThread()) {
  await runCommandLine("play", playCommand, Deno.args);
}
