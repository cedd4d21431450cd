import assert from "node:assert/strict";
import { describeReconstructions } from "../../bench/ancestor_reconstructions.ts";
import { synthesizeDataset } from "../../lib/dataset/synthesize_dataset.ts";
import { toInkImage } from "../../lib/evaluation/to_ink_image.ts";
import { inFolder, runProgram } from "../cli/run_program.ts";

Deno.test("bench ancestor explains mistakes on its command line, before it reads images", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/empty`);
    await Deno.writeTextFile(`${folder}/file`, "");
    const cases: [string[], RegExp][] = [
      [["--epochs=0"], /^error: Cannot read --epochs "0": expected a whole number of at least 1$/],
      [["--count=20"], /^error: Cannot read --count "20": expected a whole number of at least 24$/],
      [["--out=file"], /^error: Cannot write to --out="file": it is a file, expected a folder$/],
      [
        ["--reuse", "--out=empty"],
        /^error: Cannot take samples from "empty" by --reuse: it has no peer.json; .* first$/,
      ],
    ];
    for (const [flags, message] of cases) {
      const { code, stderr } = await runProgram(
        "bench/main.ts",
        ["ancestor", ".", ...flags],
        folder,
      );
      assert.equal(code, 2, stderr);
      assert.match(stderr.trim(), message);
    }
  }));

Deno.test("describeReconstructions() gives exact reconstructions the figures of the originals", async () => {
  const dataset = await synthesizeDataset({ writers: 3, signaturesPerWriter: 3, threads: 0 });
  const heldOut = dataset.names.map((_, i) => toInkImage(dataset, i));
  const table = await describeReconstructions(
    { heldOut, writers: dataset.writers },
    { exact: heldOut, shifted: [...heldOut.slice(3), ...heldOut.slice(0, 3)] },
  );
  const rows = table.split("\n").slice(2).map((line) => line.split(" | ").slice(1).join());
  const [originals, squeezed, exact, shifted] = rows;
  assert.match(originals!, /^0\.00,0\.0000,/);
  assert.equal(exact, originals);
  assert.notEqual(squeezed, originals);
  assert.notEqual(shifted, originals);
});
