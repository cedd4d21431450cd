import assert from "node:assert/strict";
import { CharacterFolder } from "../../bench/character_names.ts";
import { inFolder } from "../cli/run_program.ts";

/** Medians of a cross and of three horizontal strokes, as in the data. */
const CHARACTERS = {
  十: [[[100, 500], [500, 510], [900, 520]], [[500, 900], [505, 500], [500, 0]]],
  三: [[[200, 800], [800, 820]], [[250, 500], [750, 510]], [[100, 100], [900, 120]]],
};

async function writeCharacters(folder: string): Promise<void> {
  for (const [name, medians] of Object.entries(CHARACTERS)) {
    await Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify({ medians }));
  }
  await Deno.writeTextFile(`${folder}/package.json`, "{}");
}

Deno.test("CharacterFolder writes every stroke in regular script, and connects some in running script", async () => {
  await inFolder(async (folder) => {
    await writeCharacters(folder);
    const characters = await CharacterFolder.open(folder);
    let [regularStrokes, runningStrokes] = [0, 0];
    for (let seed = 0; seed < 30; seed++) {
      const regular = await characters.write(seed, false);
      const running = await characters.write(seed, true);
      assert.ok(regular.length >= 4 && regular.length <= 9);
      regularStrokes += regular.length;
      runningStrokes += running.length;
      for (const { x, y } of [...regular, ...running]) {
        assert.ok([...x, ...y].every((value) => Math.abs(value) < 6));
      }
    }
    assert.ok(runningStrokes < 0.8 * regularStrokes, `${runningStrokes} of ${regularStrokes}`);
  });
});

Deno.test("CharacterFolder keeps the order of writing: horizontal strokes run to the right, from the top down", async () => {
  await inFolder(async (folder) => {
    await writeCharacters(folder);
    await Deno.remove(`${folder}/十.json`);
    const characters = await CharacterFolder.open(folder);
    for (let seed = 0; seed < 10; seed++) {
      const strokes = await characters.write(seed, false);
      strokes.forEach(({ x, y }, i) => {
        assert.ok(x.at(-1)! > x[0]!);
        if (i % 3 > 0) assert.ok(y[0]! > strokes[i - 1]!.y[0]!);
      });
    }
  });
});

Deno.test("CharacterFolder.open() names a folder without characters", async () => {
  await inFolder(async (folder) => {
    await assert.rejects(CharacterFolder.open(folder), /expected files of hanzi-writer-data/);
  });
});
