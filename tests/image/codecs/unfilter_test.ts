import assert from "node:assert/strict";
import { unfilter } from "../../../lib/image/codecs/unfilter.ts";
import { Random } from "../../../lib/random.ts";

/** The predictor of filter type 4, in the words of the standard. */
function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/** Rows of `rowBytes` bytes with the filters in turn, each after its filter byte. */
function filterRows(rows: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const count = rows.length / rowBytes;
  const raw = new Uint8Array(count * (1 + rowBytes));
  for (let y = 0; y < count; y++) {
    const filter = (y + 4) % 5;
    raw[y * (1 + rowBytes)] = filter;
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const a = x < pixelBytes ? 0 : rows[at - pixelBytes]!;
      const b = y === 0 ? 0 : rows[at - rowBytes]!;
      const c = x < pixelBytes || y === 0 ? 0 : rows[at - rowBytes - pixelBytes]!;
      const prediction = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]!;
      raw[y * (1 + rowBytes) + 1 + x] = rows[at]! - prediction;
    }
  }
  return raw;
}

/** Rows of plain paper with patches of noise and of ink. */
function sampleRows(random: Random, count: number, rowBytes: number): Uint8Array {
  const rows = new Uint8Array(count * rowBytes).fill(255);
  for (let y = 0; y < count; y++) {
    for (let x = 0; x < rowBytes; x++) {
      const kind = (Math.floor(y / 7) + Math.floor(x / 40)) % 5;
      if (kind === 1) rows[y * rowBytes + x] = random.integer(0, 255);
      if (kind === 2) rows[y * rowBytes + x] = x % 40 < 20 ? 0 : 200;
    }
  }
  return rows;
}

Deno.test("unfilter() undoes every filter at every pixel size, plain or not", () => {
  const random = new Random(1, "unfilter");
  for (const pixelBytes of [1, 2, 3, 4, 6, 8]) {
    // The last one is more than is unfiltered at a time.
    for (const [count, rowBytes] of [[6, 1], [11, 48], [40, 360], [900, 240]] as const) {
      const rows = sampleRows(random, count, rowBytes);
      const start = 3;
      const raw = new Uint8Array(start + count * (1 + rowBytes) + 5).fill(77);
      raw.set(filterRows(rows, rowBytes, pixelBytes), start);
      unfilter(raw, start, count, rowBytes, pixelBytes);
      for (let y = 0; y < count; y++) {
        const first = start + y * (1 + rowBytes) + 1;
        assert.deepEqual(
          raw.subarray(first, first + rowBytes),
          rows.subarray(y * rowBytes, (y + 1) * rowBytes),
          `row ${y} of ${count} with ${rowBytes} bytes, ${pixelBytes} a pixel`,
        );
      }
      assert.ok([...raw.subarray(0, start), ...raw.subarray(-5)].every((byte) => byte === 77));
    }
  }
});

Deno.test("unfilter() names a filter that does not exist", () => {
  const raw = Uint8Array.of(0, 1, 2, 9, 3, 4);
  assert.throws(() => unfilter(raw, 0, 2, 2, 1), /^SyntaxError: row filter 9 does not exist$/);
});
