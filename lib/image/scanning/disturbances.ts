/**
 * What is on a page beside the signature, and what a scanner adds.
 *
 * @module
 */
import { MARK_PAINTERS, type PaperMark } from "./paper_marks.ts";
import { paint, paintLine, type ScanPage } from "./scan_page.ts";

/** What disturbs a signature on plain paper. */
export type Disturbance =
  | PaperMark
  | "specks"
  | "uneven light"
  | "ruled paper"
  | "signing line"
  | "form box"
  | "frame"
  | "part of a frame"
  | "label"
  | "stamp"
  | "scan border"
  | "finger";

/** Disturbances that lie over the ink; all others are on the paper before anyone signs. */
export const OVER_INK: readonly Disturbance[] = [
  "uneven light",
  "specks",
  "stamp",
  "scan border",
  "finger",
  "fold",
  "staple",
  "punched holes",
  "spiral binding",
  "gutter shadow",
  "hard shadow",
  "black border",
];

const GRAY_LINE = [96, 96, 100] as const;

/** The four sides of a slanted rectangle around the ink; all of them or some. */
function paintFrame(page: ScanPage, sides: number): void {
  const { random, box, height, width } = page;
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
    paintLine(page, color, corners[side % 4]!, corners[(side + 1) % 4]!, thickness);
  }
}

/** The box of a form, level and rectangular, with some room around the ink. */
function paintFormBox(page: ScanPage): void {
  const { random, box, height, width } = page;
  const room = (space: number) => Math.max(3, space * random.uniform(0.3, 0.7));
  const [top, bottom] = [box.top - room(box.top), box.bottom + room(height - box.bottom)];
  const [left, right] = [box.left - room(box.left), box.right + room(width - box.right)];
  const thickness = Math.max(1, Math.max(height, width) * random.uniform(0.0015, 0.004));
  const color = random.bernoulli(0.6) ? GRAY_LINE : [30, 30, 34] as const;
  paintLine(page, color, [left, top], [right, top], thickness);
  paintLine(page, color, [left, bottom], [right, bottom], thickness);
  paintLine(page, color, [left, top], [left, bottom], thickness);
  paintLine(page, color, [right, top], [right, bottom], thickness);
}

/** Rows of dots that a 5 x 7 matrix printer could have made: one height, one baseline. */
function paintLabel(page: ScanPage, top: number, left: number, size: number, count: number): void {
  const { random } = page;
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
      paintLine(page, [40, 40, 44], [xa - pen / 2, ya], [xb + pen / 2 + 0.01, yb], pen);
    }
  }
}

/** A round stamp in red, over part of the signature. */
function paintStamp(page: ScanPage): void {
  const { random, box } = page;
  const radius = 0.5 * Math.max(box.bottom - box.top, 0.4 * (box.right - box.left));
  const cx = box.right - random.uniform(0, 0.5) * radius;
  const cy = (box.top + box.bottom) / 2 + random.uniform(-0.3, 0.3) * radius;
  const pen = Math.max(1.2, radius * 0.05);
  for (const r of [radius, 0.72 * radius]) {
    paint(
      page,
      [190, 30, 45],
      cy - r - pen,
      cx - r - pen,
      cy + r + pen,
      cx + r + pen,
      (y, x) => pen / 2 + 0.5 - Math.abs(Math.hypot(y - cy, x - cx) - r),
    );
  }
}

const PAINTERS: Readonly<Record<Disturbance, (page: ScanPage) => void>> = {
  ...MARK_PAINTERS,
  "specks"(page) {
    const { random, height, width } = page;
    const size = Math.max(0.35, Math.max(height, width) / 900);
    for (let i = 0; i < 20; i++) {
      const [cy, cx] = [random.uniform(0, height), random.uniform(0, width)];
      const r = size * random.uniform(0.4, 1);
      paint(
        page,
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
  "ruled paper"(page) {
    const { random, height, width } = page;
    const distance = Math.max(24, height / random.integer(4, 9));
    const slope = random.uniform(-0.012, 0.012);
    const thickness = Math.max(1, Math.max(height, width) / 700);
    const color = random.bernoulli(0.5) ? [150, 170, 205] as const : [150, 150, 150] as const;
    for (let y = distance / 2; y < height; y += distance) {
      paintLine(page, color, [0, y], [width, y + slope * width], thickness);
    }
  },
  "signing line"(page) {
    const { random, box } = page;
    const w = box.right - box.left;
    const y = box.bottom - random.uniform(-0.1, 0.3) * (box.bottom - box.top);
    const left = box.left - random.uniform(0.08, 0.2) * w;
    const right = box.right + random.uniform(0.08, 0.2) * w;
    const slope = random.uniform(-0.01, 0.01);
    const thickness = Math.max(1, w * random.uniform(0.003, 0.008));
    paintLine(page, GRAY_LINE, [left, y], [right, y + slope * (right - left)], thickness);
  },
  "form box": paintFormBox,
  "frame": (page) => paintFrame(page, 4),
  "part of a frame": (page) => paintFrame(page, page.random.integer(2, 3)),
  "label"(page) {
    const { box, random } = page;
    const h = box.bottom - box.top;
    const size = Math.max(9, random.uniform(0.1, 0.16) * h);
    PAINTERS["signing line"](page);
    paintLabel(page, box.bottom + 0.16 * h, box.left, size, random.integer(12, 24));
  },
  "stamp": paintStamp,
  "scan border"(page) {
    const { random, height, width } = page;
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
    paint(page, [12, 12, 12], top, left, bottom, right, () => 1);
  },
  "finger"(page) {
    const { random, height, width, box } = page;
    const radius = Math.max(6, Math.min(box.left, height - box.bottom) * 0.8, 0.05 * width);
    const cx = random.uniform(0, 0.4) * radius;
    const cy = height - random.uniform(0, 0.4) * radius;
    paint(
      page,
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
 * Paints a disturbance.
 *
 * @param page The page, which changes.
 * @param kind What is painted; its size and place follow from the random generator of the page.
 */
export function paintDisturbance(page: ScanPage, kind: Disturbance): void {
  PAINTERS[kind](page);
}
