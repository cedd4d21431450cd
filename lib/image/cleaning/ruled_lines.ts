/**
 * Lines that the paper or the scanner added.
 *
 * @module
 */
import {
  type Box,
  type Components,
  eraseComponents,
  findComponents,
  selectComponents,
} from "../components.ts";

/** Less than this share of the picture is no signature. */
const LEAST_LEFT = 0.0002;

/** A mask seen along one axis: position `(along, across)` is at `along * step + across * jump`. */
interface View {
  readonly mask: Uint8Array;
  /** Where the view starts in the mask. */
  readonly origin: number;
  readonly length: number;
  readonly breadth: number;
  readonly step: number;
  readonly jump: number;
}

function viewOf(mask: Uint8Array, width: number, box: Box, vertical: boolean): View {
  const origin = box.top * width + box.left;
  const rows = box.bottom - box.top;
  const columns = box.right - box.left;
  return vertical
    ? { mask, origin, length: rows, breadth: columns, step: width, jump: 1 }
    : { mask, origin, length: columns, breadth: rows, step: 1, jump: width };
}

/** The middles of the runs of ink across the view at one of its ends. */
function findEnds(view: View, along: number): number[] {
  const middles: number[] = [];
  let run = 0;
  for (let across = 0; across <= view.breadth; across++) {
    const ink = across < view.breadth &&
      view.mask[view.origin + along * view.step + across * view.jump] !== 0;
    if (ink) run++;
    else {
      if (run > 0) middles.push(across - (run + 1) / 2);
      run = 0;
    }
  }
  return middles;
}

/** The run of ink across the view that holds a position or one beside it, or nothing. */
function runAt(view: View, along: number, position: number): [number, number] | undefined {
  const { mask, origin, breadth, step, jump } = view;
  const base = origin + along * step;
  for (const offset of [0, 1, -1, 2, -2]) {
    const across = position + offset;
    if (across < 0 || across >= breadth || mask[base + across * jump] === 0) continue;
    let low = across;
    let high = across + 1;
    while (low > 0 && mask[base + (low - 1) * jump] !== 0) low--;
    while (high < breadth && mask[base + high * jump] !== 0) high++;
    return [low, high];
  }
  return undefined;
}

/** Erases one straight thin line between two ends, if there is one; strokes across it stay. */
function eraseLine(view: View, from: number, to: number): boolean {
  const { length, breadth, step, jump } = view;
  const runs: [number, number][] = [];
  const places: number[] = [];
  for (let along = 0; along < length; along++) {
    const position = Math.round(from + (to - from) * along / (length - 1));
    const run = runAt(view, along, position);
    if (run === undefined) {
      if (along + 1 - runs.length > 0.08 * length) return false;
      continue;
    }
    runs.push(run);
    places.push(along);
  }
  const lengths = runs.map(([low, high]) => high - low).sort((a, b) => a - b);
  const thickness = lengths[lengths.length >> 1]!;
  if (thickness > Math.max(4, 0.025 * breadth)) return false;
  runs.forEach(([low, high], i) => {
    if (high - low > thickness + 2) return;
    for (let across = low; across < high; across++) {
      view.mask[view.origin + places[i]! * step + across * jump] = 0;
    }
  });
  return true;
}

/** Erases every straight thin line that runs from one end of the view to the other. */
function eraseLinesAlong(view: View): boolean {
  if (view.length < 24 || view.breadth < 8) return false;
  let erased = false;
  const ends = findEnds(view, view.length - 2);
  for (const from of findEnds(view, 1)) {
    for (const to of ends) {
      if (Math.abs(from - to) > 0.1 * view.length) continue;
      if (eraseLine(view, from, to)) {
        erased = true;
        break;
      }
    }
  }
  return erased;
}

/** Erases the rows or columns at the ends of the picture that are dark nearly all along. */
function eraseBorders(mask: Uint8Array, height: number, width: number): boolean {
  let erased = false;
  for (const vertical of [false, true]) {
    const [lines, length] = vertical ? [width, height] : [height, width];
    const [lineStep, step] = vertical ? [1, width] : [width, 1];
    for (const backwards of [false, true]) {
      for (let depth = 0; depth < 0.12 * lines; depth++) {
        const start = (backwards ? lines - 1 - depth : depth) * lineStep;
        let ink = 0;
        for (let i = 0; i < length; i++) ink += mask[start + i * step]!;
        if (ink < (depth === 0 ? 0.85 : 0.6) * length) break;
        for (let i = 0; i < length; i++) mask[start + i * step] = 0;
        erased = true;
      }
    }
  }
  return erased;
}

/** Erases flat marks that lie along an edge of the picture, such as the rest of a ruled line. */
function eraseEdgeMarks(
  mask: Uint8Array,
  height: number,
  width: number,
  components: Components,
): Components {
  const { count, top, left, bottom, right } = components;
  const keep = new Uint8Array(count).fill(1);
  const page = { top: 0, left: 0, bottom: height, right: width };
  for (const vertical of [false, true]) {
    const view = viewOf(mask, width, page, vertical);
    const [from, to] = vertical ? [top, bottom] : [left, right];
    const [low, high] = vertical ? [left, right] : [top, bottom];
    const depth = Math.max(3, 0.04 * view.breadth);
    for (let c = 0; c < count; c++) {
      const length = to[c]! - from[c]!;
      const atEdge = low[c] === 0 || high[c] === view.breadth;
      if (!atEdge || length < 0.25 * view.length || high[c]! - low[c]! > depth) continue;
      const base = view.origin + (low[c] === 0 ? 0 : view.breadth - 1) * view.jump;
      let touching = 0;
      for (let i = from[c]!; i < to[c]!; i++) touching += mask[base + i * view.step]!;
      if (touching > 0.5 * length) keep[c] = 0;
    }
  }
  eraseComponents(mask, components, keep);
  return selectComponents(components, keep);
}

/** How thick the sides of a frame may be, slant included. */
function frameBand(box: Box): number {
  return Math.max(3, Math.round(0.03 * Math.min(box.bottom - box.top, box.right - box.left)));
}

/** Whether there is ink all along the four sides of a box. */
function isFrame(mask: Uint8Array, width: number, box: Box): boolean {
  const band = frameBand(box);
  for (const vertical of [false, true]) {
    const view = viewOf(mask, width, box, vertical);
    for (const start of [0, Math.max(0, view.breadth - band)]) {
      if (coverageOf(view, start, start + band) < 0.9) return false;
    }
  }
  return true;
}

/** Along how much of the view there is ink between two positions across it. */
function coverageOf(view: View, low: number, high: number): number {
  let covered = 0;
  for (let along = 0; along < view.length; along++) {
    const base = view.origin + along * view.step;
    for (let across = low; across < Math.min(high, view.breadth); across++) {
      if (view.mask[base + across * view.jump] === 0) continue;
      covered++;
      break;
    }
  }
  return covered / view.length;
}

function eraseFrame(mask: Uint8Array, width: number, box: Box): void {
  const band = frameBand(box);
  const { top, left, bottom, right } = box;
  const across = { ...box, left: left + band, right: right - band };
  const down = { ...box, top: top + band, bottom: bottom - band };
  eraseLinesAlong(viewOf(mask, width, across, false));
  eraseLinesAlong(viewOf(mask, width, down, true));
  for (const y of [top, bottom - band]) {
    for (let row = y; row < y + band; row++) {
      mask.fill(0, row * width + left, row * width + left + band);
      mask.fill(0, row * width + right - band, row * width + right);
    }
  }
}

function findLargestBox({ count, top, left, bottom, right }: Components): Box | undefined {
  let best: Box | undefined;
  let most = 0;
  for (let c = 0; c < count; c++) {
    const size = (bottom[c]! - top[c]!) * (right[c]! - left[c]!);
    if (size <= most) continue;
    most = size;
    best = { top: top[c]!, left: left[c]!, bottom: bottom[c]!, right: right[c]! };
  }
  return best;
}

function touches(mask: Uint8Array, from: number, length: number, step: number): boolean {
  for (let i = 0; i < length; i++) if (mask[from + i * step] !== 0) return true;
  return false;
}
function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/**
 * Erases what the paper or the scanner added: dark edges of a scan, ruled lines that cross the
 * whole picture, and the four sides of a printed frame.
 *
 * Lines must be straight and thin, and strokes that cross them stay. A long vertical stroke of a
 * tightly cropped picture would look like a ruled line, so vertical ones are erased only where the
 * rest of the ink leaves the picture's upper or lower edge free. Where nearly nothing would be
 * left, nothing is erased.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1; changed in place.
 * @param all The components of the mask.
 * @returns Whether anything was erased.
 */
export function eraseRuledLines(
  mask: Uint8Array,
  height: number,
  width: number,
  all = findComponents(mask, height, width),
): boolean {
  if (height < 8 || width < 8) return false;
  const page = { top: 0, left: 0, bottom: height, right: width };
  let erased = eraseBorders(mask, height, width);
  erased = eraseLinesAlong(viewOf(mask, width, page, false)) || erased;
  const view = viewOf(mask, width, page, true);
  if (findEnds(view, 1).length > 0 && findEnds(view, height - 2).length > 0) {
    const before = mask.slice();
    if (eraseLinesAlong(view)) {
      const last = (height - 1) * width;
      if (touches(mask, 0, width, 1) && touches(mask, last, width, 1)) mask.set(before);
      erased = true;
    }
  }
  const components = erased ? findComponents(mask, height, width) : all;
  const others = eraseEdgeMarks(mask, height, width, components);
  if (others.count < components.count) erased = true;
  const box = findLargestBox(others);
  if (box !== undefined && isFrame(mask, width, box)) {
    eraseFrame(mask, width, box);
    erased = true;
  }
  if (!erased || sum(mask) >= LEAST_LEFT * height * width) return erased;
  const { runStart, runEnd } = all;
  for (let run = 0; run < runStart.length; run++) mask.fill(1, runStart[run]!, runEnd[run]!);
  return false;
}
