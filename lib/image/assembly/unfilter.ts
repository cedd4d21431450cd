// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// The row filters of PNG, see ../unfilter.ts.

/** Undoes the filters of `rows` rows; where there is a row above the first, it is in place. */
export function unfilter(
  start: usize,
  rows: i32,
  rowBytes: i32,
  pixelBytes: i32,
  isTop: bool,
): i32 {
  const stride: usize = 1 + rowBytes;
  for (let y = 0; y < rows; y++) {
    const first = start + y * stride + 1;
    const end = first + rowBytes;
    const filter = load<u8>(first - 1);
    if (filter > 4) return filter;
    const top = isTop && y == 0;
    // Above the first row there are zeros: Up does nothing there, and Paeth becomes Sub.
    if (filter == 1 || (filter == 4 && top)) {
      if (pixelBytes == 1) undoSubBytes(first, end);
      else undoSub(first, end, pixelBytes);
    } else if (filter == 2 && !top) {
      undoUp(first, end, stride);
    } else if (filter == 3) {
      undoAverage(first, end, pixelBytes, stride, top);
    } else if (filter == 4) {
      if (pixelBytes == 1) undoPaethBytes(first, end, stride);
      else undoPaeth(first, end, pixelBytes, stride);
    }
  }
  return 0;
}

function undoSub(first: usize, end: usize, pixelBytes: i32): void {
  for (let i = first + pixelBytes; i < end; i++) {
    store<u8>(i, load<u8>(i) + load<u8>(i - pixelBytes));
  }
}

function undoSubBytes(first: usize, end: usize): void {
  const zero = i8x16.splat(0);
  let left = zero;
  let i = first;
  for (; i + 16 <= end; i += 16) {
    let sums = v128.load(i);
    // On plain paper filtered bytes are zeros.
    if (v128.any_true(sums)) {
      // Sums of 2, 4, 8 and 16 bytes up to each one.
      sums = i8x16.add(
        sums,
        i8x16.shuffle(zero, sums, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
      );
      sums = i8x16.add(
        sums,
        i8x16.shuffle(zero, sums, 0, 1, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
      );
      sums = i8x16.add(
        sums,
        i8x16.shuffle(zero, sums, 0, 1, 2, 3, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27),
      );
      sums = i8x16.add(
        sums,
        i8x16.shuffle(zero, sums, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
      );
    }
    sums = i8x16.add(sums, left);
    v128.store(i, sums);
    left = i8x16.splat(i8x16.extract_lane_s(sums, 15));
  }
  let byte = i8x16.extract_lane_u(left, 0);
  for (; i < end; i++) {
    byte += load<u8>(i);
    store<u8>(i, byte);
  }
}

function undoUp(first: usize, end: usize, stride: usize): void {
  let i = first;
  for (; i + 16 <= end; i += 16) {
    v128.store(i, i8x16.add(v128.load(i), v128.load(i - stride)));
  }
  for (; i < end; i++) store<u8>(i, load<u8>(i) + load<u8>(i - stride));
}

function undoAverage(first: usize, end: usize, pixelBytes: i32, stride: usize, top: bool): void {
  for (let i = first; i < end; i++) {
    const left: u32 = i < first + pixelBytes ? 0 : load<u8>(i - pixelBytes);
    const above: u32 = top ? 0 : load<u8>(i - stride);
    store<u8>(i, load<u8>(i) + ((left + above) >> 1));
  }
}

function undoPaeth(first: usize, end: usize, pixelBytes: i32, stride: usize): void {
  // One channel at a time, so that the neighbours stay in variables.
  for (let channel = 0; channel < pixelBytes; channel++) {
    let left: i32 = 0;
    let corner: i32 = 0;
    for (let i = first + channel; i < end; i += pixelBytes) {
      const above: i32 = load<u8>(i - stride);
      left = (<i32> load<u8>(i) + predict(left, above, corner)) & 255;
      store<u8>(i, left);
      corner = above;
    }
  }
}

function undoPaethBytes(first: usize, end: usize, stride: usize): void {
  let left: i32 = 0;
  let corner: i32 = 0;
  let i = first;
  while (i < end) {
    if (i + 16 <= end && !v128.any_true(v128.load(i))) {
      const above = v128.load(i - stride);
      // Where the left neighbours are alike, they stay so and the row above is the prediction; ...
      if (left == corner) {
        v128.store(i, above);
        corner = left = i8x16.extract_lane_u(above, 15);
        i += 16;
        continue;
      }
      // ... where those above are, it is the left neighbour.
      if (i8x16.all_true(i8x16.eq(above, i8x16.splat(<i8> corner)))) {
        v128.store(i, i8x16.splat(<i8> left));
        i += 16;
        continue;
      }
    }
    for (const next = min(i + 16, end); i < next; i++) {
      const above: i32 = load<u8>(i - stride);
      left = (<i32> load<u8>(i) + predict(left, above, corner)) & 255;
      store<u8>(i, left);
      corner = above;
    }
  }
}

/** The neighbour nearest to `left + above - corner`, the earlier one where two are as near. */
function predict(left: i32, above: i32, corner: i32): i32 {
  const toLeft = abs(above - corner);
  const toAbove = abs(left - corner);
  const toCorner = abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
