/**
 * The chunks of a PNG file that determine its pixels.
 *
 * @module
 */
import { ByteReader } from "./byte_reader.ts";
import { zlib } from "./zlib.ts";

/** The chunks that determine the pixels. */
export interface PngChunks {
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  /** Compressed data of the still image. */
  readonly data: readonly Uint8Array[];
  /** The images of an animation; none in other files. */
  readonly frames: readonly FrameChunks[];
  /** Whether the still image is the first one of the animation. */
  readonly isStillFrame: boolean;
}

/** The chunks of an image of an animation. */
export interface FrameChunks {
  /** Content of its fcTL chunk. */
  readonly control: Uint8Array;
  /** Compressed data. */
  readonly data: Uint8Array[];
}

/** Maximum number of data chunks; encoders write 8 kB or more per chunk, and each costs memory. */
const MAX_DATA_CHUNKS = 1 << 17;

/** Length of an fcTL chunk. */
const CONTROL_BYTES = 26;

/** Chunk types that determine the still image; their checksums are verified. */
const PIXEL_CHUNKS: readonly string[] = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];

/**
 * Reads the chunks up to IEND.
 *
 * @throws {SyntaxError} If one is damaged, missing or unknown but needed.
 */
export function readChunks(bytes: Uint8Array): PngChunks {
  const data: Uint8Array[] = [];
  const frames: FrameChunks[] = [];
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let count = 0;
  let isStillFrame = false;
  for (const { type, content } of chunksOf(bytes)) {
    if (type === "PLTE") palette = content;
    if (type === "tRNS") transparency = content;
    if (type === "fcTL" && content.length === CONTROL_BYTES) {
      frames.push({ control: content, data: [] });
    }
    if (type === "IDAT" && content.length > 0) {
      data.push(content);
      isStillFrame = frames.length > 0;
    }
    if (type === "fdAT") frames[frames.length - 1]?.data.push(content.subarray(4));
    if (type.endsWith("AT") && ++count > MAX_DATA_CHUNKS) {
      throw new SyntaxError(`its data is in more than ${MAX_DATA_CHUNKS} chunks`);
    }
  }
  return { palette, transparency, data, frames, isStillFrame };
}

/** Iterates over the chunks and verifies those of the still image. */
function* chunksOf(bytes: Uint8Array): Generator<{ type: string; content: Uint8Array }> {
  const reader = new ByteReader(bytes, false);
  let type = "";
  for (let offset = 8; type !== "IEND";) {
    const length = reader.uint32(offset);
    type = reader.text(offset + 4, 4);
    const content = reader.range(offset + 8, length);
    const checksum = reader.uint32(offset + 8 + length);
    if (PIXEL_CHUNKS.includes(type)) {
      if (zlib.crc32(reader.range(offset + 4, 4 + length)) !== checksum) {
        throw new SyntaxError(`the checksum of its ${type} chunk is wrong`);
      }
    } else if (/^[A-Z]/.test(type)) {
      throw new SyntaxError(`it needs the unknown chunk ${JSON.stringify(type)}`);
    }
    yield { type, content };
    offset += 12 + length;
  }
}
