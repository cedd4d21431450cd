/**
 * Opening the folder of a run: a new one, or one that an earlier command with the same settings began.
 *
 * @module
 */
import { join } from "node:path";
import { FolderOccupiedError } from "../../errors.ts";
import { checkNotFile } from "../../files/check_vacant.ts";
import { PARTIAL_SUFFIX } from "../../files/write_file_atomically.ts";
import { systemReason } from "../../system_error.ts";
import { ExistingFiles } from "./existing_files.ts";
import { type NumberRange, type OutputPlan, type Shard, SHEET_FILE } from "./output_plan.ts";
import {
  describeDifference,
  readRecord,
  removePartialRecord,
  type RunRecord,
  writeRecord,
} from "./run_record.ts";

/** Which folder to open, and for what. */
export interface OpenOutputOptions {
  /** Path of the folder, which may be missing. */
  readonly folder: string;
  /** The files of the run. */
  readonly plan: OutputPlan;
  /** What the run's files are made from. */
  readonly record: RunRecord;
  /** The part of the run that is written. */
  readonly shard: Shard;
  /** Whether files of the run's names may be replaced if they are from other settings. */
  readonly overwrite: boolean;
}

/** The state of a folder before a run continues in it. */
export interface OpenedOutput {
  /** The units of the shard. */
  readonly units: NumberRange;
  /** For each unit of the shard, 1 if all its files exist. */
  readonly isDone: Uint8Array;
  /** Whether this run has to write the contact sheet. */
  readonly needsSheet: boolean;
  /** Whether this run has to write the files that describe a set. */
  readonly needsDescription: boolean;
}

/**
 * Opens a folder: creates it and writes the record of the run, or checks that the record there is of
 * the same run, and finds out what is done. A longer run of the same settings continues where a shorter
 * one ended.
 *
 * @param options Folder, files, settings, shard.
 * @returns What is done.
 * @throws {FolderOccupiedError} If the folder has files of another run, or of unknown origin, that
 * would be replaced, or it is a file.
 * @throws {Error} If the folder or the record cannot be written.
 */
export async function openOutput(options: OpenOutputOptions): Promise<OpenedOutput> {
  const { folder, plan, record, shard, overwrite } = options;
  const units = plan.unitsOf(shard);
  const writesSheet = shard.index === 1;
  await checkNotFile(folder);
  const recorded = await readRecord(folder);
  await createFolder(folder);
  await removePartialRecord(folder, shard);
  if (recorded === undefined || !await canContinue(recorded, options)) {
    const planned = plannedFiles(plan, units, writesSheet);
    await (overwrite ? removeFiles(folder, planned) : checkAbsent(folder, planned));
    await writeRecord(folder, record, shard);
    return {
      units,
      isDone: new Uint8Array(units.end - units.start),
      needsSheet: writesSheet,
      needsDescription: writesSheet && plan.isSet,
    };
  }
  if (recorded.count < record.count) await prepareGrowth(recorded.count, options);
  return await findDone(options);
}

/** Whether the run of a record is the same or a shorter one; throws where it must not be replaced. */
function canContinue(
  recorded: RunRecord,
  { folder, record, shard, overwrite }: OpenOutputOptions,
): boolean {
  const difference = describeDifference(recorded, record) ??
    describeCount(recorded.count, record.count, shard);
  if (difference === undefined) return true;
  if (overwrite) return false;
  throw new FolderOccupiedError(
    `Cannot continue "${folder}": ${difference}; expected the same settings, another folder or ` +
      "--overwrite",
  );
}

function describeCount(before: number, now: number, shard: Shard): string | undefined {
  // Shards that start at the same time must agree on what is there.
  if (before === now || (before < now && shard.count === 1)) return undefined;
  return `it was generated with --count ${before}, not with --count ${now}`;
}

async function createFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Error(`Cannot create folder "${folder}": ${systemReason(error)}`, { cause: error });
  }
}

function* plannedFiles(
  plan: OutputPlan,
  { start, end }: NumberRange,
  writesSheet: boolean,
): Generator<string> {
  if (writesSheet) yield* plan.summaryFiles;
  for (let unit = start; unit < end; unit++) yield* plan.filesOf(unit);
}

async function checkAbsent(folder: string, files: Iterable<string>): Promise<void> {
  const existing = new ExistingFiles(folder);
  for (const file of files) {
    if (!await existing.has(file)) continue;
    throw new FolderOccupiedError(
      `Cannot write to "${folder}": it already contains "${file}", expected another folder or ` +
        "--overwrite",
    );
  }
}

async function removeFiles(folder: string, files: Iterable<string>): Promise<void> {
  const existing = new ExistingFiles(folder);
  for (const file of files) {
    for (const path of [file, `${file}${PARTIAL_SUFFIX}`]) {
      if (await existing.has(path)) await Deno.remove(join(folder, path));
    }
  }
}

/** Removes what a longer run has in another form, then records the new length. */
async function prepareGrowth(
  count: number,
  { folder, plan, record, shard }: OpenOutputOptions,
): Promise<void> {
  const shorter = plan.withWriters(count);
  const outdated = plan.summaryFiles.filter((file) => file !== SHEET_FILE);
  if (shorter.sheetSignatures < plan.sheetSignatures) outdated.push(SHEET_FILE);
  if (count % plan.writersPerUnit !== 0) outdated.push(...plan.filesOf(shorter.units - 1));
  await removeFiles(folder, outdated);
  await writeRecord(folder, record, shard);
}

async function findDone({ folder, plan, shard }: OpenOutputOptions): Promise<OpenedOutput> {
  const existing = new ExistingFiles(folder);
  const units = plan.unitsOf(shard);
  const isDone = new Uint8Array(units.end - units.start);
  for (let unit = units.start; unit < units.end; unit++) {
    if (await existing.hasUnit(plan, unit)) isDone[unit - units.start] = 1;
  }
  const missing: string[] = [];
  for (const file of shard.index === 1 ? plan.summaryFiles : []) {
    if (!await existing.has(file)) missing.push(file);
  }
  return {
    units,
    isDone,
    needsSheet: missing.includes(SHEET_FILE),
    needsDescription: missing.some((file) => file !== SHEET_FILE),
  };
}

/**
 * Whether a folder holds an unfinished run of certain settings.
 *
 * @param options Folder, files and settings; `overwrite` is ignored.
 */
export async function isUnfinished(options: OpenOutputOptions): Promise<boolean> {
  const recorded = await readRecord(options.folder).catch(() => undefined);
  if (recorded === undefined || recorded.count !== options.record.count) return false;
  if (describeDifference(recorded, options.record) !== undefined) return false;
  const { isDone, needsSheet, needsDescription } = await findDone(options);
  return needsSheet || needsDescription || isDone.includes(0);
}
