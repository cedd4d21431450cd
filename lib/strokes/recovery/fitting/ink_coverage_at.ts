/**
 * Subpixel access to the ink of an image.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";

/**
 * The ink coverage at a position, by bilinear interpolation between pixel centres; 0 outside.
 *
 * @param image The ink.
 * @param x Horizontal position, in pixels; the centre of the first pixel is at 0.5.
 * @param y Vertical position.
 * @returns From 0, paper, to 1, ink.
 */
export function inkCoverageAt({ height, width, data }: InkImage, x: number, y: number): number {
  const column = Math.floor(x - 0.5);
  const row = Math.floor(y - 0.5);
  const fx = x - 0.5 - column;
  const fy = y - 0.5 - row;
  if (column < 0 || row < 0 || column + 1 >= width || row + 1 >= height) {
    const [nearRow, nearColumn] = [Math.floor(y), Math.floor(x)];
    const isInside = nearRow >= 0 && nearColumn >= 0 && nearRow < height && nearColumn < width;
    return isInside ? data[nearRow * width + nearColumn]! : 0;
  }
  const i = row * width + column;
  const top = data[i]! + fx * (data[i + 1]! - data[i]!);
  const bottom = data[i + width]! + fx * (data[i + width + 1]! - data[i + width]!);
  return top + fy * (bottom - top);
}
