/** Writes small PNG and BMP files of every kind, for the tests of the decoders. */

/** Samples per pixel of each PNG colour type. */
export const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** What kind of PNG to write. */
export interface PngFields {
  readonly colorType: number;
  readonly depth: number;
  readonly interlaced: boolean;
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
}

/** A sample of a channel. */
export type Sample = (x: number, y: number, channel: number) => number;

/** Where the pixels of each Adam7 pass are: first column, first row, column step, row step. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Writes a PNG file whose rows use the five filters in turn and whose data comes in two chunks. */
export async function pngFile(
  height: number,
  width: number,
  fields: PngFields,
  sample: Sample,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([fields.depth, fields.colorType, 0, 0, fields.interlaced ? 1 : 0], 8);
  const passes = fields.interlaced ? PASSES : [[0, 0, 1, 1]] as const;
  const raw = passes.flatMap(([left, top, right, down]) => {
    const rows: number[][] = [];
    for (let y = top; y < height; y += down) {
      const columns = Array.from(
        { length: Math.ceil((width - left) / right) },
        (_, i) => left + i * right,
      );
      if (columns.length > 0) rows.push(packedRow(columns, y, fields, sample));
    }
    return filtered(rows, Math.max(1, PNG_SAMPLES[fields.colorType]! * fields.depth >> 3));
  });
  const stream = new Blob([Uint8Array.from(raw)]).stream();
  const deflated = new Uint8Array(
    await new Response(stream.pipeThrough(new CompressionStream("deflate"))).arrayBuffer(),
  );
  const middle = deflated.length >> 1;
  return Uint8Array.from([
    ...[137, 80, 78, 71, 13, 10, 26, 10],
    ...pngChunk("IHDR", header),
    ...(fields.colorType === 3 ? pngChunk("PLTE", Uint8Array.from(fields.palette!)) : []),
    ...(fields.transparency ? pngChunk("tRNS", Uint8Array.from(fields.transparency)) : []),
    ...pngChunk("IDAT", deflated.subarray(0, middle)),
    ...pngChunk("IDAT", deflated.subarray(middle)),
    ...pngChunk("tEXt", Uint8Array.of(65, 0, 66)),
    ...pngChunk("IEND", new Uint8Array(0)),
  ]);
}

function packedRow(columns: number[], y: number, fields: PngFields, sample: Sample): number[] {
  let bits = "";
  for (const x of columns) {
    for (let channel = 0; channel < PNG_SAMPLES[fields.colorType]!; channel++) {
      bits += sample(x, y, channel).toString(2).padStart(fields.depth, "0");
    }
  }
  return bits.match(/.{1,8}/g)!.map((byte) => parseInt(byte.padEnd(8, "0"), 2));
}

/** Filters row 0 with type 1, row 1 with type 2, and so on, as section 9 of the standard says. */
function filtered(rows: number[][], pixelBytes: number): number[] {
  return rows.flatMap((row, y) => {
    const type = (y + 1) % 5;
    const above = rows[y - 1] ?? row.map(() => 0);
    const bytes = row.map((byte, i) => {
      const [a, b, c] = [row[i - pixelBytes] ?? 0, above[i]!, above[i - pixelBytes] ?? 0];
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      return byte - [0, a, b, Math.floor((a + b) / 2), paeth][type]! & 255;
    });
    return [type, ...bytes];
  });
}

/** Writes a chunk with its checksum. */
export function pngChunk(type: string, content: Uint8Array): number[] {
  const body = [...[...type].map((character) => character.charCodeAt(0)), ...content];
  let crc = -1;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  }
  return [...bytesOf(content.length, 4).reverse(), ...body, ...bytesOf(~crc, 4).reverse()];
}

/** The `count` lowest bytes of a number, the lowest first. */
function bytesOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => value >>> 8 * i & 255);
}

/** What kind of bitmap to write. */
export interface BmpFields {
  readonly bits: number;
  readonly topDown?: boolean;
  /** Gray values. */
  readonly palette?: readonly number[];
  /** Bit fields of red, green, blue and opacity. */
  readonly masks?: readonly number[];
  readonly compression?: number;
  /** The coded pixels; without them `sample` gives the pixels. */
  readonly data?: readonly number[];
}

/** Writes a bitmap with a header of 40 bytes, or of 108 where there are bit fields. */
export function bmpFile(
  height: number,
  width: number,
  fields: BmpFields,
  sample: (x: number, y: number) => number = () => 0,
): Uint8Array<ArrayBuffer> {
  const { bits, topDown = false, palette = [], masks = [], compression = 0 } = fields;
  const headerBytes = masks.length > 0 ? 108 : 40;
  const rows = Array.from({ length: height }, (_, i) => {
    const y = topDown ? i : height - 1 - i;
    const pixels = Array.from({ length: width }, (_, x) => sample(x, y));
    const row = bits >= 8
      ? pixels.flatMap((pixel) => bytesOf(pixel, bits / 8))
      : nibbles(pixels, bits);
    return [...row, ...Array.from({ length: (4 - row.length % 4) % 4 }, () => 0)];
  });
  const data = fields.data ?? rows.flat();
  const pixels = 14 + headerBytes + 4 * palette.length;
  const fieldBytes = masks.flatMap((mask) => bytesOf(mask, 4));
  return Uint8Array.from([
    ...[66, 77, ...bytesOf(pixels + data.length, 4), 0, 0, 0, 0, ...bytesOf(pixels, 4)],
    ...[
      ...bytesOf(headerBytes, 4),
      ...bytesOf(width, 4),
      ...bytesOf(topDown ? -height : height, 4),
    ],
    ...[1, 0, ...bytesOf(bits, 2), ...bytesOf(masks.length > 0 ? 3 : compression, 4)],
    ...[...bytesOf(data.length, 4), ...bytesOf(2835, 4), ...bytesOf(2835, 4)],
    ...[...bytesOf(palette.length, 4), ...bytesOf(0, 4)],
    ...fieldBytes,
    ...Array.from({ length: headerBytes - 40 - fieldBytes.length }, () => 0),
    ...palette.flatMap((gray) => [gray, gray, gray, 0]),
    ...data,
  ]);
}

function nibbles(pixels: number[], bits: number): number[] {
  const text = pixels.map((pixel) => pixel.toString(2).padStart(bits, "0")).join("");
  return text.match(/.{1,8}/g)!.map((byte) => parseInt(byte.padEnd(8, "0"), 2));
}
