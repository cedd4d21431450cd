/**
 * Chooses the image of an animation that shows the signature.
 *
 * @module
 */

import { findInkMask, isBlank } from "./is_blank.ts";
import type { Pixels } from "./pixels.ts";

/** An image of an animation: RGBA pixels that change a part of the canvas. */
export interface AnimationFrame {
  /** First column. */
  readonly x: number;
  /** First row. */
  readonly y: number;
  readonly height: number;
  readonly width: number;
  /** `[height, width, 4]`, not premultiplied. */
  readonly data: Uint8Array;
  /** Whether transparent pixels leave the canvas as it is; otherwise they replace it. */
  readonly blends: boolean;
  /** What becomes of the changed part before the next image. */
  readonly disposal: "keep" | "clear" | "restore";
}

/** Number of rows and columns of an animation. */
export interface CanvasSize {
  readonly height: number;
  readonly width: number;
}

/** Maximum fraction of the first ink that a later image may lack: lossy edges vary. */
const MAX_LOST_FRACTION = 0.02;
/** Maximum number of pixels composed in search of ink, in multiples of the size limit. */
const MAX_SEARCHED_IMAGES = 2;

/**
 * Composes an animation, and chooses one of its images.
 *
 * It is the first one, unless it is blank or later ones only add ink to it, as in an animation of
 * a signature that is being written: then it is the one with the most ink.
 *
 * @param frames The images in order; an error in any but the first ends the animation there.
 * @param canvas Size of the animation.
 * @param maxPixels Maximum number of pixels of an image.
 * @returns The chosen image, with opacity.
 * @throws {SyntaxError} If the first image is damaged or missing.
 */
export function chooseFrame(
  frames: Iterable<AnimationFrame>,
  canvas: CanvasSize,
  maxPixels: number,
): Pixels {
  const images = composeFrames(frames, canvas);
  const first = images.next();
  if (first.done) throw new SyntaxError("it has no image");
  let chosen = first.value;
  let choice: InkCount | undefined;
  let required: Uint8Array | undefined;
  let left = MAX_SEARCHED_IMAGES * maxPixels;
  for (const image of skipDamaged(images)) {
    left -= canvas.height * canvas.width;
    if (left < 0) break;
    if (choice === undefined || required === undefined) {
      required = isBlank(chosen)
        ? new Uint8Array(canvas.height * canvas.width)
        : findInkMask(chosen);
      choice = countInk(required, required);
    }
    const count = countInk(findInkMask(image), required);
    if (count.lost > MAX_LOST_FRACTION * count.required || count.ink < choice.ink) continue;
    [chosen, choice] = [image, count];
  }
  return chosen;
}

/** Numbers of pixels of an image. */
interface InkCount {
  readonly ink: number;
  /** Ink of the first image. */
  readonly required: number;
  /** Ink of the first image that is missing here. */
  readonly lost: number;
}

function countInk(mask: Uint8Array, required: Uint8Array): InkCount {
  const count = { ink: 0, required: 0, lost: 0 };
  for (let i = 0; i < mask.length; i++) {
    count.ink += mask[i]!;
    count.required += required[i]!;
    count.lost += required[i]! & ~mask[i]!;
  }
  return count;
}

/** The images up to the first damaged one. */
function* skipDamaged(images: Iterator<Pixels>): Generator<Pixels> {
  while (true) {
    let next: IteratorResult<Pixels>;
    try {
      next = images.next();
    } catch {
      return;
    }
    if (next.done) return;
    yield next.value;
  }
}

/** The canvas after each image. */
function* composeFrames(
  frames: Iterable<AnimationFrame>,
  { height, width }: CanvasSize,
): Generator<Pixels, void> {
  let canvas: Uint8Array | undefined;
  for (const frame of frames) {
    const isInside = frame.y + frame.height <= height && frame.x + frame.width <= width;
    if (!isInside || frame.data.length !== 4 * frame.height * frame.width) {
      throw new SyntaxError("its structure is damaged");
    }
    const image = canvas?.slice() ?? new Uint8Array(4 * height * width);
    placeFrame(image, width, frame);
    yield { height, width, channels: 4, data: image };
    if (frame.disposal === "keep") canvas = image;
    if (frame.disposal === "clear") canvas = clearFrame(image.slice(), width, frame);
  }
}

function clearFrame(canvas: Uint8Array, width: number, frame: AnimationFrame): Uint8Array {
  for (let row = 0; row < frame.height; row++) {
    const start = 4 * ((frame.y + row) * width + frame.x);
    canvas.fill(0, start, start + 4 * frame.width);
  }
  return canvas;
}

function placeFrame(canvas: Uint8Array, width: number, frame: AnimationFrame): void {
  for (let row = 0; row < frame.height; row++) {
    const from = 4 * row * frame.width;
    const pixels = frame.data.subarray(from, from + 4 * frame.width);
    const to = 4 * ((frame.y + row) * width + frame.x);
    if (!frame.blends) canvas.set(pixels, to);
    else for (let i = 0; i < pixels.length; i += 4) blend(canvas, to + i, pixels, i);
  }
}

/** Composites a pixel over another one; neither is premultiplied. */
function blend(canvas: Uint8Array, to: number, pixels: Uint8Array, from: number): void {
  const above = pixels[from + 3]! / 255;
  const below = canvas[to + 3]! / 255 * (1 - above);
  if (above === 0 && below > 0) return;
  const alpha = above + below;
  for (let c = 0; c < 3; c++) {
    canvas[to + c] = alpha === 0
      ? pixels[from + c]!
      : Math.round((pixels[from + c]! * above + canvas[to + c]! * below) / alpha);
  }
  canvas[to + 3] = Math.round(255 * alpha);
}
