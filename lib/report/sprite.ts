/**
 * Many signatures in one image, of which a page shows each on its own.
 *
 * @module
 */
import { inkToGray } from "../image/codecs/encode.ts";
import { encodePreviewPng } from "../image/codecs/encode_png.ts";
import type { GrayImage, InkImage } from "../image/ink_image.ts";
import { resampleBytes } from "../image/resize.ts";
import { type Html, markup } from "./html.ts";

/** Signatures in a grid without gaps. */
export interface Sprite {
  /** The image as a data URI. */
  readonly uri: string;
  /** Number of signatures. */
  readonly count: number;
  /** Signatures per row. */
  readonly columns: number;
  /** Rows of one signature. */
  readonly height: number;
  /** Columns of one signature. */
  readonly width: number;
}

const COLUMNS = 8;
/** Larger signatures are scaled down, so that a page stays small. */
const MAX_WIDTH = 256;

/**
 * Arranges signatures in one image.
 *
 * @param images One or more, all of one size.
 */
export function createSprite(images: readonly GrayImage[]): Sprite {
  const cells = images.map(shrink);
  const { height, width } = cells[0]!;
  const columns = Math.min(COLUMNS, cells.length);
  const sheetWidth = columns * width;
  const sheetHeight = Math.ceil(cells.length / columns) * height;
  const data = new Uint8Array(sheetHeight * sheetWidth).fill(255);
  cells.forEach((cell, i) => {
    const start = Math.floor(i / columns) * height * sheetWidth + (i % columns) * width;
    for (let y = 0; y < height; y++) {
      data.set(cell.data.subarray(y * width, (y + 1) * width), start + y * sheetWidth);
    }
  });
  const png = encodePreviewPng({ height: sheetHeight, width: sheetWidth, data });
  return { uri: pngUri(png), count: cells.length, columns, height, width };
}

/**
 * Arranges signatures in one image.
 *
 * @param images One or more, all of one size.
 */
export function createInkSprite(images: readonly InkImage[]): Sprite {
  return createSprite(images.map(inkToGray));
}

function shrink(image: GrayImage): GrayImage {
  const { height, width } = image;
  if (width <= MAX_WIDTH) return image;
  const size = [Math.max(1, Math.round(height * MAX_WIDTH / width)), MAX_WIDTH] as const;
  const whole = { top: 0, left: 0, height, width };
  return { height: size[0], width: size[1], data: resampleBytes(image, ...size, whole) };
}

/**
 * A PNG as a data URI.
 *
 * @param png The bytes of the file.
 */
export function pngUri(png: Uint8Array): string {
  return `data:image/png;base64,${png.toBase64()}`;
}

/**
 * The definition of a sprite in a page, which shows nothing by itself.
 *
 * @param id Id for {@linkcode spriteCell}.
 * @param sprite The sprite.
 */
export function defineSprite(id: string, sprite: Sprite): Html {
  const { columns, height, width, count, uri } = sprite;
  const rows = Math.ceil(count / columns);
  return markup`
    <svg class="sprite" aria-hidden="true" focusable="false">
      <defs>
        <image id="${id}" width="${columns * width}" height="${rows * height}" href="${uri}" />
      </defs>
    </svg>
  `;
}

/**
 * One signature of a sprite; what it shows is said by the element that holds it.
 *
 * @param id Id of the definition.
 * @param sprite The sprite.
 * @param index Which signature.
 */
export function spriteCell(id: string, sprite: Sprite, index: number): Html {
  const { height, width } = sprite;
  const [x, y] = cellPosition(sprite, index);
  return markup`
    <svg class="ink" viewBox="${x} ${y} ${width} ${height}" aria-hidden="true"
      focusable="false">
      <use href="#${id}" />
    </svg>
  `;
}

/**
 * Where a signature of a sprite is, in pixels from the left and from the top.
 *
 * @param sprite The sprite.
 * @param index Which signature.
 */
export function cellPosition(
  { columns, height, width }: Sprite,
  index: number,
): readonly [number, number] {
  return [(index % columns) * width, Math.floor(index / columns) * height];
}
