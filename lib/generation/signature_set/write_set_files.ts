/**
 * Writes what describes a set: its tables, a README and the description in the Croissant format.
 *
 * @module
 */
import { join } from "node:path";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import { writeLinesAtomically } from "../../files/write_lines_atomically.ts";
import { setCroissant } from "./croissant.ts";
import type { SetDescription } from "./set_description.ts";
import {
  CROISSANT_FILE,
  README_FILE,
  SIGNATURES_TABLE_FILE,
  WRITERS_TABLE_FILE,
} from "./set_files.ts";
import { setReadme, type SetVerification } from "./set_readme.ts";
import { signatureLines, writerLines } from "./set_tables.ts";

/** The content of a set's files, in addition to its description. */
export interface SetContent {
  /** Length of a latent vector. */
  readonly latentDim: number;
  /** z of each writer, in order. */
  readonly latents: AsyncIterable<Float32Array>;
  /** Measured error rates of verification; `undefined` if there are too few signatures. */
  readonly verification: SetVerification | undefined;
}

/**
 * Writes the files that describe a set, each atomically. Memory does not grow with the
 * number of signatures.
 *
 * @param folder Path of the folder, which must exist.
 * @param set The set.
 * @param content Latent vectors and error rates.
 * @throws {Error} If a file cannot be written; the message names it.
 */
export async function writeSetFiles(
  folder: string,
  set: SetDescription,
  { latentDim, latents, verification }: SetContent,
): Promise<void> {
  const path = (name: string) => join(folder, name);
  const signatures = await writeLinesAtomically(path(SIGNATURES_TABLE_FILE), signatureLines(set));
  const writers = await writeLinesAtomically(
    path(WRITERS_TABLE_FILE),
    writerLines(set, latentDim, latents),
  );
  const croissant = setCroissant(set, latentDim, { signatures, writers });
  await writeFileAtomically(path(CROISSANT_FILE), croissant);
  await writeFileAtomically(path(README_FILE), setReadme(set, verification));
}
