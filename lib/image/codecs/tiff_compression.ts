/**
 * The run-length and dictionary compressions of TIFF.
 *
 * @module
 */

/**
 * Undoes PackBits run-length coding.
 *
 * @param block A compressed strip or tile.
 * @param length Number of bytes of the result.
 * @throws {SyntaxError} If the block ends early.
 */
export function unpackBits(block: Uint8Array, length: number): Uint8Array {
  // Two bytes decode to 128 at most.
  if (length > block.length * 64) throw new SyntaxError("a strip or tile ends early");
  const result = new Uint8Array(length);
  let filled = 0;
  for (let i = 0; filled < length;) {
    if (i >= block.length) throw new SyntaxError("a strip or tile ends early");
    const code = block[i++]!;
    if (code < 128) {
      const literal = block.subarray(i, i + Math.min(code + 1, length - filled));
      result.set(literal, filled);
      filled += literal.length;
      i += code + 1;
    } else if (code > 128) {
      const end = Math.min(filled + 257 - code, length);
      if (i >= block.length) throw new SyntaxError("a strip or tile ends early");
      result.fill(block[i++]!, filled, end);
      filled = end;
    }
  }
  return result;
}

/**
 * Undoes TIFF's LZW: codes of 9 to 12 bits, highest bit first, growing one code early.
 *
 * @param block A compressed strip or tile.
 * @param length Number of bytes of the result.
 * @throws {SyntaxError} If the block ends early, or is damaged.
 */
export function unpackLzw(block: Uint8Array, length: number): Uint8Array {
  const [CLEAR, END, FIRST] = [256, 257, 258];
  // No code of 9 bits or more stands for more than 4096 bytes.
  if (length > block.length * 4096) throw new SyntaxError("a strip or tile ends early");
  if (block[0] === 0 && (block[1]! & 1) === 1) {
    throw new SyntaxError("it has LZW compression of the kind before TIFF 5.0");
  }
  const result = new Uint8Array(length);
  // A code stands for the bytes that end the output of the code before it, and one more:
  // where they start, and how many they are.
  const starts = new Int32Array(4096);
  const lengths = new Int32Array(4096);
  let [filled, next, width] = [0, FIRST, 9];
  let [bits, available, at] = [0, 0, 0];
  let [previousStart, previousLength] = [0, 0];
  while (filled < length) {
    for (; available < width; available += 8) {
      if (at >= block.length) throw new SyntaxError("a strip or tile ends early");
      bits = (bits << 8 | block[at++]!) & 0xfffff;
    }
    available -= width;
    const code = bits >> available & (1 << width) - 1;
    if (code === END) throw new SyntaxError("a strip or tile ends early");
    if (code === CLEAR) {
      [next, width, previousLength] = [FIRST, 9, 0];
      continue;
    }
    if (code > next || (code === next && previousLength === 0)) {
      throw new SyntaxError("its LZW data has an invalid code");
    }
    const start = filled;
    if (previousLength > 0 && next < 4096) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
    }
    if (code < 256) result[filled++] = code;
    else {
      // The last byte of the newest code is the first one written here.
      const end = Math.min(filled + lengths[code]!, length);
      for (let from = starts[code]!; filled < end;) result[filled++] = result[from++]!;
    }
    previousStart = start;
    previousLength = filled - start;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  return result;
}
