/**
 * Protecting a run folder from a second program that would write the same files.
 *
 * @module
 */
import { join } from "node:path";
import { FolderOccupiedError } from "../errors.ts";

/** Name of the locked file within a run folder. */
export const LOCK_FILE = ".lock";

/** Maximum number of attempts. Without stable inode numbers, `isFileAt` would fail forever. */
const MAX_ATTEMPTS = 100;

/** The exclusive right to write to a run folder, until it is disposed of or the program ends. */
export interface RunLock extends AsyncDisposable {
  /** Why the file system could not lock the folder; `undefined` if it is locked. */
  readonly unavailable: string | undefined;
}

/**
 * Locks a run folder. The operating system holds the lock for this process, so that the folder of a
 * killed run is not locked.
 *
 * @param path Path of the folder; it is created where it is missing, and removed with the lock if it
 * is then empty.
 * @param action The action, for the error.
 * @throws {FolderOccupiedError} If another program has locked it.
 */
export async function lockRun(path: string, action: string): Promise<RunLock> {
  const name = join(path, LOCK_FILE);
  for (let attempt = 1;; attempt++) {
    await Deno.mkdir(path, { recursive: true });
    const file = await openFile(name);
    if (file === undefined) {
      if (attempt < MAX_ATTEMPTS) continue;
      throw new Deno.errors.NotFound(`Cannot create "${name}": its folder is removed repeatedly`);
    }
    const state = await tryLock(file);
    if (state === "taken") {
      file.close();
      throw takenError(path, action);
    }
    if (attempt === MAX_ATTEMPTS || await isFileAt(name, file)) {
      return createLock(path, file, state.unavailable);
    }
    file.close(); // its last holder has removed the file in the meantime
  }
}

/** Opens a file; undefined if the last holder of the lock has just removed its folder. */
async function openFile(name: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(name, { write: true, create: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function tryLock(file: Deno.FsFile): Promise<"taken" | Pick<RunLock, "unavailable">> {
  try {
    return await file.tryLock(true) ? { unavailable: undefined } : "taken";
  } catch (error) { // some network file systems have no locks
    return { unavailable: error instanceof Error ? error.message : String(error) };
  }
}

function takenError(path: string, action: string): FolderOccupiedError {
  return new FolderOccupiedError(
    `Cannot ${action} "${path}": another train command is writing to it. ` +
      "Wait until that ends or stop it, or choose another folder with --out",
  );
}

function createLock(
  path: string,
  file: Deno.FsFile,
  unavailable: string | undefined,
): RunLock {
  return {
    unavailable,
    async [Symbol.asyncDispose]() {
      // Removed before it is unlocked, so that others who have opened it notice.
      await Deno.remove(join(path, LOCK_FILE)).catch(() => {});
      file.close();
      await Deno.remove(path).catch(() => {}); // stays if it is not empty
    },
  };
}

/** Whether the file at a path is still the one that is open. */
async function isFileAt(name: string, file: Deno.FsFile): Promise<boolean> {
  const found = await Deno.stat(name).catch(() => undefined);
  const { ino } = await file.stat();
  return found !== undefined && (ino === null || found.ino === null || found.ino === ino);
}
