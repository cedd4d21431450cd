/**
 * The layout of the pixels of a TIFF image.
 *
 * @module
 */
import { TAG, type TiffDirectory } from "./tiff_directory.ts";

/** The value of the photometric interpretation tag. */
export const PHOTOMETRIC = {
  whiteIsZero: 0,
  blackIsZero: 1,
  rgb: 2,
  palette: 3,
  cmyk: 5,
  ycbcr: 6,
};

/** Layout of the pixels of a TIFF image. */
export interface TiffLayout {
  readonly height: number;
  readonly width: number;
  readonly compression: number;
  readonly photometric: number;
  /** Bits per sample. */
  readonly depth: number;
  readonly sampleFormat: "unsigned" | "signed" | "float";
  /** Samples per pixel. */
  readonly samples: number;
  /** Colour samples per pixel; opacity may follow. */
  readonly colors: number;
  /** 0: no opacity, 1: premultiplied, 2: not premultiplied. */
  readonly alpha: number;
  /** Whether samples are stored in separate planes. */
  readonly planar: boolean;
  readonly predictor: number;
  /** Size of a strip or tile. */
  readonly blockHeight: number;
  readonly blockWidth: number;
  readonly tiled: boolean;
}

/** Maximum number of pixels of a tile that is larger than the image. */
const MAX_SMALL_TILE = 1 << 20;
/**
 * Reads the layout of an image.
 *
 * @param directory The directory of the image.
 * @throws {SyntaxError} If the decoder does not support it.
 */
export function readTiffLayout(directory: TiffDirectory): TiffLayout {
  const tiled = directory.values(TAG.tileOffsets) !== undefined;
  const [height, width] = [directory.required(TAG.height), directory.required(TAG.width)];
  const samples = directory.value(TAG.samplesPerPixel, 1);
  const photometric = directory.value(TAG.photometric, PHOTOMETRIC.whiteIsZero);
  const colors = photometric === PHOTOMETRIC.rgb || photometric === PHOTOMETRIC.ycbcr
    ? 3
    : photometric === PHOTOMETRIC.cmyk
    ? 4
    : 1;
  const layout: TiffLayout = {
    height,
    width,
    compression: directory.value(TAG.compression, 1),
    photometric,
    depth: directory.value(TAG.bitsPerSample, 1),
    sampleFormat: readSampleFormat(directory),
    samples,
    colors,
    alpha: samples > colors ? directory.value(TAG.extraSamples, 0) : 0,
    planar: directory.value(TAG.planarConfiguration, 1) === 2 && samples > 1,
    predictor: directory.value(TAG.predictor, 1),
    blockHeight: tiled
      ? directory.required(TAG.tileHeight)
      : Math.min(directory.value(TAG.rowsPerStrip, height), height),
    blockWidth: tiled ? directory.required(TAG.tileWidth) : width,
    tiled,
  };
  checkLayout(layout, directory);
  return layout;
}

function readSampleFormat(directory: TiffDirectory): TiffLayout["sampleFormat"] {
  const formats = new Set(directory.values(TAG.sampleFormat) ?? [1]);
  const [format] = formats;
  // 4 is undefined; 5 and 6 are complex numbers.
  if (formats.size !== 1 || format! < 1 || format! > 4) {
    throw new SyntaxError("its samples are no real numbers of one kind");
  }
  return format === 2 ? "signed" : format === 3 ? "float" : "unsigned";
}

/** The depths of each kind of sample. */
const DEPTHS: Readonly<Record<TiffLayout["sampleFormat"], readonly number[]>> = {
  unsigned: [...Array.from({ length: 16 }, (_, i) => i + 1), 32],
  signed: [8, 16, 32],
  float: [16, 32, 64],
};

/** Names of compression methods that are not supported. */
const FOREIGN_COMPRESSIONS: Readonly<Record<number, string>> = {
  6: "old-style JPEG",
  9: "JBIG",
  10: "JBIG",
  34661: "JBIG",
  34676: "LogLuv",
  34677: "LogLuv",
  34712: "JPEG 2000",
  34887: "LERC",
  34892: "lossy raw JPEG",
  34925: "LZMA",
  34933: "PNG",
  34934: "JPEG XR",
  50000: "Zstandard",
  50001: "WebP",
  50002: "JPEG XL",
  52546: "JPEG XL",
};
const COMPRESSIONS: readonly number[] = [1, 2, 3, 4, 5, 7, 8, 32773, 32946];

/** How to get a file that can be decoded. */
const CONVERT = 'convert it to PNG, e.g. with "magick"';

/** Refuses unsupported layouts. */
function checkLayout(layout: TiffLayout, directory: TiffDirectory): void {
  const { depth, photometric, compression, predictor, samples, colors, sampleFormat } = layout;
  const refuse = (state: string): never => {
    throw new SyntaxError(state);
  };
  if (!COMPRESSIONS.includes(compression)) {
    const name = FOREIGN_COMPRESSIONS[compression] ?? `method ${compression}`;
    refuse(`its compression, ${name}, is not supported: ${CONVERT}`);
  }
  if (!Object.values(PHOTOMETRIC).includes(photometric)) {
    refuse(`its photometric interpretation ${photometric} is not supported: ${CONVERT}`);
  }
  if (photometric === PHOTOMETRIC.ycbcr && compression !== 7) {
    refuse(`it has YCbCr samples without JPEG compression: ${CONVERT}`);
  }
  const depths = directory.values(TAG.bitsPerSample) ?? [1];
  const allowed = photometric === PHOTOMETRIC.palette
    ? [1, 2, 3, 4, 5, 6, 7, 8]
    : DEPTHS[sampleFormat];
  if (depths.some((bits) => bits !== depth) || !allowed.includes(depth)) {
    refuse(`it has ${depths.slice(0, 8)} bits per sample, expected equal ones of ${allowed}`);
  }
  if (sampleFormat !== "unsigned" && photometric === PHOTOMETRIC.palette) {
    refuse("its palette indices are not unsigned");
  }
  if (samples < colors || samples > 8) refuse(`it has ${samples} samples per pixel`);
  const predictors = sampleFormat === "float" ? [1, 3] : depth % 8 === 0 ? [1, 2] : [1];
  if (!predictors.includes(predictor)) {
    refuse(`its predictor ${predictor} is not supported at ${depth} bits`);
  }
  if ([2, 3, 4].includes(compression) && (depth !== 1 || samples !== 1)) {
    refuse("it has fax compression of something that is not black and white");
  }
  if (compression === 7 && (depth !== 8 || layout.planar || colors === 4 || samples !== colors)) {
    refuse(`its kind of JPEG compression is not supported: ${CONVERT}`);
  }
  const { blockHeight, blockWidth, tiled } = layout;
  // Tiles may extend beyond the edge, within bounds that depend on the size of the image.
  const isAbsurd = tiled &&
    blockHeight * blockWidth > Math.max(MAX_SMALL_TILE, 4 * layout.height * layout.width);
  if (blockHeight < 1 || blockWidth < 1 || isAbsurd) {
    refuse(`its strips or tiles have ${blockWidth} x ${blockHeight} pixels`);
  }
}
