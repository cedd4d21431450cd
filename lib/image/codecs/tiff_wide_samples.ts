/**
 * TIFF samples that are no unsigned numbers of up to 16 bits: signed, floating-point, or wider.
 *
 * @module
 */
import type { TiffLayout } from "./tiff_layout.ts";

/** Packed samples of a strip or tile. */
export interface PackedSamples {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Samples per pixel of these bytes: 1 if planes are separate. */
  readonly samples: number;
  readonly littleEndian: boolean;
}

/** Whether samples have no fixed black and white, which follow from the values of the image. */
export function isWide({ depth, sampleFormat }: TiffLayout): boolean {
  return depth > 16 || sampleFormat !== "unsigned";
}

/**
 * Reads wide samples, with the predictor undone.
 *
 * @param packed Samples, each row starting at a byte.
 * @param layout Layout of the image.
 * @returns `[rows, blockWidth, samples]`.
 */
export function unpackWide(packed: PackedSamples, layout: TiffLayout): Float32Array {
  const { rows, samples } = packed;
  const { blockWidth, depth, predictor, sampleFormat } = layout;
  const perRow = blockWidth * samples;
  const size = depth / 8;
  // Undoing a predictor changes the bytes, which belong to the file.
  const bytes = predictor === 1 ? packed.bytes : packed.bytes.slice();
  // The floating-point predictor stores the most significant bytes first.
  const littleEndian = predictor !== 3 && packed.littleEndian;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = reader(view, depth, sampleFormat, littleEndian);
  const values = new Float32Array(rows * perRow);
  for (let row = 0; row < rows; row++) {
    const start = row * perRow * size;
    if (predictor === 2) addPrevious(view, start, perRow, samples, depth, littleEndian);
    if (predictor === 3) {
      undoFloatPredictor(bytes.subarray(start, start + perRow * size), samples, size);
    }
    for (let i = 0; i < perRow; i++) values[row * perRow + i] = read(start + i * size);
  }
  return values;
}

function reader(
  view: DataView,
  depth: number,
  format: TiffLayout["sampleFormat"],
  littleEndian: boolean,
): (at: number) => number {
  switch (`${format} ${depth}`) {
    case "signed 8":
      return (at) => view.getInt8(at);
    case "signed 16":
      return (at) => view.getInt16(at, littleEndian);
    case "signed 32":
      return (at) => view.getInt32(at, littleEndian);
    case "unsigned 32":
      return (at) => view.getUint32(at, littleEndian);
    case "float 16":
      return (at) => view.getFloat16(at, littleEndian);
    case "float 32":
      return (at) => view.getFloat32(at, littleEndian);
    default:
      return (at) => view.getFloat64(at, littleEndian);
  }
}

/** Undoes horizontal differencing of whole numbers in a row. */
function addPrevious(
  view: DataView,
  start: number,
  perRow: number,
  samples: number,
  depth: number,
  littleEndian: boolean,
): void {
  for (let i = samples; i < perRow; i++) {
    const [at, previous] = [start + i * depth / 8, start + (i - samples) * depth / 8];
    if (depth === 8) view.setUint8(at, view.getUint8(at) + view.getUint8(previous));
    else if (depth === 16) {
      const sum = view.getUint16(at, littleEndian) + view.getUint16(previous, littleEndian);
      view.setUint16(at, sum, littleEndian);
    } else {
      const sum = view.getUint32(at, littleEndian) + view.getUint32(previous, littleEndian);
      view.setUint32(at, sum, littleEndian);
    }
  }
}

/**
 * Undoes the floating-point predictor (Adobe Photoshop TIFF technical note 3): differences of bytes,
 * which are grouped by significance.
 */
function undoFloatPredictor(row: Uint8Array, samples: number, size: number): void {
  for (let i = samples; i < row.length; i++) row[i] = row[i]! + row[i - samples]!;
  const grouped = row.slice();
  const perRow = row.length / size;
  for (let i = 0; i < perRow; i++) {
    for (let byte = 0; byte < size; byte++) row[i * size + byte] = grouped[byte * perRow + i]!;
  }
}

/**
 * Scales wide samples to 16 bits. Black is 0, or the minimum if that is negative. White is 1 or 255
 * if no value is larger, as programs write images of these ranges; else the maximum.
 *
 * @param blocks The samples of all strips or tiles of an image.
 * @throws {SyntaxError} If a value is not finite.
 */
export function scaleWide(blocks: readonly Float32Array[]): Uint16Array[] {
  let [min, max] = [0, 0];
  for (const block of blocks) {
    for (const value of block) {
      if (!Number.isFinite(value)) throw new SyntaxError("its samples are not finite numbers");
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  const white = max <= 1 ? 1 : max <= 255 ? 255 : max;
  const scale = 65535 / (white - min);
  return blocks.map((block) =>
    Uint16Array.from(block, (value) => Math.round((value - min) * scale))
  );
}
