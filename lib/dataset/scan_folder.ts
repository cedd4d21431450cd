/**
 * Which files of a folder are images.
 *
 * @module
 */
import { IMAGE_EXTENSIONS } from "../image/codecs/decode.ts";

/** An image that cannot be used. */
export interface SkippedFile {
  /** Path below the folder, with `/` between the parts. */
  readonly file: string;
  /** Why it was left out. */
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

/** Images that people have but nothing here reads. */
const FOREIGN_EXTENSIONS: readonly string[] = [
  ".gif",
  ".webp",
  ".heic",
  ".heif",
  ".avif",
  ".jp2",
  ".jxl",
  ".pbm",
  ".pgm",
  ".ppm",
];

/** Files and folders that operating systems leave everywhere. */
const SYSTEM_NAMES: readonly string[] = ["thumbs.db", "desktop.ini", "__macosx"];

function isHidden(name: string): boolean {
  return name.startsWith(".") || SYSTEM_NAMES.includes(name.toLowerCase());
}

function extensionOf(name: string): string {
  const start = name.lastIndexOf(".");
  return start <= 0 ? "" : name.slice(start).toLowerCase();
}

/** Compares by code unit after normalisation, so that the order is the same on every system. */
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

/** Walks one folder; what it finds is added to three lists. */
class Scanner {
  readonly images: string[] = [];
  readonly skipped: SkippedFile[] = [];
  readonly others = new Map<string, number>();
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
    try {
      const isDirectory = entry.isSymlink
        ? (await Deno.stat(`${this.#root}/${path}`)).isDirectory
        : entry.isDirectory;
      if (isDirectory) {
        if (!hidden) await this.visit(path);
        return;
      }
    } catch (error) {
      if (entry.isDirectory || isImage) {
        this.skipped.push({ file: path, reason: reasonOf(error) });
        return;
      }
    }
    if (isImage) this.images.push(path);
    else this.#addOther(path, hidden ? "hidden" : extension);
  }

  #addOther(path: string, kind: string): void {
    const label = kind === "" ? "without extension" : kind;
    this.others.set(label, (this.others.get(label) ?? 0) + 1);
    if (FOREIGN_EXTENSIONS.includes(kind)) {
      this.skipped.push({
        file: path,
        reason: `it is a ${kind} file, a PNG, JPEG, BMP or TIFF image is wanted`,
      });
    }
  }
}

/**
 * Finds the images of a folder and of all folders below it, told by the ending of their names.
 *
 * Links are followed, a folder that is reached twice counts once. What is hidden or belongs to the
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
    const { images, skipped, others } = scanner;
    images.sort(compareNames);
    skipped.sort((a, b) => compareNames(a.file, b.file));
    return { images, skipped, others };
  } catch (error) {
    const wanted = error instanceof Deno.errors.NotFound ? ", a folder of images is wanted" : "";
    throw new Error(`Cannot load "${directory}": ${reasonOf(error)}${wanted}`, { cause: error });
  }
}
