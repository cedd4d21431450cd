/**
 * Which files a run writes: their names, and the part of them that a shard writes.
 *
 * @module
 */
import type { SignatureFormat } from "../encode_forms.ts";
import { forgerOf } from "../hands.ts";
import { SET_FILES } from "../signature_set/set_files.ts";
import { setSignaturePath } from "../signature_set/set_layout.ts";

/** Name of the contact sheet. */
export const SHEET_FILE = "grid.png";

/** Maximum number of signatures on the contact sheet. */
const MAX_ON_SHEET = 200;

/** Number of signatures in an archive, at most: with PNG of 256 x 512 pixels, about 10 MB. */
const SIGNATURES_PER_ARCHIVE = 1000;

/** One of several runs that share the work. */
export interface Shard {
  /** Its number, from 1. */
  readonly index: number;
  /** Number of shards. */
  readonly count: number;
}

/** The only part of a run that is not divided. */
export const WHOLE_RUN: Shard = { index: 1, count: 1 };

/** Options of an {@linkcode OutputPlan}. */
export interface OutputOptions {
  /** Number of writers. */
  readonly writers: number;
  /**
   * Signatures of each writer, with a subfolder for each writer. If left out, each writer has one
   * signature and there are no subfolders.
   */
  readonly signaturesPerWriter?: number | undefined;
  /**
   * Forgeries of the signature of each writer, which make the output a set: in the layout of
   * `setSignaturePath`, with files that describe it. No set if left out.
   */
  readonly forgeriesPerWriter?: number | undefined;
  /** The formats of each signature. */
  readonly formats: readonly SignatureFormat[];
  /** Whether signatures are packed into WebDataset archives. */
  readonly isArchived: boolean;
  /** Columns of the contact sheet; if left out, one row per writer, or a sheet that is about square. */
  readonly sheetColumns?: number | undefined;
}

/** Which signature of a run. */
export interface SignatureNumbers {
  /** Number of the writer, from 0. */
  readonly writer: number;
  /** Number among the genuine signatures of the writer or among the forgeries of them, from 0. */
  readonly sample: number;
  /** Number of the forger; `undefined` if the signature is genuine. */
  readonly forger?: number | undefined;
}

/** A range of numbers. */
export interface NumberRange {
  /** The first number. */
  readonly start: number;
  /** The number after the last one. */
  readonly end: number;
}

/**
 * The files of a run. Their names depend on the number of the writer and not on the number of writers,
 * so a longer run starts with the files of a shorter one.
 *
 * A unit is written as a whole: the signatures of one writer, or an archive.
 */
export class OutputPlan {
  /** Number of writers. */
  readonly writers: number;
  /** The formats of each signature. */
  readonly formats: readonly SignatureFormat[];
  /** Whether signatures are packed into WebDataset archives. */
  readonly isArchived: boolean;
  /** Whether each writer has a subfolder. */
  readonly hasSubfolders: boolean;
  /** Whether it is a set of writers with forgeries, with files that describe it. */
  readonly isSet: boolean;
  /** Signatures of each writer, with forgeries of them. */
  readonly signaturesPerWriter: number;
  /** Columns of the contact sheet, if they are given. */
  readonly sheetColumns: number | undefined;
  /** Writers in a unit; the last unit may have fewer. */
  readonly writersPerUnit: number;
  readonly #options: OutputOptions;
  readonly #genuinePerWriter: number;

  /**
   * Plans a run.
   *
   * @param options Writers, signatures and forgeries of each, formats, archives, columns of the sheet.
   */
  constructor(options: OutputOptions) {
    const { writers, signaturesPerWriter, forgeriesPerWriter, formats, isArchived } = options;
    this.#options = options;
    this.sheetColumns = options.sheetColumns;
    this.writers = writers;
    this.formats = formats;
    this.isArchived = isArchived;
    this.hasSubfolders = signaturesPerWriter !== undefined;
    this.isSet = forgeriesPerWriter !== undefined;
    this.#genuinePerWriter = signaturesPerWriter ?? 1;
    this.signaturesPerWriter = this.#genuinePerWriter + (forgeriesPerWriter ?? 0);
    this.writersPerUnit = isArchived
      ? Math.max(1, Math.floor(SIGNATURES_PER_ARCHIVE / this.signaturesPerWriter))
      : 1;
  }

  /** Names of the files that describe the run as a whole. */
  get summaryFiles(): readonly string[] {
    return this.isSet ? [SHEET_FILE, ...SET_FILES] : [SHEET_FILE];
  }

  /**
   * A shorter or longer run of the same settings.
   *
   * @param writers Number of writers.
   */
  withWriters(writers: number): OutputPlan {
    return new OutputPlan({ ...this.#options, writers });
  }

  /** Number of signatures. */
  get signatures(): number {
    return this.writers * this.signaturesPerWriter;
  }

  /** Number of signatures on the contact sheet: the first ones. */
  get sheetSignatures(): number {
    return Math.min(MAX_ON_SHEET, this.signatures);
  }

  /** Number of units. */
  get units(): number {
    return Math.ceil(this.writers / this.writersPerUnit);
  }

  /**
   * The units of a shard. Shards are disjoint, and all of them together are the run.
   *
   * @param shard Which shard.
   */
  unitsOf({ index, count }: Shard): NumberRange {
    const boundary = (i: number) => Math.floor(this.units * i / count);
    return { start: boundary(index - 1), end: boundary(index) };
  }

  /**
   * The unit of a writer.
   *
   * @param writer Number of the writer.
   */
  unitOf(writer: number): number {
    return Math.floor(writer / this.writersPerUnit);
  }

  /**
   * The writers of a range of units.
   *
   * @param units The units.
   */
  writersOf({ start, end }: NumberRange): NumberRange {
    return {
      start: Math.min(this.writers, start * this.writersPerUnit),
      end: Math.min(this.writers, end * this.writersPerUnit),
    };
  }

  /**
   * Path of a signature within the folder or the archive, without an extension, with slashes.
   *
   * @param signature Its numbers.
   */
  signaturePath({ writer, sample, forger }: SignatureNumbers): string {
    if (this.isSet) return setSignaturePath({ writer, sample, isForgery: forger !== undefined });
    const number = padded(writer + 1, 4);
    if (!this.hasSubfolders) return `signature-${number}`;
    return `writer-${number}/signature-${padded(sample + 1, 2)}`;
  }

  /**
   * Paths of the files of a unit, within the folder.
   *
   * @param unit Number of the unit, from 0.
   */
  *filesOf(unit: number): Generator<string> {
    if (this.isArchived) {
      yield archiveName(unit);
      return;
    }
    for (let i = 0; i < this.signaturesPerWriter; i++) {
      const forgery = i - this.#genuinePerWriter;
      const path = this.signaturePath(
        forgery < 0
          ? { writer: unit, sample: i }
          : { writer: unit, sample: forgery, forger: forgerOf(forgery) },
      );
      for (const format of this.formats) yield `${path}.${format}`;
    }
  }
}

function archiveName(unit: number): string {
  return `signatures-${padded(unit, 6)}.tar`;
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}
