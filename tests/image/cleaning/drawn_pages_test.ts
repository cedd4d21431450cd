import assert from "node:assert/strict";
import { prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import type { Color } from "../../../lib/image/color_image.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import { Random } from "../../../lib/random.ts";
import { assertSame, BLACK, drawSignature, paintOn, RULING, SEEDS } from "./drawn_page.ts";

/** Checks that marks of each page are removed, and nothing else. */
function assertRemoved(
  draw: (image: ScannedImage, random: Random) => ScannedImage,
  ink: Color = BLACK,
): void {
  for (const seed of SEEDS) {
    const image = drawSignature(seed, ink);
    const page = draw(image, new Random("drawn page", seed));
    assertSame(page, prepareSignature(image), `signature ${seed}`);
  }
}

Deno.test("prepareSignature() keeps an upright stroke that stands on a printed line", () => {
  for (const seed of SEEDS) {
    const plain = drawSignature(seed);
    const { height, width } = plain;
    // The stroke is left of all other ink, and the line below it.
    const left = Math.min(
      ...plain.data.keys().filter((i) => plain.data[i]! < 128).map((i) => i % width),
    ) - 24;
    const bottom = Math.round(0.8 * height);
    const signature = paintOn(
      plain,
      BLACK,
      (y, x) => y > 0.35 * height && y < bottom && Math.abs(x - left - 0.02 * (bottom - y)) < 3,
    );
    const signed = paintOn(
      signature,
      BLACK,
      (y, x) => y >= bottom && y < bottom + 4 && x > 0.05 * width && x < 0.95 * width,
    );
    assertSame(signed, prepareSignature(signature), `signature ${seed}`);
  }
});

Deno.test("prepareSignature() removes paper with dark squares of any size", () => {
  assertRemoved((image, random) => {
    const [step, thickness] = [random.integer(18, 60), random.integer(1, 3)];
    return paintOn(image, RULING, (y, x) => y % step < thickness || x % step < thickness);
  });
});

Deno.test("prepareSignature() removes dark lines and the margin of paper that lies askew", () => {
  assertRemoved((image, random) => {
    const [step, slope] = [random.uniform(28, 60), random.uniform(0.03, 0.12)];
    const { width } = image;
    return paintOn(
      image,
      RULING,
      (y, x) => (y + slope * x) % step < 2.5 || Math.abs(x - slope * y - 0.06 * width) < 1.2,
    );
  });
});

Deno.test("prepareSignature() removes a printed line that strokes cross at a small angle", () => {
  for (const seed of SEEDS) {
    const plain = drawSignature(seed);
    const { height, width } = plain;
    const bottom = Math.round(0.74 * height);
    const slope = 0.06 + 0.01 * seed;
    const signature = paintOn(plain, BLACK, (y, x) =>
      x > 0.3 * width && x < 0.7 * width &&
      Math.abs(y - bottom + slope * (x - width / 2) - 30 * ((x - width / 2) / width) ** 2) < 3.5);
    const signed = paintOn(
      signature,
      BLACK,
      (y, x) => y >= bottom && y < bottom + 4 && x > 0.04 * width && x < 0.96 * width,
    );
    assertSame(signed, prepareSignature(signature), `signature ${seed}`);
  }
});

Deno.test("prepareSignature() removes the wedges that turning a page leaves", () => {
  assertRemoved((image, random) => {
    const tangent = random.uniform(0.008, 0.06) * (random.bernoulli(0.5) ? 1 : -1);
    const { height, width } = image;
    return paintOn(image, BLACK, (y, x) => {
      const [u, v] = [x - width / 2, y - height / 2];
      return Math.abs(u + tangent * v) > width / 2 || Math.abs(v - tangent * u) > height / 2;
    });
  });
});

Deno.test("prepareSignature() removes a turned frame whose corners are outside of the image", () => {
  assertRemoved((image, random) => {
    const tangent = random.uniform(0.03, 0.07) * (random.bernoulli(0.5) ? 1 : -1);
    const { height, width } = image;
    // Sides that meet the edges of the image a third of their length from the corners.
    const [a, b] = [width - height * Math.abs(tangent) / 3, height - width * Math.abs(tangent) / 3];
    return paintOn(image, BLACK, (y, x) => {
      const [u, v] = [x - width / 2, y - height / 2];
      const [across, down] = [Math.abs(u + tangent * v), Math.abs(v - tangent * u)];
      return Math.abs(across - a / 2) < 1.6 || Math.abs(down - b / 2) < 1.6;
    });
  });
});

Deno.test("prepareSignature() removes a slanted stamp with corners, or warns of it", () => {
  // Blue stamp and black pen, violet stamp and dark blue pen.
  for (const [color, ink] of [[[30, 60, 180], BLACK], [[90, 50, 160], [0, 0, 140]]] as const) {
    let removed = 0;
    for (const seed of SEEDS) {
      const image = drawSignature(seed, ink);
      const page = drawStamp(image, color, new Random("drawn page", seed));
      if (prepareSignature(page).warnings.length > 0) continue;
      assertSame(page, prepareSignature(image), `signature ${seed}`);
      removed++;
    }
    assert.ok(removed >= SEEDS.length / 2, `only ${removed} stamps are removed`);
  }
});

/** Draws a frame with a row of letters in it, beside the signature and over it. */
function drawStamp(image: ScannedImage, color: Color, random: Random): ScannedImage {
  const { height, width } = image;
  const angle = random.uniform(-0.3, 0.3);
  const [a, b] = [0.16 * width, 0.07 * width];
  const [cy, cx] = [0.62 * height, random.uniform(0.6, 0.75) * width];
  return paintOn(image, color, (y, x) => {
    const u = (x - cx) * Math.cos(angle) + (y - cy) * Math.sin(angle);
    const v = (y - cy) * Math.cos(angle) - (x - cx) * Math.sin(angle);
    if (Math.abs(u) < a && Math.abs(v) < b) {
      if (Math.abs(u) > a - 5 || Math.abs(v) > b - 5) return true;
      // Letters of three bars.
      const [letter, along] = [Math.floor((u + 0.8 * a) / (0.2 * a)), (u + 0.8 * a) % (0.2 * a)];
      if (letter < 0 || letter > 7 || Math.abs(v) > 0.4 * b) return false;
      return along < 5 || (along < 0.13 * a && Math.abs(v - (letter % 3 - 1) * 0.3 * b) < 3);
    }
    return false;
  });
}

Deno.test("prepareSignature() removes a thin dashed line that is too light in a reduced copy", () => {
  for (const seed of SEEDS) {
    const image = drawSignature(seed, BLACK, 2100, 1.6);
    const { height, width } = image;
    // The line covers a third of two rows of a copy that is reduced by three.
    const row = 3 * Math.round(0.62 * height / 3) - 1;
    const page = paintOn(
      image,
      [70, 70, 70],
      (y, x) => (y === row || y === row + 1) && x % 42 < 26 && x > 0.04 * width && x < 0.96 * width,
    );
    const [found, expected] = [page, image].map((scan) =>
      prepareSignature(scan).data.reduce((sum, ink) => sum + ink, 0)
    ) as [number, number];
    assert.ok(Math.abs(found / expected - 1) < 0.05, `signature ${seed}: ${found}, ${expected}`);
  }
});

/** Empty paper in colour. */
function emptyPage(height: number, width: number): ScannedImage {
  const data = new Uint8Array(height * width).fill(248);
  return { height, width, data, color: new Uint8Array(3 * height * width).fill(248) };
}

/** Whether a position is on the outline of a rectangle. */
function isOnBox(y: number, x: number, [top, left, bottom, right]: readonly number[]): boolean {
  const isInside = (margin: number) =>
    y >= top! + margin && y < bottom! - margin && x >= left! + margin && x < right! - margin;
  return isInside(0) && !isInside(3);
}

/** Whether a position is on one of some letters: bars of 20 pixels, 14 apart. */
function isOnLetters(y: number, x: number, [top, left]: readonly number[], count: number): boolean {
  const [v, u] = [y - top!, x - left!];
  if (v < 0 || v >= 20 || u < 0 || u >= 14 * count) return false;
  return u % 14 < 3 || (u % 14 < 10 && v % 8 < 3);
}

Deno.test("prepareSignature() refuses empty boxes, two lines, and fields with a caption alone", () => {
  const forms: readonly (readonly [string, (y: number, x: number) => boolean])[] = [
    [
      "three boxes",
      (y, x) => [40, 310, 580].some((left) => isOnBox(y, x, [60, left, 260, left + 220])),
    ],
    [
      "a box with dust",
      (y, x) => isOnBox(y, x, [30, 40, 300, 820]) || (y % 90 === 7 && x % 170 === 20),
    ],
    ["two lines", (y, x) => (y >> 1 === 70 || y >> 1 === 130) && x > 60 && x < 800],
    [
      "a box with a caption",
      (y, x) => isOnBox(y, x, [30, 40, 300, 820]) || isOnLetters(y, x, [45, 60], 6),
    ],
    [
      "a line with an X and a caption",
      (y, x) =>
        (y >> 1 === 100 && x > 60 && x < 800) || isOnLetters(y, x, [210, 60], 6) ||
        (y > 170 && y < 195 && (Math.abs(y - x - 110) < 3 || Math.abs(y + x - 255) < 3) &&
          x > 58 && x < 90),
    ],
  ];
  for (const [name, isInk] of forms) {
    const page = paintOn(emptyPage(330, 860), BLACK, isInk);
    assert.throws(() => prepareSignature(page), RangeError, name);
  }
});

Deno.test("prepareSignature() removes empty boxes beside the signature", () => {
  assertRemoved((image) => {
    const { height } = image;
    const [side, gap] = [0.2 * height, 0.04 * height];
    const boxes = [0, 1].map((k) => {
      const left = gap + k * (side + gap);
      return [gap, left, gap + side, left + side];
    });
    return paintOn(image, BLACK, (y, x) => boxes.some((box) => isOnBox(y, x, box)));
  });
});

Deno.test("prepareSignature() warns of a title above a signature on a line", () => {
  for (const seed of SEEDS) {
    const image = drawSignature(seed);
    const { height, width } = image;
    const row = Math.round(0.72 * height);
    const page = paintOn(
      image,
      BLACK,
      (y, x) =>
        (y >= row && y < row + 3 && x > 0.04 * width && x < 0.96 * width) ||
        isOnLetters(y, x, [0.12 * height, 0.35 * width], 5),
    );
    const { warnings } = prepareSignature(page);
    assert.ok(warnings.length > 0, `signature ${seed}`);
  }
});

Deno.test("prepareSignature() removes a printed line that strokes hide in part", () => {
  for (const seed of SEEDS) {
    const plain = drawSignature(seed);
    const { height, width } = plain;
    const row = Math.round(0.72 * height);
    const [from, to] = [(0.3 + 0.03 * seed) * width, (0.55 + 0.03 * seed) * width];
    // A field of ink that covers a quarter of the line.
    const signature = paintOn(plain, BLACK, (y, x) => {
      return Math.abs(y - row) < 22 && x > from && x < to;
    });
    const signed = paintOn(
      signature,
      BLACK,
      (y, x) => y >= row && y < row + 4 && x > 0.04 * width && x < 0.96 * width,
    );
    assertSame(signed, prepareSignature(signature), `signature ${seed}`);
  }
});

Deno.test("prepareSignature() warns of a caption below one of several dashed lines beside each other", () => {
  for (const seed of SEEDS) {
    const image = drawSignature(seed, BLACK, 900, 1);
    const { height, width } = image;
    const row = Math.round(0.74 * height);
    const page = paintOn(image, BLACK, (y, x) => {
      const isOnLine = [[0.04, 0.4], [0.44, 0.68], [0.72, 0.96]].some(([from, to]) =>
        x > from! * width && x < to! * width
      );
      return (y >= row && y < row + 3 && x % 20 < 13 && isOnLine) ||
        isOnLetters(y, x, [row + 12, 0.73 * width], 5);
    });
    const { warnings } = prepareSignature(page);
    assert.ok(warnings.length > 0, `signature ${seed}`);
  }
});
