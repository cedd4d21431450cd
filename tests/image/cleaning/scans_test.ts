import assert from "node:assert/strict";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { type PreparedSignature, prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import type { GrayImage, InkImage, ScannedImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";

/** Scans of procedural signatures; each was once a failure of a cleaning rule. */
const FOLDER = new URL("../../fixtures/scans/", import.meta.url);

async function read(name: string): Promise<ScannedImage> {
  return await decodeImage(await Deno.readFile(new URL(name, FOLDER)));
}

const clean = prepareSignature(await read("clean-0.png"));

function assertSame(actual: InkImage, expected: InkImage, what: string): void {
  const distance = chamferDistance(actual, expected);
  assert.ok(distance < 0.8, `${what}: the ink is ${distance.toFixed(2)} px off`);
}

for (
  const [name, what] of [
    ["specks-0.png", "touches the edge and specks lie inside"],
    ["form-line-label.jpg", "is signed on a printed line with a label and an X"],
    ["red-stamp.jpg", "lies under a red stamp"],
    ["slanted-frame-black.jpg", "lies in a slanted black frame"],
    ["slanted-frame-gray.jpg", "lies in a slanted gray frame"],
    ["phone-table-finger.jpg", "is photographed with the table and a finger"],
    ["cheque-background.jpg", "is written on a cheque"],
  ] as const
) {
  Deno.test(`prepareSignature() gives the signature alone when it ${what}`, async () => {
    assertSame(prepareSignature(await read(name)), clean, name);
  });
}

Deno.test("prepareSignature() gives the signature alone when the paper is lined", async () => {
  const expected = prepareSignature(await read("clean-1.png"));
  assertSame(prepareSignature(await read("lined-paper.jpg")), expected, "lined-paper.jpg");
});

Deno.test("prepareSignature() invents no line where the size is no multiple of the factor", async () => {
  for (const name of ["edge-1441x400.png", "edge-1300x722.png"]) {
    const image = await read(name);
    const padded = pad(image, [0, 0, 36, 59], 255);
    assertSame(prepareSignature(image), prepareSignature(padded), name);
  }
});

/** Adds paper of one level above, left, below and right. */
function pad(image: GrayImage, [top, left, bottom, right]: readonly number[], paper: number) {
  const height = image.height + top! + bottom!;
  const width = image.width + left! + right!;
  const data = new Uint8Array(height * width).fill(paper);
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(y * image.width, (y + 1) * image.width);
    data.set(row, (y + top!) * width + left!);
  }
  return { height, width, data };
}

/** The ink that a plain threshold finds, with room around it. */
function threshold({ height, width, data }: GrayImage): PreparedSignature {
  const binary = data.map((level) => level < 128 ? 0 : 255);
  const margin = Math.ceil(0.3 * Math.max(height, width));
  const image = pad({ height, width, data: binary }, [margin, margin, margin, margin], 255);
  return prepareSignature(image);
}

Deno.test("prepareSignature() keeps all of a tightly cropped signature", async () => {
  for await (const { name } of Deno.readDir(new URL("tight-crops/", FOLDER))) {
    const image = await read(`tight-crops/${name}`);
    const truth = await read(`truth/${name}`).catch(() => undefined);
    assertSame(prepareSignature(image), threshold(truth ?? image), name);
  }
});

Deno.test("prepareSignature() gives the signature alone when fingers hold the page", async () => {
  const truth = threshold(await read("truth/phone-two-fingers.png"));
  const found = prepareSignature(await read("phone-two-fingers.jpg"));
  assertSame(found, truth, "phone-two-fingers.jpg");
  assert.deepEqual(found.warnings, []);
});

/** A sheet of paper with some noise, for drawing on. */
class Sheet {
  readonly #random = new Random("sheet");
  readonly image: { height: number; width: number; data: Uint8Array };

  constructor(height: number, width: number) {
    const data = new Uint8Array(height * width);
    for (let i = 0; i < data.length; i++) data[i] = this.#noisy(248);
    this.image = { height, width, data };
  }

  #noisy(level: number): number {
    return Math.max(0, Math.min(255, Math.round(level + this.#random.normal(0, 2))));
  }

  /** Fills a rectangle. */
  fill(top: number, left: number, height: number, width: number, level = 60): this {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        this.image.data[y * this.image.width + x] = this.#noisy(level);
      }
    }
    return this;
  }

  /** Draws a box with sides of some pixels. */
  box(top: number, left: number, height: number, width: number, side = 3): this {
    return this.fill(top, left, side, width).fill(top + height - side, left, side, width)
      .fill(top, left, height, side).fill(top, left + width - side, height, side);
  }

  /** Draws a horizontal line of dashes. */
  dash(top: number, left: number, width: number, dash: number, gap: number): this {
    for (let x = left; x + dash <= left + width; x += dash + gap) this.fill(top, x, 3, dash);
    return this;
  }

  /** Draws brackets in the corners of a box. */
  brackets(top: number, left: number, height: number, width: number, arm: number): this {
    for (const y of [top, top + height - 3]) {
      this.fill(y, left, 3, arm).fill(y, left + width - arm, 3, arm);
    }
    for (const x of [left, left + width - 3]) {
      this.fill(top, x, arm, 3).fill(top + height - arm, x, arm, 3);
    }
    return this;
  }

  /** Prints words whose letters are connected. */
  wave(top: number, left: number, count: number): this {
    for (let i = 0; i < count; i++) {
      for (let x = 0; x < 60; x++) {
        this.fill(Math.round(top + 8 + 7 * Math.sin(x / 3)), left + 76 * i + x, 3, 2, 40);
      }
    }
    return this;
  }

  /** Copies the ink of an image. */
  paste({ height, width, data }: GrayImage, top: number, left: number): this {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const level = data[y * width + x]!;
        if (level < 200) this.fill(top + y, left + x, 1, 1, level);
      }
    }
    return this;
  }

  /** Prints a row of characters: stems of one height with bars across. */
  print(top: number, left: number, count: number, size: number): this {
    for (let i = 0; i < count; i++) {
      if (i % 6 === 5) continue;
      const x = left + Math.round(i * size * 0.9);
      this.fill(top, x, size, 2).fill(top + (i % 3) * (size >> 1), x, 2, size >> 1);
    }
    return this;
  }
}

Deno.test("prepareSignature() refuses an empty box, a bare line and print alone, with the reason", () => {
  for (
    const [sheet, reason] of [
      [new Sheet(360, 900).box(40, 60, 260, 780), /printed lines but no signature/],
      [new Sheet(360, 900).fill(250, 80, 3, 740), /printed lines but no signature/],
      [new Sheet(360, 900).box(40, 60, 260, 780).fill(220, 90, 3, 700), /printed lines/],
      [new Sheet(360, 900).dash(250, 80, 740, 12, 8), /printed lines but no signature/],
      [new Sheet(360, 900).dash(250, 80, 740, 4, 6), /printed lines but no signature/],
      [new Sheet(360, 900).fill(250, 80, 3, 740).wave(268, 90, 4), /a label but no signature/],
      [new Sheet(200, 900).print(90, 60, 30, 20), /only printed text/],
      [new Sheet(200, 900), /nothing stands out/],
    ] as const
  ) {
    assert.throws(() => prepareSignature(sheet.image), { name: "RangeError", message: reason });
  }
});

Deno.test("prepareSignature() gives the signature alone when a dashed line is under it, or brackets around it", async () => {
  const signature = await read("clean-0.png");
  const size = [signature.height + 240, signature.width + 300] as const;
  const bottom = 120 + signature.height;
  for (
    const [what, sheet] of [
      ["dashes", new Sheet(...size).dash(bottom, 60, size[1] - 120, 14, 9)],
      ["dots", new Sheet(...size).dash(bottom, 60, size[1] - 120, 3, 7)],
      ["brackets", new Sheet(...size).brackets(40, 40, size[0] - 80, size[1] - 80, 70)],
    ] as const
  ) {
    const found = prepareSignature(sheet.paste(signature, 110, 150).image);
    assertSame(found, clean, what);
    assert.deepEqual(found.warnings, [], what);
  }
});

Deno.test("prepareSignature() warns of words with connected letters under a printed line", async () => {
  const signature = await read("clean-0.png");
  const [height, width] = [signature.height + 260, signature.width + 300];
  const line = 130 + signature.height;
  const sheet = new Sheet(height, width).fill(line, 60, 3, width - 120).wave(line + 14, 80, 5);
  const found = prepareSignature(sheet.paste(signature, 100, 150).image);
  assert.deepEqual(found.warnings, ["it holds small marks at a printed line"]);
});

Deno.test("prepareSignature() reads the signature on a page of text, with a warning", async () => {
  const page = new Sheet(1200, 900);
  for (let y = 60; y < 800; y += 40) page.print(y, 60, 44, 18);
  page.paste(await read("clean-0.png"), 880, 250);
  const read0 = prepareSignature(page.image);
  assert.deepEqual(read0.warnings, ["it looks like a page of text"]);
  assertSame(read0, clean, "the page");
});

Deno.test("prepareSignature() warns of a table and of solid blocks", () => {
  const scribble = (sheet: Sheet, top: number, left: number) => {
    for (let t = 0; t < 1; t += 0.002) {
      const x = left + 120 * t + 14 * Math.sin(40 * t);
      sheet.fill(Math.round(top + 25 * Math.sin(27 * t)), Math.round(x), 4, 4, 30);
    }
  };
  const table = new Sheet(700, 900);
  for (let y = 30; y < 700; y += 210) table.fill(y, 30, 3, 840);
  for (let x = 30; x < 900; x += 279) table.fill(30, x, 633, 3);
  for (const [y, x] of [[130, 110], [340, 390], [550, 670]] as const) scribble(table, y, x);
  assert.deepEqual(prepareSignature(table.image).warnings, [
    "it looks like a table of several boxes",
  ]);
  const blocks = new Sheet(400, 900).fill(60, 60, 60, 200).fill(60, 400, 60, 300);
  scribble(blocks, 300, 300);
  assert.deepEqual(prepareSignature(blocks.image).warnings, ["it holds solid blocks"]);
});

Deno.test("prepareSignature() refuses ink that is too small and warns of ink that is hardly enough", async () => {
  const small = await read("tight-crops/w64-003.png");
  assert.deepEqual(prepareSignature(small).warnings, [
    "it is so small that strokes run into each other",
  ]);
  const dot = new Sheet(100, 100);
  for (let i = 0; i < 24; i++) dot.fill(40 + (i % 9), 40 + i, 2, 2, 20);
  assert.throws(() => prepareSignature(dot.image), /pixels long, expected at least 48/);
});
