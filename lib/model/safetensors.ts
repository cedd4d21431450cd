/**
 * The safetensors file format: named tensors and text metadata, without code in it.
 *
 * A file is an 8-byte little-endian header length, a JSON header, and the tensors' bytes. The format
 * is specified at https://huggingface.co/docs/safetensors.
 *
 * @module
 */
import { ModelFormatError } from "../errors.ts";

/** A tensor as plain data, float32 in memory for any type in a file. */
export interface TensorData {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly data: Float32Array;
}

/** Content of a safetensors file. */
export interface Safetensors {
  /** Tensors by name. */
  readonly tensors: ReadonlyMap<string, TensorData>;
  /** Text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit on the header's length, in bytes. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA_KEY = "__metadata__";
/** How values are stored: as they are, or in half the space with 11 significant bits. */
export type StoredType = "F32" | "F16";

const BYTES_PER_VALUE: Readonly<Record<StoredType, number>> = { F32: 4, F16: 2 };

interface HeaderEntry {
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/**
 * Writes tensors as the bytes of a safetensors file.
 *
 * @param content The tensors, in the order in which they are stored, and the metadata.
 * @param dtype How values are stored. `F16` rounds to the nearest, ties to even.
 * @returns The file's bytes; the same content gives the same bytes.
 * @throws {RangeError} If a tensor's data and shape disagree, its name is `__metadata__`, or a finite
 * value would become infinite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const tensors = new Map([["bias", { shape: [2], data: new Float32Array([1, 2]) }]]);
 * const bytes = encodeSafetensors({ tensors, metadata: { epoch: "3" } });
 * assert.deepEqual(decodeSafetensors(bytes), { tensors, metadata: { epoch: "3" } });
 * ```
 */
export function encodeSafetensors(
  { tensors, metadata }: Safetensors,
  dtype: StoredType = "F32",
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { [METADATA_KEY]: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    if (elementCount(shape) !== data.length) {
      throw new RangeError(
        `Cannot write tensor "${name}": it has ${data.length} values, its shape [${shape}] has ${
          elementCount(shape)
        }`,
      );
    }
    if (name === METADATA_KEY) {
      throw new RangeError(`Cannot write tensor "${name}": the name is the metadata's`);
    }
    const end = offset + data.length * BYTES_PER_VALUE[dtype];
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8; // so that the values are aligned
  const bytes = new Uint8Array(8 + headerLength + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength); // the format pads with spaces
  bytes.set(json, 8);
  let position = 8 + headerLength;
  for (const [name, { data }] of tensors) {
    const values = dtype === "F16" ? toFloat16(name, data) : data;
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return bytes;
}

function toFloat16(name: string, data: Float32Array): Float16Array {
  const rounded = new Float16Array(data);
  const lost = data.findIndex((value, i) => Number.isFinite(value) && !Number.isFinite(rounded[i]));
  if (lost >= 0) {
    throw new RangeError(
      `Cannot write tensor "${name}" as F16: it has a value of ${data[lost]}, ` +
        "expected an absolute value of at most 65504",
    );
  }
  return rounded;
}

/**
 * Reads a safetensors file, trusting nothing in it: the header's length, every type, shape and range
 * is checked against the file's real size before anything is allocated.
 *
 * @param bytes The file's content.
 * @returns Its tensors and metadata.
 * @throws {ModelFormatError} If it is not a whole, valid safetensors file, or holds other types than
 * float32 and float16.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { header, dataStart } = readHeader(bytes);
  const available = bytes.length - dataStart;
  const entries: [string, HeaderEntry][] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA_KEY) {
      metadata = checkMetadata(value);
      continue;
    }
    entries.push([name, checkEntry(name, value, available)]);
  }
  checkCoverage(entries, available);
  const tensors = new Map<string, TensorData>();
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of entries) {
    const { buffer } = new Uint8Array(bytes.subarray(dataStart + start, dataStart + end));
    const data = dtype === "F16"
      ? new Float32Array(new Float16Array(buffer))
      : new Float32Array(buffer);
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) throw invalid(`it has ${bytes.length} bytes, expected at least 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - 8))) {
    throw invalid(
      `its header claims ${length} bytes, the file has ${bytes.length - 8} after the length`,
    );
  }
  const dataStart = 8 + Number(length);
  if (bytes[8] !== 0x7b) throw invalid('its header does not begin with "{"');
  let text: string;
  let header: Record<string, unknown>;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, dataStart));
    header = JSON.parse(text);
  } catch {
    throw invalid("its header is not JSON");
  }
  if (countNames(text) !== Object.keys(header).length) throw invalid("two tensors have one name");
  return { header, dataStart };
}

/** Names in a JSON object's text; `JSON.parse` would silently keep the last of equal ones. */
function countNames(json: string): number {
  let names = 0;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === "\\" && inString) i++;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character === ":" && depth === 1) names++;
  }
  return names;
}

function checkMetadata(value: unknown): Record<string, string> {
  const isText = typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string");
  if (!isText) throw invalid("its metadata is not a table of texts");
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, available: number): HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<HeaderEntry>;
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0;
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES_PER_VALUE, dtype)) {
    const state = typeof dtype === "string" ? `type "${String(dtype).slice(0, 20)}"` : "no type";
    throw invalid(`tensor "${name}" has ${state}, expected "F32" or "F16"`);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw invalid(`tensor "${name}" has no valid shape`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw invalid(`tensor "${name}" has no valid data_offsets`);
  }
  const [start, end] = offsets;
  if (start > end || end > available) {
    throw invalid(
      `tensor "${name}" ends at byte ${end}, the file has ${available} bytes of values`,
    );
  }
  const byteLength = elementCount(shape) * BYTES_PER_VALUE[dtype];
  if (byteLength !== end - start) {
    throw invalid(
      `tensor "${name}" has ${end - start} bytes, expected ${byteLength} for its shape`,
    );
  }
  return { dtype, shape, data_offsets: [start, end] };
}

/** The format wants the tensors to cover the values without holes or overlaps. */
function checkCoverage(entries: readonly [string, HeaderEntry][], available: number): void {
  const sorted = entries.toSorted(([, { data_offsets: a }], [, { data_offsets: b }]) =>
    a[0] - b[0] || a[1] - b[1]
  );
  let position = 0;
  for (const [name, { data_offsets: [start, end] }] of sorted) {
    if (start !== position) {
      throw invalid(
        `tensor "${name}" ${start < position ? "overlaps another" : "leaves a hole before it"}`,
      );
    }
    position = end;
  }
  if (position !== available) {
    throw invalid(`it has ${available} bytes of values, its tensors use ${position}`);
  }
}

function invalid(state: string): ModelFormatError {
  return new ModelFormatError("safetensors", state);
}
