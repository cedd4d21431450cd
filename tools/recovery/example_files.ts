/**
 * Files of examples: `NAME.img` has the ink coverage of all images as bytes, `[count, 192, 384]`,
 * `NAME.pts` the points of their trajectories as float32, `[count, 512, 6]`.
 *
 * @module
 */
import type { InkImage } from "../../lib/image/ink_image.ts";
import { NETWORK_IMAGE } from "../../lib/strokes/recovery/network/architecture.ts";
import { POINT_COUNT, POINT_VALUES } from "./true_points.ts";

const { height, width } = NETWORK_IMAGE;
const IMAGE_BYTES = height * width;
const POINTS_BYTES = POINT_COUNT * POINT_VALUES * Float32Array.BYTES_PER_ELEMENT;

/** An image and how it was written. */
export interface Example {
  /** Ink coverage, `[192, 384]`. */
  readonly image: InkImage;
  /** `[POINT_COUNT, POINT_VALUES]`, as `samplePoints` returns them. */
  readonly points: Float32Array<ArrayBuffer>;
}

/**
 * Writes files of examples.
 *
 * @param name Path of the files without `.img` and `.pts`.
 * @param examples The examples; they are written one by one.
 * @returns How many there were.
 */
export async function writeExampleFiles(
  name: string,
  examples: Iterable<Example>,
): Promise<number> {
  const options = { write: true, create: true, truncate: true };
  const images = (await Deno.open(`${name}.img`, options)).writable.getWriter();
  const points = (await Deno.open(`${name}.pts`, options)).writable.getWriter();
  let count = 0;
  for (const example of examples) {
    count++;
    await images.write(Uint8Array.from(example.image.data, (value) => Math.round(255 * value)));
    await points.write(new Uint8Array(example.points.buffer));
  }
  await images.close();
  await points.close();
  return count;
}

/**
 * Reads files of examples, one by one.
 *
 * @param name Path of the files without `.img` and `.pts`.
 * @throws {RangeError} If one of them ends before the other.
 */
export async function* readExampleFiles(name: string): AsyncGenerator<Example> {
  const count = Math.ceil((await Deno.stat(`${name}.img`)).size / IMAGE_BYTES);
  using images = await Deno.open(`${name}.img`);
  using points = await Deno.open(`${name}.pts`);
  for (let i = 0; i < count; i++) {
    const bytes = await readBlock(images, IMAGE_BYTES, name);
    const data = Float32Array.from(bytes, (value) => value / 255);
    const block = await readBlock(points, POINTS_BYTES, name);
    yield { image: { height, width, data }, points: new Float32Array(block.buffer) };
  }
}

async function readBlock(
  file: Deno.FsFile,
  length: number,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const block = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = await file.read(block.subarray(at));
    if (read === null) throw new RangeError(`Cannot read "${name}": one of its files is cut off`);
    at += read;
  }
  return block;
}
