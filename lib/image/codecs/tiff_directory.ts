/**
 * The tags of a TIFF file, which EXIF data share.
 *
 * @module
 */

import { ByteReader } from "./byte_reader.ts";

/** The numbers of the tags that are read. */
export const TAG = {
  newSubfileType: 254,
  subfileType: 255,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  faxOptions: 292,
  predictor: 317,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
} as const;

/** Bytes per value of the field types that hold whole numbers: byte, short, long, undefined. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 7: 1 };

/** A tag has at most so many values: there are more strips than rows in no image. */
const MAX_VALUES = 1 << 20;

/** A chain of directories that is longer is damaged, or made to keep readers busy. */
const MAX_DIRECTORIES = 4096;

/** A directory of a TIFF file, which describes one image: whole numbers by tag. */
export class TiffDirectory {
  /** Reads the file in its own byte order. */
  readonly reader: ByteReader;
  readonly #fields: ReadonlyMap<number, number>;

  /** Where the next directory is, 0 where there is none. */
  readonly #next: number;

  /**
   * @param bytes A TIFF file, or the TIFF part of EXIF data.
   * @param start Where the directory is; the header says it of the first one.
   * @throws {SyntaxError} If its header or the directory is damaged.
   */
  constructor(bytes: Uint8Array, start?: number) {
    const order = new ByteReader(bytes, true).text(0, 2);
    if (order !== "II" && order !== "MM") throw new SyntaxError("its byte order is unknown");
    this.reader = new ByteReader(bytes, order === "II");
    const version = this.reader.uint16(2);
    if (version === 43) throw new SyntaxError("it is a BigTIFF, a classic TIFF is wanted");
    if (version !== 42) throw new SyntaxError(`its version is ${version}, 42 is wanted`);
    const directory = start ?? this.reader.uint32(4);
    const fields = new Map<number, number>();
    const count = this.reader.uint16(directory);
    for (let i = 0; i < count; i++) {
      const offset = directory + 2 + 12 * i;
      fields.set(this.reader.uint16(offset), offset);
    }
    this.#fields = fields;
    const end = directory + 2 + 12 * count;
    // EXIF data, and some old files, end without a link to the next directory.
    this.#next = end + 4 <= bytes.length ? this.reader.uint32(end) : 0;
  }

  /**
   * The directories of all images of a file.
   *
   * @throws {SyntaxError} If the header or the first directory is damaged; what cannot be read after
   * it is left out.
   */
  static readAll(bytes: Uint8Array): TiffDirectory[] {
    const first = new TiffDirectory(bytes);
    const directories = [first];
    const seen = new Set<number>();
    for (let start = first.#next; start !== 0 && !seen.has(start);) {
      if (directories.length >= MAX_DIRECTORIES) break;
      seen.add(start);
      try {
        const directory = new TiffDirectory(bytes, start);
        directories.push(directory);
        start = directory.#next;
      } catch {
        break;
      }
    }
    return directories;
  }

  /**
   * The values of a tag, `undefined` where the tag is missing.
   *
   * @param tag Its number.
   * @param most How many at most.
   * @throws {SyntaxError} If they are of another type, too many, or beyond the end of the file.
   */
  values(tag: number, most = Infinity): number[] | undefined {
    const offset = this.#fields.get(tag);
    if (offset === undefined) return undefined;
    const size = TYPE_BYTES[this.reader.uint16(offset + 2)];
    if (size === undefined) throw new SyntaxError(`its tag ${tag} is not a whole number`);
    const count = this.reader.uint32(offset + 4);
    const start = count * size <= 4 ? offset + 8 : this.reader.uint32(offset + 8);
    this.reader.range(start, count * size);
    if (Math.min(count, most) > MAX_VALUES) {
      throw new SyntaxError(`its tag ${tag} has ${count} values`);
    }
    return Array.from({ length: Math.min(count, most) }, (_, i) => {
      const at = start + i * size;
      if (size === 1) return this.reader.uint8(at);
      return size === 2 ? this.reader.uint16(at) : this.reader.uint32(at);
    });
  }

  /** The first value of a tag, or `missing` where there is none. */
  value(tag: number, missing: number): number {
    return this.values(tag, 1)?.[0] ?? missing;
  }

  /** The first value of a tag that must be there. */
  required(tag: number): number {
    const value = this.values(tag, 1)?.[0];
    if (value === undefined) throw new SyntaxError(`its tag ${tag} is missing`);
    return value;
  }
}

/** The orientation that EXIF data give, 1 where they are damaged or silent. */
export function readOrientation(exif: Uint8Array): number {
  try {
    const orientation = new TiffDirectory(exif).value(TAG.orientation, 1);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  } catch {
    return 1;
  }
}
