/**
 * The row filters of PNG (ISO/IEC 15948, clause 9).
 *
 * @module
 */

/** Where in the raw data a filtered row is. */
interface Row {
  readonly raw: Uint8Array;
  /** The same bytes, for reading four at a time. */
  readonly view: DataView;
  readonly first: number;
  readonly end: number;
  readonly pixelBytes: number;
  /** Distance to the row above. */
  readonly stride: number;
}

const LOW_BITS = 0x7f7f7f7f;
const HIGH_BITS = 0x80808080 | 0;

/** Four times the same byte. */
function fourOf(byte: number): number {
  return Math.imul(0x01010101, byte);
}

/**
 * Undoes the row filters in place: `rows` rows of one filter byte and `rowBytes` bytes each.
 *
 * On plain paper filtered bytes are zeros, which are taken four at a time.
 *
 * @param raw The filtered data.
 * @param start Where the first row's filter byte is.
 * @param pixelBytes Distance between the bytes of one channel, at least 1.
 * @throws {SyntaxError} If a filter does not exist.
 */
export function unfilter(
  raw: Uint8Array,
  start: number,
  rows: number,
  rowBytes: number,
  pixelBytes: number,
): void {
  const stride = 1 + rowBytes;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  for (let y = 0; y < rows; y++) {
    const first = start + y * stride + 1;
    const row: Row = { raw, view, first, end: first + rowBytes, pixelBytes, stride };
    const filter = raw[first - 1]!;
    if (filter > 4) throw new SyntaxError(`row filter ${filter} does not exist`);
    // Above the first row there are zeros: Up does nothing there, and Paeth becomes Sub.
    if (filter === 1 || (filter === 4 && y === 0)) {
      if (pixelBytes === 1) undoSubBytes(row);
      else undoSub(row);
    } else if (filter === 2 && y > 0) {
      undoUp(row);
    } else if (filter === 3) {
      undoAverage(row, y === 0);
    } else if (filter === 4) {
      if (pixelBytes === 1) undoPaethBytes(row);
      else undoPaeth(row);
    }
  }
}

function undoSub({ raw, first, end, pixelBytes }: Row): void {
  for (let byte = 0; byte < pixelBytes; byte++) {
    let left = 0;
    for (let i = first + byte; i < end; i += pixelBytes) raw[i] = left = raw[i]! + left & 255;
  }
}

function undoSubBytes({ raw, view, first, end }: Row): void {
  let left = 0;
  let i = first;
  while (i + 4 <= end) {
    if (view.getInt32(i, true) === 0) {
      view.setInt32(i, fourOf(left), true);
      i += 4;
      continue;
    }
    for (const next = i + 4; i < next; i++) raw[i] = left = raw[i]! + left & 255;
  }
  for (; i < end; i++) raw[i] = left = raw[i]! + left & 255;
}

function undoUp({ raw, view, first, end, stride }: Row): void {
  let i = first;
  for (; i + 4 <= end; i += 4) {
    const word = view.getInt32(i, true);
    const above = view.getInt32(i - stride, true);
    // Four sums at a time; the highest bits are added without their carries.
    const sums = ((word & LOW_BITS) + (above & LOW_BITS)) ^ ((word ^ above) & HIGH_BITS);
    view.setInt32(i, sums, true);
  }
  for (; i < end; i++) raw[i] = raw[i]! + raw[i - stride]!;
}

function undoAverage({ raw, first, end, pixelBytes, stride }: Row, isTop: boolean): void {
  for (let i = first; i < end; i++) {
    const left = i < first + pixelBytes ? 0 : raw[i - pixelBytes]!;
    const above = isTop ? 0 : raw[i - stride]!;
    raw[i] = raw[i]! + ((left + above) >> 1);
  }
}

function undoPaeth({ raw, first, end, pixelBytes, stride }: Row): void {
  // One channel at a time, so that the neighbours stay in variables.
  for (let byte = 0; byte < pixelBytes; byte++) {
    let left = 0;
    let corner = 0;
    for (let i = first + byte; i < end; i += pixelBytes) {
      const above = raw[i - stride]!;
      left = raw[i]! + predict(left, above, corner) & 255;
      raw[i] = left;
      corner = above;
    }
  }
}

function undoPaethBytes({ raw, view, first, end, stride }: Row): void {
  let left = 0;
  let corner = 0;
  let i = first;
  while (i < end) {
    if (
      i + 4 <= end && view.getInt32(i, true) === 0 &&
      view.getInt32(i - stride, true) === fourOf(corner)
    ) {
      view.setInt32(i, fourOf(left), true);
      i += 4;
      continue;
    }
    for (const next = Math.min(i + 4, end); i < next; i++) {
      const above = raw[i - stride]!;
      left = raw[i]! + predict(left, above, corner) & 255;
      raw[i] = left;
      corner = above;
    }
  }
}

/** The neighbour nearest to `left + above - corner`, the earlier one where two are as near. */
function predict(left: number, above: number, corner: number): number {
  // On paper the neighbours are alike, and there is nothing to compare.
  if (above === corner) return left;
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
