/**
 * `deno task generate`: generates signatures. `deno task generate --help` lists its flags.
 *
 * @module
 */
import { isImageWorker } from "./lib/dataset/image_worker.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { generateCommand } from "./lib/cli/generate_command.ts";

if (import.meta.main && !isImageWorker()) {
  await runCommandLine("generate", generateCommand, Deno.args);
}
