import assert from "node:assert/strict";
import { crc32, deflateRawSync, deflateSync, inflateSync } from "node:zlib";
import { portableZlib, zlib } from "../../../lib/image/codecs/zlib.ts";
import { Random } from "../../../lib/random.ts";

const portable = portableZlib();

/** Bytes of several kinds: none, one, noise, and what compresses well, of 40 MB at most. */
function* samples(): Generator<Uint8Array<ArrayBuffer>> {
  yield new Uint8Array(0);
  yield Uint8Array.of(7);
  const random = new Random("zlib");
  yield Uint8Array.from({ length: 70_000 }, () => random.integer(0, 255));
  yield Uint8Array.from({ length: 300_000 }, (_, i) => (i >> 8) & 7);
  yield new Uint8Array(4e7);
}

Deno.test("portableZlib() reads what Node's zlib writes, and the reverse", () => {
  for (const bytes of samples()) {
    const options = { chunkSize: 1 << 16, maxOutputLength: Math.max(1, bytes.length) };
    const inflated = portable.inflate(deflateSync(bytes), options)!;
    assert.equal(crc32(inflated), crc32(bytes));
    assert.equal(inflated.length, bytes.length);
    assert.equal(crc32(inflateSync(portable.deflate(bytes))), crc32(bytes));
    assert.equal(crc32(portable.inflateRaw(deflateRawSync(bytes))), crc32(bytes));
    assert.equal(portable.crc32(bytes), zlib.crc32(bytes));
  }
});

Deno.test("portableZlib() gives up on streams that hold more than the maximum", () => {
  const bomb = deflateSync(new Uint8Array(2e8));
  const options = { chunkSize: 1 << 16, maxOutputLength: 1e6 };
  assert.equal(portable.inflate(bomb, options), undefined);
  assert.equal(zlib.inflate(bomb, options), undefined);
});

Deno.test("portableZlib() refuses damaged streams where Node's zlib does", () => {
  const random = new Random("damage");
  const stream = deflateSync(Uint8Array.from({ length: 5000 }, (_, i) => (i * i) >> 5 & 255));
  const options = { chunkSize: 1 << 16, maxOutputLength: 1e6 };
  const inflated = (codec: typeof zlib, bytes: Uint8Array) => {
    try {
      return [...codec.inflate(bytes, options)!];
    } catch {
      return "damaged";
    }
  };
  for (let trial = 0; trial < 300; trial++) {
    const damaged = Uint8Array.from(stream);
    damaged[random.integer(0, stream.length - 1)]! ^= 1 << random.integer(0, 7);
    const cut = damaged.subarray(
      0,
      trial % 3 === 0 ? random.integer(0, stream.length - 1) : undefined,
    );
    const [own, node] = [inflated(portable, cut), inflated(zlib, cut)];
    assert.deepEqual(own, node, `trial ${trial}`);
  }
});
