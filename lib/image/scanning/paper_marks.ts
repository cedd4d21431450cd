/**
 * Marks of handling and use on a page: folds, staples, holes, bindings, highlighters.
 *
 * @module
 */
import type { Color } from "../color_image.ts";
import { paint, paintLine, type ScanPage } from "./scan_page.ts";

/** A mark of handling and use. */
export type PaperMark =
  | "squared paper"
  | "fold"
  | "staple"
  | "punched holes"
  | "spiral binding"
  | "highlighter"
  | "signing mark"
  | "gutter shadow"
  | "hard shadow"
  | "black border";

const DARK: Color = [26, 26, 28];

/** Multiplies the light of each pixel. */
function dim({ height, width, levels }: ScanPage, light: (y: number, x: number) => number): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const factor = light(y + 0.5, x + 0.5);
      for (let c = 0; c < 3; c++) levels[3 * (y * width + x) + c]! *= factor;
    }
  }
}

/** A filled circle. */
function paintDisc(page: ScanPage, color: Color, cx: number, cy: number, radius: number): void {
  paint(
    page,
    color,
    cy - radius - 1,
    cx - radius - 1,
    cy + radius + 1,
    cx + radius + 1,
    (y, x) => radius + 0.5 - Math.hypot(y - cy, x - cx),
  );
}

/** Strokes of printed letters, in letter heights from the upper left corner: x, y, x, y. */
const LETTERS: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>> = {
  X: [[0, 0, 0.55, 1], [0.55, 0, 0, 1]],
  S: [[0, 0, 0.55, 0], [0, 0, 0, 0.5], [0, 0.5, 0.55, 0.5], [0.55, 0.5, 0.55, 1], [0, 1, 0.55, 1]],
  i: [[0, 0.5, 0, 1], [0, 0.2, 0, 0.3]],
  g: [
    [0, 0.5, 0.55, 0.5],
    [0, 0.5, 0, 1],
    [0.55, 0.5, 0.55, 1.3],
    [0, 1, 0.55, 1],
    [0, 1.3, 0.55, 1.3],
  ],
  n: [[0, 0.5, 0, 1], [0, 0.5, 0.55, 0.5], [0.55, 0.5, 0.55, 1]],
  h: [[0, 0, 0, 1], [0, 0.5, 0.55, 0.5], [0.55, 0.5, 0.55, 1]],
  e: [
    [0, 0.5, 0.55, 0.5],
    [0, 0.5, 0, 1],
    [0, 1, 0.55, 1],
    [0, 0.75, 0.55, 0.75],
    [0.55, 0.5, 0.55, 0.75],
  ],
  r: [[0, 0.5, 0, 1], [0, 0.5, 0.55, 0.5]],
};

/** A printed letter; a space paints nothing. */
function paintLetter(page: ScanPage, letter: string, x: number, y: number, size: number): void {
  for (const [x0, y0, x1, y1] of LETTERS[letter] ?? []) {
    const [from, to] = [[x + x0 * size, y + y0 * size], [x + x1 * size, y + y1 * size]] as const;
    paintLine(page, DARK, from, to, size / 9);
  }
}

/** Painters of the marks; each samples its size and position from the random generator of the page. */
export const MARK_PAINTERS: Readonly<Record<PaperMark, (page: ScanPage) => void>> = {
  "squared paper"(page) {
    const { random, height, width } = page;
    const step = Math.max(18, Math.max(height, width) / random.integer(18, 36));
    const color = random.choice<Color>([[150, 175, 210], [170, 170, 176], [176, 200, 180]]);
    const thickness = Math.max(1, Math.max(height, width) / 800);
    for (let y = step / 2; y < height; y += step) {
      paintLine(page, color, [0, y], [width, y], thickness);
    }
    for (let x = step / 2; x < width; x += step) {
      paintLine(page, color, [x, 0], [x, height], thickness);
    }
  },
  // A crease: darker on one side, lighter on the other, fading within a few pixels.
  "fold"(page) {
    const { random, height, width } = page;
    const vertical = random.bernoulli(0.5);
    const [length, breadth] = vertical ? [height, width] : [width, height];
    const at = breadth * random.uniform(0.35, 0.65);
    const slope = random.uniform(-0.02, 0.02);
    const depth = random.uniform(0.08, 0.22);
    const reach = Math.max(2, Math.max(height, width) * random.uniform(0.003, 0.008));
    dim(page, (y, x) => {
      const [along, across] = vertical ? [y, x] : [x, y];
      const off = (across - at - slope * (along - length / 2)) / reach;
      if (off < -1.5 || off > 4) return 1;
      return off < 0 ? 1 + 0.3 * depth * (1 + off / 1.5) : 1 - depth * (1 - off / 4);
    });
  },
  "staple"(page) {
    const { random, height, width } = page;
    const size = Math.max(height, width);
    const [x, y] = [size * random.uniform(0.03, 0.12), size * random.uniform(0.03, 0.12)];
    const angle = random.uniform(-0.9, 0.9);
    const length = 0.045 * size;
    const end: [number, number] = [x + length * Math.cos(angle), y + length * Math.sin(angle)];
    const pen = Math.max(2, 0.004 * size);
    paintLine(page, [90, 90, 94], [x, y + pen], [end[0], end[1] + pen], pen);
    paintLine(page, [140, 142, 148], [x, y], end, pen);
  },
  "punched holes"(page) {
    const { random, height, width } = page;
    const radius = 0.014 * Math.max(height, width);
    const color = random.choice<Color>([[30, 28, 28], [92, 66, 44], [120, 120, 120]]);
    const x = radius * random.uniform(2.2, 3.5);
    for (const y of [0.3, 0.7]) paintDisc(page, color, x, y * height, radius);
  },
  "spiral binding"(page) {
    const { random, height, width } = page;
    const step = Math.max(height, width) / random.integer(24, 36);
    const [radius, x] = [0.2 * step, 0.6 * step];
    for (let y = step / 2; y < height; y += step) {
      paintDisc(page, DARK, x, y, radius);
      paintLine(page, [70, 70, 74], [0, y - 0.3 * step], [x, y], Math.max(1.5, 0.1 * step));
    }
  },
  "highlighter"(page) {
    const { random, box } = page;
    const color = random.choice<Color>([[250, 240, 90], [150, 240, 130], [255, 170, 200]]);
    const [h, w] = [box.bottom - box.top, box.right - box.left];
    const top = box.top + random.uniform(-0.2, 0.3) * h;
    const bottom = box.bottom + random.uniform(-0.3, 0.2) * h;
    const left = box.left + random.uniform(-0.15, 0.3) * w;
    const right = box.right + random.uniform(-0.3, 0.15) * w;
    const { height, width, levels } = page;
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
      for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
        for (let c = 0; c < 3; c++) levels[3 * (y * width + x) + c]! *= color[c]! / 255;
      }
    }
  },
  "signing mark"(page) {
    const { random, box } = page;
    const [h, w] = [box.bottom - box.top, box.right - box.left];
    const y = box.bottom - random.uniform(-0.1, 0.2) * h;
    const [left, right] = [box.left - 0.2 * w, box.right + random.uniform(0.1, 0.3) * w];
    paintLine(page, DARK, [left, y], [right, y], Math.max(1, 0.004 * w));
    const size = Math.max(10, random.uniform(0.12, 0.2) * h);
    paintLetter(page, "X", left + 0.2 * size, y - 1.3 * size, 1.1 * size);
    [..."Sign here"].forEach((letter, i) =>
      paintLetter(page, letter, left + 0.8 * size * i, y + 0.6 * size, size)
    );
  },
  // The shadow in the middle of an open book, narrow on one page and wide on the other.
  "gutter shadow"(page) {
    const { random, width } = page;
    const at = width *
      (random.bernoulli(0.5) ? random.uniform(0.08, 0.2) : random.uniform(0.8, 0.92));
    const depth = random.uniform(0.4, 0.8);
    const [near, far] = [0.01 * width, 0.06 * width];
    dim(page, (_, x) => 1 - depth * Math.exp(-Math.abs(x - at) / (x < at ? near : far)));
  },
  // The shadow of a hand or a window frame, near the end of the signature or across it.
  "hard shadow"(page) {
    const { random, box, height } = page;
    const at = box.left + random.uniform(0.6, 1.3) * (box.right - box.left);
    const slope = random.uniform(-0.3, 0.3);
    const [light, blur] = [random.uniform(0.45, 0.8), random.uniform(1, 6)];
    dim(page, (y, x) => {
      const beyond = Math.min(1, Math.max(0, (x - at - slope * (y - height / 2)) / blur + 0.5));
      return 1 - beyond * (1 - light);
    });
  },
  "black border"(page) {
    const { random, height, width } = page;
    const depths = Array.from(
      { length: 4 },
      () => Math.max(height, width) * random.uniform(0, 0.07),
    );
    const [top, bottom, left, right] = depths as [number, number, number, number];
    paint(
      page,
      [10, 10, 10],
      0,
      0,
      height,
      width,
      (y, x) => Math.max(top - y, y - height + bottom, left - x, x - width + right) + 0.5,
    );
  },
};
