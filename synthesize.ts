/**
 * `deno task synthesize`: writes procedural signatures as images. `--help` lists its flags.
 *
 * @module
 */
import { isImageWorker } from "./lib/dataset/image_worker.ts";
import { runCommandLine } from "./lib/cli/application.ts";
import { synthesizeCommand } from "./lib/cli/synthesize_command.ts";

if (import.meta.main && !isImageWorker()) {
  await runCommandLine("synthesize", synthesizeCommand, Deno.args);
}
