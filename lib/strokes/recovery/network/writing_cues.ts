/**
 * What the cue network reads from ink.
 *
 * @module
 */
import { CELL, CUE_MAP, CUES, FEATURES } from "./architecture.ts";

/** How the ink at a place was written. */
export interface PlaceCues {
  /**
   * Half the log-odds of the pen moving in a direction over its moving in the opposite one are the
   * scalar product of this vector and the unit vector of the direction.
   */
  readonly directionX: number;
  /** See `directionX`. */
  readonly directionY: number;
  /** Log-odds of one place being written before another are the difference, the latter's less the former's. */
  readonly order: number;
  /** Log-odds of a stroke beginning here. */
  readonly start: number;
  /** Log-odds of a stroke ending here. */
  readonly end: number;
  /** Log-odds of the line being written twice. */
  readonly retraced: number;
}

/** Cues of all places of an image. Positions are in pixels of the image. */
export class WritingCues {
  readonly #features: Float32Array;
  readonly #cues: Float32Array;
  readonly #values = new Float32Array(CUES);

  /**
   * Joins the outputs of the network.
   *
   * @param features `[96, 192, FEATURES]`.
   * @param cues `[96, 192, CUES]`.
   */
  constructor(features: Float32Array, cues: Float32Array) {
    this.#features = features;
    this.#cues = cues;
  }

  /** The cues at a place. */
  at(x: number, y: number): PlaceCues {
    return placeCues(interpolate(this.#cues, x, y, this.#values));
  }

  /** The cues of a cell. */
  cell(row: number, column: number): PlaceCues {
    return placeCues(vectorOf(this.#cues, row, column, CUES));
  }

  /** The features of a cell: `[FEATURES]`. They must not be changed. */
  cellFeatures(row: number, column: number): Float32Array {
    return vectorOf(this.#features, row, column, FEATURES);
  }

  /** The features at a place: `[FEATURES]`. */
  featuresAt(x: number, y: number): Float32Array {
    return interpolate(this.#features, x, y, new Float32Array(FEATURES));
  }
}

function placeCues(values: Float32Array): PlaceCues {
  const [directionX, directionY, order, start, end, retraced] = values as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { directionX, directionY, order, start, end, retraced };
}

function vectorOf(map: Float32Array, row: number, column: number, channels: number): Float32Array {
  const at = (row * CUE_MAP.width + column) * channels;
  return map.subarray(at, at + channels);
}

/** Interpolates a map bilinearly at a place of the image; outside, the nearest cell counts. */
function interpolate(map: Float32Array, x: number, y: number, out: Float32Array): Float32Array {
  const { height, width } = CUE_MAP;
  const channels = map.length / (height * width);
  const u = Math.min(Math.max(x / CELL - 0.5, 0), width - 1.001);
  const v = Math.min(Math.max(y / CELL - 0.5, 0), height - 1.001);
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const [right, below] = [u - column, v - row];
  const upper = (row * width + column) * channels;
  const lower = upper + width * channels;
  for (let c = 0; c < out.length; c++) {
    const above = map[upper + c]! * (1 - right) + map[upper + channels + c]! * right;
    const under = map[lower + c]! * (1 - right) + map[lower + channels + c]! * right;
    out[c] = above * (1 - below) + under * below;
  }
  return out;
}
