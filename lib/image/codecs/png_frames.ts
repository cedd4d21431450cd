/**
 * The images of an animated PNG file (PNG, third edition, section 11.3.6).
 *
 * @module
 */
import { ByteReader } from "./byte_reader.ts";
import type { AnimationFrame } from "./choose_frame.ts";
import type { Pixels } from "./pixels.ts";
import type { PngChunks } from "./png_chunks.ts";

/** Rows and columns of an image. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** Decodes the compressed data of an image of the animation. */
type DecodeFrame = (size: Size, data: readonly Uint8Array[]) => Pixels;

/** Disposal of an image before the next one, by its number in the file. */
const DISPOSALS = ["keep", "clear", "restore"] as const;

/**
 * Decodes the images of an animation one after the other.
 *
 * @param still The still image, which is the whole canvas.
 * @param chunks The chunks of the file.
 * @param decodeFrame Decodes the data of one image.
 */
export function* placeFrames(
  still: Pixels,
  { frames, isStillFrame }: PngChunks,
  decodeFrame: DecodeFrame,
): Generator<AnimationFrame> {
  const { height, width } = still;
  // A still image apart from the animation comes first, and leaves nothing on the canvas.
  const whole = { x: 0, y: 0, height, width, data: toRgba(still), blends: false };
  const control = isStillFrame ? readControl(frames[0]!.control) : undefined;
  yield { ...whole, disposal: control?.disposal ?? "clear" };
  for (const frame of isStillFrame ? frames.slice(1) : frames) {
    const place = readControl(frame.control);
    const isInside = place.y + place.height <= height && place.x + place.width <= width;
    if (!isInside || place.height === 0 || place.width === 0) {
      throw new SyntaxError("an image of its animation lies outside of the canvas");
    }
    yield { ...place, data: toRgba(decodeFrame(place, frame.data)) };
  }
}

/** Reads where an fcTL chunk places its image, and how. */
function readControl(control: Uint8Array): Omit<AnimationFrame, "data"> {
  const reader = new ByteReader(control, false);
  return {
    width: reader.uint32(4),
    height: reader.uint32(8),
    x: reader.uint32(12),
    y: reader.uint32(16),
    disposal: DISPOSALS[reader.uint8(24)] ?? "keep",
    blends: reader.uint8(25) === 1,
  };
}

/** Converts pixels to RGB and opacity. */
function toRgba({ channels, data }: Pixels): Uint8Array {
  if (channels === 4) return data;
  const count = data.length / channels;
  const rgba = new Uint8Array(4 * count).fill(255);
  for (let i = 0; i < count; i++) {
    const from = i * channels;
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[from + (channels === 3 ? c : 0)]!;
    if (channels === 2) rgba[4 * i + 3] = data[from + 1]!;
  }
  return rgba;
}
