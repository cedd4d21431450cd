import assert from "node:assert/strict";
import { selectBackend } from "../../lib/backend/select.ts";
import { BackendUnavailableError } from "../../lib/errors.ts";

Deno.test("selectBackend() throws a BackendUnavailableError for a BLAS library that is missing", async () => {
  const options = { threads: 1, blas: "/nowhere/libblas.so" };
  for (const choice of ["simd", "auto"] as const) {
    await assert.rejects(
      selectBackend(choice, options),
      (error) => error instanceof BackendUnavailableError && error.message.includes(options.blas),
    );
  }
  const { name } = await selectBackend("simd", { threads: 1 });
  assert.equal(name, "simd", "another choice works afterwards");
});

Deno.test("selectBackend() selects WebGPU, or throws a BackendUnavailableError", async () => {
  const isAvailable = await navigator.gpu?.requestAdapter() ?? null;
  const selection = selectBackend("webgpu");
  if (isAvailable) assert.equal((await selection).name, "webgpu");
  else await assert.rejects(selection, BackendUnavailableError);
});
