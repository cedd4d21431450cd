/**
 * Anti-aliased lines, dots and text on a colour image.
 *
 * @module
 */
import type { Color, ColorImage } from "../color_image.ts";
import { CAP_HEIGHT, textStrokes } from "./stroke_font.ts";

export type { Color };

/** A white image to draw on. Positions are in pixels; pixel centers are at half pixels. */
export class Canvas implements ColorImage {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array<ArrayBuffer>;
  /** Coverage of each pixel by the drawing in progress. */
  readonly #coverage: Float32Array;

  /**
   * Creates a white image.
   *
   * @param height Rows.
   * @param width Columns.
   */
  constructor(height: number, width: number) {
    this.height = height;
    this.width = width;
    this.data = new Uint8Array(height * width * 3).fill(255);
    this.#coverage = new Float32Array(height * width);
  }

  /**
   * Draws a polyline as one shape: crossings are not darker.
   *
   * @param points `x0, y0, x1, y1, ...`; a single point gives a dot.
   * @param lineWidth In pixels.
   */
  drawLine(points: readonly number[], lineWidth: number, color: Color): void {
    this.drawLines([points], lineWidth, color);
  }

  /** Draws several lines as one shape. */
  drawLines(lines: readonly (readonly number[])[], lineWidth: number, color: Color): void {
    let [top, left, bottom, right] = [this.height, this.width, 0, 0];
    const reach = lineWidth / 2 + 1;
    for (const points of lines) {
      for (let i = 0; i + 1 < points.length; i += 2) {
        const j = points.length > i + 3 ? i + 2 : i;
        this.#cover(points[i]!, points[i + 1]!, points[j]!, points[j + 1]!, lineWidth / 2);
        left = Math.min(left, points[i]! - reach);
        right = Math.max(right, points[i]! + reach);
        top = Math.min(top, points[i + 1]! - reach);
        bottom = Math.max(bottom, points[i + 1]! + reach);
      }
    }
    this.#paint(top, left, bottom, right, color);
  }

  /** Draws a dot. */
  drawDot(x: number, y: number, radius: number, color: Color): void {
    this.drawLine([x, y], 2 * radius, color);
  }

  /**
   * Draws a line of text.
   *
   * @param text Printable ASCII.
   * @param x Its left end.
   * @param y Its base line.
   * @param size Height of capitals in pixels.
   */
  drawText(text: string, x: number, y: number, size: number, color: Color): void {
    const scale = size / CAP_HEIGHT;
    const lines = textStrokes(text).strokes.map((stroke) =>
      stroke.map((value, i) => (i % 2 === 0 ? x : y) + value * scale)
    );
    this.drawLines(lines, size / 8, color);
  }

  #cover(x0: number, y0: number, x1: number, y1: number, radius: number): void {
    const reach = radius + 1;
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    const bottom = Math.min(this.height, Math.ceil(Math.max(y0, y1) + reach));
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
    const right = Math.min(this.width, Math.ceil(Math.max(x0, x1) + reach));
    const [dx, dy] = [x1 - x0, y1 - y0];
    const squared = dx * dx + dy * dy;
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const px = column + 0.5 - x0;
        const py = row + 0.5 - y0;
        const t = squared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / squared)) : 0;
        const covered = radius + 0.5 - Math.hypot(px - t * dx, py - t * dy);
        const i = row * this.width + column;
        if (covered > this.#coverage[i]!) this.#coverage[i] = Math.min(1, covered);
      }
    }
  }

  /** Blends the colour in where the shape covers the canvas, then clears the coverage. */
  #paint(top: number, left: number, bottom: number, right: number, color: Color): void {
    const columnStart = Math.max(0, Math.floor(left));
    const columnEnd = Math.min(this.width, Math.ceil(right));
    const rowEnd = Math.min(this.height, Math.ceil(bottom));
    for (let row = Math.max(0, Math.floor(top)); row < rowEnd; row++) {
      for (let column = columnStart; column < columnEnd; column++) {
        const i = row * this.width + column;
        const coverage = this.#coverage[i]!;
        if (coverage === 0) continue;
        this.#coverage[i] = 0;
        for (let c = 0; c < 3; c++) {
          const before = this.data[3 * i + c]!;
          this.data[3 * i + c] = before + coverage * (color[c]! - before) + 0.5;
        }
      }
    }
  }
}
