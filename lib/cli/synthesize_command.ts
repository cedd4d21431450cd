/**
 * The command that writes the built-in data set as images.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
import { writeDatasetFolder } from "../dataset/write_dataset_folder.ts";
import { DEFAULT_PIXEL_CONFIG } from "../model/config.ts";
import { imageSize, optional, path, wholeNumber } from "./parsers.ts";
import { createReporter } from "./reporter.ts";
import { OUTPUT_DIRECTORY, type OutputFlags, outputFlags } from "./shared_flags.ts";

interface SynthesizeFlags extends OutputFlags {
  readonly out?: string;
  readonly writers?: number;
  readonly signatures?: number;
  readonly imageSize?: { height: number; width: number };
  readonly seed?: number;
}

const DEFAULTS = { writers: 40, signatures: 10, seed: 1 };
const DEFAULT_OUT = join(OUTPUT_DIRECTORY, "procedural");

/** `synthesize`: procedural signatures as a folder of images. */
export const synthesizeCommand: Command<CommandContext> = buildCommand<SynthesizeFlags>({
  docs: {
    brief: "Write procedural signatures, nobody's handwriting, as a folder of images",
    fullDescription:
      "Writes the built-in data set as images: one subfolder per invented writer, each with " +
      "variations of one signature, from a model of the movement of the hand.",
  },
  parameters: {
    flags: {
      out: optional(path, "DIR", `Where the images go (default ${DEFAULT_OUT})`),
      writers: optional(wholeNumber(1, 1e6), "N", `How many writers (default ${DEFAULTS.writers})`),
      signatures: optional(
        wholeNumber(1, 10000),
        "N",
        `Signatures of each (default ${DEFAULTS.signatures})`,
      ),
      imageSize: optional(
        imageSize,
        "HxW",
        `Size of the images (default ${DEFAULT_PIXEL_CONFIG.height}x${DEFAULT_PIXEL_CONFIG.width})`,
      ),
      seed: optional(wholeNumber(0), "N", `Names the writers (default ${DEFAULTS.seed})`),
      ...outputFlags,
    },
  },
  func: synthesize,
});

async function synthesize(flags: SynthesizeFlags): Promise<void> {
  const reporter = createReporter(flags);
  const out = flags.out ?? DEFAULT_OUT;
  const { height, width } = flags.imageSize ?? DEFAULT_PIXEL_CONFIG;
  const dataset = await synthesizeDataset({
    height,
    width,
    writers: flags.writers ?? DEFAULTS.writers,
    signaturesPerWriter: flags.signatures ?? DEFAULTS.signatures,
    seed: flags.seed ?? DEFAULTS.seed,
    onProgress: (done, total) => reporter.progress("writing signatures", done, total),
  });
  await writeDatasetFolder(dataset, out);
  const images = dataset.names.length;
  reporter.result(`${images} signatures in "${out}"`, { event: "done", out, images });
}
