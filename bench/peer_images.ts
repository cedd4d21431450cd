/**
 * Images in the square format of a peer, and back.
 *
 * @module
 */
import { decodeImage } from "../lib/image/codecs/decode.ts";
import type { InkImage } from "../lib/image/ink_image.ts";
import { resample } from "../lib/image/resize.ts";
import { UsageError } from "./measure.ts";

/** Size of the images that are compared. */
export const SIZE = { height: 64, width: 128 };
/** Rows and columns of the peer's images. */
const SQUARE = 28;

/** Name of the file of an image that is exchanged with the peer. */
export function fileName(index: number): string {
  return `${String(index + 1).padStart(5, "0")}.png`;
}

/** Squeezes an image into the square of the peer. */
export function squeeze(image: InkImage): InkImage {
  return { height: SQUARE, width: SQUARE, data: resample(image, SQUARE, SQUARE) };
}

/** Stretches an image of the peer to {@linkcode SIZE}. */
export function stretch(image: InkImage): InkImage {
  return { ...SIZE, data: resample(image, SIZE.height, SIZE.width) };
}

/**
 * Reads images that the peer wrote, stretched to {@linkcode SIZE}.
 *
 * @param folder Their folder.
 * @param count Number of images.
 * @throws {UsageError} If there are fewer.
 */
export async function readImages(folder: string, count: number): Promise<InkImage[]> {
  const images: InkImage[] = [];
  for (let i = 0; i < count; i++) {
    const { height, width, data } = await decodeImage(await readImage(folder, i, count));
    const channels = data.length / (height * width);
    const ink = Float32Array.from(
      { length: height * width },
      (_, k) => 1 - data[k * channels]! / 255,
    );
    images.push(stretch({ height, width, data: ink }));
  }
  return images;
}

async function readImage(folder: string, index: number, count: number): Promise<Uint8Array> {
  try {
    return await Deno.readFile(`${folder}/${fileName(index)}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError(
      `Cannot read ${count} images of the peer: "${folder}" has only ${index}; ` +
        "run the command without --reuse",
      { cause: error },
    );
  }
}
