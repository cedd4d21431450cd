/**
 * The flags by which a user says whose the images of a folder are.
 *
 * @module
 */
import { parseWriterPattern } from "../dataset/writers/writer_pattern.ts";
import type { DataConfig } from "../training/run/run_config.ts";
import { choice, type FlagValues, optional } from "./flags.ts";

/** Flags that tell whose the images of a folder are. */
export const writerFlags = {
  forgeries: choice(
    ["exclude", "include"],
    "Leave out forgeries in --data (default), or take them as writers of their own",
  ),
  writerPattern: optional(
    writerPattern,
    "REGEX",
    "Regular expression for the writer in each path below --data: its group named writer, or its " +
      "first one (default: from folders and file names; the summary shows them)",
  ),
} as const;

/** Values of {@linkcode writerFlags}. */
export type WriterFlags = {
  readonly [Name in keyof FlagValues<typeof writerFlags>]?:
    | FlagValues<typeof writerFlags>[Name]
    | undefined;
};

/** Reads a regular expression with a group around the writer. */
function writerPattern(text: string): string {
  parseWriterPattern(text);
  return text;
}

/**
 * What the flags ask for.
 *
 * @param flags The flags.
 * @param directory The folder of images; `null` for the built-in data.
 * @throws {RangeError} If they are given without a folder.
 */
export function writerSettings(
  { forgeries, writerPattern }: WriterFlags,
  directory: string | null,
): Pick<DataConfig, "forgeries" | "writerPattern"> {
  if (directory === null && (forgeries !== undefined || writerPattern !== undefined)) {
    const flag = forgeries === undefined ? "--writer-pattern" : "--forgeries";
    throw new RangeError(`Cannot use ${flag} without images, expected --data`);
  }
  return { forgeries: forgeries ?? "exclude", writerPattern: writerPattern ?? null };
}
