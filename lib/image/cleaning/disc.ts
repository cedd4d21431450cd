/**
 * Anti-aliased discs: the mark of a round pen, and how far ink grows.
 *
 * @module
 */

/** Coverage of a disc: a square of `2 * reach + 1` pixels around its centre. */
export interface Disc {
  readonly reach: number;
  readonly coverage: Float32Array;
}

export function makeDisc(radius: number): Disc {
  const reach = Math.ceil(radius + 0.5);
  const size = 2 * reach + 1;
  const coverage = new Float32Array(size * size);
  for (let i = 0; i < coverage.length; i++) {
    const y = Math.floor(i / size) - reach;
    const x = i % size - reach;
    coverage[i] = Math.max(0, Math.min(1, radius + 0.5 - Math.sqrt(x * x + y * y)));
  }
  return { reach, coverage };
}

export function renderDisc(
  coverage: Float32Array,
  height: number,
  width: number,
  centre: number,
  disc: Disc,
): void {
  const { reach } = disc;
  const cy = Math.floor(centre / width);
  const cx = centre - cy * width;
  const left = Math.max(0, cx - reach);
  const right = Math.min(width - 1, cx + reach);
  for (let y = Math.max(0, cy - reach); y <= Math.min(height - 1, cy + reach); y++) {
    let from = (y - cy + reach) * (2 * reach + 1) + left - cx + reach;
    for (let i = y * width + left; i <= y * width + right; i++, from++) {
      if (disc.coverage[from]! > coverage[i]!) coverage[i] = disc.coverage[from]!;
    }
  }
}

/** Bits of the sides on which a pixel has an ink neighbour, as in `assembly/strokes.ts`. */
const [LEFT, RIGHT, ABOVE, BELOW] = [1, 2, 4, 8];

/**
 * The pixels of a disc for which the centre may be the nearest ink, given the sides on which it has
 * ink neighbours: pixels behind a neighbour are nearer to the neighbour.
 */
interface DiscParts {
  /** Pixels for the set of sides `s` are `partOffset[s] .. partOffset[s + 1]` of the others. */
  readonly partOffset: Int32Array;
  /** Index of each pixel, relative to the centre. */
  readonly offsets: Int32Array;
  readonly values: Float32Array;
}

export function splitDisc({ reach, coverage }: Disc, width: number): DiscParts {
  const partOffset = [0];
  const offsets: number[] = [];
  const values: number[] = [];
  for (let sides = 0; sides < 16; sides++) {
    for (let k = 0, y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++, k++) {
        const hidden = (x < 0 ? LEFT : x > 0 ? RIGHT : 0) | (y < 0 ? ABOVE : y > 0 ? BELOW : 0);
        if (coverage[k] === 0 || (sides & hidden) !== 0) continue;
        offsets.push(y * width + x);
        values.push(coverage[k]!);
      }
    }
    partOffset.push(offsets.length);
  }
  return {
    partOffset: Int32Array.from(partOffset),
    offsets: Int32Array.from(offsets),
    values: Float32Array.from(values),
  };
}
