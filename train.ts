/**
 * `deno task train`: trains a model. `deno task train --help` lists its flags.
 *
 * @module
 */
import { runCommandLine } from "./lib/cli/application.ts";
import { trainCommand } from "./lib/cli/train_command.ts";

if (import.meta.main) await runCommandLine("train", trainCommand, Deno.args);
