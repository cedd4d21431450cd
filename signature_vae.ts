/**
 * The whole command line as one program, for `deno compile` and `deno install`.
 *
 * @module
 */
import { isWorkerThread } from "./lib/cli/worker_threads.ts";
import { buildRouteMap } from "@stricli/core";
import { runCommandLine } from "./lib/cli/application.ts";
import { evaluateCommand } from "./lib/cli/evaluate/evaluate_command.ts";
import { generateCommand } from "./lib/cli/generate/generate_command.ts";
import { playCommand } from "./lib/cli/play_command.ts";
import { synthesizeCommand } from "./lib/cli/synthesize_command.ts";
import { trainCommand } from "./lib/cli/train/train_command.ts";

const commands = buildRouteMap({
  routes: {
    train: trainCommand,
    generate: generateCommand,
    evaluate: evaluateCommand,
    synthesize: synthesizeCommand,
    play: playCommand,
  },
  docs: { brief: "Train a variational autoencoder on signatures and generate new ones" },
});

if (import.meta.main && !isWorkerThread()) {
  await runCommandLine("signature-vae", commands, Deno.args);
}
