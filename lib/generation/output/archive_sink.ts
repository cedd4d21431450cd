/**
 * Signatures in archives of the WebDataset layout.
 *
 * @module
 */
import { join } from "node:path";
import { createTarPacker, type TarPackController } from "modern-tar";
import { PARTIAL_SUFFIX } from "../../files/write_file_atomically.ts";
import { systemReason } from "../../system_error.ts";
import type { EncodedSignature } from "../encode_signatures.ts";
import type { OutputPlan } from "./output_plan.ts";
import type { SignatureSink } from "./signature_sink.ts";

/**
 * Writes signatures to tar archives in the layout of WebDataset: the files of a signature follow one
 * another and have its path as their common name, such as `signature-0001.png`. If writers have
 * several signatures, `.cls` is the number of the writer, from 0, as decimal text, and if there are
 * forgeries, `.forged.cls` is 1 for a forgery and 0 for a genuine signature. Entries have no time and
 * no owner, so the same signatures give the same bytes.
 */
export class ArchiveSink implements SignatureSink {
  /** Entries follow one another. */
  readonly concurrency = 1;
  /** Number of signatures in whole archives. */
  completed = 0;
  readonly #folder: string;
  readonly #plan: OutputPlan;
  #open: Archive | undefined;
  #unit = -1;
  /** Signatures of the open archive, and those that it still lacks. */
  #signatures = 0;
  #missing = 0;

  /**
   * Creates a sink.
   *
   * @param folder Path of the folder, which must exist.
   * @param plan Names of the archives and of their entries.
   */
  constructor(folder: string, plan: OutputPlan) {
    this.#folder = folder;
    this.#plan = plan;
  }

  /** Adds a signature to its archive; the last one of an archive completes it. */
  async write(signature: EncodedSignature): Promise<void> {
    const { writer, forger, files } = signature;
    const archive = await this.#archiveOf(writer);
    const path = this.#plan.signaturePath(signature);
    for (const { extension, bytes } of files) await archive.add(`${path}.${extension}`, bytes);
    const addClass = (extension: string, value: number) =>
      archive.add(`${path}.${extension}`, new TextEncoder().encode(String(value)));
    if (this.#plan.hasSubfolders) await addClass("cls", writer);
    if (this.#plan.isSet) await addClass("forged.cls", forger === undefined ? 0 : 1);
    if (--this.#missing > 0) return;
    this.#open = undefined;
    await archive.finish();
    this.completed += this.#signatures;
  }

  /** Removes the archive that is not whole. */
  async discard(): Promise<void> {
    await this.#open?.discard();
    this.#open = undefined;
  }

  async #archiveOf(writer: number): Promise<Archive> {
    const unit = this.#plan.unitOf(writer);
    if (this.#open !== undefined && unit === this.#unit) return this.#open;
    if (this.#open !== undefined) {
      throw new Error(`Cannot complete archive ${this.#unit}: ${this.#missing} signatures missing`);
    }
    const writers = this.#plan.writersOf({ start: unit, end: unit + 1 });
    this.#unit = unit;
    this.#signatures = (writers.end - writers.start) * this.#plan.signaturesPerWriter;
    this.#missing = this.#signatures;
    const [file] = this.#plan.filesOf(unit);
    return this.#open = await Archive.create(join(this.#folder, file!));
  }
}

/** A tar archive that is written under a temporary name until it is whole. */
class Archive {
  readonly #path: string;
  readonly #controller: TarPackController;
  /** Ends when the file is written; fails if it cannot be. */
  readonly #written: Promise<void>;
  #failure: unknown;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    const { readable, controller } = createTarPacker();
    this.#controller = controller;
    this.#written = readable.pipeTo(bufferedWriter(file));
    this.#written.catch((error) => this.#failure = error);
  }

  static async create(path: string): Promise<Archive> {
    try {
      return new Archive(path, await Deno.create(temporaryFile(path)));
    } catch (error) {
      throw writeError(path, error);
    }
  }

  async add(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const header = { name, size: bytes.length, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 };
    try {
      const writer = this.#controller.add(header).getWriter();
      if (bytes.length > 0) await writer.write(bytes);
      await writer.close();
    } catch (error) {
      throw writeError(this.#path, this.#failure ?? error);
    }
    if (this.#failure !== undefined) throw writeError(this.#path, this.#failure);
  }

  async finish(): Promise<void> {
    try {
      this.#controller.finalize();
      await this.#written;
      await Deno.rename(temporaryFile(this.#path), this.#path);
    } catch (error) {
      await this.#remove();
      throw writeError(this.#path, error);
    }
  }

  async discard(): Promise<void> {
    this.#controller.error(new Error("discarded"));
    await this.#written.catch(() => {});
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await Deno.remove(temporaryFile(this.#path)).catch(() => {});
  }
}

/** Bytes that are written at once: an archive has thousands of small parts. */
const BUFFER_BYTES = 1 << 20;

/** A stream into a file, which is on the disk when the stream is closed. */
function bufferedWriter(file: Deno.FsFile): WritableStream<Uint8Array> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  let used = 0;
  const flush = async () => {
    await writeAll(file, buffer.subarray(0, used));
    used = 0;
  };
  const append = async (bytes: Uint8Array) => {
    if (used + bytes.length > BUFFER_BYTES) await flush();
    if (bytes.length > BUFFER_BYTES) return await writeAll(file, bytes);
    buffer.set(bytes, used);
    used += bytes.length;
  };
  return new WritableStream({
    write: async (bytes) => {
      try {
        await append(bytes);
      } catch (error) {
        file.close();
        throw error;
      }
    },
    close: async () => {
      try {
        await flush();
        await file.syncData();
      } finally {
        file.close();
      }
    },
    abort: () => file.close(),
  });
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await file.write(bytes));
}

function temporaryFile(path: string): string {
  return `${path}${PARTIAL_SUFFIX}`;
}

function writeError(path: string, error: unknown): Error {
  return new Error(`Cannot write "${path}": ${systemReason(error)}`, { cause: error });
}
