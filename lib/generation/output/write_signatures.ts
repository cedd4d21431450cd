/**
 * Writing the signatures of a run: sampled in order, encoded in threads, written when encoded.
 *
 * @module
 */
import { join } from "node:path";
import { encodeColorPng, encodeGrayPng, tintGray } from "../../image/codecs/encode.ts";
import { contactSheet } from "../../image/drawing/contact_sheet.ts";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import {
  type EncodedSignature,
  encodeSignatures,
  type EncodeStreamOptions,
} from "../encode_signatures.ts";
import type { GeneratedSignature } from "../generated_signature.ts";
import { ArchiveSink } from "./archive_sink.ts";
import type { OpenedOutput } from "./open_output.ts";
import { type NumberRange, type OutputPlan, SHEET_FILE } from "./output_plan.ts";
import { type SheetImage, sheetImage } from "./sheet_image.ts";
import { FileSink, type SignatureSink } from "./signature_sink.ts";

/** The sheet has a row for each writer if it has at most this many signatures. */
const MAX_COLUMNS = 20;

/**
 * Writers that are done and fewer than this are sampled once more rather than left out: they share a
 * batch with those around them.
 */
const MAX_GAP = 128;

/**
 * Samples the signatures of a range of writers, those of a writer one after the other. They depend on
 * their numbers, not on the range.
 */
export type SignatureSource = (writers: NumberRange) => AsyncIterable<GeneratedSignature>;

/** What to write, and where. */
export interface WriteOptions {
  /** Path of the folder, which `openOutput` opened. */
  readonly folder: string;
  /** The files of the run. */
  readonly plan: OutputPlan;
  /** What is done. */
  readonly opened: OpenedOutput;
  /** Samples the signatures. */
  readonly generate: SignatureSource;
  /** Formats, size and ink. */
  readonly encoding: EncodeStreamOptions;
  /** Ends the run early, after the files that are being written. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each signature: how many of the shard are written, earlier ones included. */
  readonly onProgress?: ((written: number, total: number) => void) | undefined;
}

/** What {@linkcode writeSignatures} wrote. */
export interface WriteSummary {
  /** Signatures of the shard. */
  readonly total: number;
  /** Signatures of the shard that are written, in whole archives if there are archives. */
  readonly written: number;
  /** Signatures among them that an earlier run wrote. */
  readonly found: number;
  /** The error that ended the run, if there was one. */
  readonly failure?: unknown;
}

/**
 * Writes the signatures of a shard that do not exist yet, and the contact sheet. Memory does not grow
 * with their number.
 *
 * @param options Folder, files, signatures.
 * @returns How many signatures are written, and the error if a file could not be: its message names
 * the file, and all others are whole.
 */
export async function writeSignatures(options: WriteOptions): Promise<WriteSummary> {
  const { folder, plan, opened, encoding, signal, onProgress } = options;
  const found = countDone(plan, opened);
  const { start, end } = plan.writersOf(opened.units);
  const total = (end - start) * plan.signaturesPerWriter;
  const sink = plan.isArchived ? new ArchiveSink(folder, plan) : new FileSink(folder, plan);
  const encoded = encodeSignatures(missingSignatures(options), encoding);
  let taken = 0;
  const onWrite = () => onProgress?.(found + ++taken, total);
  const failure = await drain(encoded, sink, { signal, onWrite });
  await sink.discard();
  return {
    total,
    written: found + sink.completed,
    found,
    ...(failure === undefined ? {} : { failure: failure.error }),
  };
}

interface DrainOptions {
  readonly signal: AbortSignal | undefined;
  /** Called after each signature. */
  readonly onWrite: () => void;
}

/**
 * Writes encoded signatures until there are no more, one fails, or the run is to end. All take from one
 * stream: while one is written, others are encoded.
 */
async function drain(
  encoded: AsyncGenerator<EncodedSignature>,
  sink: SignatureSink,
  { signal, onWrite }: DrainOptions,
): Promise<{ readonly error: unknown } | undefined> {
  let failure: { readonly error: unknown } | undefined;
  const take = async () => {
    try {
      for await (const signature of encoded) {
        await sink.write(signature);
        onWrite();
        if (failure !== undefined || signal?.aborted) return;
      }
    } catch (error) {
      failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: sink.concurrency }, take));
  return failure;
}

function countDone(plan: OutputPlan, { units, isDone }: OpenedOutput): number {
  let writers = 0;
  isDone.forEach((done, i) => {
    const { start, end } = plan.writersOf({ start: units.start + i, end: units.start + i + 1 });
    writers += done * (end - start);
  });
  return writers * plan.signaturesPerWriter;
}

/** The signatures that are not written yet, while those of the contact sheet are collected. */
async function* missingSignatures(options: WriteOptions): AsyncGenerator<GeneratedSignature> {
  const { plan, opened, generate, encoding } = options;
  const shown: SheetImage[] = [];
  for (const writers of missingWriters(plan, opened)) {
    for await (const signature of generate(writers)) {
      if (isOnSheet(plan, opened, signature.writer) && shown.length < plan.sheetSignatures) {
        shown.push(sheetImage(signature, encoding));
        if (shown.length === plan.sheetSignatures) await writeSheet(options, shown);
      }
      if (isMissing(plan, opened, signature.writer)) yield signature;
    }
  }
}

/** Ranges of writers that are missing or on the contact sheet, in their order. */
function* missingWriters(plan: OutputPlan, opened: OpenedOutput): Generator<NumberRange> {
  const shard = plan.writersOf(opened.units);
  const last = opened.needsSheet ? Math.max(shard.end, plan.sheetSignatures) : shard.end;
  let range: NumberRange | undefined;
  for (let writer = shard.start; writer < Math.min(last, plan.writers); writer++) {
    if (!isMissing(plan, opened, writer) && !isOnSheet(plan, opened, writer)) continue;
    if (range !== undefined && writer - range.end >= MAX_GAP) {
      yield range;
      range = undefined;
    }
    range = { start: range?.start ?? writer, end: writer + 1 };
  }
  if (range !== undefined) yield range;
}

function isMissing(plan: OutputPlan, { units, isDone }: OpenedOutput, writer: number): boolean {
  const unit = plan.unitOf(writer);
  return unit >= units.start && unit < units.end && isDone[unit - units.start] === 0;
}

function isOnSheet(plan: OutputPlan, { needsSheet }: OpenedOutput, writer: number): boolean {
  return needsSheet && writer * plan.signaturesPerWriter < plan.sheetSignatures;
}

async function writeSheet(
  { folder, plan, encoding: { color, scan } }: WriteOptions,
  shown: readonly SheetImage[],
): Promise<void> {
  const { hasSubfolders, signaturesPerWriter, sheetColumns } = plan;
  // One row per writer, where writers have few enough signatures.
  const hasRows = hasSubfolders && signaturesPerWriter <= MAX_COLUMNS;
  const columns = sheetColumns ?? (hasRows ? signaturesPerWriter : undefined);
  const scale = shown[0]?.scale;
  const sheet = contactSheet(shown.map(({ image }) => image), {
    ...columns === undefined ? {} : { columns },
    ...scale === undefined ? {} : { scale },
  });
  // Scans are gray, whatever the ink.
  const png = color === undefined || scan
    ? encodeGrayPng(sheet)
    : encodeColorPng(tintGray(sheet, color));
  await writeFileAtomically(join(folder, SHEET_FILE), png);
}
