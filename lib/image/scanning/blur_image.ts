/**
 * The blur of optics.
 *
 * @module
 */

/**
 * Blurs an image in place with a Gaussian; outside, its edge is continued.
 *
 * @param data Row-major, `[height, width, channels]`.
 * @param size Rows, columns and channels.
 * @param sigma Standard deviation in pixels; 0 changes nothing.
 */
export function blurImage(
  data: Float32Array,
  size: { readonly height: number; readonly width: number; readonly channels: number },
  sigma: number,
): void {
  if (sigma <= 0) return;
  const { height, width, channels } = size;
  const kernel = gaussianKernel(sigma);
  const source = data.slice();
  for (let y = 0; y < height; y++) {
    addRows(source, data, y, { height, row: width * channels }, kernel);
  }
  source.set(data);
  for (let y = 0; y < height; y++) {
    addColumns(source, data, y * width * channels, { width, channels }, kernel);
  }
}

/** Weights at distances from 0, of sum 1 over both sides. */
function gaussianKernel(sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Float64Array.from(
    { length: reach + 1 },
    (_, k) => Math.exp(-k * k / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + 2 * weight, -weights[0]!);
  return weights.map((weight) => weight / total);
}

/** Row `y` of the result: the weighted sum of the rows around it. */
function addRows(
  source: Float32Array,
  target: Float32Array,
  y: number,
  { height, row }: { readonly height: number; readonly row: number },
  kernel: Float64Array,
): void {
  const at = y * row;
  for (let i = 0; i < row; i++) target[at + i] = kernel[0]! * source[at + i]!;
  for (let k = 1; k < kernel.length; k++) {
    const [above, below] = [Math.max(y - k, 0) * row, Math.min(y + k, height - 1) * row];
    const weight = kernel[k]!;
    for (let i = 0; i < row; i++) {
      target[at + i] = target[at + i]! + weight * (source[above + i]! + source[below + i]!);
    }
  }
}

/** The row that begins at `start`: each pixel the weighted sum of those around it. */
function addColumns(
  source: Float32Array,
  target: Float32Array,
  start: number,
  { width, channels }: { readonly width: number; readonly channels: number },
  kernel: Float64Array,
): void {
  for (let x = 0; x < width; x++) {
    for (let c = 0; c < channels; c++) {
      let sum = kernel[0]! * source[start + x * channels + c]!;
      for (let k = 1; k < kernel.length; k++) {
        const left = x < k ? 0 : x - k;
        const right = x + k < width ? x + k : width - 1;
        sum += kernel[k]! *
          (source[start + left * channels + c]! + source[start + right * channels + c]!);
      }
      target[start + x * channels + c] = sum;
    }
  }
}
