import assert from "node:assert/strict";
import { disposeSimdBackend } from "../../../lib/backend/simd/mod.ts";
import { startBackend } from "../../../lib/play/engine/start_backend.ts";

Deno.test("startBackend() takes simd, and something else where there is no shared memory", async () => {
  assert.equal(await startBackend(), "simd");
  await disposeSimdBackend();
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class {
    constructor() {
      throw new TypeError("shared memory is not enabled");
    }
  } as unknown as typeof Memory;
  try {
    // WebGPU on a machine with a graphics card.
    assert.ok(["webgpu", "cpu"].includes(await startBackend()));
  } finally {
    WebAssembly.Memory = Memory;
  }
});
