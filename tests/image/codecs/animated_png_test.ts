import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { Random } from "../../../lib/random.ts";
import { assertPixels } from "../known_images.ts";
import { pngChunk, pngFile } from "../write_image_files.ts";

const [HEIGHT, WIDTH] = [24, 60];
const GRAY = { colorType: 0, depth: 8, interlaced: false };
const GRAY_ALPHA = { colorType: 4, depth: 8, interlaced: false };

/** Gray values of an image, and where it lies. */
interface Frame {
  readonly gray: (x: number, y: number) => number;
  readonly x?: number;
  readonly y?: number;
  readonly height?: number;
  readonly width?: number;
  /** 0 keep, 1 clear, 2 restore. */
  readonly disposal?: number;
  /** Whether white is transparent and leaves the canvas as it is. */
  readonly blends?: boolean;
}

function uint32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => value >>> shift & 255);
}

function controlOf(frame: Frame, sequence: number): number[] {
  const { x = 0, y = 0, height = HEIGHT, width = WIDTH, disposal = 0, blends = false } = frame;
  return pngChunk(
    "fcTL",
    Uint8Array.from([
      ...[sequence, width, height, x, y].flatMap(uint32),
      ...[0, 4, 0, 100, disposal, blends ? 1 : 0],
    ]),
  );
}

/** The IDAT chunks of a PNG file: their contents. */
function dataOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer);
  const found: Uint8Array[] = [];
  for (let at = 8; at < file.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (type === "IDAT") found.push(file.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  return found;
}

/**
 * Writes an animated PNG file.
 *
 * @param frames The images; the first is the still image.
 * @param isStillFrame Whether the still image is part of the animation.
 */
async function animation(frames: readonly Frame[], isStillFrame = true): Promise<Uint8Array> {
  const fields = frames.some(({ blends }) => blends) ? GRAY_ALPHA : GRAY;
  const files = await Promise.all(
    frames.map(({ gray, height = HEIGHT, width = WIDTH }) =>
      pngFile(height, width, fields, (x, y, channel) => {
        const value = gray(x, y);
        return channel === 0 ? value : value === 255 ? 0 : 255;
      })
    ),
  );
  let sequence = 0;
  const body = files.flatMap((file, i) => {
    const isStill = i === 0;
    const control = isStill && !isStillFrame ? [] : controlOf(frames[i]!, sequence++);
    const data = dataOf(file).flatMap((part) =>
      isStill
        ? pngChunk("IDAT", part)
        : pngChunk("fdAT", Uint8Array.from([...uint32(sequence++), ...part]))
    );
    return [...control, ...data];
  });
  const count = frames.length - (isStillFrame ? 0 : 1);
  return Uint8Array.from([
    ...files[0]!.subarray(0, 33),
    ...pngChunk("acTL", Uint8Array.from([...uint32(count), ...uint32(0)])),
    ...body,
    ...pngChunk("IEND", new Uint8Array(0)),
  ]);
}

function sampleInk(seed: number): (x: number, y: number) => boolean {
  const random = new Random(seed, "ink");
  const ink = Array.from({ length: HEIGHT * WIDTH }, () => random.uniform(0, 1) < 0.1);
  return (x, y) => ink[y * WIDTH + x]!;
}

const BLANK = { gray: () => 255 };

Deno.test("decodeImage() takes the whole signature of an animated PNG that writes it", async () => {
  for (let seed = 0; seed < 12; seed++) {
    const isInk = sampleInk(seed);
    const steps = 2 + seed % 4;
    const starts = Array.from({ length: steps + 1 }, (_, i) => Math.round(i * WIDTH / steps));
    // Each image adds a part, over a first one that is blank or has some ink.
    const first = seed % 2 === 0
      ? BLANK
      : { gray: (x: number, y: number) => x < starts[1]! && isInk(x, y) ? 0 : 255 };
    const parts = starts.slice(0, -1).map((left, i) => ({
      gray: (x: number, y: number) => isInk(left + x, y) ? 0 : 255,
      x: left,
      width: starts[i + 1]! - left,
      blends: seed % 3 === 0,
    }));
    const image = await decodeImage(await animation([first, ...parts]));
    assertPixels(image, HEIGHT, WIDTH, (x, y) => isInk(x, y) ? 0 : 255);
    // The animation starts again from an empty page.
    const again = await decodeImage(await animation([first, ...parts, BLANK]));
    assert.deepEqual(again.data, image.data);
  }
});

Deno.test("decodeImage() takes the still image of an animated PNG, unless it is blank", async () => {
  const [one, other] = [sampleInk(1), sampleInk(2)].map((isInk) => ({
    gray: (x: number, y: number) => isInk(x, y) ? 0 : 255,
  })) as [Frame, Frame];
  for (const isStillFrame of [true, false]) {
    const still = await decodeImage(await animation([one, other], isStillFrame));
    assertPixels(still, HEIGHT, WIDTH, one.gray);
    const later = await decodeImage(await animation([BLANK, other], isStillFrame));
    assertPixels(later, HEIGHT, WIDTH, other.gray);
  }
});

Deno.test("decodeImage() clears and restores what an image of an animated PNG covered", async () => {
  const ink = sampleInk(3);
  const left: Frame = {
    gray: (x, y) => ink(x, y) ? 0 : 255,
    width: WIDTH / 2,
    blends: true,
  };
  const right: Frame = {
    gray: (x, y) => ink(x + WIDTH / 2, y) ? 0 : 255,
    x: WIDTH / 2,
    width: WIDTH / 2,
    blends: true,
  };
  for (const disposal of [0, 1, 2]) {
    const file = await animation([BLANK, { ...left, disposal }, right]);
    const image = await decodeImage(file);
    // Only where the left part stays do both parts show in one image.
    const inked = (from: number) =>
      image.data.some((gray, i) => gray === 0 && (i % WIDTH >= WIDTH / 2) === (from > 0));
    assert.equal(inked(0) && inked(WIDTH / 2), disposal === 0, `disposal ${disposal}`);
  }
});

Deno.test("decodeImage() reads an animated PNG whose later images are damaged", async () => {
  const isInk = sampleInk(4);
  const file = await animation([
    BLANK,
    { gray: (x, y) => isInk(x, y) ? 0 : 255 },
    { gray: () => 0, x: 10 },
  ]);
  const image = await decodeImage(file);
  assertPixels(image, HEIGHT, WIDTH, (x, y) => isInk(x, y) ? 0 : 255);
});
