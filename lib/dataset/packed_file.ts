/**
 * Files of a header and a body, with a checksum.
 *
 * @module
 */
import { PARTIAL_SUFFIX, writeFileAtomically } from "../files/write_file_atomically.ts";

/** Content of a packed file. */
export interface PackedFile {
  /** Header: any JSON value. */
  readonly header: unknown;
  /** Body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** "svae pack", and the version of the layout. */
const MAGIC = new TextEncoder().encode("svaepack1\n");
const DIGEST_LENGTH = 32;
const HEADER_START = MAGIC.length + DIGEST_LENGTH + 4;

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/**
 * Writes a packed file atomically: to a temporary file that is then renamed.
 *
 * Layout: 10 magic bytes, the SHA-256 of all that follows, the length of the header as a
 * little-endian 32-bit integer, the header as JSON, the body.
 *
 * @param path Path of the file; missing folders are created.
 * @param file The content.
 * @throws {Error} If it cannot be written.
 */
export async function writePackedFile(path: string, file: PackedFile): Promise<void> {
  const header = new TextEncoder().encode(JSON.stringify(file.header));
  const bytes = new Uint8Array(HEADER_START + header.length + file.body.length);
  const checked = bytes.subarray(MAGIC.length + DIGEST_LENGTH);
  new DataView(bytes.buffer).setUint32(HEADER_START - 4, header.length, true);
  bytes.set(MAGIC);
  bytes.set(header, HEADER_START);
  bytes.set(file.body, HEADER_START + header.length);
  bytes.set(await digest(checked), MAGIC.length);
  const directory = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  if (directory !== "") await Deno.mkdir(directory, { recursive: true });
  // Several programs may write the same cache.
  await writeFileAtomically(path, bytes, `${path}.${crypto.randomUUID()}${PARTIAL_SUFFIX}`);
}

/**
 * Reads a packed file.
 *
 * @param path Path of the file.
 * @returns Its content; `undefined` if the file is missing, unreadable, truncated or altered.
 */
export async function readPackedFile(path: string): Promise<PackedFile | undefined> {
  try {
    const bytes = await Deno.readFile(path);
    if (bytes.length < HEADER_START || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
    const expected = await digest(bytes.subarray(MAGIC.length + DIGEST_LENGTH));
    if (expected.some((byte, i) => bytes[MAGIC.length + i] !== byte)) return undefined;
    const length = new DataView(bytes.buffer).getUint32(HEADER_START - 4, true);
    const body = bytes.subarray(HEADER_START + length);
    const text = new TextDecoder().decode(bytes.subarray(HEADER_START, HEADER_START + length));
    return { header: JSON.parse(text), body };
  } catch {
    return undefined;
  }
}
