import assert from "node:assert/strict";
import type { GrayImage, InkImage } from "../../../lib/image/ink_image.ts";
import {
  DEFAULT_PREPARE_OPTIONS,
  type PrepareOptions,
  prepareSignature,
} from "../../../lib/image/cleaning/prepare.ts";
import { resample } from "../../../lib/image/resize.ts";
import { measureStrokeWidth } from "../../../lib/image/cleaning/measure_stroke_width.ts";
import { Random } from "../../../lib/random.ts";

/** A page of 240 x 480 units with a looping scribble, an underline and two dots. */
const PAGE = { height: 240, width: 480 };

/** Points of the drawing, with the radius of the pen. */
function scribble(): [number, number, number][] {
  const points: [number, number, number][] = [];
  for (let t = 0; t <= 1; t += 0.0015) {
    const x = 90 + 260 * t + 34 * Math.sin(31 * t);
    const y = 118 + 42 * Math.sin(23 * t + 1) * (1 - 0.4 * t);
    points.push([x, y, 2.2 + 0.8 * Math.sin(17 * t)]);
  }
  for (let t = 0; t <= 1; t += 0.004) points.push([130 + 220 * t, 186 - 18 * t * t, 2]);
  points.push([210, 60, 3.4], [390, 150, 3.4]);
  return points;
}

/** Renders the ink coverage of the page at a scale. */
function renderInk(scale: number, points = scribble()): InkImage {
  const [height, width] = [Math.round(PAGE.height * scale), Math.round(PAGE.width * scale)];
  const data = new Float32Array(height * width);
  for (const [px, py, pr] of points) {
    const [cx, cy, radius] = [px * scale, py * scale, pr * scale];
    for (let y = Math.floor(cy - radius - 1); y <= cy + radius + 1; y++) {
      for (let x = Math.floor(cx - radius - 1); x <= cx + radius + 1; x++) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const covered = radius + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
        const i = y * width + x;
        data[i] = Math.max(data[i]!, Math.min(1, covered));
      }
    }
  }
  return { height, width, data };
}

/** A photo of the ink: `luminance(ink, y, x)` with `y` and `x` from 0 to 1. */
function photograph(
  ink: InkImage,
  luminance: (ink: number, y: number, x: number) => number,
): GrayImage {
  const { height, width } = ink;
  const data = new Uint8Array(height * width);
  for (let i = 0; i < data.length; i++) {
    const value = luminance(ink.data[i]!, Math.floor(i / width) / height, (i % width) / width);
    data[i] = Math.max(0, Math.min(255, Math.round(value)));
  }
  return { height, width, data };
}

const clean = (ink: InkImage) => photograph(ink, (covered) => 255 * (1 - covered));

/** Intersection over union of the ink of two images. */
function overlap(a: InkImage, b: InkImage): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.data.length; i++) {
    both += Math.min(a.data[i]!, b.data[i]!);
    either += Math.max(a.data[i]!, b.data[i]!);
  }
  return both / either;
}

/** The rows and columns with ink: the first, and the one after the last. */
function boxOf({ height, width, data }: InkImage) {
  let [top, left, bottom, right] = [height, width, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < 0.3) continue;
    const [y, x] = [Math.floor(i / width), i % width];
    top = Math.min(top, y);
    left = Math.min(left, x);
    bottom = Math.max(bottom, y + 1);
    right = Math.max(right, x + 1);
  }
  return { top, left, bottom, right };
}

function strokeWidthOf(image: InkImage): number {
  const [height, width] = [4 * image.height, 4 * image.width];
  const mask = Uint8Array.from(resample(image, height, width), (value) => value >= 0.5 ? 1 : 0);
  return measureStrokeWidth(mask, height, width) / 4;
}

const noise = (random: Random, amount: number) => amount * random.normal();

const reference = prepareSignature(clean(renderInk(1)));

Deno.test("prepareSignature() gives ink in [0, 1], centred within the margin, aspect kept", () => {
  const { top, left, bottom, right } = boxOf(reference);
  assert.ok(reference.data.every((value) => value >= 0 && value <= 1));
  assert.ok(Math.abs(top + bottom - 64) <= 2 && Math.abs(left + right - 128) <= 2);
  assert.ok(top >= 2 && left >= 2 && bottom <= 62 && right <= 126);
  assert.ok(bottom - top >= 57 || right - left >= 121);
  const ink = boxOf(renderInk(1));
  const expected = (ink.right - ink.left) / (ink.bottom - ink.top);
  assert.ok(Math.abs((right - left) / (bottom - top) / expected - 1) < 0.05);
});

Deno.test("prepareSignature() places the ink where shrinking the crop would", () => {
  const ink = renderInk(1);
  const { top, left, bottom, right } = boxOf(ink);
  const scale = Math.min(58 / (bottom - top), 122 / (right - left));
  const height = 64 / scale;
  const width = 128 / scale;
  const region = {
    top: (top + bottom - height) / 2,
    left: (left + right - width) / 2,
    height,
    width,
  };
  const shrunk = resample(ink, 64, 128, region);
  let missed = 0;
  let total = 0;
  for (let i = 0; i < shrunk.length; i++) {
    if (shrunk[i]! < 0.5) continue;
    total++;
    if (reference.data[i]! < 0.5) missed++;
  }
  assert.ok(total > 300 && missed < 0.04 * total, `${missed} of ${total}`);
});

Deno.test("prepareSignature() gives the same ink when the paper is dark", () => {
  const ink = renderInk(1);
  const binary = prepareSignature(photograph(ink, (covered) => covered > 0.5 ? 255 : 0));
  const random = new Random(1, "dark");
  const board = prepareSignature(
    photograph(ink, (covered, y, x) => 40 + 30 * x + 20 * y + 120 * covered + noise(random, 4)),
  );
  assert.ok(overlap(binary, reference) > 0.8);
  assert.ok(overlap(board, reference) > 0.8);
});

Deno.test("prepareSignature() gives the same ink when the light is uneven and the pen light", () => {
  const random = new Random(2, "light");
  const light = (y: number, x: number) => 240 * (0.45 + 0.35 * x + 0.2 * y);
  for (const contrast of [0.8, 0.35]) {
    const photo = photograph(
      renderInk(1),
      (covered, y, x) => light(y, x) * (1 - contrast * covered) + noise(random, 3),
    );
    assert.ok(overlap(prepareSignature(photo), reference) > 0.78);
  }
});

Deno.test("prepareSignature() gives the same ink when a shadow falls on the paper", () => {
  const random = new Random(3, "shadow");
  const photo = photograph(renderInk(1), (covered, y, x) => {
    const shade = 0.65 + 0.35 / (1 + Math.exp(-(x + 0.5 * y - 0.5) / 0.02));
    return 230 * shade * (1 - 0.7 * covered) + noise(random, 3);
  });
  assert.ok(overlap(prepareSignature(photo), reference) > 0.75);
});

Deno.test("prepareSignature() gives the same ink at any resolution", () => {
  for (const scale of [0.6, 2, 4.3]) {
    const result = prepareSignature(clean(renderInk(scale)));
    assert.ok(overlap(result, reference) > 0.8, `scale ${scale}`);
  }
});

Deno.test("prepareSignature() finds a small signature on a large, nearly empty page", () => {
  const random = new Random(4, "page");
  const ink = renderInk(0.5);
  const page = { height: 1400, width: 1000, data: new Uint8Array(1400 * 1000) };
  for (let i = 0; i < page.data.length; i++) page.data[i] = 235 + 4 * random.uniform(-1, 1);
  for (let y = 0; y < ink.height; y++) {
    for (let x = 0; x < ink.width; x++) {
      page.data[(900 + y) * 1000 + 600 + x]! -= 140 * ink.data[y * ink.width + x]!;
    }
  }
  assert.ok(overlap(prepareSignature(page), reference) > 0.7);
});

Deno.test("prepareSignature() drops dust but neither a pen's dots nor a dotted signature", () => {
  const random = new Random(5, "dust");
  const page = clean(renderInk(2));
  for (let i = 0; i < 60; i++) {
    const at = random.integer(2, page.height - 3) * page.width + random.integer(2, page.width - 3);
    page.data[at] = 0;
    page.data[at + 1] = 0;
  }
  assert.ok(overlap(prepareSignature(page), reference) > 0.85);
  const dots = scribble().filter((_, i) => i % 13 === 0).map(([x, y]) =>
    [x, y, 1.6] as [number, number, number]
  );
  const dotted = prepareSignature(clean(renderInk(2, dots)));
  const { left, right } = boxOf(dotted);
  assert.ok(right - left > 115);
});

Deno.test("prepareSignature() erases ruled lines, frames and scan borders", () => {
  const mark = (draw: (y: number, x: number) => boolean) => {
    const page = clean(renderInk(2));
    for (let i = 0; i < page.data.length; i++) {
      if (draw(Math.floor(i / page.width), i % page.width)) {
        page.data[i] = Math.min(page.data[i]!, 90);
      }
    }
    return page;
  };
  const ruled = mark((y, x) => (y + 70 - Math.round(x / 100)) % 70 < 2);
  const framed = mark((y, x) =>
    y > 20 && y < 460 && x > 30 && x < 930 && (y < 24 || y > 456 || x < 34 || x > 926)
  );
  const border = mark((y, x) => x < 14 || y > 470);
  assert.ok(overlap(prepareSignature(ruled), reference) > 0.7);
  assert.ok(overlap(prepareSignature(framed), reference) > 0.85);
  assert.ok(overlap(prepareSignature(border), reference) > 0.85);
});

Deno.test("prepareSignature() keeps an underline and a bar that end before the edge of the image", () => {
  const points: [number, number, number][] = [];
  for (let t = 0; t <= 1; t += 0.002) {
    // Hands bend even their straightest strokes.
    const bend = 5 * Math.sin(Math.PI * t);
    points.push([60 + 360 * t, 180 + bend, 2.5], [240 + bend, 40 + 140 * t, 2.5]);
  }
  const { top, left, bottom, right } = boxOf(prepareSignature(clean(renderInk(1, points))));
  assert.ok(Math.abs((right - left) / (bottom - top) - 365 / 142) < 0.2);
});

Deno.test("prepareSignature() brings the stroke width into its range at any size", () => {
  for (const factor of [0.25, 1, 3]) {
    const points = scribble().map(([x, y, radius]) =>
      [x, y, radius * factor] as [number, number, number]
    );
    for (const height of [64, 128]) {
      const result = prepareSignature(clean(renderInk(3, points)), { height, width: 2 * height });
      const width = strokeWidthOf(result) * 64 / height;
      assert.ok(width > 1.3 && width < 2.9, `${width} for a pen of ${factor}, height ${height}`);
    }
  }
});

Deno.test("prepareSignature() does not touch a stroke width that is in the range", () => {
  const ink = renderInk(1);
  const loose: Partial<PrepareOptions> = { strokeWidth: [0.01, 50] };
  const { top, left, bottom, right } = boxOf(ink);
  const scale = Math.min(58 / (bottom - top), 122 / (right - left));
  const area = ink.data.reduce((sum, value) => sum + value, 0) * scale * scale;
  const result = prepareSignature(clean(ink), loose).data.reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(result / area - 1) < 0.2, `${result} instead of ${area}`);
});

Deno.test("prepareSignature() takes any multiple of 16 and keeps the margin", () => {
  for (const [height, width] of [[16, 48], [64, 64], [96, 320]] as const) {
    const result = prepareSignature(clean(renderInk(1)), { height, width });
    assert.equal(result.data.length, height * width);
    const margin = Math.floor(3 * height / 64);
    const { top, left, bottom, right } = boxOf(result);
    const least = Math.min(top, left, height - bottom, width - right);
    assert.ok(least >= margin - 1 && least <= margin + 1, `${height} x ${width}: ${least}`);
  }
});

Deno.test("prepareSignature() leaves its input as it is", () => {
  const page = photograph(renderInk(1), (covered) => 20 + 200 * covered);
  const before = page.data.slice();
  prepareSignature(page);
  assert.deepEqual(page.data, before);
});

Deno.test("prepareSignature() throws when there is no ink", () => {
  const random = new Random(6, "empty");
  const fill = (value: () => number, height = 300, width = 500): GrayImage => ({
    height,
    width,
    data: Uint8Array.from({ length: height * width }, value),
  });
  assert.throws(() => prepareSignature(fill(() => 255)), /Cannot find ink .* 300 x 500/);
  assert.throws(() => prepareSignature(fill(() => 0)), /Cannot find ink/);
  assert.throws(() => prepareSignature(fill(() => 128)), /Cannot find ink/);
  assert.throws(() => prepareSignature(fill(() => 255, 1, 1)), /Cannot find ink/);
  assert.throws(() => prepareSignature(fill(() => 220 + 8 * random.normal())), /Cannot find ink/);
  assert.throws(() => prepareSignature(fill(() => random.integer(0, 255))), /Cannot find ink/);
});

Deno.test("prepareSignature() throws when options are out of range", () => {
  const page = clean(renderInk(1));
  assert.throws(
    () => prepareSignature(page, { height: 60 }),
    /height is 60, expected a multiple of 16/,
  );
  assert.throws(() => prepareSignature(page, { width: 0 }), RangeError);
  assert.throws(() => prepareSignature(page, { margin: 40 }), /margin/);
  assert.throws(() => prepareSignature(page, { strokeWidth: [3, 2] }), /strokeWidth/);
  assert.equal(DEFAULT_PREPARE_OPTIONS.height, 64);
});
