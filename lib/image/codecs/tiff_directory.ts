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

/** Bytes per value of the field types of whole numbers: byte, short, long, undefined, long8. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 7: 1, 16: 8 };

/** Maximum number of values of a tag: no image has more strips than rows. */
const MAX_VALUES = 1 << 20;

/** Maximum number of tags of a directory; classic files cannot have more. */
const MAX_FIELDS = 65535;

/** Maximum length of the chain of directories; a longer one is damaged or malicious. */
const MAX_DIRECTORIES = 4096;

/** Sizes in bytes of the parts of a directory. */
interface DirectoryLayout {
  /** The number of fields. */
  readonly count: number;
  /** A field: tag and type of two bytes each, the number of its values, and these or their offset. */
  readonly field: number;
  /** An offset in the file, and the number of values of a field. */
  readonly offset: number;
}

const CLASSIC: DirectoryLayout = { count: 2, field: 12, offset: 4 };
const BIG: DirectoryLayout = { count: 8, field: 20, offset: 8 };

/**
 * A directory of a classic TIFF or BigTIFF file, which describes one image: whole numbers by tag.
 */
export class TiffDirectory {
  /** Reads the file in its own byte order. */
  readonly reader: ByteReader;
  readonly #layout: DirectoryLayout;
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
    if (version !== 42 && version !== 43) {
      throw new SyntaxError(`its version is ${version}, expected 42 or 43`);
    }
    const layout = version === 43 ? BIG : CLASSIC;
    this.#layout = layout;
    const directory = start ?? this.#readOffset(layout.offset);
    const fields = new Map<number, number>();
    const count = layout === BIG ? this.reader.uint64(directory) : this.reader.uint16(directory);
    if (count > MAX_FIELDS) throw new SyntaxError(`a directory has ${count} tags`);
    for (let i = 0; i < count; i++) {
      const offset = directory + layout.count + layout.field * i;
      fields.set(this.reader.uint16(offset), offset);
    }
    this.#fields = fields;
    const end = directory + layout.count + layout.field * count;
    // EXIF data, and some old files, end without a link to the next directory.
    this.#next = end + layout.offset <= bytes.length ? this.#readOffset(end) : 0;
  }

  /** The offset that is stored at `at`; also a number of values. */
  #readOffset(at: number): number {
    return this.#layout === BIG ? this.reader.uint64(at) : this.reader.uint32(at);
  }

  /**
   * The directories of all images of a file.
   *
   * @throws {SyntaxError} If the header or the first directory is damaged; later damaged ones are
   * skipped.
   */
  static readAll(bytes: Uint8Array): [TiffDirectory, ...TiffDirectory[]] {
    const first = new TiffDirectory(bytes);
    const directories: [TiffDirectory, ...TiffDirectory[]] = [first];
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
    const count = this.#readOffset(offset + 4);
    const content = offset + 4 + this.#layout.offset;
    const start = count * size <= this.#layout.offset ? content : this.#readOffset(content);
    this.reader.range(start, count * size);
    if (Math.min(count, maxCount) > MAX_VALUES) {
      throw new SyntaxError(`its tag ${tag} has ${count} values`);
    }
    return Array.from({ length: Math.min(count, maxCount) }, (_, i) => {
      const at = start + i * size;
      if (size === 1) return this.reader.uint8(at);
      if (size === 2) return this.reader.uint16(at);
      return size === 4 ? this.reader.uint32(at) : this.reader.uint64(at);
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
