/**
 * Signatures as the contact sheet of a run shows them.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import { resample } from "../../image/resize.ts";
import type { EncodeOptions } from "../encode_forms.ts";
import type { GeneratedSignature } from "../generated_signature.ts";
import { scanSignature } from "../scan_signature.ts";

/** Rows of a scan on the sheet over those of the model's images: those of a magnified signature. */
const SCAN_SCALE = 2;

/** A signature on the sheet. */
export interface SheetImage {
  /** The image; all of a run have one size. */
  readonly image: InkImage;
  /** Its magnification on the sheet; that of any other signature if left out. */
  readonly scale?: number;
}

/**
 * Renders a signature for the contact sheet: its ink at the size of the model's images, or where the
 * files are scans, the scan.
 *
 * @param signature The signature.
 * @param options How its files are encoded.
 */
export function sheetImage(signature: GeneratedSignature, options: EncodeOptions): SheetImage {
  if (!options.scan) return { image: signature.toImage() };
  const { height, width, ink, seed, color, jpegQuality } = options;
  const settings = jpegQuality === undefined ? {} : { jpegQuality };
  const { image } = scanSignature(signature, { height, width, ink, seed, color, ...settings });
  const rows = SCAN_SCALE * signature.toImage().height;
  const columns = Math.round(rows * image.width / image.height);
  const levels = resample(image, rows, columns);
  return {
    image: { height: rows, width: columns, data: levels.map((level) => 1 - level / 255) },
    scale: 1,
  };
}
