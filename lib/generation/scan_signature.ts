/**
 * Generated signatures as scans of paper.
 *
 * @module
 */
import type { Color } from "../image/color_image.ts";
import type { InkImage } from "../image/ink_image.ts";
import {
  type ScanOptions,
  type SimulatedScan,
  simulateScan,
} from "../image/scanning/simulate_scan.ts";
import { appearanceRandom } from "./appearance.ts";
import type { GeneratedSignature, RenderSize, SignaturePngOptions } from "./generated_signature.ts";

/** Options of {@linkcode scanSignature}. */
export interface ScanSignatureOptions extends RenderSize, Omit<ScanOptions, "ink" | "margin"> {
  /** Kind of ink; plain if left out. */
  readonly ink?: SignaturePngOptions["ink"];
  /** Colour of the ink; sampled if left out. */
  readonly color?: Color | undefined;
  /** Seed of all that is sampled; 0 if left out. */
  readonly seed?: number | undefined;
}

/** Paper around the signature, as a fraction of the height. */
const MARGIN = 0.18;
/** Density of the palest strokes of natural ink. */
const PALEST_INK = 0.4;

/**
 * Simulates a scan of a signature on paper, with the true ink beside it.
 *
 * @param signature The signature.
 * @param options Rows and columns of the scan, and whatever of its settings is not to be sampled. The
 * signature of a pixel model keeps its pixels, and gets paper around them.
 * @returns The scan, and a mask of the ink at its size.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GeneratedSignature } from "./generated_signature.ts";
 * const line = { x: Float32Array.of(20, 80), y: Float32Array.of(32, 32), width: Float32Array.of(2, 2) };
 * const content = { writer: 0, sample: 0, ink: [line], height: 64, width: 128 };
 * const { image, mask } = scanSignature(new GeneratedSignature(content), { width: 400 });
 * assert.deepEqual([image.height, mask.width], [200, 400]);
 * ```
 */
export function scanSignature(
  signature: GeneratedSignature,
  options: ScanSignatureOptions = {},
): SimulatedScan {
  const { height, width, ink, seed, color, ...others } = options;
  const settings = color === undefined ? others : { ...others, ink: color };
  const scan = (image: InkImage, margin: number) =>
    simulateScan(image, appearanceRandom(signature, "scan", seed), { ...settings, margin });
  if (signature.strokes === undefined) {
    const image = signature.toImage({ height, width, ink, seed });
    return scan(image, Math.round(MARGIN * image.height));
  }
  const size = signature.resolveSize({ height, width });
  const margin = Math.floor(MARGIN * Math.min(size.height, size.width));
  const inner = { height: size.height - 2 * margin, width: size.width - 2 * margin };
  const scanned = scan(signature.toImage({ ...inner, ink, seed }), margin);
  return ink === "natural" ? { ...scanned, mask: toCoverage(scanned.mask) } : scanned;
}

/** The coverage by ink of a given density: wherever there is a stroke, however pale, it is ink. */
function toCoverage({ height, width, data }: InkImage): InkImage {
  return { height, width, data: data.map((density) => Math.min(1, density / PALEST_INK)) };
}
