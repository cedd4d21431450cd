/** Simulated scans and photos of procedural signatures, with the true ink. */
import type { InkImage, ScannedImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { fitToCanvas } from "../../../lib/strokes/geometry/fit_to_canvas.ts";
import type { Trajectory } from "../../../lib/strokes/geometry/stroke.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";

/** Disturbances of a signature on plain paper. */
export type Disturbance =
  | "specks"
  | "uneven light"
  | "ruled paper"
  | "signing line"
  | "frame"
  | "part of a frame"
  | "label"
  | "stamp"
  | "scan border"
  | "finger";

/** Settings of a scan. */
export interface ScanSettings {
  /** Long side of the image in pixels. */
  readonly longSide: number;
  /** Paper on each side of the ink, as a fraction of the ink's size. */
  readonly margins: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
  /** Red, green and blue of the paper and of the ink. */
  readonly paper: readonly [number, number, number];
  readonly ink: readonly [number, number, number];
  /** Standard deviation of the noise, in levels. */
  readonly noise: number;
  /** Whether each pixel is black or white. */
  readonly binary: boolean;
  readonly disturbances: readonly Disturbance[];
}

/** A scan with its ground truth. */
export interface SimulatedScan {
  readonly image: ScannedImage;
  /** The signature alone, at 64 x 128 with a margin of 3 pixels. */
  readonly truth: InkImage;
  readonly settings: ScanSettings;
}

/** Coverage of two layers over the paper, `height * width` values of 0 to 1 each. */
interface Canvas {
  readonly height: number;
  readonly width: number;
  readonly random: Random;
  /** Where the ink is: the box of the signature. */
  readonly box: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
  /** Red, green and blue of each pixel. */
  readonly levels: Float32Array;
}

const PAPERS = [[255, 255, 255], [250, 250, 250], [238, 238, 238], [244, 241, 228], [
  226,
  236,
  240,
]] as const;
const INKS = [[0, 0, 0], [30, 30, 34], [70, 70, 72], [28, 40, 140], [40, 52, 120]] as const;

/** Samples the settings of a scan: any size, paper, ink and crop. */
export function sampleSettings(
  random: Random,
  disturbances: readonly Disturbance[] = [],
): ScanSettings {
  const hasSurroundings = disturbances.some((kind) => kind !== "specks");
  const isTight = !hasSurroundings && random.bernoulli(0.4);
  const margin = () => isTight ? random.uniform(0, 0.02) : random.uniform(0.25, 0.9);
  const low = hasSurroundings ? 360 : 80;
  const longSide = Math.round(low * (2000 / low) ** random.uniform());
  const binary = !hasSurroundings && random.bernoulli(0.25);
  return {
    longSide,
    margins: { top: margin(), left: margin(), bottom: margin(), right: margin() },
    paper: binary ? PAPERS[0] : PAPERS[random.integer(0, PAPERS.length - 1)]!,
    ink: binary ? INKS[0] : INKS[random.integer(0, INKS.length - 1)]!,
    noise: binary ? 0 : random.uniform(0, 5),
    binary,
    disturbances,
  };
}

/** Blends a colour into a canvas by the coverage of each pixel. */
function paint(
  { height, width, levels }: Canvas,
  [red, green, blue]: readonly [number, number, number],
  top: number,
  left: number,
  bottom: number,
  right: number,
  coverage: (y: number, x: number) => number,
): void {
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, Math.ceil(right)); x++) {
      const alpha = Math.min(1, Math.max(0, coverage(y + 0.5, x + 0.5)));
      if (alpha === 0) continue;
      const i = 3 * (y * width + x);
      levels[i] = levels[i]! * (1 - alpha) + red * alpha;
      levels[i + 1] = levels[i + 1]! * (1 - alpha) + green * alpha;
      levels[i + 2] = levels[i + 2]! * (1 - alpha) + blue * alpha;
    }
  }
}

/** Paints a straight line. */
function paintLine(
  canvas: Canvas,
  color: readonly [number, number, number],
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  thickness: number,
): void {
  const reach = thickness / 2 + 1;
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length];
  paint(
    canvas,
    color,
    Math.min(y0, y1) - reach,
    Math.min(x0, x1) - reach,
    Math.max(y0, y1) + reach,
    Math.max(x0, x1) + reach,
    (y, x) => {
      const along = (x - x0) * dx + (y - y0) * dy;
      const across = Math.abs((y - y0) * dx - (x - x0) * dy);
      if (along < 0 || along > length) return 0;
      return thickness / 2 + 0.5 - across;
    },
  );
}

const GRAY_LINE = [96, 96, 100] as const;

/** The four sides of a slanted rectangle around the ink; all of them or some. */
function paintFrame(canvas: Canvas, sides: number): void {
  const { random, box, height, width } = canvas;
  const [h, w] = [box.bottom - box.top, box.right - box.left];
  const room = (space: number) => Math.max(4, space * random.uniform(0.45, 0.9));
  const top = box.top - room(box.top);
  const left = box.left - room(box.left);
  const bottom = box.bottom + room(height - box.bottom);
  const right = box.right + room(width - box.right);
  const slant = random.bernoulli(0.5) ? 0 : random.uniform(-0.03, 0.03);
  const [cy, cx] = [(box.top + box.bottom) / 2, (box.left + box.right) / 2];
  const turn = (x: number, y: number) => [x - slant * (y - cy), y + slant * (x - cx)] as const;
  // Seen at an angle, as in a photo, the sides are not parallel.
  const skew = random.bernoulli(0.5) ? 0 : 0.06;
  const corners = ([[left, top], [right, top], [right, bottom], [left, bottom]] as const).map(
    ([x, y]) => {
      const [u, v] = turn(x, y);
      return [u + random.uniform(-skew, skew) * w, v + random.uniform(-skew, skew) * h] as const;
    },
  );
  const thickness = Math.max(1, Math.max(h, w) * random.uniform(0.003, 0.01));
  const color = random.bernoulli(0.5) ? GRAY_LINE : [20, 20, 20] as const;
  const first = random.integer(0, 3);
  for (let side = first; side < first + sides; side++) {
    paintLine(canvas, color, corners[side % 4]!, corners[(side + 1) % 4]!, thickness);
  }
}

/** Rows of dots that a 5 x 7 matrix printer could have made: one height, one baseline. */
function paintLabel(canvas: Canvas, top: number, left: number, size: number, count: number): void {
  const { random } = canvas;
  const pen = size / 9;
  for (let letter = 0; letter < count; letter++) {
    if (letter > 0 && random.bernoulli(0.12)) continue;
    const x = left + letter * size * 0.85;
    const tall = random.bernoulli(0.3) ? 0 : 0.3 * size;
    const [y0, y1, x1] = [top + tall, top + size, x + size * 0.5];
    const stems: [number, number, number, number][] = [
      [x, y0, x, y1],
      [x1, y0, x1, y1],
      [x, y0, x1, y0],
      [x, y1, x1, y1],
      [x, (y0 + y1) / 2, x1, (y0 + y1) / 2],
    ];
    const chosen = stems.filter((_, i) => i === 0 || random.bernoulli(0.6));
    for (const [xa, ya, xb, yb] of chosen) {
      paintLine(canvas, [40, 40, 44], [xa - pen / 2, ya], [xb + pen / 2 + 0.01, yb], pen);
    }
  }
}

/** A round stamp in red, over part of the signature. */
function paintStamp(canvas: Canvas): void {
  const { random, box } = canvas;
  const radius = 0.5 * Math.max(box.bottom - box.top, 0.4 * (box.right - box.left));
  const cx = box.right - random.uniform(0, 0.5) * radius;
  const cy = (box.top + box.bottom) / 2 + random.uniform(-0.3, 0.3) * radius;
  const pen = Math.max(1.2, radius * 0.05);
  for (const r of [radius, 0.72 * radius]) {
    paint(
      canvas,
      [190, 30, 45],
      cy - r - pen,
      cx - r - pen,
      cy + r + pen,
      cx + r + pen,
      (y, x) => pen / 2 + 0.5 - Math.abs(Math.hypot(y - cy, x - cx) - r),
    );
  }
}

const PAINTERS: Readonly<Record<Disturbance, (canvas: Canvas) => void>> = {
  "specks"(canvas) {
    const { random, height, width } = canvas;
    const size = Math.max(0.35, Math.max(height, width) / 900);
    for (let i = 0; i < 20; i++) {
      const [cy, cx] = [random.uniform(0, height), random.uniform(0, width)];
      const r = size * random.uniform(0.4, 1);
      paint(
        canvas,
        [60, 60, 60],
        cy - 3,
        cx - 3,
        cy + 3,
        cx + 3,
        (y, x) => r + 0.5 - Math.hypot(y - cy, x - cx),
      );
    }
  },
  "uneven light"({ random, height, width, levels }) {
    const [a, b, c] = [
      random.uniform(-0.3, 0.3),
      random.uniform(-0.3, 0.3),
      random.uniform(0, 0.25),
    ];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [u, v] = [x / width - 0.5, y / height - 0.5];
        const light = 0.85 + a * u + b * v - c * (u * u + v * v);
        for (let k = 0; k < 3; k++) levels[3 * (y * width + x) + k]! *= light;
      }
    }
  },
  "ruled paper"(canvas) {
    const { random, height, width } = canvas;
    const distance = Math.max(24, height / random.integer(4, 9));
    const slope = random.uniform(-0.012, 0.012);
    const thickness = Math.max(1, Math.max(height, width) / 700);
    const color = random.bernoulli(0.5) ? [150, 170, 205] as const : [150, 150, 150] as const;
    for (let y = distance / 2; y < height; y += distance) {
      paintLine(canvas, color, [0, y], [width, y + slope * width], thickness);
    }
  },
  "signing line"(canvas) {
    const { random, box } = canvas;
    const w = box.right - box.left;
    const y = box.bottom - random.uniform(-0.1, 0.3) * (box.bottom - box.top);
    const left = box.left - random.uniform(0.08, 0.2) * w;
    const right = box.right + random.uniform(0.08, 0.2) * w;
    const slope = random.uniform(-0.01, 0.01);
    const thickness = Math.max(1, w * random.uniform(0.003, 0.008));
    paintLine(canvas, GRAY_LINE, [left, y], [right, y + slope * (right - left)], thickness);
  },
  "frame": (canvas) => paintFrame(canvas, 4),
  "part of a frame": (canvas) => paintFrame(canvas, canvas.random.integer(2, 3)),
  "label"(canvas) {
    const { box, random } = canvas;
    const h = box.bottom - box.top;
    const size = Math.max(9, random.uniform(0.1, 0.16) * h);
    PAINTERS["signing line"](canvas);
    paintLabel(canvas, box.bottom + 0.16 * h, box.left, size, random.integer(12, 24));
  },
  "stamp": paintStamp,
  "scan border"(canvas) {
    const { random, height, width } = canvas;
    const depth = random.uniform(0.02, 0.06) * Math.max(height, width);
    const side = random.integer(0, 3);
    const [top, bottom] = side === 0
      ? [0, depth]
      : side === 1
      ? [height - depth, height]
      : [0, height];
    const [left, right] = side === 2
      ? [0, depth]
      : side === 3
      ? [width - depth, width]
      : [0, width];
    paint(canvas, [12, 12, 12], top, left, bottom, right, () => 1);
  },
  "finger"(canvas) {
    const { random, height, width, box } = canvas;
    const radius = Math.max(6, Math.min(box.left, height - box.bottom) * 0.8, 0.05 * width);
    const cx = random.uniform(0, 0.4) * radius;
    const cy = height - random.uniform(0, 0.4) * radius;
    paint(
      canvas,
      [150, 100, 85],
      0,
      0,
      height,
      width,
      (y, x) => (radius - Math.hypot(y - cy, x - cx)) / 4,
    );
  },
};

/**
 * Renders a signature as a scan.
 *
 * @param seed Seed of the signature and of all random properties of the image.
 * @param settings Settings of the scan; sampled if left out.
 */
export function simulateScan(seed: number, settings?: ScanSettings): SimulatedScan {
  const random = new Random("simulated scan", seed);
  const chosen = settings ?? sampleSettings(random);
  const { longSide, margins, paper, ink, noise, binary, disturbances } = chosen;
  const signature = synthesizeSignature(createWriter(20, seed), 0);
  const bounds = trajectoryBounds(signature);
  const aspect = Math.max(
    0.2,
    (bounds.right - bounds.left) / Math.max(1e-6, bounds.bottom - bounds.top),
  );
  const [relativeHeight, relativeWidth] = aspect > 1 ? [1 / aspect, 1] : [1, aspect];
  // Margins are fractions of the ink's own height and width.
  const full = Math.max(
    relativeHeight * (1 + margins.top + margins.bottom),
    relativeWidth * (1 + margins.left + margins.right),
  );
  const unit = longSide / full;
  const [h, w] = [relativeHeight * unit, relativeWidth * unit];
  const height = Math.max(8, Math.round(h * (1 + margins.top + margins.bottom)));
  const width = Math.max(8, Math.round(w * (1 + margins.left + margins.right)));
  const [top, left] = [margins.top * h, margins.left * w];
  const placed = place(signature, top, left, h, w);
  const levels = new Float32Array(3 * height * width);
  for (let i = 0; i < levels.length; i++) levels[i] = paper[i % 3]!;
  const box = { top, left, bottom: top + h, right: left + w };
  const canvas = { height, width, random, box, levels };
  const coverage = renderTrajectory(placed, { height, width });
  paint(
    canvas,
    ink,
    0,
    0,
    height,
    width,
    (y, x) => coverage.data[Math.floor(y) * width + Math.floor(x)]!,
  );
  for (const kind of disturbances) PAINTERS[kind](canvas);
  return {
    image: digitize(canvas, noise, binary),
    truth: renderTrajectory(fitToCanvas(signature, { height: 64, width: 128, margin: 4 }), {
      height: 64,
      width: 128,
    }),
    settings: chosen,
  };
}

/** Moves a signature into a box, its ink as wide as the scale makes it. */
function place(signature: Trajectory, top: number, left: number, h: number, w: number): Trajectory {
  const { left: x0, top: y0, right, bottom } = trajectoryBounds(signature);
  const scale = Math.min(h / Math.max(1e-6, bottom - y0), w / Math.max(1e-6, right - x0));
  return signature.map((stroke) => ({
    ...stroke,
    x: stroke.x.map((x) => left + (x - x0) * scale),
    y: stroke.y.map((y) => top + (y - y0) * scale),
    width: stroke.width.map((width) => Math.max(1.1, width * scale)),
  }));
}

function digitize(
  { height, width, levels, random }: Canvas,
  noise: number,
  binary: boolean,
): ScannedImage {
  const data = new Uint8Array(height * width);
  const color = new Uint8Array(levels.length);
  let chroma = 0;
  for (let i = 0; i < data.length; i++) {
    const grain = noise === 0 ? 0 : random.normal(0, noise);
    const [red, green, blue] = [0, 1, 2].map((c) =>
      Math.max(0, Math.min(255, Math.round(levels[3 * i + c]! + grain)))
    ) as [number, number, number];
    color.set([red, green, blue], 3 * i);
    const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
    data[i] = binary ? (luminance < 128 ? 0 : 255) : Math.round(luminance);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) >= 28) chroma++;
  }
  const hasColor = !binary && chroma >= data.length / 2000;
  return hasColor ? { height, width, data, color } : { height, width, data };
}
