/**
 * Which files of a folder are images.
 *
 * @module
 */
import { IMAGE_EXTENSIONS } from "../image/codecs/decode.ts";
import { describeForeign, findByExtension } from "../image/codecs/foreign_formats.ts";
import { readImageHeader } from "../image/codecs/header.ts";
import { RECOGNIZED_BYTES, recognizeFormat } from "../image/codecs/recognize_format.ts";

/** An image that cannot be used, or that a person should look at. */
export interface SkippedFile {
  /** Path below the folder, with `/` between the parts. */
  readonly file: string;
  /** Why it was left out, or why a person should look at it. */
  readonly reason: string;
}

/** What {@linkcode scanFolder} found. */
export interface FolderScan {
  /** Paths below the folder of all images, with `/` between the parts, in a fixed order. */
  readonly images: readonly string[];
  /** What should have been an image but cannot be read as one. */
  readonly skipped: readonly SkippedFile[];
  /** How many other files there are of each kind, such as `.txt`. */
  readonly others: ReadonlyMap<string, number>;
}

/** Endings of files that go with images, of which there may be many: they are not opened. */
const DATA_EXTENSIONS: readonly string[] = [
  ".txt",
  ".csv",
  ".tsv",
  ".json",
  ".jsonl",
  ".md",
  ".xml",
  ".yaml",
  ".yml",
  ".html",
  ".log",
  ".py",
  ".ini",
  ".xls",
  ".xlsx",
  ".mat",
  ".npy",
  ".npz",
];

/** Files and folders that operating systems and devices leave everywhere. */
const SYSTEM_NAMES: readonly string[] = [
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "icon\r",
  "__macosx",
  "@eadir",
  "#recycle",
  "$recycle.bin",
  "system volume information",
  "lost+found",
];

/** Files that are opened at a time to see what they are. */
const OPEN_FILES = 32;

function isHidden(name: string): boolean {
  return name.startsWith(".") || SYSTEM_NAMES.includes(name.toLowerCase());
}

function extensionOf(name: string): string {
  const start = name.lastIndexOf(".");
  return start <= 0 ? "" : name.slice(start).toLowerCase();
}

/** Compares by code unit after normalization, so that the order is the same on every system. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a.normalize("NFC"), b.normalize("NFC")];
  if (left !== right) return left < right ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Why something could not be read, in words of its own without the path. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "reading it is not permitted";
  if (error instanceof Deno.errors.NotCapable) return "reading it is not permitted to this program";
  return error instanceof Error ? error.message : String(error);
}

/**
 * Why a file is not an image although its name says so.
 *
 * @param path Its path.
 * @param found What it is instead, see `ImageFormatError`.
 */
export function misnamedReason(path: string, found: string): string {
  const extension = extensionOf(path.slice(path.lastIndexOf("/") + 1));
  const name = extension === "" ? "" : `it is named ${extension}, but `;
  return name + found;
}

/** Walks one folder; what it finds is added to three lists. */
class Scanner {
  readonly images: string[] = [];
  readonly skipped: SkippedFile[] = [];
  readonly others = new Map<string, number>();
  /** Files whose names do not say that they are images. */
  readonly #unknown: { readonly path: string; readonly extension: string }[] = [];
  readonly #visited = new Set<string>();
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async visit(below: string): Promise<void> {
    const directory = below === "" ? this.#root : `${this.#root}/${below}`;
    // A folder that was seen under another name would count twice, or without end.
    const real = await Deno.realPath(directory);
    if (this.#visited.has(real)) return;
    this.#visited.add(real);
    const entries = await Array.fromAsync(Deno.readDir(directory));
    entries.sort((a, b) => compareNames(a.name, b.name));
    for (const entry of entries) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      await this.#add(entry, path);
    }
  }

  async #add(entry: Deno.DirEntry, path: string): Promise<void> {
    const extension = extensionOf(entry.name);
    const hidden = isHidden(entry.name);
    const isImage = !hidden && IMAGE_EXTENSIONS.includes(extension);
    let { isFile } = entry;
    try {
      const state = entry.isSymlink ? await Deno.stat(`${this.#root}/${path}`) : entry;
      if (state.isDirectory) {
        if (!hidden) await this.visit(path);
        return;
      }
      isFile = state.isFile;
    } catch (error) {
      if (entry.isDirectory || isImage) {
        this.skipped.push({ file: path, reason: reasonOf(error) });
        return;
      }
    }
    if (isImage) this.images.push(path);
    else if (hidden) this.#count("hidden");
    else if (!isFile || DATA_EXTENSIONS.includes(extension)) this.#count(extension);
    else this.#unknown.push({ path, extension });
  }

  #count(kind: string): void {
    const label = kind === "" ? "without extension" : kind;
    this.others.set(label, (this.others.get(label) ?? 0) + 1);
  }

  /** Looks into the files whose names do not say that they are images. */
  async recognize(): Promise<void> {
    let next = 0;
    const lane = async () => {
      while (next < this.#unknown.length) {
        const { path, extension } = this.#unknown[next++]!;
        const { isImage, reason } = await recognizeFile(`${this.#root}/${path}`, extension);
        if (isImage) this.images.push(path);
        else this.#count(extension);
        if (reason !== undefined) this.skipped.push({ file: path, reason });
      }
    };
    await Promise.all(Array.from({ length: OPEN_FILES }, lane));
  }
}

/** Whether a file is an image, or why one that looks like a picture or a document is none. */
async function recognizeFile(
  path: string,
  extension: string,
): Promise<{ readonly isImage: boolean; readonly reason?: string }> {
  const named = findByExtension(extension);
  if (named?.byExtension === true) return { isImage: false, reason: describeForeign(named) };
  const start = await readStart(path).catch(() => undefined);
  if (start === undefined) {
    return { isImage: false, ...(named === undefined ? {} : { reason: describeForeign(named) }) };
  }
  const { format, foreign } = recognizeFormat(start);
  // Two letters make a bitmap: the rest of its header has to be right too.
  if (format !== undefined && (format !== "bmp" || hasHeader(start))) return { isImage: true };
  const isClear = foreign?.advice !== undefined && foreign.isWeak !== true;
  const skipped = isClear ? foreign : named;
  return { isImage: false, ...(skipped === undefined ? {} : { reason: describeForeign(skipped) }) };
}

function hasHeader(start: Uint8Array): boolean {
  try {
    readImageHeader(start);
    return true;
  } catch {
    return false;
  }
}

/** The first bytes of a file. */
async function readStart(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(RECOGNIZED_BYTES);
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/**
 * Finds the images of a folder and of all folders below it.
 *
 * A file named as an image counts as one. Of the others the first bytes tell whether they are
 * images, or pictures and documents that nothing here reads, which are named with what to do. Links
 * are followed, a folder that is reached twice counts once. What is hidden or belongs to the
 * operating system is passed over.
 *
 * @param directory The folder.
 * @returns Paths in an order that does not depend on the file system.
 * @throws {Error} If the folder is missing, cannot be read, or is a file.
 */
export async function scanFolder(directory: string): Promise<FolderScan> {
  try {
    const { isDirectory } = await Deno.stat(directory);
    if (!isDirectory) throw new Error("it is a file, a folder of images is wanted");
    const scanner = new Scanner(directory);
    await scanner.visit("");
    await scanner.recognize();
    const { images, skipped, others } = scanner;
    images.sort(compareNames);
    skipped.sort((a, b) => compareNames(a.file, b.file));
    return { images, skipped, others };
  } catch (error) {
    const wanted = error instanceof Deno.errors.NotFound ? ", a folder of images is wanted" : "";
    throw new Error(`Cannot load "${directory}": ${reasonOf(error)}${wanted}`, { cause: error });
  }
}
