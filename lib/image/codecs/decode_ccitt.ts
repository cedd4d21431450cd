/**
 * Fax compression of black and white images: ITU-T T.4 (Group 3) and T.6 (Group 4).
 *
 * @module
 */

/** Coding of a fax image. */
export interface CcittOptions {
  readonly width: number;
  readonly height: number;
  /** `rle`: rows start at byte boundaries (TIFF 2); `group3` (TIFF 3); `group4` (TIFF 4). */
  readonly coding: "rle" | "group3" | "group4";
  /** Group 3 only: whether rows may be coded relative to the row above. */
  readonly twoDimensional: boolean;
}

/** Code words of white runs: each is "bits" for the run lengths 0 to 63, then 64, 128 ... 1728. */
const WHITE =
  "00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 " +
  "110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 " +
  "0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 " +
  "00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 " +
  "00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 " +
  "01011010 01011011 01001010 01001011 00110010 00110011 00110100 " +
  "11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 " +
  "011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 " +
  "011011010 011011011 010011000 010011001 010011010 011000 010011011";

/** Code words of black runs, in the same order. */
const BLACK =
  "0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 " +
  "00000111 000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 " +
  "00000110111 00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 " +
  "000011001101 000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 " +
  "000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 " +
  "000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 " +
  "000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 " +
  "000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111 " +
  "0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 " +
  "0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 " +
  "0000001110010 0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 " +
  "0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 0000001011011 " +
  "0000001100100 0000001100101";

/** Code words of both colours for the run lengths 1792, 1856 ... 2560. */
const LONG =
  "00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 " +
  "000000010110 000000010111 000000011100 000000011101 000000011110 000000011111";

/** Modes of a row coded relative to the one above; vertical modes are -3 to 3. */
const PASS = 4;
const HORIZONTAL = 5;
const MODES: readonly (readonly [string, number])[] = [
  ["1", 0],
  ["011", 1],
  ["010", -1],
  ["000011", 2],
  ["000010", -2],
  ["0000011", 3],
  ["0000010", -3],
  ["0001", PASS],
  ["001", HORIZONTAL],
];

/** Maximum length of a code word, in bits. */
const LOOKAHEAD = 13;

/** `value << 4 | length` for each 13-bit prefix that starts with a code word, 0 for others. */
type CodeTable = Int32Array;

function codeTable(codes: readonly (readonly [string, number])[]): CodeTable {
  const table = new Int32Array(1 << LOOKAHEAD);
  for (const [bits, value] of codes) {
    const free = LOOKAHEAD - bits.length;
    const first = parseInt(bits, 2) << free;
    table.fill(value << 4 | bits.length, first, first + (1 << free));
  }
  return table;
}

function runTable(words: string): CodeTable {
  const short = words.split(" ").map((bits, i) => [bits, i < 64 ? i : (i - 63) * 64] as const);
  const long = LONG.split(" ").map((bits, i) => [bits, 1792 + i * 64] as const);
  return codeTable([...short, ...long]);
}

let tables: { readonly runs: readonly [CodeTable, CodeTable]; readonly modes: CodeTable };

/**
 * Decodes fax-coded rows.
 *
 * @param bytes The coded rows, the first pixel's code in the highest bit.
 * @param options The size and the kind of coding.
 * @returns Packed rows of `ceil(width / 8)` bytes, highest bit first, 1 where the fax is black.
 * @throws {SyntaxError} If a code is invalid or the data ends early.
 */
export function decodeCcitt(bytes: Uint8Array, options: CcittOptions): Uint8Array<ArrayBuffer> {
  tables ??= { runs: [runTable(WHITE), runTable(BLACK)], modes: codeTable(MODES) };
  const { width, height, coding } = options;
  // Every row costs at least one bit.
  if (height > bytes.length * 8) {
    throw new SyntaxError(`${bytes.length} bytes of fax data cannot hold ${height} rows`);
  }
  const rowBytes = Math.ceil(width / 8);
  const rows = new Uint8Array(height * rowBytes);
  const decoder = new RowDecoder(bytes, width);
  for (let row = 0; row < height; row++) {
    if (coding === "group4") decoder.relativeRow();
    else {
      if (coding === "rle") decoder.alignToByte();
      const relative = coding === "group3" && decoder.skipEndOfLine(options.twoDimensional);
      if (relative) decoder.relativeRow();
      else decoder.plainRow();
    }
    decoder.fillBlack(rows.subarray(row * rowBytes, (row + 1) * rowBytes));
  }
  return rows;
}

/** Decodes rows to the columns at which the colour changes. */
class RowDecoder {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  #bit = 0;
  /** Columns where the row changes colour, starting from white, then `width` as a guard. */
  #changes: Int32Array;
  #above: Int32Array;
  #count = 0;

  constructor(bytes: Uint8Array, width: number) {
    this.#bytes = bytes;
    this.#width = width;
    this.#changes = new Int32Array(width + 4).fill(width);
    this.#above = new Int32Array(width + 4).fill(width);
  }

  /** The next 13 bits; zeros follow the end of the data. */
  #peek(): number {
    const at = this.#bit >> 3;
    const bytes = this.#bytes;
    const bits = (bytes[at] ?? 0) << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0);
    return bits >> (24 - LOOKAHEAD - (this.#bit & 7)) & ((1 << LOOKAHEAD) - 1);
  }

  #skip(bits: number): void {
    this.#bit += bits;
    if (this.#bit > this.#bytes.length * 8) throw new SyntaxError("its fax data ends early");
  }

  #read(table: CodeTable): number {
    const code = table[this.#peek()]!;
    if (code === 0) throw new SyntaxError("its fax data has an invalid code or too few rows");
    this.#skip(code & 15);
    return code >> 4;
  }

  #readRun(color: number): number {
    let run = 0;
    let part: number;
    do {
      part = this.#read(tables.runs[color]!);
      run += part;
      if (run > this.#width) throw new SyntaxError("a run of its fax data is longer than a row");
    } while (part >= 64);
    return run;
  }

  alignToByte(): void {
    this.#bit = (this.#bit + 7) & ~7;
  }

  /**
   * Skips fill bits and the end-of-line code before a row of Group 3, if present. Returns whether
   * the row is coded relative to the one above.
   */
  skipEndOfLine(twoDimensional: boolean): boolean {
    if (this.#peek() >> 2 !== 0) return false;
    this.#skip(11);
    while (this.#peek() >> 12 === 0) this.#skip(1);
    this.#skip(1);
    if (!twoDimensional) return false;
    const plain = this.#peek() >> 12 === 1;
    this.#skip(1);
    return !plain;
  }

  #startRow(): void {
    [this.#changes, this.#above] = [this.#above, this.#changes];
    this.#count = 0;
  }

  /** Records a change of colour; two at the same column cancel. */
  #change(column: number): void {
    if (column > this.#width) throw new SyntaxError("a row of its fax data is too long");
    if (column === this.#width) return;
    if (this.#count > 0 && this.#changes[this.#count - 1] === column) this.#count--;
    else this.#changes[this.#count++] = column;
  }

  #endRow(): void {
    this.#changes.fill(this.#width, this.#count, this.#count + 4);
  }

  /** Decodes a row of alternating white and black runs. */
  plainRow(): void {
    this.#startRow();
    let color = 0;
    for (let column = 0; column < this.#width; color ^= 1) {
      column += this.#readRun(color);
      this.#change(column);
    }
    this.#endRow();
  }

  /** Decodes a row coded relative to the one above. */
  relativeRow(): void {
    this.#startRow();
    const above = this.#above;
    let color = 0;
    let column = -1;
    let i = 0;
    while (column < this.#width) {
      // The first change above, right of here, to the other colour: changes to black are even.
      while (i > 0 && above[i - 1]! > column) i--;
      while (above[i]! < this.#width && (above[i]! <= column || (i & 1) !== color)) i++;
      const mode = this.#read(tables.modes);
      if (mode === PASS) {
        column = above[i]! < this.#width ? above[i + 1]! : this.#width;
      } else if (mode === HORIZONTAL) {
        const middle = Math.max(column, 0) + this.#readRun(color);
        this.#change(middle);
        column = middle + this.#readRun(color ^ 1);
        this.#change(column);
      } else {
        const next = above[i]! + mode;
        if (next < column || next < 0) throw new SyntaxError("its fax data runs backwards");
        column = next;
        this.#change(column);
        color ^= 1;
      }
    }
    this.#endRow();
  }

  /** Sets the bits of the black runs of the row that was decoded last. */
  fillBlack(row: Uint8Array): void {
    for (let i = 0; i < this.#count; i += 2) {
      const end = this.#changes[i + 1]!;
      for (let x = this.#changes[i]!; x < end; x++) {
        if ((x & 7) === 0 && x + 8 <= end) {
          row[x >> 3] = 255;
          x += 7;
        } else {
          row[x >> 3] = row[x >> 3]! | 128 >> (x & 7);
        }
      }
    }
  }
}
