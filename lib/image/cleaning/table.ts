/**
 * Finds the table that a photographed page lies on.
 *
 * Each side of a page is a straight line, and no ink of the page lies beyond one.
 *
 * @module
 */
import type { GrayImage } from "../ink_image.ts";
import type { Plane } from "../plane.ts";
import { poolBrightest } from "./background.ts";
import { EDGE, inspectBeyond, MAX_BRIGHTNESS, NEAR, quantiles } from "./inspect_beyond.ts";
import { findPage, findSides, MIN_SIDE, type Side } from "./page_sides.ts";

/** Long side of the grid on which the page is searched, in cells. */
const GRID = 240;
/** Minimum depth of a table, as a fraction of the long side: strokes are thinner. */
const MIN_DEPTH = 0.04;
/** The same where another side of the page shows the table: more than the blurred edge. */
const MIN_STRIP = 0.01;

/** Where an image shows the table instead of the page. */
export interface TableMask {
  /** `height * width` bytes: 1 beyond a side of the page. */
  readonly mask: Uint8Array<ArrayBuffer>;
  /** The image, the table replaced by paper as bright as that nearby. */
  readonly page: Uint8Array<ArrayBuffer>;
  /** Whether some of it has a pattern: it may be another part of the page. */
  readonly isPatterned: boolean;
}

/**
 * Whether enough of the edge of the image is darker than the paper for a table. It reads little more than
 * the outermost pixels and rules out most images.
 */
function mayShowTable({ height, width, data }: GrayImage, cell: number): boolean {
  const sample: number[] = [];
  for (let y = 0; y < height; y += 9) {
    for (let x = 0; x < width; x += 9) sample.push(data[y * width + x]!);
  }
  const [paper] = quantiles(sample, [0.9]) as [number];
  const brightest = (top: number, left: number) => {
    let level = 0;
    for (let y = top; y < Math.min(height, top + cell); y++) {
      for (let x = left; x < Math.min(width, left + cell); x++) {
        level = Math.max(level, data[y * width + x]!);
      }
    }
    return level;
  };
  const steps = (length: number) =>
    Array.from({ length: Math.ceil(length / cell) }, (_, i) => i * cell);
  const ends = (length: number) => [0, Math.max(0, length - cell)];
  const squares = [
    ...steps(width).flatMap((x) => ends(height).map((y) => [y, x] as const)),
    ...steps(height).flatMap((y) => ends(width).map((x) => [y, x] as const)),
  ];
  const dark = squares.filter(([y, x]) => brightest(y, x) < MAX_BRIGHTNESS * paper).length;
  return dark * cell >= 0.8 * MIN_SIDE * Math.max(height, width);
}

/**
 * Finds the table around a page in a photo.
 *
 * @param image Dark ink on light paper.
 * @returns `undefined` if the image is small, the page fills it, or what is beyond may be a shadow.
 */
export function findTable(image: GrayImage): TableMask | undefined {
  const { height, width } = image;
  if (Math.max(height, width) < GRID) return undefined;
  const cell = Math.ceil(Math.max(height, width) / GRID);
  if (!mayShowTable(image, cell)) return undefined;
  const grid = poolBrightest(image, cell);
  const page = findPage(grid);
  if (page === undefined) return undefined;
  const sides: Side[] = [];
  let isPatterned = false;
  const candidates = findSides(page, grid.height, grid.width);
  // Where a table is known to be, a narrow strip along another side is table too.
  for (const minDepth of [MIN_DEPTH, MIN_STRIP]) {
    if (minDepth === MIN_STRIP && sides.length === 0) break;
    for (const side of candidates) {
      if (sides.includes(side)) continue;
      const beyond = inspectBeyond(side, image, cell, grid, page, minDepth);
      if (beyond !== "unknown") sides.push(side);
      if (beyond === "pattern") isPatterned = true;
    }
  }
  return sides.length === 0 ? undefined : { ...coverTable(image, sides, cell, grid), isPatterned };
}

/** Replaces what lies beyond the sides by the paper next to them. */
function coverTable(
  image: GrayImage,
  sides: readonly Side[],
  cell: number,
  grid: Plane,
): Pick<TableMask, "mask" | "page"> {
  const { height, width, data } = image;
  const mask = new Uint8Array(height * width);
  const page = data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let a = (x + 0.5) / cell;
      let b = (y + 0.5) / cell;
      let isBeyond = false;
      // Twice, for corners: moving inside of one side may lead beyond another.
      for (let round = 0; round < 2 && (round === 0 || isBeyond); round++) {
        for (const { nx, ny, offset } of sides) {
          const beyond = nx * a + ny * b - offset + EDGE;
          if (beyond <= 0) continue;
          isBeyond = true;
          a -= (beyond + NEAR) * nx;
          b -= (beyond + NEAR) * ny;
        }
      }
      if (!isBeyond) continue;
      const column = Math.min(grid.width - 1, Math.max(0, Math.floor(a)));
      const row = Math.min(grid.height - 1, Math.max(0, Math.floor(b)));
      mask[y * width + x] = 1;
      page[y * width + x] = grid.data[row * grid.width + column]!;
    }
  }
  return { mask, page };
}
