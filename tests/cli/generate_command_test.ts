import assert from "node:assert/strict";
import { decode } from "fast-png";
import { inFolder, readFolder, runProgram, TINY } from "./run_program.ts";

async function trainIn(folder: string): Promise<void> {
  const outcome = await runProgram(
    "train.ts",
    [...TINY, "--epochs=1", "--out=outputs/run"],
    folder,
  );
  assert.equal(outcome.code, 0, outcome.stderr);
}

Deno.test("generate writes images and a sheet, the same bytes for the same seed", () =>
  inFolder(async (folder) => {
    await trainIn(folder);
    const flags = ["--backend=cpu", "--count=3"];
    const first = await runProgram("generate.ts", flags, folder); // finds the newest run by itself
    assert.equal(first.code, 0, first.stderr);
    const images = await readFolder(`${folder}/outputs/run/generated-001`);
    assert.deepEqual([...images.keys()], [
      "grid.png",
      "signature-0001.png",
      "signature-0002.png",
      "signature-0003.png",
    ]);
    const { width, height } = decode(images.get("signature-0001.png")!);
    assert.deepEqual({ width, height }, { width: 32, height: 16 });

    // The folder of the model alone is enough, elsewhere and under another name.
    await Deno.mkdir(`${folder}/elsewhere`);
    await Deno.copyFile(
      `${folder}/outputs/run/model.safetensors`,
      `${folder}/elsewhere/copy.safetensors`,
    );
    const copy = ["--model=elsewhere/copy.safetensors", "--out=again"];
    assert.equal((await runProgram("generate.ts", [...flags, ...copy], folder)).code, 0);
    assert.deepEqual(await readFolder(`${folder}/again`), images);

    const occupied = await runProgram("generate.ts", [...flags, ...copy], folder);
    assert.equal(occupied.code, 1);
    assert.match(occupied.stderr, /error: Cannot write to "again": it already holds "grid.png"/);

    const longer = [...copy.slice(0, 1), "--out=longer", "--count=18", "--backend=cpu"];
    assert.equal((await runProgram("generate.ts", longer, folder)).code, 0);
    const more = await readFolder(`${folder}/longer`);
    assert.equal(more.size, 19);
    assert.deepEqual(more.get("signature-0003.png"), images.get("signature-0003.png"));

    const seeded = ["--seed=2", "--out=seeded", ...copy.slice(0, 1), ...flags];
    assert.equal((await runProgram("generate.ts", seeded, folder)).code, 0);
    const other = await readFolder(`${folder}/seeded`);
    assert.notDeepEqual(other.get("signature-0001.png"), images.get("signature-0001.png"));
  }));

Deno.test("generate refuses a missing, truncated or foreign model with a clear error", () =>
  inFolder(async (folder) => {
    const generate = async (model: string) => {
      const { code, stderr } = await runProgram("generate.ts", [
        "--backend=cpu",
        `--model=${model}`,
      ], folder);
      assert.equal(code, 1, stderr);
      assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
      return stderr;
    };
    const none = await runProgram("generate.ts", ["--backend=cpu"], folder);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /error: Cannot generate: "outputs" has no run with a model/);
    assert.match(
      await generate("nowhere"),
      /error: Cannot read model "nowhere": there is no such file/,
    );
    await trainIn(folder);
    const bytes = await Deno.readFile(`${folder}/outputs/run/model.safetensors`);
    await Deno.writeFile(`${folder}/short.safetensors`, bytes.slice(0, bytes.length - 9));
    assert.match(
      await generate("short.safetensors"),
      /Cannot read model "short.safetensors": .*safetensors/,
    );
    await Deno.writeTextFile(`${folder}/text.safetensors`, "this is not a model at all");
    assert.match(await generate("text.safetensors"), /Cannot read model "text.safetensors"/);
    const checkpoint = "outputs/run/checkpoint/training.safetensors";
    assert.match(await generate(checkpoint), /its format is "signature-vae-checkpoint-1"/);
  }));
