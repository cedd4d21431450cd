/**
 * Rotates images.
 *
 * @module
 */

/**
 * Rotates an image about its centre, with bilinear interpolation; outside, its edge is continued.
 *
 * @param data Row-major, `[height, width, channels]`.
 * @param size Rows, columns and channels.
 * @param degrees Angle, clockwise.
 * @returns An image of the same size; `data` itself if the angle is 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const size = { height: 3, width: 3, channels: 1 };
 * const rotated = rotateImage(Float32Array.of(0, 9, 0, 0, 0, 0, 0, 0, 0), size, 90);
 * assert.deepEqual([...rotated].map(Math.round), [0, 0, 0, 0, 0, 9, 0, 0, 0]);
 * ```
 */
export function rotateImage(
  data: Float32Array,
  size: { readonly height: number; readonly width: number; readonly channels: number },
  degrees: number,
): Float32Array {
  if (degrees === 0) return data;
  const { height, width, channels } = size;
  const angle = degrees * Math.PI / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cy, cx] = [(height - 1) / 2, (width - 1) / 2];
  const result = new Float32Array(data.length);
  const clamp = (value: number, max: number) => value < 0 ? 0 : value > max ? max : value;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sx = clamp(cx + cos * (x - cx) + sin * (y - cy), width - 1);
      const sy = clamp(cy - sin * (x - cx) + cos * (y - cy), height - 1);
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      const u = sx - x0;
      const v = sy - y0;
      const top = (y0 * width + x0) * channels;
      const bottom = y0 + 1 < height ? top + width * channels : top;
      const next = x0 + 1 < width ? channels : 0;
      const target = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) {
        const above = (1 - u) * data[top + c]! + u * data[top + next + c]!;
        const below = (1 - u) * data[bottom + c]! + u * data[bottom + next + c]!;
        result[target + c] = (1 - v) * above + v * below;
      }
    }
  }
  return result;
}
