/**
 * Hashing of files, data sets and settings.
 *
 * @module
 */

/**
 * SHA-256 of bytes or text.
 *
 * @param content What to hash.
 * @returns 64 hexadecimal digits.
 */
export async function sha256(content: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
