/**
 * Checks the scans of a JPEG file before it is decoded (ITU-T T.81, B.2.3 and G.1.1).
 *
 * @module
 */
import { ByteReader } from "./byte_reader.ts";
import { cutOff } from "./jpeg_without_end.ts";
import {
  END_OF_IMAGE,
  FRAMES,
  readSegments,
  type Segment,
  START_OF_SCAN,
} from "./jpeg_segments.ts";

/** Maximum number of scans, each a pass over all pixels; progressive images have about ten. */
const MAX_SCANS = 100;
/** Marker of the number of units between restart markers. */
const RESTART_INTERVAL = 0xdd;
/** Number of coefficients of a block. */
const COEFFICIENTS = 64;

/**
 * Refuses files with an absurd number of scans, with more than one frame, or without an end mark and
 * some of the scans.
 *
 * @param bytes The file.
 * @returns Whether it has an end mark.
 * @throws {SyntaxError} If the file is damaged or cut off.
 */
export function checkScans(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes, false);
  let [scans, frames, interval, hasEnd] = [0, 0, 0, false];
  let frame: Segment | undefined;
  let lastScan: Segment | undefined;
  const exact = new Map<number, Set<number>>();
  for (const segment of readSegments(reader)) {
    const { marker, start } = segment;
    if (marker === END_OF_IMAGE) hasEnd = true;
    if (marker === START_OF_SCAN) {
      scans++;
      lastScan = segment;
      noteScan(reader, segment, exact);
    }
    if (FRAMES.includes(marker)) {
      frames++;
      frame = segment;
    }
    if (marker === RESTART_INTERVAL) interval = reader.uint16(start);
  }
  if (lastScan === undefined || scans > MAX_SCANS || frame === undefined || frames !== 1) {
    throw new SyntaxError(`it has ${frames} frames and ${scans} scans`);
  }
  if (hasEnd) return true;
  const isWhole = exact.size >= reader.uint8(frame.start + 5) &&
    [...exact.values()].every((coefficients) => coefficients.size === COEFFICIENTS) &&
    countRestarts(bytes, lastScan) >= expectRestarts(reader, frame, lastScan, interval);
  if (!isWhole) throw cutOff();
  return false;
}

/** Number of restart markers in the data of a scan. */
function countRestarts(bytes: Uint8Array, { start, length }: Segment): number {
  let count = 0;
  for (let i = start + length; i + 1 < bytes.length; i++) {
    if (bytes[i] === 0xff && bytes[i + 1]! >= 0xd0 && bytes[i + 1]! <= 0xd7) count++;
  }
  return count;
}

/** Number of restart markers that a scan must have: one between intervals of so many units. */
function expectRestarts(
  reader: ByteReader,
  frame: Segment,
  scan: Segment,
  interval: number,
): number {
  if (interval === 0) return 0;
  const [height, width] = [reader.uint16(frame.start + 1), reader.uint16(frame.start + 3)];
  const components = Array.from({ length: reader.uint8(frame.start + 5) }, (_, i) => {
    const at = frame.start + 6 + 3 * i;
    const sampling = reader.uint8(at + 1);
    return { id: reader.uint8(at), across: sampling >> 4, down: sampling & 15 };
  });
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  // The units of a scan of one component are its own blocks.
  const only = reader.uint8(scan.start) === 1
    ? components.find(({ id }) => id === reader.uint8(scan.start + 1))
    : undefined;
  const unitsAlong = (pixels: number, own: number | undefined, most: number) =>
    own === undefined
      ? Math.ceil(pixels / (8 * most))
      : Math.ceil(Math.ceil(pixels * own / most) / 8);
  const units = unitsAlong(width, only?.across, across) * unitsAlong(height, only?.down, down);
  return Math.ceil(units / interval) - 1;
}

/** Notes the coefficients of each component that a scan completes to their last bit. */
function noteScan(
  reader: ByteReader,
  { start, length }: Segment,
  exact: Map<number, Set<number>>,
): void {
  const count = reader.uint8(start);
  if (length < 2 * count + 4) throw new SyntaxError("the header of a scan is damaged");
  const [first, last, bits] = [1, 2, 3].map((at) => reader.uint8(start + 2 * count + at));
  for (let i = 0; i < count; i++) {
    const component = reader.uint8(start + 1 + 2 * i);
    const coefficients = exact.get(component) ?? new Set();
    exact.set(component, coefficients);
    if ((bits! & 15) > 0) continue;
    for (let k = first!; k <= Math.min(last!, COEFFICIENTS - 1); k++) coefficients.add(k);
  }
}
