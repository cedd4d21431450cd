/**
 * From the samples of a TIFF image to pixels.
 *
 * @module
 */
import type { Pixels } from "./pixels.ts";
import { TAG, type TiffDirectory } from "./tiff_directory.ts";
import { PHOTOMETRIC, type TiffLayout } from "./tiff_layout.ts";

/** From samples, `[pixels, samples]`, to bytes, `[pixels, channels]`. */
export interface SampleConversion {
  /** Bytes per pixel. */
  readonly channels: Pixels["channels"];
  /** Converts samples. */
  readonly convert: (values: Uint8Array | Uint16Array) => Uint8Array;
}

/**
 * Chooses how samples become pixels.
 *
 * @param layout Layout of the image.
 * @param directory Directory of the image, with its palette.
 * @throws {SyntaxError} If there is no palette where one is needed.
 */
export function chooseConversion(layout: TiffLayout, directory: TiffDirectory): SampleConversion {
  const { samples, photometric, depth, alpha, colors } = layout;
  const max = (1 << depth) - 1;
  if (photometric === PHOTOMETRIC.palette) return lookUp(readPalette(directory, max + 1), samples);
  const color = colors === 1 ? 1 : 3;
  const hasAlpha = alpha === 1 || alpha === 2;
  const channels = color + (hasAlpha ? 1 : 0) as Pixels["channels"];
  if (
    depth === 8 && channels === samples && alpha !== 1 && photometric !== PHOTOMETRIC.whiteIsZero
  ) return { channels, convert: (values) => values as Uint8Array };
  const convert = (values: Uint8Array | Uint16Array): Uint8Array => {
    const pixels = new Uint8Array(values.length / samples * channels);
    const scale = 255 / max;
    for (let from = 0, to = 0; to < pixels.length; from += samples, to += channels) {
      const opacity = hasAlpha ? values[from + colors]! : max;
      if (hasAlpha) pixels[to + color] = Math.round(opacity * scale);
      // CMYK: the light that the three inks and black transmit.
      const light = colors === 4 ? 1 - values[from + 3]! / max : 1;
      for (let c = 0; c < color; c++) {
        let value = values[from + c]!;
        if (photometric === PHOTOMETRIC.whiteIsZero) value = max - value;
        else if (colors === 4) value = (max - value) * light;
        // Undo premultiplied opacity.
        if (alpha === 1) value = opacity === 0 ? 0 : Math.min(max, value * max / opacity);
        pixels[to + c] = Math.round(value * scale);
      }
    }
    return pixels;
  };
  return { channels, convert };
}

/** Converts the first of `samples` samples by table. */
function lookUp(palette: Uint8Array, samples: number): SampleConversion {
  const convert = (values: Uint8Array | Uint16Array): Uint8Array => {
    const pixels = new Uint8Array(values.length / samples * 3);
    for (let from = 0, to = 0; to < pixels.length; from += samples, to += 3) {
      const entry = 3 * values[from]!;
      pixels[to] = palette[entry]!;
      pixels[to + 1] = palette[entry + 1]!;
      pixels[to + 2] = palette[entry + 2]!;
    }
    return pixels;
  };
  return { channels: 3, convert };
}

/** Reads the palette as RGB entries; the file stores all reds, then all greens, then all blues. */
function readPalette(directory: TiffDirectory, entries: number): Uint8Array {
  const palette = directory.values(TAG.palette) ?? [];
  if (palette.length < 3 * entries) throw new SyntaxError("its palette is missing or incomplete");
  // Some encoders store 8-bit values in place of 16-bit ones.
  const shift = palette.some((value) => value > 255) ? 8 : 0;
  return Uint8Array.from(
    { length: 3 * entries },
    (_, i) => palette[Math.floor(i / 3) + i % 3 * entries]! >> shift,
  );
}
