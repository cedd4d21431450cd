/**
 * Reads the tags of TIFF files and EXIF data.
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

/** Maximum number of values of a tag: no image has more strips than rows. */
const MAX_VALUES = 1 << 20;

/** Maximum length of the chain of directories; a longer one is damaged or malicious. */
const MAX_DIRECTORIES = 4096;

/** A directory of a TIFF file, which describes one image: whole numbers by tag. */
export class TiffDirectory {
  /** Reads the file in its own byte order. */
  readonly reader: ByteReader;
  readonly #fields: ReadonlyMap<number, number>;

  /** Offset of the next directory; 0 if there is none. */
  readonly #next: number;

  /**
   * @param bytes A TIFF file, or the TIFF part of EXIF data.
   * @param start Offset of the directory; by default the first one, from the header.
   * @throws {SyntaxError} If the header or the directory is damaged.
   */
  constructor(bytes: Uint8Array, start?: number) {
    const order = new ByteReader(bytes, true).text(0, 2);
    if (order !== "II" && order !== "MM") throw new SyntaxError("its byte order is unknown");
    this.reader = new ByteReader(bytes, order === "II");
    const version = this.reader.uint16(2);
    if (version === 43) throw new SyntaxError("it is a BigTIFF, expected a classic TIFF");
    if (version !== 42) throw new SyntaxError(`its version is ${version}, expected 42`);
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
   * @throws {SyntaxError} If the header or the first directory is damaged; later damaged ones are
   * skipped.
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
   * Reads the values of a tag; `undefined` if the tag is missing.
   *
   * @param tag Its number.
   * @param maxCount Maximum number of values.
   * @throws {SyntaxError} If they are of another type, too many, or beyond the end of the file.
   */
  values(tag: number, maxCount = Infinity): number[] | undefined {
    const offset = this.#fields.get(tag);
    if (offset === undefined) return undefined;
    const size = TYPE_BYTES[this.reader.uint16(offset + 2)];
    if (size === undefined) throw new SyntaxError(`its tag ${tag} is not a whole number`);
    const count = this.reader.uint32(offset + 4);
    const start = count * size <= 4 ? offset + 8 : this.reader.uint32(offset + 8);
    this.reader.range(start, count * size);
    if (Math.min(count, maxCount) > MAX_VALUES) {
      throw new SyntaxError(`its tag ${tag} has ${count} values`);
    }
    return Array.from({ length: Math.min(count, maxCount) }, (_, i) => {
      const at = start + i * size;
      if (size === 1) return this.reader.uint8(at);
      return size === 2 ? this.reader.uint16(at) : this.reader.uint32(at);
    });
  }

  /** Reads the first value of a tag; `missing` if there is none. */
  value(tag: number, missing: number): number {
    return this.values(tag, 1)?.[0] ?? missing;
  }

  /** Reads the first value of a required tag. */
  required(tag: number): number {
    const value = this.values(tag, 1)?.[0];
    if (value === undefined) throw new SyntaxError(`its tag ${tag} is missing`);
    return value;
  }
}

/** Reads the orientation of EXIF data; 1 if they are damaged or lack it. */
export function readOrientation(exif: Uint8Array): number {
  try {
    const orientation = new TiffDirectory(exif).value(TAG.orientation, 1);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  } catch {
    return 1;
  }
}
