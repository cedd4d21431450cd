// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Convolution of any kernel size, stride and padding, as a matrix product of the patches.
import { chunkStart } from "./vector.ts";
import { multiply, packPanel, panelBytes, PRODUCT_SCRATCH } from "./matmul.ts";
import { PATCHES } from "./operations.ts";

/*
 * The geometry of a convolution, ints at `g`: height, width, channels of the large image,
 * height, width, channels of the small one, kernel height and width, stride along height and
 * width, padding on top and left.
 */

function large(g: usize): usize {
  return <usize> (load<i32>(g) * load<i32>(g, 4) * load<i32>(g, 8)) << 2;
}

function pixels(g: usize): i32 {
  return load<i32>(g, 12) * load<i32>(g, 16);
}

function patchLength(g: usize): i32 {
  return load<i32>(g, 24) * load<i32>(g, 28) * load<i32>(g, 8);
}

/** Lays out the patches of small pixels `first` to `first + count` of all images. */
function patches(g: usize, x: usize, first: i32, count: i32, to: usize): void {
  const height = load<i32>(g), width = load<i32>(g, 4), channels = load<i32>(g, 8);
  const smallWidth = load<i32>(g, 16);
  const kernelHeight = load<i32>(g, 24), kernelWidth = load<i32>(g, 28);
  const perImage = pixels(g);
  const pixelBytes = <usize> channels << 2;
  for (let i = first; i < first + count; i++) {
    const inImage = i % perImage;
    const image = x + <usize> (i / perImage) * large(g);
    const top = (inImage / smallWidth) * load<i32>(g, 32) - load<i32>(g, 40);
    const left = (inImage % smallWidth) * load<i32>(g, 36) - load<i32>(g, 44);
    for (let kh = 0; kh < kernelHeight; kh++) {
      const row = top + kh;
      const inside = row >= 0 && row < height;
      const address = image + <usize> (row * width) * pixelBytes;
      if (inside && left >= 0 && left + kernelWidth <= width) {
        copyPixels(to, address + <usize> left * pixelBytes, kernelWidth * pixelBytes);
        to += kernelWidth * pixelBytes;
        continue;
      }
      for (let kw = 0; kw < kernelWidth; kw++) {
        const column = left + kw;
        if (inside && column >= 0 && column < width) {
          copyPixels(to, address + <usize> column * pixelBytes, pixelBytes);
        } else {
          clearPixels(to, pixelBytes);
        }
        to += pixelBytes;
      }
    }
  }
}

function copyPixels(to: usize, from: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
}

function clearPixels(to: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(to + i, 0);
}

function addPixels(to: usize, from: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  }
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}

/** Adds patches of the small pixels `first` to `first + count` of one image to the large one. */
function addPatches(g: usize, from: usize, first: i32, count: i32, image: usize): void {
  const height = load<i32>(g), width = load<i32>(g, 4), channels = load<i32>(g, 8);
  const smallWidth = load<i32>(g, 16);
  const kernelHeight = load<i32>(g, 24), kernelWidth = load<i32>(g, 28);
  const pixelBytes = <usize> channels << 2;
  for (let i = first; i < first + count; i++) {
    const top = (i / smallWidth) * load<i32>(g, 32) - load<i32>(g, 40);
    const left = (i % smallWidth) * load<i32>(g, 36) - load<i32>(g, 44);
    for (let kh = 0; kh < kernelHeight; kh++) {
      const row = top + kh;
      const inside = row >= 0 && row < height;
      const address = image + <usize> (row * width) * pixelBytes;
      if (inside && left >= 0 && left + kernelWidth <= width) {
        addPixels(address + <usize> left * pixelBytes, from, kernelWidth * pixelBytes);
        from += kernelWidth * pixelBytes;
        continue;
      }
      for (let kw = 0; kw < kernelWidth; kw++) {
        const column = left + kw;
        if (inside && column >= 0 && column < width) {
          addPixels(address + <usize> column * pixelBytes, from, pixelBytes);
        }
        from += pixelBytes;
      }
    }
  }
}

/** Arguments: chunks, images, x, packed filter, y, geometry. */
export function convJob(args: usize, chunk: i32, scratch: usize): void {
  const chunks = load<i32>(args);
  const total = load<i32>(args, 4) * pixels(args + 20);
  const x = load<usize>(args, 8);
  const filter = load<usize>(args, 12);
  const y = load<usize>(args, 16);
  const g = args + 20;
  const length = patchLength(g);
  const outputs = load<i32>(g, 20);
  const laid = scratch + PRODUCT_SCRATCH;
  const end = chunkStart(total, chunk + 1, chunks);
  for (let i = chunkStart(total, chunk, chunks); i < end; i += PATCHES) {
    const count = min(PATCHES, end - i);
    patches(g, x, i, count, laid);
    const to = y + (<usize> i * outputs << 2);
    multiply(
      count,
      outputs,
      length,
      laid,
      <usize> length << 2,
      4,
      filter,
      panelBytes(length),
      to,
      <usize> outputs << 2,
      false,
      scratch,
    );
  }
}

/** The gradient to the input. Arguments: images, dy, packed transposed filter, dx, 0, geometry. */
export function convInputJob(args: usize, chunk: i32, scratch: usize): void {
  const dy = load<usize>(args, 4);
  const filter = load<usize>(args, 8);
  const g = args + 20;
  const length = patchLength(g);
  const outputs = load<i32>(g, 20);
  const total = pixels(g);
  const image = load<usize>(args, 12) + <usize> chunk * large(g);
  memory.fill(image, 0, large(g));
  const laid = scratch + PRODUCT_SCRATCH;
  for (let i = 0; i < total; i += PATCHES) {
    const count = min(PATCHES, total - i);
    const from = dy + (<usize> (chunk * total + i) * outputs << 2);
    multiply(
      count,
      length,
      outputs,
      from,
      <usize> outputs << 2,
      4,
      filter,
      panelBytes(outputs),
      laid,
      <usize> length << 2,
      false,
      scratch,
    );
    addPatches(g, laid, i, count, image);
  }
}

/** The gradient to the filter, one group of pixels a chunk. Arguments: chunks, images, x, dy, partials, geometry. */
export function convFilterJob(args: usize, chunk: i32, scratch: usize): void {
  const chunks = load<i32>(args);
  const g = args + 20;
  const total = load<i32>(args, 4) * pixels(g);
  const x = load<usize>(args, 8);
  const dy = load<usize>(args, 12);
  const length = patchLength(g);
  const outputs = load<i32>(g, 20);
  const partial = load<usize>(args, 16) + (<usize> chunk * length * outputs << 2);
  const laid = scratch + PRODUCT_SCRATCH;
  const packed = laid + (<usize> PATCHES * length << 2);
  const start = chunkStart(total, chunk, chunks);
  const end = chunkStart(total, chunk + 1, chunks);
  for (let i = start; i < end; i += PATCHES) {
    const count = min(PATCHES, end - i);
    patches(g, x, i, count, laid);
    const from = dy + (<usize> i * outputs << 2);
    for (let column = 0; column < outputs; column += 8) {
      packPanel(
        from + (<usize> column << 2),
        <usize> outputs << 2,
        4,
        count,
        min(8, outputs - column),
        packed + <usize> (column >> 3) * panelBytes(count),
      );
    }
    multiply(
      length,
      outputs,
      count,
      laid,
      4,
      <usize> length << 2,
      packed,
      panelBytes(count),
      partial,
      <usize> outputs << 2,
      i > start,
      scratch,
    );
  }
}
