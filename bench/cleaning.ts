/**
 * `deno task bench cleaning [--seeds=12] [--first=0] [--kind=TEXT] [--sheet=FOLDER]`: how often the
 * cleaning loses ink of a signature, or keeps what is none, on simulated photos and scans.
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

/** Minimum fraction of the ink that is more than noise. */
const MIN_FRACTION = 0.01;

/** The photo in small, and beside it the true ink in red, what was found in blue, both in black. */
function drawPair(image: ScannedImage, truth: InkImage, found: PreparedSignature | undefined) {
  const [height, width] = [200, 300];
  const scale = Math.max(image.height / height, image.width / width);
  const data = new Uint8Array(3 * height * 2 * width).fill(255);
  for (let y = 0; y < Math.min(height, Math.floor(image.height / scale)); y++) {
    for (let x = 0; x < Math.min(width, Math.floor(image.width / scale)); x++) {
      const [v, u] = [Math.floor(y * scale), Math.floor(x * scale)];
      const i = v * image.width + u;
      let ink = 0;
      for (let b = 0; b < scale; b++) {
        for (let a = 0; a < scale; a++) {
          ink = Math.max(ink, truth.data[(v + b) * truth.width + u + a] ?? 0);
        }
      }
      let isFound = false;
      if (found !== undefined) {
        const { scale: s, x: x0, y: y0 } = found.placement;
        const row = Math.floor((v + scale / 2 - y0) / s);
        const column = Math.floor((u + scale / 2 - x0) / s);
        isFound = row >= 0 && column >= 0 && row < found.height && column < found.width &&
          found.data[row * found.width + column]! >= 0.5;
      }
      const color = ink >= 0.5
        ? isFound ? [0, 0, 0] : [230, 60, 40]
        : isFound
        ? [60, 90, 240]
        : [255, 255, 255];
      for (let c = 0; c < 3; c++) {
        data[3 * (y * 2 * width + x) + c] = image.color?.[3 * i + c] ?? image.data[i]!;
        data[3 * (y * 2 * width + width + x) + c] = color[c]!;
      }
    }
  }
  return { height, width: 2 * width, data };
}

/** Puts images of one size into a grid. */
function tile(
  images: readonly { height: number; width: number; data: Uint8Array }[],
  columns: number,
) {
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

function flag(name: string): string | undefined {
  return Deno.args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** Measures all kinds, and prints a table. */
export async function main(): Promise<void> {
  const [first, count] = [Number(flag("first") ?? 0), Number(flag("seeds") ?? 12)];
  const sheet = flag("sheet");
  const names = (Object.keys(PHOTO_KINDS) as PhotoKindName[])
    .filter((name) => name.includes(flag("kind") ?? ""));
  console.log("| kind | right | warned | silent: lost | silent: foreign | refused | warnings |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const name of names) {
    const tally = { right: 0, warned: 0, lost: 0, foreign: 0, refused: 0 };
    const messages = new Map<string, number>();
    const pairs = [];
    for (let seed = first; seed < first + count; seed++) {
      const { image, ink } = await simulatePhoto(name, seed);
      let found: PreparedSignature | undefined;
      const note = (text: string) => messages.set(text, (messages.get(text) ?? 0) + 1);
      try {
        found = prepareSignature(image);
        found.warnings.forEach(note);
        const { lost, foreign } = compareInk(found, ink);
        if (lost <= MIN_FRACTION && foreign <= MIN_FRACTION) tally.right++;
        else if (found.warnings.length > 0) tally.warned++;
        else {
          if (lost > MIN_FRACTION) tally.lost++;
          if (foreign > MIN_FRACTION) tally.foreign++;
        }
      } catch (error) {
        tally.refused++;
        note((error as Error).message.replace(/.*pixels: /, "refused: "));
      }
      if (sheet !== undefined) pairs.push(drawPair(image, ink, found));
    }
    const texts = [...messages].map(([text, times]) => `${text} (${times})`).join("; ");
    console.log(`| ${[name, ...Object.values(tally), texts].join(" | ")} |`);
    if (sheet !== undefined) {
      await Deno.mkdir(sheet, { recursive: true });
      await Deno.writeFile(
        `${sheet}/${name.replaceAll(/\W+/g, "-")}.png`,
        encodeColorPng(tile(pairs, 2)),
      );
    }
  }
}
