/** Images whose pixels are known by formula, and files of them. */
import assert from "node:assert/strict";
import type { GrayImage } from "../../lib/image/ink_image.ts";
import { FIXTURES } from "./image_fixtures.ts";
import { PNG_SAMPLES, type PngFields, pngFile } from "./write_image_files.ts";

/** Rec. 601 luminance over white, in plain floating point; each argument in `[0, 1]`. */
export function grayOverWhite(red: number, green: number, blue: number, alpha = 1): number {
  return 255 * (1 - alpha + alpha * (0.299 * red + 0.587 * green + 0.114 * blue));
}

/** Checks size and pixels against a formula. */
export function assertPixels(
  image: GrayImage,
  height: number,
  width: number,
  expected: (x: number, y: number) => number,
  tolerance = 0.51,
): void {
  assert.deepEqual([image.height, image.width], [height, width]);
  assert.equal(image.data.length, height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [actual, value] = [image.data[y * width + x]!, expected(x, y)];
      if (!(Math.abs(actual - value) <= tolerance)) {
        assert.fail(`pixel ${x}, ${y} is ${actual}, expected ${value}`);
      }
    }
  }
}

// The images of make_image_fixtures.py.
const isBlack = (x: number, y: number): boolean => (x * x + 3 * y * y) % 37 < 14;

/** The gray over white of a pixel. */
export type Gray = (x: number, y: number) => number;

export const KNOWN_IMAGES: Readonly<Record<string, Gray>> = {
  black: (x, y) => isBlack(x, y) ? 0 : 255,
  gray: (x, y) => (11 * x + 7 * y) % 256,
  gray16: (x, y) => ((3001 * x + 701 * y) % 65536) / 257,
  rgb: (x, y) => grayOverWhite(13 * x / 255, (255 - 17 * y) / 255, (x * y) % 256 / 255),
  palette: (x, y) => {
    const i = (x + y) % 13;
    return grayOverWhite(20 * i % 256 / 255, 70 * i % 256 / 255, 130 * i % 256 / 255);
  },
  photo: (x, y) => grayOverWhite((20 + 5 * x) / 255, (60 + 6 * y) / 255, (220 - 4 * x) / 255),
  dim: (x, y) => 30 + 4 * x + 3 * y,
  veil: (x, y) => {
    const alpha = (x + 2 * y) % 11 < 4 ? 0 : x < 17 ? 255 : 100;
    return 255 - (255 - KNOWN_IMAGES["photo"]!(x, y)) * alpha / 255;
  },
};

export function fixture(name: string): Uint8Array {
  return Uint8Array.from(atob(FIXTURES[name]!), (character) => character.charCodeAt(0));
}

/** A sample value for each pixel and channel, with all values that `depth` bits can have. */
export function sampleAt(x: number, y: number, channel: number, depth: number): number {
  const value = depth === 16 ? 9001 * x + 4003 * y + 21001 * channel : 3 * x + 5 * y + 11 * channel;
  return value % 2 ** depth;
}

/** Expected content of a PNG file with the samples of `sampleAt`. */
export function expectedPng(fields: PngFields, x: number, y: number): number {
  const { colorType, depth, transparency } = fields;
  const samples = Array.from(
    { length: PNG_SAMPLES[colorType]! },
    (_, channel) => sampleAt(x, y, channel, depth),
  );
  const unit = samples.map((sample) => sample / (2 ** depth - 1));
  if (colorType === 3) {
    const index = samples[0]!;
    const [red, green, blue] = fields.palette!.slice(3 * index, 3 * index + 3);
    return grayOverWhite(
      red! / 255,
      green! / 255,
      blue! / 255,
      (transparency?.[index] ?? 255) / 255,
    );
  }
  if (colorType === 4) return grayOverWhite(unit[0]!, unit[0]!, unit[0]!, unit[1]!);
  if (colorType === 6) return grayOverWhite(unit[0]!, unit[1]!, unit[2]!, unit[3]!);
  const key = transparency?.map((_, i) =>
    transparency[i - i % 2]! * 256 + transparency[i - i % 2 + 1]!
  )
    .filter((_, i) => i % 2 === 0);
  if (key !== undefined && samples.every((sample, i) => sample === key[i])) return 255;
  return grayOverWhite(
    unit[0]!,
    unit.at(colorType === 2 ? 1 : 0)!,
    unit.at(colorType === 2 ? 2 : 0)!,
  );
}

export const PNG_KINDS: readonly (readonly [number, readonly number[]])[] = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
];

/** Two bytes per sample of the colour at `x`, `y`, in the form of the tRNS chunk. */
export function transparentColor(colorType: number, depth: number, x: number, y: number): number[] {
  return Array.from(
    { length: colorType === 0 ? 1 : 3 },
    (_, channel) => sampleAt(x, y, channel, depth),
  )
    .flatMap((sample) => [sample >> 8, sample & 255]);
}

/** A PNG file of the samples of `sampleAt`, and its expected content. */
export interface PngVariant {
  readonly fields: PngFields;
  readonly transparent: boolean;
  readonly height: number;
  readonly width: number;
  readonly bytes: Uint8Array;
  /** Gray over white. */
  readonly gray: (x: number, y: number) => number;
}

/** PNG files of each colour type, depth, interlace and transparency. */
export async function* pngVariants(
  sizes: readonly (readonly [number, number])[],
): AsyncGenerator<PngVariant> {
  for (const [colorType, depths] of PNG_KINDS) {
    for (const depth of depths) {
      for (const interlaced of [false, true]) {
        for (const transparent of colorType < 4 ? [false, true] : [false]) {
          for (const [height, width] of sizes) {
            const palette = Array.from({ length: 3 * 2 ** depth }, (_, i) => (i * 83 + 7) % 256);
            // Of one bit, black is left: white alone on a transparent image is ink.
            const [x, y] = depth === 1 ? [1, 0] : [width >> 1, height >> 1];
            const transparency = colorType === 3
              ? Array.from({ length: 2 ** depth }, (_, i) => (i * 101 + 60) % 256)
              : transparentColor(colorType, depth, x, y);
            const fields: PngFields = {
              colorType,
              depth,
              interlaced,
              ...(colorType === 3 ? { palette } : {}),
              ...(transparent ? { transparency } : {}),
            };
            const bytes = await pngFile(
              height,
              width,
              fields,
              (x, y, channel) => sampleAt(x, y, channel, depth),
            );
            const gray = (x: number, y: number): number => expectedPng(fields, x, y);
            yield { fields, transparent, height, width, bytes, gray };
          }
        }
      }
    }
  }
}
