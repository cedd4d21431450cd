/**
 * The command that serves the play page, or writes it as static files.
 *
 * @module
 */
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { describeFormatError, PRETRAINED } from "../generation/load_model.ts";
import type { PlayAssets } from "../play/engine/create_play_engine.ts";
import { buildPage, type SiteFiles } from "../play/site/build_page.ts";
import { playAssets } from "../play/site/play_assets.ts";
import { checkPort, servePage } from "../play/site/serve_page.ts";
import { writePage } from "../play/site/write_page.ts";
import { checkOutput } from "./check_output.ts";
import { type FlagValues, optional } from "./flags.ts";
import { withHelp } from "./help.ts";
import { withInterrupt } from "./interrupt.ts";
import { findModel, type ModelSource } from "./model_source.ts";
import { path, wholeNumber } from "./parsers.ts";
import { createReporter, type Reporter } from "./reporter.ts";
import { outputFlags } from "./shared_flags.ts";

const DEFAULT_PORT = 8321;

const playFlags = {
  port: optional(
    wholeNumber(0, 65535),
    "N",
    `Port to serve on, 0 for any free one (default ${DEFAULT_PORT})`,
  ),
  model: optional(
    path,
    "DIR",
    `Run folder, model file, or ${PRETRAINED} (default ${PRETRAINED}); needs a pen model`,
  ),
  out: optional(path, "DIR", "Write the page as static files for any web server instead"),
  ...outputFlags,
} as const;

const command: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Open a page to play with a trained model in the browser",
    fullDescription:
      "Serves a page on the loopback address until Ctrl-C. The model runs in the browser; nothing " +
      "leaves this machine. With --out, the same page is written as static files, which work under " +
      "any path of any web server.",
  },
  parameters: { flags: playFlags },
  func: play,
});

/** `play`: the play page. */
export const playCommand: Command<CommandContext> = withHelp(command, [
  { command: "play", brief: "Serve the page with the pretrained model" },
  {
    command: "play --model outputs/own --out site",
    brief: "Write the page with a model of your own as static files",
  },
]);

async function play(flags: FlagValues<typeof playFlags>): Promise<void> {
  const reporter = createReporter(flags);
  const { port = DEFAULT_PORT } = flags;
  if (flags.out === undefined) checkPort(port);
  else if (flags.port !== undefined) {
    throw new RangeError(
      "Cannot use --port with --out, which serves nothing; expected one of them",
    );
  }
  const source = await findModel(flags.model ?? PRETRAINED);
  if (flags.out !== undefined) await checkOutput(flags.out, flags.out);
  reporter.info(`model: ${source.description}`);
  const files = await buildPage(await readAssets(source));
  if (flags.out !== undefined) return await writeFiles(files, flags.out, reporter);
  await withInterrupt(
    async (signal) => {
      const { url, finished } = servePage(files, { port, signal });
      reporter.result(`${url} (Ctrl-C stops it)`, { event: "serving", url });
      await finished;
    },
    () => reporter.info("stopped"),
  );
}

async function readAssets(source: ModelSource): Promise<PlayAssets> {
  const bytes = await source.read();
  try {
    return await playAssets(bytes);
  } catch (error) {
    throw new Error(`Cannot use model "${source.name}": ${describeFormatError(error)}`, {
      cause: error,
    });
  }
}

async function writeFiles(files: SiteFiles, out: string, reporter: Reporter): Promise<void> {
  await writePage(files, out);
  reporter.result(`${files.size} files in "${out}"; index.html is the page`, {
    event: "done",
    out,
    files: files.size,
  });
}
