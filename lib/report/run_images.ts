/**
 * The images that a run has written, as a page embeds them.
 *
 * @module
 */
import { join } from "node:path";
import { decodeImage } from "../image/codecs/decode.ts";
import { splitContactSheet } from "../image/drawing/split_contact_sheet.ts";
import type { GrayImage, ScannedImage } from "../image/ink_image.ts";
import type { VAEConfig } from "../model/config.ts";
import {
  RECONSTRUCTIONS_FILE,
  RECOVERY_SHEET_FILE,
  sampleEpoch,
  sampleFile,
  SAMPLES_FOLDER,
} from "../training/run/run_folder.ts";
import { readRecoverySheet, type RecoverySheet } from "./recovery_sheet.ts";
import { createSprite, type Sprite } from "./sprite.ts";
import { thin } from "./thin.ts";

/** The sample sheet of an epoch. */
export interface SampleSheet {
  /** Number of the epoch; 0 is before the first. */
  readonly epoch: number;
  /** Its samples. */
  readonly sprite: Sprite;
}

/** The sample sheets that a page shows. */
export interface SampleSheets {
  /** In order of epochs. */
  readonly sheets: readonly SampleSheet[];
  /** Number of sheets in the run folder. */
  readonly total: number;
}

/** What a run has written so far. */
export interface RunImages {
  /** Samples over the epochs; absent before the first sheet. */
  readonly samples: SampleSheets | undefined;
  /** Originals and reconstructions alternate. */
  readonly reconstructions: Sprite | undefined;
  /** Recovered trajectories; absent for the built-in data and pixel models. */
  readonly recoverySheet: RecoverySheet | undefined;
}

/** Maximum number of sample sheets in a page. */
const MAX_SHEETS = 24;

/** Reads the images of a run folder. What does not change is read once. */
export class RunImageReader {
  readonly #folder: string;
  readonly #size: Pick<VAEConfig, "height" | "width">;
  readonly #sheets = new Map<number, SampleSheet>();
  #recoverySheet: RecoverySheet | undefined;

  /**
   * Prepares reading.
   *
   * @param folder Path of the run folder.
   * @param size Size of the model's images.
   */
  constructor(folder: string, size: Pick<VAEConfig, "height" | "width">) {
    this.#folder = folder;
    this.#size = size;
  }

  /**
   * Reads the images.
   *
   * @param lastEpoch Later sheets are of a run that was killed, and will be written again.
   */
  async read(lastEpoch: number): Promise<RunImages> {
    this.#recoverySheet ??= await this.#decode(RECOVERY_SHEET_FILE, readRecoverySheet);
    return {
      samples: await this.#readSamples(lastEpoch),
      reconstructions: await this.#decode(
        RECONSTRUCTIONS_FILE,
        (sheet) => createSprite(alternate(splitContactSheet(sheet, this.#size))),
      ),
      recoverySheet: this.#recoverySheet,
    };
  }

  async #readSamples(lastEpoch: number): Promise<SampleSheets | undefined> {
    const epochs: number[] = [];
    for await (const { name } of Deno.readDir(join(this.#folder, SAMPLES_FOLDER))) {
      const epoch = sampleEpoch(name);
      if (epoch !== undefined && epoch <= lastEpoch) epochs.push(epoch);
    }
    const chosen = thin(epochs.sort((a, b) => a - b), MAX_SHEETS);
    for (const epoch of this.#sheets.keys()) {
      if (!chosen.includes(epoch)) this.#sheets.delete(epoch);
    }
    const sheets: SampleSheet[] = [];
    for (const epoch of chosen) {
      const sheet = this.#sheets.get(epoch) ?? await this.#decode(
        sampleFile(epoch),
        (image) => ({ epoch, sprite: createSprite(splitContactSheet(image, this.#size).flat()) }),
      );
      if (sheet === undefined) continue;
      this.#sheets.set(epoch, sheet);
      sheets.push(sheet);
    }
    return sheets.length === 0 ? undefined : { sheets, total: epochs.length };
  }

  /** Forgets the sheet of an epoch, which was written again. */
  forget(epoch: number): void {
    this.#sheets.delete(epoch);
  }

  /** Decodes an image of the run; `undefined` if it has not been written. */
  async #decode<T>(
    name: string,
    read: (image: ScannedImage, file: Uint8Array) => T,
  ): Promise<T | undefined> {
    let file: Uint8Array;
    try {
      file = await Deno.readFile(join(this.#folder, name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    return read(await decodeImage(file), file);
  }
}

/**
 * Pairs of original and reconstruction, from a sheet whose rows alternate. White cells that fill the
 * last row are left out.
 */
function alternate(rows: readonly GrayImage[][]): GrayImage[] {
  const pairs: GrayImage[] = [];
  for (let row = 0; row + 1 < rows.length; row += 2) {
    rows[row]!.forEach((original, i) => {
      const reconstruction = rows[row + 1]![i]!;
      if (isWhite(original) && isWhite(reconstruction)) return;
      pairs.push(original, reconstruction);
    });
  }
  return pairs.length > 0 ? pairs : rows.flat().slice(0, 2);
}

function isWhite({ data }: GrayImage): boolean {
  return data.every((luminance) => luminance >= 252);
}
