/**
 * Writes data sets as folders of images.
 *
 * @module
 */
import { encodeInkPng } from "../image/codecs/encode.ts";
import { systemReason } from "../system_error.ts";
import type { SignatureDataset } from "./dataset.ts";

/** Options of {@linkcode writeDatasetFolder}. */
export interface WriteOptions {
  /** Called after each image. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The file of one image. */
interface ImageFile {
  readonly index: number;
  readonly folder: string;
  readonly file: string;
}

/** Names that Windows reserves for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Characters that some systems do not allow in file names. */
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"/\\|?*]/g;

/** Converts a name to a file name that every system allows. */
function safeName(name: string): string {
  const safe = name.normalize("NFC").replace(FORBIDDEN, "_").replace(/^\.+|[. ]+$/g, "_");
  return safe === "" || DEVICE.test(safe) ? `_${safe}` : safe;
}

/** Chooses names that are unique regardless of case. */
class UniqueNames {
  readonly #taken = new Set<string>();

  choose(preferred: string): string {
    let name = preferred;
    for (let n = 2; this.#taken.has(name.toLowerCase()); n++) name = `${preferred}-${n}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

function chooseFiles(dataset: SignatureDataset): ImageFile[] {
  const folderNames = new UniqueNames();
  const folders = new Map<string, { folder: string; files: UniqueNames }>();
  return dataset.writers.map((writer, index) => {
    let entry = folders.get(writer);
    if (entry === undefined) {
      entry = { folder: folderNames.choose(safeName(writer)), files: new UniqueNames() };
      folders.set(writer, entry);
    }
    const name = dataset.names[index]!;
    const stem = name.slice(name.lastIndexOf("/") + 1).replace(/\.(?:png|jpe?g|bmp|tiff?)$/i, "");
    return { index, folder: entry.folder, file: `${entry.files.choose(safeName(stem))}.png` };
  });
}

/**
 * Writes a data set as gray PNG images, black ink on white, in one subfolder per writer.
 *
 * Nothing is overwritten. Images are written to a hidden folder first, whose subfolders are moved to
 * their place when it is complete.
 *
 * @param dataset The images.
 * @param directory The folder; created if it is missing.
 * @param options Listener of the progress.
 * @throws {Error} If the folder already has a subfolder of a writer's name, or cannot be written.
 */
export async function writeDatasetFolder(
  dataset: SignatureDataset,
  directory: string,
  options: WriteOptions = {},
): Promise<void> {
  const files = chooseFiles(dataset);
  const folders = [...new Set(files.map(({ folder }) => folder))];
  await Deno.mkdir(directory, { recursive: true });
  await refuseExisting(directory, folders);
  const partial = `${directory}/.partial-${crypto.randomUUID()}`;
  try {
    for (const folder of folders) await Deno.mkdir(`${partial}/${folder}`, { recursive: true });
    let done = 0;
    for (const { index, folder, file } of files) {
      try {
        await Deno.writeFile(`${partial}/${folder}/${file}`, encodeImage(dataset, index));
      } catch (error) {
        throw new Error(`Cannot write the data set to "${directory}": ${systemReason(error)}`, {
          cause: error,
        });
      }
      options.onProgress?.(++done, files.length);
    }
    await refuseExisting(directory, folders);
    for (const folder of folders) {
      await Deno.rename(`${partial}/${folder}`, `${directory}/${folder}`);
    }
  } finally {
    await Deno.remove(partial, { recursive: true }).catch(() => {});
  }
}

async function refuseExisting(directory: string, folders: readonly string[]): Promise<void> {
  const names = new Set(folders);
  for await (const { name } of Deno.readDir(directory)) {
    if (!names.has(name)) continue;
    throw new Error(
      `Cannot write the data set to "${directory}": "${name}" is already there, ` +
        `expected a new or empty folder`,
    );
  }
}

function encodeImage({ height, width, images }: SignatureDataset, index: number): Uint8Array {
  const data = new Float32Array(height * width);
  const start = index * data.length;
  for (let i = 0; i < data.length; i++) data[i] = images[start + i]! / 255;
  return encodeInkPng({ height, width, data });
}
