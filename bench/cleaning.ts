/**
 * `deno task bench cleaning`: how often the
 * cleaning loses ink of a signature, or keeps foreign ink, on simulated photos and scans.
 *
 * @module
 */
import { type PreparedSignature, prepareSignature } from "../lib/image/cleaning/prepare.ts";
import { encodeColorPng } from "../lib/image/codecs/encode.ts";
import type { InkImage, ScannedImage } from "../lib/image/ink_image.ts";
import { compareInk } from "../tests/image/cleaning/compare_ink.ts";
import {
  PHOTO_KINDS,
  type PhotoKindName,
  simulatePhoto,
} from "../tests/image/cleaning/simulated_photo.ts";
import { type Benchmark, flag, wholeNumberFlag } from "./measure.ts";

/** Maximum fraction of the ink, lost or foreign, that counts as noise. */
const MAX_NOISE = 0.01;

/** An image of `[height, width, 3]` levels. */
interface ColorCell {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/** Rows and columns of a photo on the sheet. */
const CELL = { height: 200, width: 300 };

/** The photo, reduced, and beside it the true ink in red, what was found in blue, both in black. */
function drawPair(
  image: ScannedImage,
  truth: InkImage,
  found: PreparedSignature | undefined,
): ColorCell {
  const { height, width } = CELL;
  const scale = Math.max(image.height / height, image.width / width);
  const data = new Uint8Array(3 * height * 2 * width).fill(255);
  for (let y = 0; y < Math.min(height, Math.floor(image.height / scale)); y++) {
    for (let x = 0; x < Math.min(width, Math.floor(image.width / scale)); x++) {
      const [v, u] = [Math.floor(y * scale), Math.floor(x * scale)];
      const i = v * image.width + u;
      const color = colorOf(
        holdsInk(truth, v, u, scale),
        found !== undefined && isFound(found, v + scale / 2, u + scale / 2),
      );
      for (let c = 0; c < 3; c++) {
        data[3 * (y * 2 * width + x) + c] = image.color?.[3 * i + c] ?? image.data[i]!;
        data[3 * (y * 2 * width + width + x) + c] = color[c]!;
      }
    }
  }
  return { height, width: 2 * width, data };
}

function colorOf(isInk: boolean, wasFound: boolean): readonly [number, number, number] {
  if (isInk) return wasFound ? [0, 0, 0] : [230, 60, 40];
  return wasFound ? [60, 90, 240] : [255, 255, 255];
}

/** Whether there is ink in a square of an image. */
function holdsInk(truth: InkImage, top: number, left: number, size: number): boolean {
  for (let y = top; y < top + size; y++) {
    for (let x = left; x < left + size; x++) {
      if ((truth.data[y * truth.width + x] ?? 0) >= 0.5) return true;
    }
  }
  return false;
}

/** Whether ink was found at a position of the photo. */
function isFound({ placement, height, width, data }: PreparedSignature, y: number, x: number) {
  const row = Math.floor((y - placement.y) / placement.scale);
  const column = Math.floor((x - placement.x) / placement.scale);
  return row >= 0 && column >= 0 && row < height && column < width &&
    data[row * width + column]! >= 0.5;
}

/** Puts images of one size into a grid. */
function tile(images: readonly ColorCell[], columns: number): ColorCell {
  const { height: h, width: w } = images[0]!;
  const [gap, rows] = [4, Math.ceil(images.length / columns)];
  const [height, width] = [rows * (h + gap), columns * (w + gap)];
  const data = new Uint8Array(3 * height * width).fill(128);
  images.forEach((image, i) => {
    const [top, left] = [Math.floor(i / columns) * (h + gap), (i % columns) * (w + gap)];
    for (let y = 0; y < h; y++) {
      data.set(image.data.subarray(3 * y * w, 3 * (y + 1) * w), 3 * ((top + y) * width + left));
    }
  });
  return { height, width, data };
}

/** How often the result was right, and how it was wrong otherwise. */
interface Tally {
  right: number;
  /** Wrong, with a warning. */
  warned: number;
  /** Ink was lost without a warning. */
  lost: number;
  /** Foreign ink was kept without a warning. */
  foreign: number;
  /** The image was refused. */
  refused: number;
  /** How often each warning or refusal came. */
  readonly messages: Map<string, number>;
}

/** Cleans a photo and adds the result to a tally. */
function tryPrepare(image: ScannedImage, ink: InkImage, tally: Tally) {
  const { messages } = tally;
  const note = (text: string) => messages.set(text, (messages.get(text) ?? 0) + 1);
  try {
    const found = prepareSignature(image);
    found.warnings.forEach(note);
    const { lost, foreign } = compareInk(found, ink);
    if (lost <= MAX_NOISE && foreign <= MAX_NOISE) tally.right++;
    else if (found.warnings.length > 0) tally.warned++;
    else {
      if (lost > MAX_NOISE) tally.lost++;
      if (foreign > MAX_NOISE) tally.foreign++;
    }
    return found;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    tally.refused++;
    note(error.message.replace(/.*pixels: /, "refused: "));
    return undefined;
  }
}

/** `deno task bench cleaning`. */
export const cleaning: Benchmark = {
  usage: "[--seeds=12] [--first=0] [--kind=TEXT] [--sheet=FOLDER]",
  summary: "Ink that cleaning loses or invents on simulated photos and scans",
  run: main,
};

async function main(): Promise<void> {
  const [first, count] = [wholeNumberFlag("first", 0, 0), wholeNumberFlag("seeds", 12)];
  const sheet = flag("sheet");
  const names = (Object.keys(PHOTO_KINDS) as PhotoKindName[])
    .filter((name) => name.includes(flag("kind") ?? ""));
  console.log("| kind | right | warned | silent: lost | silent: foreign | refused | warnings |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const name of names) {
    const tally = { right: 0, warned: 0, lost: 0, foreign: 0, refused: 0, messages: new Map() };
    const pairs: ColorCell[] = [];
    for (let seed = first; seed < first + count; seed++) {
      const { image, ink } = await simulatePhoto(name, seed);
      const found = tryPrepare(image, ink, tally);
      if (sheet !== undefined) pairs.push(drawPair(image, ink, found));
    }
    const { messages, ...counts } = tally;
    const texts = [...messages].map(([text, times]) => `${text} (${times})`).join("; ");
    console.log(`| ${[name, ...Object.values(counts), texts].join(" | ")} |`);
    if (sheet !== undefined) await writeSheet(sheet, name, pairs);
  }
}

async function writeSheet(folder: string, name: string, pairs: readonly ColorCell[]) {
  await Deno.mkdir(folder, { recursive: true });
  const file = `${folder}/${name.replaceAll(/\W+/g, "-")}.png`;
  await Deno.writeFile(file, encodeColorPng(tile(pairs, 2)));
}
