/**
 * Writing the play page as static files.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../sha256.ts";
import { FolderOccupiedError } from "../../errors.ts";
import { folderEntries } from "../../files/check_vacant.ts";
import { writeFileAtomically } from "../../files/write_file_atomically.ts";
import type { SiteFiles } from "./build_page.ts";

/** The file that lists what was written, so that it can be written anew. */
export const LIST_FILE = "play-files.json";

/** SHA-256 by name of each file; two while the file is being replaced. */
type FileList = Readonly<Record<string, readonly string[]>>;

/**
 * Writes the files of a site to a folder. Files that an earlier call wrote there are replaced if they
 * have not changed since; all others stay.
 *
 * @param files The files by name.
 * @param folder The folder; it is created if it is missing.
 * @throws {FolderOccupiedError} If a file of the same name is not from an earlier call, or has been
 * changed, or the folder is a file. Nothing is written then.
 */
export async function writePage(files: SiteFiles, folder: string): Promise<void> {
  const present = new Set(await folderEntries(folder));
  await Deno.mkdir(folder, { recursive: true });
  const written = await readList(folder);
  const stale = Object.keys(written).filter((name) => present.has(name) && !files.has(name));
  for (const name of [...stale, ...files.keys()]) {
    if (present.has(name)) await checkOwn(folder, name, written[name]);
  }
  const list: Record<string, string[]> = {};
  for (const [name, content] of files) list[name] = [await sha256(content)];
  // Should this be interrupted, the next call knows both the old files and the new ones.
  await writeList(folder, joinLists(written, list));
  for (const [name, content] of files) await writeFileAtomically(join(folder, name), content);
  for (const name of stale) await Deno.remove(join(folder, name));
  await writeList(folder, list);
}

async function readList(folder: string): Promise<FileList> {
  const path = join(folder, LIST_FILE);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
  try {
    const list = JSON.parse(text);
    if (Object.values(list).every(Array.isArray)) return list;
  } catch {
    // It is not of this program.
  }
  throw new FolderOccupiedError(
    `Cannot write the play page to "${folder}": "${LIST_FILE}" there is not a list of its files, ` +
      "expected a new or empty folder",
  );
}

async function writeList(folder: string, list: FileList): Promise<void> {
  await writeFileAtomically(join(folder, LIST_FILE), `${JSON.stringify(list, null, 2)}\n`);
}

function joinLists(first: FileList, second: FileList): FileList {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries(
    [...names].map((name) => [name, [...first[name] ?? [], ...second[name] ?? []]]),
  );
}

async function checkOwn(
  folder: string,
  name: string,
  hashes: readonly string[] = [],
): Promise<void> {
  if (hashes.includes(await sha256(await Deno.readFile(join(folder, name))))) return;
  const state = hashes.length === 0 ? "already contains" : "contains a changed";
  throw new FolderOccupiedError(
    `Cannot write the play page to "${folder}": it ${state} "${name}", expected a new or empty ` +
      "folder, or one that `play --out` wrote",
  );
}
