/**
 * Bytes as text of a TypeScript module, so that they come along wherever the program goes: into a
 * bundle, a compiled binary or an import from a registry, without reading a file.
 *
 * @module
 */

/**
 * Deflates bytes and writes them in base64.
 *
 * @param bytes What a module is to carry.
 * @returns Text of characters that need no quoting.
 */
export async function embed(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return (await pipe(bytes, new CompressionStream("deflate-raw"))).toBase64();
}

/**
 * The bytes in a text that {@linkcode embed} wrote.
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
