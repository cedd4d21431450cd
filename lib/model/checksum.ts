/**
 * Checksums of safetensors files: a file whose values are damaged but finite would be used without
 * a word.
 *
 * The metadata hold the SHA-256 of the file as it is with 64 zeros in place of the checksum.
 *
 * @module
 */
import { ModelFormatError } from "../errors.ts";
import { sha256 } from "../sha256.ts";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.ts";

/** Key of the checksum in the metadata. */
export const CHECKSUM_KEY = "sha256";

const PLACEHOLDER = "0".repeat(64);
const FIELD = new RegExp(`"${CHECKSUM_KEY}"\\s*:\\s*"([0-9a-f]{64})"`);

/**
 * Writes a safetensors file with a checksum; without one where the platform cannot hash.
 *
 * @param content The tensors and the metadata.
 * @returns The file's bytes; the same content gives the same bytes.
 * @throws {RangeError} If the content cannot be written; see `encodeSafetensors`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const tensors = new Map([["bias", { shape: [2], data: new Float32Array([1, 2]) }]]);
 * const bytes = await encodeChecked({ tensors, metadata: { epoch: "3" } });
 * assert.deepEqual(await decodeChecked(bytes, "model"), { tensors, metadata: { epoch: "3" } });
 * bytes[bytes.length - 2]! ^= 1;
 * await assert.rejects(decodeChecked(bytes, "model"), /Cannot read model: its checksum/);
 * ```
 */
export async function encodeChecked(
  { tensors, metadata }: Safetensors,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!canHash()) return encodeSafetensors({ tensors, metadata });
  const bytes = encodeSafetensors({
    tensors,
    metadata: { ...metadata, [CHECKSUM_KEY]: PLACEHOLDER },
  });
  bytes.set(new TextEncoder().encode(await sha256(bytes)), findChecksum(bytes)!.start);
  return bytes;
}

/**
 * Reads a safetensors file, and compares its checksum where it has one: files of earlier versions, and
 * the pretrained weights, have none.
 *
 * @param bytes The file's content.
 * @param subject What it should be, for messages.
 * @returns Its tensors, and its metadata without the checksum.
 * @throws {ModelFormatError} If it is not a whole, valid safetensors file, or the checksum differs.
 */
export async function decodeChecked(bytes: Uint8Array, subject: string): Promise<Safetensors> {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { [CHECKSUM_KEY]: checksum, ...others } = metadata;
  if (checksum !== undefined && !await isIntact(bytes)) {
    throw new ModelFormatError(
      subject,
      "its checksum does not match its content: the file is damaged, or another program has " +
        "changed it without its checksum",
    );
  }
  return { tensors, metadata: others };
}

/** Browsers hash only in pages of secure origins; others have to trust their server anyway. */
function canHash(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

async function isIntact(bytes: Uint8Array): Promise<boolean> {
  if (!canHash()) return true;
  const found = findChecksum(bytes);
  if (found === undefined) return false;
  const copy = new Uint8Array(bytes);
  copy.set(new TextEncoder().encode(PLACEHOLDER), found.start);
  return await sha256(copy) === found.checksum;
}

/** The checksum of a file, and its offset. */
function findChecksum(bytes: Uint8Array): { checksum: string; start: number } | undefined {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  // One character for each byte, so that positions in the text are those in the file.
  const header = new TextDecoder("latin1").decode(bytes.subarray(8, 8 + length));
  const match = FIELD.exec(header);
  if (match === null) return undefined;
  const checksum = match[1]!;
  return { checksum, start: 8 + match.index + match[0].length - checksum.length - 1 };
}
