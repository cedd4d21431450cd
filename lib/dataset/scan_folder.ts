/**
 * Finds the images of a folder.
 *
 * @module
 */
import { IMAGE_EXTENSIONS } from "../image/codecs/decode.ts";
import { describeForeign, findByExtension } from "../image/codecs/foreign_formats.ts";
import { readImageHeader } from "../image/codecs/header.ts";
import { RECOGNIZED_BYTES, recognizeFormat } from "../image/codecs/recognize_format.ts";

/** An image that cannot be used, or that should be reviewed. */
export interface SkippedFile {
  /** Path below the folder, with `/` between the parts. */
  readonly file: string;
  /** Reason to skip or to review it. */
  readonly reason: string;
}

/** Result of {@linkcode scanFolder}. */
export interface FolderScan {
  /** Paths below the folder of all images, with `/` between the parts, in a fixed order. */
  readonly images: readonly string[];
  /** Files that should be images but cannot be read as such. */
  readonly skipped: readonly SkippedFile[];
  /** Number of other files by extension, such as `.txt`. */
  readonly others: ReadonlyMap<string, number>;
}

/**
 * Extensions of data files that accompany images, possibly in large numbers; they are not opened.
 */
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

/** Files and folders that operating systems and devices create. */
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

/** A folder with this file was generated, and its contact sheet is no signature. */
const GENERATED_RECORD = "generate.json";
const GENERATED_SHEET = "grid.png";

/** Ends the name of the true ink of a simulated scan, which lies beside the scan. */
const MASK_ENDING = ".mask.png";
/** What the name of the scan ends in. */
const SCAN_ENDINGS: readonly string[] = [".png", ".jpg"];

/** Whether a file is the mask of a simulated scan: the same signature a second time. */
function isMask(name: string, siblings: ReadonlySet<string>): boolean {
  if (!name.endsWith(MASK_ENDING)) return false;
  const stem = name.slice(0, -MASK_ENDING.length);
  return SCAN_ENDINGS.some((ending) => siblings.has(stem + ending));
}

/** Number of files that are opened at a time to recognize their formats. */
const OPEN_FILES = 32;

function isHidden(name: string): boolean {
  return name.startsWith(".") || SYSTEM_NAMES.includes(name.toLowerCase());
}

function extensionOf(name: string): string {
  const start = name.lastIndexOf(".");
  return start <= 0 ? "" : name.slice(start).toLowerCase();
}

/**
 * Compares by code unit after Unicode normalization, so that the order is the same on every system.
 */
function compareNames(a: string, b: string): number {
  const [left, right] = [a.normalize("NFC"), b.normalize("NFC")];
  if (left !== right) return left < right ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reason for a failure to read, without the path. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "reading it is not permitted";
  if (error instanceof Deno.errors.NotCapable) return "reading it is not permitted to this program";
  return error instanceof Error ? error.message : String(error);
}

/**
 * Reason to skip a file whose content does not match its extension.
 *
 * @param path Its path.
 * @param found What it is instead; see `ImageFormatError`.
 */
export function misnamedReason(path: string, found: string): string {
  const extension = extensionOf(path.slice(path.lastIndexOf("/") + 1));
  const name = extension === "" ? "" : `it is named ${extension}, but `;
  return name + found;
}

/** Walks a folder and collects its files in three lists. */
class Scanner {
  readonly images: string[] = [];
  readonly skipped: SkippedFile[] = [];
  readonly others = new Map<string, number>();
  /** Files whose extensions are not those of images. */
  readonly #unknown: { readonly path: string; readonly extension: string }[] = [];
  readonly #visited = new Set<string>();
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async visit(below: string): Promise<void> {
    const directory = below === "" ? this.#root : `${this.#root}/${below}`;
    // Links may reach a folder twice, or form a cycle.
    const real = await Deno.realPath(directory);
    if (this.#visited.has(real)) return;
    this.#visited.add(real);
    const entries = await Array.fromAsync(Deno.readDir(directory));
    entries.sort((a, b) => compareNames(a.name, b.name));
    const names = new Set(entries.map(({ name }) => name));
    for (const entry of entries) {
      if (entry.name === GENERATED_SHEET && names.has(GENERATED_RECORD)) continue;
      if (isMask(entry.name, names)) continue;
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

  /** Recognizes the formats of files whose extensions are not those of images. */
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

/** Whether a file is an image; for unsupported images and documents also the reason. */
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
  // The signature of a bitmap has only two bytes, so its header must be valid too.
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

/** Reads the first bytes of a file. */
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
 * A file with the extension of an image counts as one. Others are recognized by their first bytes;
 * unsupported images and documents are skipped with advice. Links are followed; a folder that is
 * reached twice counts once. Hidden files, files of the operating system, the contact sheets of
 * `generate` and the masks of its scans are ignored.
 *
 * @param directory The folder.
 * @returns Paths, in an order that does not depend on the file system.
 * @throws {Error} If the folder is missing, cannot be read, or is a file.
 */
export async function scanFolder(directory: string): Promise<FolderScan> {
  try {
    const { isDirectory } = await Deno.stat(directory);
    if (!isDirectory) throw new Error("it is a file, expected a folder of images");
    const scanner = new Scanner(directory);
    await scanner.visit("");
    await scanner.recognize();
    const { images, skipped, others } = scanner;
    images.sort(compareNames);
    skipped.sort((a, b) => compareNames(a.file, b.file));
    return { images, skipped, others };
  } catch (error) {
    const expected = error instanceof Deno.errors.NotFound ? ", expected a folder of images" : "";
    throw new Error(`Cannot load "${directory}": ${reasonOf(error)}${expected}`, { cause: error });
  }
}
