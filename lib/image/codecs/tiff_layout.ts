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

/** Refuses unsupported layouts. */
function checkLayout(layout: TiffLayout, directory: TiffDirectory): void {
  const { depth, photometric, compression, predictor, samples, colors } = layout;
  const refuse = (state: string): never => {
    throw new SyntaxError(state);
  };
  if (!Object.values(PHOTOMETRIC).includes(photometric)) {
    refuse(`its photometric interpretation ${photometric} is not supported`);
  }
  if (photometric === PHOTOMETRIC.ycbcr && compression !== 7) {
    refuse("it has YCbCr samples without JPEG compression");
  }
  const depths = directory.values(TAG.bitsPerSample) ?? [1];
  const formats = directory.values(TAG.sampleFormat) ?? [1];
  const allowed = photometric === PHOTOMETRIC.palette ? [1, 2, 4, 8] : [1, 2, 4, 8, 16];
  if (depths.some((bits) => bits !== depth) || !allowed.includes(depth)) {
    refuse(`it has ${depths.slice(0, 8)} bits per sample, expected equal ones of ${allowed}`);
  }
  if (formats.some((format) => format !== 1 && format !== 4)) {
    refuse("its samples are not unsigned whole numbers");
  }
  if (samples < colors || samples > 8) refuse(`it has ${samples} samples per pixel`);
  if (predictor !== 1 && (predictor !== 2 || depth < 8)) {
    refuse(`its predictor ${predictor} is not supported at ${depth} bits`);
  }
  if ([2, 3, 4].includes(compression) && (depth !== 1 || samples !== 1)) {
    refuse("it has fax compression of something that is not black and white");
  }
  if (compression === 7 && (depth !== 8 || layout.planar || colors === 4 || samples !== colors)) {
    refuse("its kind of JPEG compression is not supported");
  }
  const { blockHeight, blockWidth, tiled } = layout;
  // Tiles may extend beyond the edge, within bounds that depend on the size of the image.
  const isAbsurd = tiled &&
    blockHeight * blockWidth > Math.max(MAX_SMALL_TILE, 4 * layout.height * layout.width);
  if (blockHeight < 1 || blockWidth < 1 || isAbsurd) {
    refuse(`its strips or tiles have ${blockWidth} x ${blockHeight} pixels`);
  }
}
