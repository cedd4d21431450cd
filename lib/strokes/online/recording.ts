/**
 * On-line recordings of signatures.
 *
 * @module
 */

/** A signature as a tablet records it: samples of the pen at a constant rate, in the air too. */
export interface Recording {
  /** Samples per second. */
  readonly sampleRate: number;
  /** Size of the canvas, in the unit of `x` and `y`. */
  readonly canvas: { readonly height: number; readonly width: number };
  /** Seconds since the first sample. */
  readonly time: Float32Array;
  /** Horizontal positions, growing to the right. */
  readonly x: Float32Array;
  /** Vertical positions, growing downwards. */
  readonly y: Float32Array;
  /** Force of the pen tip, 0 in the air to 1. */
  readonly pressure: Float32Array;
  /** Width of the ink, in the unit of `x` and `y`; 0 in the air. */
  readonly width: Float32Array;
  /** 1 while the pen touches the paper, 0 in the air. */
  readonly penDown: Uint8Array;
}

/** Samples `from` to `to` (exclusive), all of them with the pen down or all in the air. */
export interface RecordingPart {
  /** Whether the pen is down. */
  readonly penDown: boolean;
  /** First sample. */
  readonly from: number;
  /** The sample after the last. */
  readonly to: number;
}

/**
 * Divides a recording where the pen touches or leaves the paper.
 *
 * @param recording The recording.
 * @returns Its parts in order.
 */
export function recordingParts({ penDown }: Recording): RecordingPart[] {
  const parts: RecordingPart[] = [];
  for (let from = 0; from < penDown.length;) {
    let to = from + 1;
    while (to < penDown.length && penDown[to] === penDown[from]) to++;
    parts.push({ penDown: penDown[from] === 1, from, to });
    from = to;
  }
  return parts;
}
