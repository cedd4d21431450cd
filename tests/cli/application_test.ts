import assert from "node:assert/strict";
import { finish, inFolder, runProgram, startProgram } from "./run_program.ts";

Deno.test("a command line that cannot be read ends with one line that says why", () =>
  inFolder(async (folder) => {
    const cases: [script: string, flags: string[], message: string][] = [
      ["synthesize.ts", ["images"], 'Cannot read "images": it belongs to no flag, expected --flag'],
      ["synthesize.ts", ["--writer=3"], "There is no flag --writer, did you mean --writers?"],
      ["synthesize.ts", ["--colour=3"], "There is no flag --colour"],
      ["synthesize.ts", ["-w", "3"], "There is no flag -w, names of flags begin with --"],
      ["synthesize.ts", ["--writers"], "Cannot read --writers: expected a value after it"],
      ["synthesize.ts", ["--writers", "--seed=2"], "Cannot read --writers: expected a value after"],
      ["synthesize.ts", ["--seed=1", "--seed=2"], 'Cannot read --seed "2": it is "1" already'],
      ["synthesize.ts", ["--seed=one"], 'Cannot read --seed "one": expected a whole number'],
      ["signature_vae.ts", ["trian"], 'There is no command "trian", did you mean train?'],
      [
        "train.ts",
        ["--observation-std=1"],
        "Cannot train a pen model with --observation-std: it is",
      ],
    ];
    for (const [script, flags, message] of cases) {
      const { code, stdout, stderr } = await runProgram(script, flags, folder);
      assert.notEqual(code, 0, flags.join(" "));
      assert.equal(stdout, "");
      assert.ok(stderr.startsWith(`error: ${message}`), stderr);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("every command says what it expected where --model is no model", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/empty`);
    await Deno.writeTextFile(`${folder}/text`, "This is a text and no model.");
    for (const script of ["generate.ts", "evaluate.ts", "play.ts", "train.ts"]) {
      // Without --out, play would need the permission to serve.
      const flags = script === "play.ts" ? ["--out=page"] : ["--backend=simd"];
      const flag = script === "train.ts" ? "--init" : "--model";
      for (
        const [model, message] of [
          [
            "text",
            / model "text": .*; expected a model file, such as the model\.safetensors of a run/,
          ],
          ["empty", / model "empty": it has no model\.safetensors, which a run writes/],
          ["nowhere", / model "nowhere": no such file or folder \("pretrained" selects/],
        ] as const
      ) {
        const { code, stderr } = await runProgram(script, [...flags, `${flag}=${model}`], folder);
        assert.equal(code, 1, script);
        assert.match(stderr, /^error: Cannot (read|use)/);
        assert.match(stderr, message, script);
      }
    }
  }));

Deno.test("no message of a graphics driver appears where XDG_RUNTIME_DIR is empty", () =>
  inFolder(async (folder) => {
    const flags = ["--model=pretrained", "--count=1", "--out=out"];
    const program = startProgram("generate.ts", flags, folder, { XDG_RUNTIME_DIR: "" });
    const { code, stderr } = await finish(program);
    assert.deepEqual([code, stderr], [0, ""]);
  }));
