/**
 * Reads numbers from bytes with bounds checks.
 *
 * @module
 */

/** Reads integers and byte ranges of a file at given positions. */
export class ByteReader {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** Whether the least significant byte of a number comes first. */
  readonly littleEndian: boolean;
  readonly #view: DataView;

  /**
   * @param bytes The file's content.
   * @param littleEndian True when the least significant byte of a number comes first.
   */
  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.bytes = bytes;
    this.littleEndian = littleEndian;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #check(offset: number, length: number): void {
    if (offset >= 0 && offset + length <= this.bytes.length) return;
    throw new SyntaxError(
      `the file ends at byte ${this.bytes.length}, more is expected at byte ${offset}`,
    );
  }

  /** The byte at `offset`. */
  uint8(offset: number): number {
    this.#check(offset, 1);
    return this.bytes[offset]!;
  }

  /** The unsigned 16-bit number at `offset`. */
  uint16(offset: number): number {
    this.#check(offset, 2);
    return this.#view.getUint16(offset, this.littleEndian);
  }

  /** The unsigned 32-bit number at `offset`. */
  uint32(offset: number): number {
    this.#check(offset, 4);
    return this.#view.getUint32(offset, this.littleEndian);
  }

  /**
   * The unsigned 64-bit number at `offset`.
   *
   * @throws {SyntaxError} If it is not a safe integer, and so beyond the end of every file.
   */
  uint64(offset: number): number {
    this.#check(offset, 8);
    const value = Number(this.#view.getBigUint64(offset, this.littleEndian));
    if (Number.isSafeInteger(value)) return value;
    throw new SyntaxError(`the number at byte ${offset} is too large`);
  }

  /** The signed 32-bit number at `offset`. */
  int32(offset: number): number {
    this.#check(offset, 4);
    return this.#view.getInt32(offset, this.littleEndian);
  }

  /** A view of `length` bytes from `offset`. */
  range(offset: number, length: number): Uint8Array {
    this.#check(offset, length);
    return this.bytes.subarray(offset, offset + length);
  }

  /** `length` bytes from `offset` as text, one character per byte. */
  text(offset: number, length: number): string {
    return String.fromCharCode(...this.range(offset, length));
  }
}
