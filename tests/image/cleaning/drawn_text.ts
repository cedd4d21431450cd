/** Text on drawn pages, for tests: type, and letters as a hand spaces them. */
import { CAP_HEIGHT, textStrokes } from "../../../lib/image/drawing/stroke_font.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import type { Random } from "../../../lib/random.ts";
import { BLACK, paintOn } from "./drawn_page.ts";

/** Where text stands, and how. */
export interface TextPlace {
  /** Column and row of the start of its baseline. */
  readonly x: number;
  readonly y: number;
  /** Height of capitals in pixels. */
  readonly height: number;
  /** Tangent of the angle of its baseline. */
  readonly slope?: number;
  readonly thickness?: number;
  /** Maximum shift of a letter and change of its height, as a fraction of the height; 0 is type. */
  readonly jitter?: number;
}

/** Samples a word in capitals. */
export function sampleWord(random: Random, length: number): string {
  const letters = "ABCDEFGHKLMNOPRSTUVXYZ";
  return Array.from({ length }, () => letters[random.integer(0, letters.length - 1)]!).join("");
}

/** A copy of an image with text on it. */
export function drawText(
  image: ScannedImage,
  random: Random,
  text: string,
  { x, y, height, slope = 0, thickness = 4, jitter = 0 }: TextPlace,
): ScannedImage {
  const ink = new Uint8Array(image.height * image.width);
  const unit = height / CAP_HEIGHT;
  const angle = Math.atan(slope);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  let pen = 0;
  for (const letter of text) {
    const { width, strokes } = textStrokes(letter);
    const shift = jitter * height * random.uniform(-1, 1);
    const stretch = 1 + jitter * random.uniform(-1, 1);
    for (const stroke of strokes) {
      const points = Array.from({ length: stroke.length / 2 }, (_, i) => {
        const [u, v] = [pen + unit * stroke[2 * i]!, shift + unit * stretch * stroke[2 * i + 1]!];
        return [x + u * cosine - v * sine, y + u * sine + v * cosine] as const;
      });
      drawLines(ink, image, points, thickness / 2);
    }
    pen += unit * width + 0.12 * height;
  }
  return paintOn(image, BLACK, (row, column) => ink[row * image.width + column] === 1);
}

function drawLines(
  ink: Uint8Array,
  { height, width }: ScannedImage,
  points: readonly (readonly [number, number])[],
  radius: number,
): void {
  points.slice(1).forEach(([x1, y1], i) => {
    const [x0, y0] = points[i]!;
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(x1 - x0, y1 - y0)));
    for (let k = 0; k <= steps; k++) {
      const [cx, cy] = [x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps];
      for (
        let y = Math.max(0, Math.ceil(cy - radius));
        y <= Math.min(height - 1, cy + radius);
        y++
      ) {
        for (
          let x = Math.max(0, Math.ceil(cx - radius));
          x <= Math.min(width - 1, cx + radius);
          x++
        ) {
          if (Math.hypot(x - cx, y - cy) <= radius) ink[y * width + x] = 1;
        }
      }
    }
  });
}

/** A page without ink. */
export function blankPage(height: number, width: number): ScannedImage {
  return {
    height,
    width,
    data: new Uint8Array(height * width).fill(248),
    color: new Uint8Array(3 * height * width).fill(248),
  };
}
