import assert from "node:assert/strict";
import { augment, DEFAULT_AUGMENT_OPTIONS } from "../../lib/dataset/augment.ts";
import { Random } from "../../lib/random.ts";

const SIZE = { height: 64, width: 128 };
const STILL = {
  strength: 1,
  rotation: 0,
  scale: 0,
  aspect: 0,
  shear: 0,
  shift: 0,
  elastic: 0,
};

/** A loop of ink, three pixels wide, four pixels away from the edges. */
function loop(): Float32Array {
  const image = new Float32Array(SIZE.height * SIZE.width);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const radius = Math.hypot((x - 63.5) / 58, (y - 31.5) / 26);
      const distance = Math.abs(radius - 1) * 26;
      image[y * SIZE.width + x] = Math.max(0, Math.min(1, 2 - distance));
    }
  }
  return image;
}

function augmented(
  input: Float32Array,
  seed: number,
  options = DEFAULT_AUGMENT_OPTIONS,
): Float32Array {
  const output = new Float32Array(input.length).fill(NaN);
  augment(input, output, SIZE, new Random(seed), options);
  return output;
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Mean position of the ink, relative to the centre of the image. */
function centre(image: Float32Array): { x: number; y: number } {
  let [x, y] = [0, 0];
  image.forEach((ink, i) => {
    x += ink * (i % SIZE.width - 63.5);
    y += ink * (Math.floor(i / SIZE.width) - 31.5);
  });
  return { x: x / sum(image), y: y / sum(image) };
}

/** A bar of ink along the row through the centre. */
function bar(): Float32Array {
  const image = new Float32Array(SIZE.height * SIZE.width);
  for (let x = 34; x <= 93; x++) image[31 * SIZE.width + x] = image[32 * SIZE.width + x] = 1;
  return image;
}

Deno.test("augment() is the identity when strength is 0 or nothing may change", () => {
  const input = loop();
  for (let seed = 0; seed < 5; seed++) {
    const still = { ...DEFAULT_AUGMENT_OPTIONS, strength: 0 };
    assert.deepEqual(augmented(input, seed, still), input);
    assert.deepEqual(augmented(input, seed, STILL), input);
  }
});

Deno.test("augment() leaves paper as it is", () => {
  const paper = new Float32Array(SIZE.height * SIZE.width);
  assert.deepEqual(augmented(paper, 1), paper);
});

Deno.test("augment() is decided by its random stream and varies with it", () => {
  const input = loop();
  assert.deepEqual(augmented(input, 1), augmented(input, 1));
  const variants = new Set(Array.from({ length: 20 }, (_, seed) => augmented(input, seed).join()));
  assert.equal(variants.size, 20);
});

Deno.test("augment() keeps the ink inside the image and roughly its amount", () => {
  const input = loop();
  for (let seed = 0; seed < 60; seed++) {
    const output = augmented(input, seed);
    assert.ok(output.every((value) => value >= 0 && value <= 1));
    assert.ok(Math.abs(sum(output) / sum(input) - 1) < 0.25, `seed ${seed}: ${sum(output)}`);
    let edge = 0;
    for (let x = 0; x < SIZE.width; x++) edge += output[x]! + output[63 * SIZE.width + x]!;
    for (let y = 0; y < SIZE.height; y++) {
      edge += output[y * SIZE.width]! + output[y * SIZE.width + 127]!;
    }
    // A loop that were cut off would leave tens of pixels of ink on the edge.
    assert.ok(edge < 12, `seed ${seed}: ${edge} on the edge`);
  }
});

Deno.test("augment() shifts by at most the pixels allowed, in both directions", () => {
  const input = bar();
  const shifts = Array.from({ length: 200 }, (_, seed) => {
    const output = augmented(input, seed, { ...STILL, shift: 5 });
    assert.ok(Math.abs(sum(output) - sum(input)) < 1e-2);
    return centre(output);
  });
  for (const axis of ["x", "y"] as const) {
    const values = shifts.map((shift) => shift[axis]);
    assert.ok(Math.min(...values) >= -5.001 && Math.min(...values) < -4.5);
    assert.ok(Math.max(...values) <= 5.001 && Math.max(...values) > 4.5);
  }
});

Deno.test("augment() scales shifts and distortions with the height of the image", () => {
  const small = { height: 32, width: 64 };
  const input = new Float32Array(small.height * small.width);
  input[16 * small.width + 32] = 1;
  const output = new Float32Array(input.length);
  let max = 0;
  for (let seed = 0; seed < 200; seed++) {
    augment(input, output, small, new Random(seed), { ...STILL, shift: 5 });
    const x = output.reduce((total, ink, i) => total + ink * (i % small.width - 32), 0);
    max = Math.max(max, Math.abs(x));
  }
  assert.ok(max <= 2.501 && max > 2.2, `${max}`);
});

Deno.test("augment() turns a bar by at most the angle allowed", () => {
  const input = bar();
  const angles = Array.from({ length: 100 }, (_, seed) => {
    const output = augmented(input, seed, { ...STILL, rotation: 0.2 });
    let [xx, xy] = [0, 0];
    output.forEach((ink, i) => {
      const x = i % SIZE.width - 63.5;
      xx += ink * x * x;
      xy += ink * x * (Math.floor(i / SIZE.width) - 31.5);
    });
    return Math.atan2(xy, xx);
  });
  assert.ok(Math.max(...angles) < 0.202 && Math.max(...angles) > 0.18);
  assert.ok(Math.min(...angles) > -0.202 && Math.min(...angles) < -0.18);
});

Deno.test("augment() gives ink that fills the image the room that a shift and a turn need", () => {
  const input = new Float32Array(SIZE.height * SIZE.width);
  // Four marks in the corners.
  for (const [y, x] of [[1, 1], [1, 126], [62, 1], [62, 126]] as const) {
    input[y * SIZE.width + x] = 1;
  }
  for (let seed = 0; seed < 30; seed++) {
    const output = augmented(input, seed, { ...DEFAULT_AUGMENT_OPTIONS, elastic: 0 });
    const quarter = (top: number, left: number) => {
      let total = 0;
      for (let y = top; y < top + 32; y++) {
        for (let x = left; x < left + 64; x++) total += output[y * SIZE.width + x]!;
      }
      return total;
    };
    for (const [top, left] of [[0, 0], [0, 64], [32, 0], [32, 64]] as const) {
      assert.ok(quarter(top, left) > 0.6, `seed ${seed}`);
    }
  }
});

Deno.test("augment() refuses buffers that do not fit the size", () => {
  const image = loop();
  assert.throws(() => augment(image, new Float32Array(3), SIZE, new Random(1)), RangeError);
  assert.throws(() => augment(new Float32Array(3), image, SIZE, new Random(1)), RangeError);
});
