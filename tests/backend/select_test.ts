import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { selectBackend } from "../../lib/backend/select.ts";
import { BackendUnavailableError } from "../../lib/errors.ts";
import { inFolder } from "../cli/run_program.ts";

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

Deno.test({
  name: "selectBackend() prints no error of a graphics driver where there is no graphics card",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      const module = new URL("../../lib/backend/select.ts", import.meta.url);
      const program = `${folder}/program.ts`;
      await Deno.writeTextFile(
        program,
        `import { selectBackend } from "${module}";\n` +
          `console.log((await selectBackend("auto", { threads: 1 })).name);\nDeno.exit();\n`,
      );
      const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--config", config, "--allow-read", program],
        clearEnv: true,
        env: { HOME: folder, DENO_DIR: await cacheDirectory() },
      }).output();
      const [name, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      if (name === "webgpu\n") return console.log("skipped: this machine has a graphics card");
      assert.deepEqual([name, errors], ["simd\n", ""]);
    }),
});

/** Where Deno keeps the modules that it has downloaded. */
async function cacheDirectory(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
