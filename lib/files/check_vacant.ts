/**
 * Protecting files from being overwritten.
 *
 * @module
 */
import { FolderOccupiedError } from "../errors.ts";
import { LOCK_FILE } from "./lock_run.ts";
import { PARTIAL_SUFFIX } from "./write_file_atomically.ts";

/** Names that a folder must not contain, and the wording of the error. */
export interface VacancyOptions {
  /** The action, for the error. */
  readonly action?: string;
  /** Names that must be free; by default the folder must be empty. */
  readonly names?: readonly string[];
  /** The expected state, for the error. */
  readonly expected?: string;
}

/**
 * Checks that nothing in a folder would be overwritten. A missing folder passes, and so do
 * the lock of a run and a partial file that a killed program left.
 *
 * @param path Path of the folder.
 * @param options Names that must be free, and the words of the error.
 * @throws {FolderOccupiedError} If something would be overwritten.
 */
export async function checkVacant(path: string, options: VacancyOptions = {}): Promise<void> {
  const { action = "write to", names, expected = "a new or empty folder" } = options;
  const taken = names && new Set(names);
  const occupant = (await folderEntries(path)).find((name) =>
    taken?.has(name) ?? !(name === LOCK_FILE || name.endsWith(PARTIAL_SUFFIX))
  );
  if (occupant === undefined) return;
  throw new FolderOccupiedError(
    `Cannot ${action} "${path}": it already contains "${occupant}", expected ${expected}`,
  );
}

/**
 * Names of a folder's entries, sorted; none if the folder is missing.
 *
 * @param path Path of the folder.
 * @throws {FolderOccupiedError} If it is a file.
 */
export async function folderEntries(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    await checkNotFile(path);
    throw error;
  }
}

/**
 * Checks that a folder that is to be written to is not a file.
 *
 * @param path Path of the folder; it may be missing.
 * @throws {FolderOccupiedError} If it is a file.
 */
export async function checkNotFile(path: string): Promise<void> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info?.isFile) {
    throw new FolderOccupiedError(
      `Cannot write to "${path}": it is a file, expected a new or empty folder`,
    );
  }
}
