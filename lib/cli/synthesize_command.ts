/**
 * The command that writes the built-in data as images.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
import { writeDatasetFolder } from "../dataset/write_dataset_folder.ts";
import { DEFAULT_PIXEL_CONFIG } from "../model/config.ts";
import { checkOutput } from "./check_output.ts";
import { OUTPUT_DIRECTORY } from "./directories.ts";
import { SCRIPT_NAMES } from "../strokes/procedural/scripts.ts";
import { choice, type FlagValues, optional } from "./flags.ts";
import { withHelp } from "./help.ts";
import { imageSize, path, wholeNumber } from "./parsers.ts";
import { createReporter } from "./reporter.ts";
import { outputFlags } from "./shared_flags.ts";

const DEFAULTS = { writers: 40, signatures: 10, seed: 1, script: "latin" } as const;
const DEFAULT_OUT = join(OUTPUT_DIRECTORY, "procedural");

const synthesizeFlags = {
  out: optional(path, "DIR", `Folder for the images (default ${DEFAULT_OUT})`),
  writers: optional(wholeNumber(1, 1e6), "N", `Number of writers (default ${DEFAULTS.writers})`),
  signatures: optional(
    wholeNumber(1, 10000),
    "N",
    `Signatures per writer (default ${DEFAULTS.signatures})`,
  ),
  script: choice(
    SCRIPT_NAMES,
    `Latin letters, or block characters like those of East Asia (default ${DEFAULTS.script})`,
  ),
  imageSize: optional(
    imageSize,
    "HxW",
    `Size of the images (default ${DEFAULT_PIXEL_CONFIG.height}x${DEFAULT_PIXEL_CONFIG.width})`,
  ),
  seed: optional(wholeNumber(0), "N", `Random seed (default ${DEFAULTS.seed})`),
  ...outputFlags,
} as const;

const command: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Write procedural signatures as a folder of images",
    fullDescription:
      "Writes the built-in data as images: one subfolder per procedural writer, each with several " +
      "signatures of the writer. A kinematic model of handwriting writes them; they imitate no " +
      "real person's signature.",
  },
  parameters: { flags: synthesizeFlags },
  func: synthesize,
});

/** `synthesize`: procedural signatures as a folder of images. */
export const synthesizeCommand: Command<CommandContext> = withHelp(command, [
  {
    command: "synthesize --writers 100 --signatures 5 --image-size 128x256",
    brief: "Write five signatures of each of 100 procedural writers",
  },
]);

async function synthesize(flags: FlagValues<typeof synthesizeFlags>): Promise<void> {
  const reporter = createReporter(flags);
  const out = await checkOutput(flags.out, DEFAULT_OUT);
  const { height, width } = flags.imageSize ?? DEFAULT_PIXEL_CONFIG;
  const dataset = await synthesizeDataset({
    height,
    width,
    writers: flags.writers ?? DEFAULTS.writers,
    signaturesPerWriter: flags.signatures ?? DEFAULTS.signatures,
    seed: flags.seed ?? DEFAULTS.seed,
    script: flags.script ?? DEFAULTS.script,
    onProgress: (done, total) => reporter.progress("synthesizing signatures", done, total),
  });
  await writeDatasetFolder(dataset, out);
  const images = dataset.names.length;
  reporter.result(`${images} signatures in "${out}"`, { event: "done", out, images });
}
