/**
 * `deno task train`: trains a model. `deno task train --help` lists its flags.
 *
 * @module
 */
import { isImageWorker } from "./lib/dataset/image_worker.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { trainCommand } from "./lib/cli/train_command.ts";

if (import.meta.main && !isImageWorker()) await runCommandLine("train", trainCommand, Deno.args);
