/**
 * Parsers of flag values. Their errors complete the sentence "Cannot read --flag "text": ...".
 *
 * @module
 */

/** Creates a parser of whole numbers in a range. */
export function wholeNumber(
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < low || value > high) {
      const isUnbounded = high === Number.MAX_SAFE_INTEGER && !(value > high);
      const range = isUnbounded ? `of at least ${low}` : `from ${low} to ${high}`;
      throw new RangeError(`expected a whole number ${range}`);
    }
    return value;
  };
}

/** Creates a parser of numbers in a range, bounds included. */
export function realNumber(low: number, high: number = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < low || value > high) {
      const range = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
      throw new RangeError(`expected a number ${range}`);
    }
    return value;
  };
}

/** Parses the image size of a model, such as `64x128`: height, then width. */
export function imageSize(text: string): { height: number; width: number } {
  const size = renderSize(text);
  const { height, width } = size;
  if (height % 16 !== 0 || width % 16 !== 0) {
    throw new RangeError("expected height x width such as 64x128, both multiples of 16");
  }
  if (height > 1024 || width > 2048) throw new RangeError("expected at most 1024x2048");
  return size;
}

/** Parses the size of a rendered image. */
export function renderSize(text: string): { height: number; width: number } {
  const match = /^(\d+)x(\d+)$/i.exec(text.trim());
  const [height, width] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || height === 0 || width === 0) {
    throw new RangeError("expected height x width such as 64x128");
  }
  if (height > 4096 || width > 4096) throw new RangeError("expected at most 4096x4096");
  return { height, width };
}

/** Parses a colour such as `1a2b8f` or `#1a2b8f`. */
export function color(text: string): [number, number, number] {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (!match) throw new RangeError("expected six hexadecimal digits such as 1a2b8f");
  const [, red, green, blue] = match.map((digits) => parseInt(digits, 16));
  return [red!, green!, blue!];
}

/** Parses a fold of a cross-validation, such as `2/3`: its number from 1, and the number of folds. */
export function fold(text: string): string {
  const { number, count } = readFold(text);
  return `${number}/${count}`;
}

/** Reads what {@linkcode fold} returns. */
export function readFold(text: string): { number: number; count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [number, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || number < 1 || count < 2 || number > count) {
    throw new RangeError("expected a fold such as 1/3, the first of three");
  }
  return { number, count };
}

/** Creates a parser of one word of a list that may have several. */
export function listedWord<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((word) => word === text.trim());
    if (word === undefined) {
      throw new RangeError(`expected one or several of ${words.join(", ")}, separated by commas`);
    }
    return word;
  };
}

/** Parses a length on paper such as `60mm`, `6cm`, `2.4in` or `60`, in millimetres. */
export function millimetres(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(mm|cm|in)?$/i.exec(text.trim());
  const unit = { mm: 1, cm: 10, in: 25.4 }[match?.[2]?.toLowerCase() ?? "mm"]!;
  const value = Number(match?.[1]) * unit;
  if (!(value > 0 && value <= 10000)) throw new RangeError("expected a length such as 60mm");
  return value;
}

/** Parses a part of a whole such as `3/8`, the third of eight. */
export function shard(text: string): { index: number; count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!(index >= 1 && index <= count && count <= 1e6)) {
    throw new RangeError("expected i/n such as 3/8, with i from 1 to n");
  }
  return { index, count };
}

/** Parses the path of a file or folder. */
export function path(text: string): string {
  if (text === "") throw new RangeError("expected a path");
  return text;
}
