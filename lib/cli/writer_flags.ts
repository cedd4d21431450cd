/**
 * The flags by which a user says whose the images of a folder are.
 *
 * @module
 */
import { parseWriterPattern } from "../dataset/writers/writer_pattern.ts";
import type { DataConfig } from "../training/run_folder.ts";
import { optional } from "./parsers.ts";

/** Whose the images of a folder are. */
export interface WriterFlags {
  readonly forgeries?: "exclude" | "include" | undefined;
  readonly writerPattern?: string | undefined;
}

/** How {@linkcode WriterFlags} are read and described. */
export const writerFlags = {
  forgeries: {
    kind: "enum",
    values: ["exclude", "include"],
    optional: true,
    brief: "Leave forgeries in --data out (default), or take them as writers of their own",
  },
  writerPattern: optional(
    writerPattern,
    "REGEX",
    "Finds the writer in each path below --data: its group named writer, or its first one " +
      "(default: told from folders and file names, which the summary shows)",
  ),
} as const;

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
    throw new RangeError(`Cannot use ${flag} without images, --data was wanted`);
  }
  return { forgeries: forgeries ?? "exclude", writerPattern: writerPattern ?? null };
}
