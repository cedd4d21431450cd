/**
 * Embeds bytes in TypeScript modules as text. Unlike files, they are part of bundles, compiled
 * binaries and imports from a registry.
 *
 * @module
 */

/**
 * Deflates bytes and encodes them in base64.
 *
 * @param bytes The bytes to embed.
 * @returns Base64 text, which needs no escaping.
 */
export async function embed(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return (await pipe(bytes, new CompressionStream("deflate-raw"))).toBase64();
}

/**
 * Decodes a text of {@linkcode embed}.
 *
 * @param text The text.
 * @throws {SyntaxError} If it is not base64.
 * @throws {TypeError} If it is not deflated data.
 */
export async function readEmbedded(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return await pipe(Uint8Array.fromBase64(text), new DecompressionStream("deflate-raw"));
}

async function pipe(
  bytes: Uint8Array<ArrayBuffer>,
  stage: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(stage);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
