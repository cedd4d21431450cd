/**
 * Deflate and its checksums: by Node's zlib where there is one, elsewhere, as in browsers, by fflate.
 *
 * @module
 */
import { Inflate, inflateSync, zlibSync } from "fflate";

type NodeZlib = typeof import("node:zlib");

/** What the codecs need of zlib. */
export interface Zlib {
  /**
   * Compresses bytes as a zlib stream (RFC 1950).
   *
   * @param bytes The bytes.
   */
  deflate(bytes: Uint8Array): Uint8Array;
  /**
   * Decompresses Deflate data without header and checksum (RFC 1951), from a source that is trusted.
   *
   * @param bytes The compressed data.
   */
  inflateRaw(bytes: Uint8Array): Uint8Array;
  /**
   * Decompresses a zlib stream (RFC 1950) and verifies its checksum.
   *
   * @param stream The compressed data.
   * @param options `chunkSize`: expected number of bytes; `maxOutputLength`: maximum.
   * @returns The bytes; `undefined` if there are more than the maximum.
   * @throws {Error} If the stream is damaged or cut off.
   */
  inflate(
    stream: Uint8Array,
    options: { readonly chunkSize: number; readonly maxOutputLength: number },
  ): Uint8Array | undefined;
  /**
   * The CRC-32 of bytes (RFC 1952).
   *
   * @param bytes The bytes.
   */
  crc32(bytes: Uint8Array): number;
}

interface NodeProcess {
  getBuiltinModule?(name: "node:zlib"): NodeZlib | undefined;
}

const { process } = globalThis as { readonly process?: NodeProcess };
// An import of "node:zlib" would keep these modules from loading in browsers.
const node = process?.getBuiltinModule?.("node:zlib");

/** Deflate and CRC-32 on this platform. */
export const zlib: Zlib = node === undefined ? portableZlib() : nodeZlib(node);

function nodeZlib({ crc32, deflateSync, inflateRawSync, inflateSync }: NodeZlib): Zlib {
  return {
    deflate: (bytes) => deflateSync(bytes),
    inflateRaw: (bytes) => inflateRawSync(bytes),
    inflate: (stream, options) => {
      try {
        return inflateSync(stream, options);
      } catch (error) {
        if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") return undefined;
        throw error;
      }
    },
    crc32: (bytes) => crc32(bytes),
  };
}

/** Bytes of a stream that are decompressed at once: at most 17 MB of output are then unchecked. */
const STEP = 1 << 14;

/** Bytes of the header and of the checksum of a zlib stream. */
const HEADER_BYTES = 2;
const CHECKSUM_BYTES = 4;

/**
 * Deflate and CRC-32 in TypeScript and by fflate, for platforms without Node's zlib.
 *
 * @returns What {@linkcode zlib} is there.
 */
export function portableZlib(): Zlib {
  return {
    deflate: (bytes) => zlibSync(bytes),
    inflateRaw: (bytes) => inflateSync(bytes),
    inflate: inflatePortably,
    crc32: crc32Of,
  };
}

function inflatePortably(
  stream: Uint8Array,
  { maxOutputLength }: { readonly maxOutputLength: number },
): Uint8Array | undefined {
  const [method = 0, flags = 0] = stream;
  const end = stream.length - CHECKSUM_BYTES;
  if ((method & 15) !== 8 || (method << 8 | flags) % 31 !== 0 || (flags & 32) !== 0 || end < 2) {
    throw new Error("not a zlib stream");
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const inflater = new Inflate((chunk) => {
    chunks.push(chunk);
    length += chunk.length;
  });
  for (let at = HEADER_BYTES; at < end && length <= maxOutputLength; at += STEP) {
    inflater.push(stream.subarray(at, Math.min(at + STEP, end)), at + STEP >= end);
  }
  if (length > maxOutputLength) return undefined;
  const result = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  const view = new DataView(stream.buffer, stream.byteOffset, stream.length);
  if (view.getUint32(end) !== adler32(result)) throw new Error("the checksum does not match");
  return result;
}

/** Additions before a sum of Adler-32 could exceed 32 bits. */
const ADLER_STEP = 3800;

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let start = 0; start < bytes.length; start += ADLER_STEP) {
    const end = Math.min(start + ADLER_STEP, bytes.length);
    for (let i = start; i < end; i++) b += a += bytes[i]!;
    a %= 65521;
    b %= 65521;
  }
  return (b << 16 | a) >>> 0;
}

let crcTable: Uint32Array | undefined;

function crc32Of(bytes: Uint8Array): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ value >>> 1 : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ crc >>> 8;
  return (crc ^ 0xffffffff) >>> 0;
}
