import assert from "node:assert/strict";
import { Heap } from "../../../lib/backend/simd/heap.ts";
import { Random } from "../../../lib/random.ts";

function memory(maximum: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
}

Deno.test("Heap.allocate() gives blocks that do not overlap, at multiples of 64", () => {
  const heap = new Heap(memory(1024), 64);
  const random = new Random("heap");
  const blocks: { start: number; size: number }[] = [];
  for (let i = 0; i < 5000; i++) {
    if (blocks.length > 0 && random.bernoulli(0.5)) {
      const index = random.integer(0, blocks.length - 1);
      heap.free(blocks.splice(index, 1)[0]!.start);
    } else {
      const size = random.integer(0, 5000);
      const start = heap.allocate(size);
      assert.equal(start % 64, 0);
      for (const other of blocks) {
        assert.ok(start + size <= other.start || other.start + other.size <= start);
      }
      blocks.push({ start, size: Math.max(size, 1) });
    }
  }
  for (const { start } of blocks) heap.free(start);
  assert.equal(heap.bytesInUse, 0);
});

Deno.test("Heap.free() joins neighbours, so that everything can be allocated again", () => {
  const heap = new Heap(memory(1024), 64);
  const blocks = Array.from({ length: 100 }, (_, i) => heap.allocate(64 * (i + 1)));
  const reserved = heap.bytesReserved;
  for (
    const start of [
      ...blocks.filter((_, i) => i % 2),
      ...blocks.filter((_, i) => i % 2 === 0),
    ]
  ) {
    heap.free(start);
  }
  heap.allocate(64 * 5050);
  assert.equal(heap.bytesReserved, reserved);
});

Deno.test("Heap.allocate() throws when the memory is full", () => {
  const heap = new Heap(memory(4), 64);
  assert.throws(() => heap.allocate(5 * 65536), RangeError);
  assert.ok(heap.allocate(65536) > 0);
});

Deno.test("Heap.free() throws where no block starts", () => {
  const heap = new Heap(memory(4), 64);
  const block = heap.allocate(200);
  assert.throws(() => heap.free(block + 64), RangeError);
  heap.free(block);
  assert.throws(() => heap.free(block), RangeError);
});

Deno.test("Heap.lend() frees its block, also when its callback throws", () => {
  const heap = new Heap(memory(4), 64);
  const address = heap.lend(200, (block) => {
    assert.equal(heap.bytesInUse, 256);
    return block;
  });
  assert.equal(heap.bytesInUse, 0);
  assert.throws(() => heap.lend(200, () => assert.fail("expected")), /expected/);
  assert.equal(heap.bytesInUse, 0);
  assert.equal(heap.allocate(200), address);
});
