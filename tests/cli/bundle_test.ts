import assert from "node:assert/strict";
import { inFolder, readFolder, TINY_PEN } from "./run_program.ts";

/**
 * A compiled binary has no repository around it: whatever is read at run time is missing there. The
 * runtime that `deno compile` embeds cannot be fetched everywhere, so the same entry point is bundled
 * into one file and run in an empty folder without network and without the module cache.
 */
Deno.test("the bundled program generates and trains in an empty folder", () =>
  inFolder(async (folder) => {
    const entry = new URL("../../signature_vae.ts", import.meta.url);
    const bundle = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--output", `${folder}/program.js`, entry.href],
      cwd: new URL("../../", import.meta.url),
    }).output();
    assert.ok(bundle.success, new TextDecoder().decode(bundle.stderr));

    await Deno.mkdir(`${folder}/empty`);
    const start = async (...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-prompt",
          "--no-config",
          "--no-remote",
          "--no-npm",
          "--cached-only",
          "--allow-read",
          "--allow-write",
          `${folder}/program.js`,
          ...args,
        ],
        cwd: `${folder}/empty`,
        env: { DENO_DIR: `${folder}/cache` },
      }).output();
      const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      return { code, text };
    };
    const run = async (...args: string[]) => {
      const { code, text } = await start(...args);
      assert.equal(code, 0, text);
      return text;
    };
    const shipped = await run("generate", "--count=2", "--backend=simd", "--format=svg");
    assert.match(shipped, /model: pretrained .*pen VAE/);
    assert.equal((await readFolder(`${folder}/empty/outputs/generated-001`)).size, 4);
    const trained = await run(
      "train",
      ...TINY_PEN,
      "--image-size=16x32",
      "--writers=40",
      "--prior=normal",
      "--epochs=1",
      "--backend=simd",
    );
    assert.match(trained, /backend: simd/);
    await run("generate", "--count=2", "--backend=simd", "--out=images");
    assert.equal((await readFolder(`${folder}/empty/images`)).size, 4);
    const { code, text } = await start("play", "--out=page");
    assert.equal(code, 1);
    assert.match(text, /Cannot build the play page: .*expected a checkout/);
    assert.match(await run("--help"), /train .*\n.*generate|train/);
  }));
