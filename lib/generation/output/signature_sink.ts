/**
 * Where encoded signatures go: files in a folder, or archives.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import type { EncodedSignature } from "../encode_signatures.ts";
import type { OutputPlan } from "./output_plan.ts";

/** Takes encoded signatures and writes them. */
export interface SignatureSink {
  /** Number of signatures that may be written at the same time. */
  readonly concurrency: number;
  /** Number of signatures that are written, in whole archives if there are archives. */
  readonly completed: number;
  /** Writes a signature, or adds it to the archive that is being written. */
  write(signature: EncodedSignature): Promise<void>;
  /** Gives up what is not whole: nothing of it remains. */
  discard(): Promise<void>;
}

/** Number of signatures that are written to a folder at the same time. */
const CONCURRENT_SIGNATURES = 8;

/** Writes each signature to its own files, each atomically. */
export class FileSink implements SignatureSink {
  /** Number of signatures that may be written at the same time. */
  readonly concurrency = CONCURRENT_SIGNATURES;
  /** Number of signatures that are written. */
  completed = 0;
  readonly #folder: string;
  readonly #plan: OutputPlan;
  #subfolder: { readonly path: string; readonly created: Promise<void> } | undefined;

  /**
   * Creates a sink.
   *
   * @param folder Path of the folder, which must exist.
   * @param plan Names of the files.
   */
  constructor(folder: string, plan: OutputPlan) {
    this.#folder = folder;
    this.#plan = plan;
  }

  /** Writes the files of a signature. */
  async write(signature: EncodedSignature): Promise<void> {
    const path = join(this.#folder, this.#plan.signaturePath(signature));
    if (this.#plan.hasSubfolders) await this.#createSubfolder(dirname(path));
    for (const { extension, bytes } of signature.files) {
      await writeFileAtomically(`${path}.${extension}`, bytes);
    }
    this.completed++;
  }

  /** Does nothing: no file is ever there in part. */
  async discard(): Promise<void> {}

  /** Creates the subfolder of a writer, once for all its signatures. */
  async #createSubfolder(path: string): Promise<void> {
    if (this.#subfolder?.path !== path) {
      this.#subfolder = { path, created: Deno.mkdir(path, { recursive: true }) };
    }
    await this.#subfolder.created;
  }
}
