/**
 * Signatures that write themselves, as animated GIF.
 *
 * @module
 */
import type { Color } from "../../image/color_image.ts";
import { encodeGif, type GifFrame } from "../../image/codecs/encode_gif.ts";
import { inkToGray } from "../../image/codecs/encode.ts";
import type { InkImage } from "../../image/ink_image.ts";
import type { TimedTrajectory } from "../online/time_trajectory.ts";
import { type PixelRectangle, pixelsNear, unite } from "./pixel_rectangle.ts";
import { renderedSteps, renderStep } from "./render_trajectory.ts";
import { DEFAULT_PAUSE, type Repetition } from "./repetition.ts";

/** Options of {@linkcode toGif}. */
export interface GifAnimationOptions extends Repetition {
  /** Rows of the image. */
  readonly height: number;
  /** Columns of the image. */
  readonly width: number;
  /** Colour of the ink; black if left out. */
  readonly color?: Color | undefined;
  /** Leaves the paper transparent; white if left out. Pixels that ink covers in part stay opaque. */
  readonly transparent?: boolean | undefined;
  /** Frames per second, at most 50; 25 if left out. */
  readonly frameRate?: number | undefined;
  /**
   * The last frame, of the same size, if it differs from the rendered strokes, which then uncover
   * it. Ink outside of the strokes appears at the end.
   */
  readonly image?: InkImage | undefined;
}

/** Frames per second: what browsers show without slowing down. */
const DEFAULT_FRAME_RATE = 25;
const MAX_FRAME_RATE = 50;

/**
 * Renders a trajectory as an animated GIF in which the ink appears as the pen writes it.
 *
 * Every frame holds only the rectangle that has changed. The last one completes the image of
 * `renderTrajectory`, level by level.
 *
 * @param trajectory Strokes with times, as from `timeTrajectory`, in pixels of the image.
 * @param options Size, colours, frame rate and repetition.
 * @returns The bytes of the file; the same trajectory and options give the same bytes.
 * @throws {RangeError} If a size is no positive integer up to 65,535, or the frame rate is out of
 * range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * import { timeTrajectory } from "../online/time_trajectory.ts";
 * const line = { x: Float32Array.of(2, 18), y: Float32Array.of(5, 5), width: Float32Array.of(2, 2) };
 * const gif = toGif(timeTrajectory([line], new Random(1)), { height: 10, width: 20 });
 * assert.equal(new TextDecoder().decode(gif.subarray(0, 6)), "GIF89a");
 * ```
 */
export function toGif(trajectory: TimedTrajectory, options: GifAnimationOptions): Uint8Array {
  const { height, width, color, transparent, loop, image } = options;
  const frameRate = options.frameRate ?? DEFAULT_FRAME_RATE;
  if (!(frameRate > 0 && frameRate <= MAX_FRAME_RATE)) {
    throw new RangeError(
      `Cannot animate a signature: frameRate is ${frameRate}, expected more than 0, ` +
        `at most ${MAX_FRAME_RATE}`,
    );
  }
  const hold = Math.round(100 * (options.pause ?? DEFAULT_PAUSE));
  const frames = growingFrames(trajectory, { height, width, image }, frameRate, loop ? hold : 1);
  return encodeGif(frames, {
    height,
    width,
    palette: inkPalette(color ?? [0, 0, 0]),
    transparentIndex: transparent ? 255 : undefined,
    loop,
  });
}

/**
 * The palette of ink in a colour on white paper.
 *
 * @param color Colour of the ink.
 * @returns 256 colours by the luminance of black ink: 255 is paper.
 */
export function inkPalette(color: Color): Color[] {
  const mix = (channel: number, paper: number) =>
    Math.floor(channel + (255 - channel) * paper / 255 + 0.5);
  return Array.from(
    { length: 256 },
    (_, paper) => [mix(color[0], paper), mix(color[1], paper), mix(color[2], paper)],
  );
}

/** Empty paper, then a frame whenever the ink has changed. */
function growingFrames(
  trajectory: TimedTrajectory,
  { height, width, image: final }: Pick<GifAnimationOptions, "height" | "width" | "image">,
  frameRate: number,
  hold: number,
): GifFrame[] {
  const image = { height, width, data: new Float32Array(height * width) };
  const begin = trajectory[0]?.time[0] ?? 0;
  const frames: (GifFrame & { readonly start: number })[] = [];
  const whole = { top: 0, left: 0, bottom: height, right: width };
  frames.push({ ...cut(image, whole, final), delay: 0, start: 0 });
  let changed: PixelRectangle | undefined;
  let frame = 1;
  const finish = () => {
    if (changed === undefined) return;
    const start = Math.round(100 * frame / frameRate);
    frames.push({ ...cut(image, changed, final), delay: 0, start });
    changed = undefined;
  };
  for (const stroke of trajectory) {
    for (const { from, to } of renderedSteps(stroke)) {
      const due = Math.max(1, Math.ceil((stroke.time[to]! - begin) * frameRate));
      if (due > frame) {
        finish();
        frame = due;
      }
      renderStep(image, stroke, from, to);
      // Half a pixel more than a line is rendered in.
      const reach = Math.max(stroke.width[from]!, stroke.width[to]!) / 2 + 1;
      changed = unite(changed, pixelsNear(stroke, from, to, reach, image));
    }
  }
  finish();
  if (final !== undefined) {
    const start = Math.round(100 * (frame + 1) / frameRate);
    frames.push({ ...cut(final, whole), delay: 0, start });
  }
  return frames.map(({ start, ...rest }, i) => ({
    ...rest,
    delay: i + 1 < frames.length ? frames[i + 1]!.start - start : hold,
  }));
}

/** A part of an image; with another image, the ink of that where the first has ink. */
function cut(
  image: InkImage,
  { top, left, bottom, right }: PixelRectangle,
  uncovered?: InkImage,
): Omit<GifFrame, "delay"> {
  const [height, width] = [bottom - top, right - left];
  const part = { height, width, data: new Float32Array(height * width) };
  for (let y = 0; y < height; y++) {
    const start = (top + y) * image.width + left;
    const row = part.data.subarray(y * width, (y + 1) * width);
    row.set(image.data.subarray(start, start + width));
    if (uncovered === undefined) continue;
    for (let x = 0; x < width; x++) row[x] = row[x]! * uncovered.data[start + x]!;
  }
  return { top, left, height, width, data: inkToGray(part).data };
}
