/**
 * Values of command line flags, checked as they are read.
 *
 * @module
 */

/** Makes a parser of whole numbers in a range. */
export function wholeNumber(
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < low || value > high) {
      const range = high === Number.MAX_SAFE_INTEGER
        ? `of at least ${low}`
        : `from ${low} to ${high}`;
      throw new RangeError(`a whole number ${range} was wanted`);
    }
    return value;
  };
}

/** Makes a parser of numbers in a range, both ends included. */
export function realNumber(low: number, high: number = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < low || value > high) {
      const range = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
      throw new RangeError(`a number ${range} was wanted`);
    }
    return value;
  };
}

/** Reads a size such as `64x128`: height, then width. */
export function imageSize(text: string): { height: number; width: number } {
  const size = pictureSize(text);
  const { height, width } = size;
  if (height % 16 !== 0 || width % 16 !== 0) {
    throw new RangeError("height x width such as 64x128 was wanted, both multiples of 16");
  }
  if (height > 1024 || width > 2048) throw new RangeError("at most 1024x2048 was wanted");
  return size;
}

/** Reads the size of a picture that is drawn at any size. */
export function pictureSize(text: string): { height: number; width: number } {
  const match = /^(\d+)x(\d+)$/i.exec(text.trim());
  const [height, width] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || height === 0 || width === 0) {
    throw new RangeError("height x width such as 64x128 was wanted");
  }
  if (height > 4096 || width > 4096) throw new RangeError("at most 4096x4096 was wanted");
  return { height, width };
}

/** Reads a colour such as `1a2b8f`, with or without `#` before it. */
export function color(text: string): [number, number, number] {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (!match) throw new RangeError("six hexadecimal digits such as 1a2b8f were wanted");
  const [, red, green, blue] = match.map((digits) => parseInt(digits, 16));
  return [red!, green!, blue!];
}

/** Reads the path of a file or folder. */
export function path(text: string): string {
  if (text === "") throw new RangeError("a path was wanted");
  return text;
}

/** A flag that may be left out. */
export interface OptionalFlag<T> {
  /** It has a value, which is parsed. */
  readonly kind: "parsed";
  /** Reads the value. */
  readonly parse: (text: string) => T;
  /** Stands for the value in the help. */
  readonly placeholder: string;
  /** Its line in the help. */
  readonly brief: string;
  /** It may be left out. */
  readonly optional: true;
}

/** Describes a flag that may be left out. */
export function optional<T>(
  parse: (text: string) => T,
  placeholder: string,
  brief: string,
): OptionalFlag<T> {
  return { kind: "parsed", parse, placeholder, brief, optional: true };
}
