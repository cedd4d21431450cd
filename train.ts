/**
 * `deno task train`: trains a model. `deno task train --help` lists its flags.
 *
 * @module
 */
import { isWorkerThread } from "./lib/cli/worker_threads.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { trainCommand } from "./lib/cli/train/train_command.ts";

if (import.meta.main && !isWorkerThread()) await runCommandLine("train", trainCommand, Deno.args);
