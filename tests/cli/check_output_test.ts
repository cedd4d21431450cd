import assert from "node:assert/strict";
import { checkOutput } from "../../lib/cli/check_output.ts";
import { FolderOccupiedError } from "../../lib/errors.ts";
import { inFolder, runProgram } from "./run_program.ts";

Deno.test("checkOutput() accepts a folder that exists or can be made, and leaves nothing in it", () =>
  inFolder(async (folder) => {
    for (const out of [folder, `${folder}/new`, `${folder}/a/b/c`]) {
      assert.equal(await checkOutput(out, "other"), out);
      assert.equal(await checkOutput(undefined, out), out);
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("checkOutput() names a file that is in the way", () =>
  inFolder(async (folder) => {
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "mine");
    await assert.rejects(checkOutput(file, "other"), (error: Error) => {
      assert.ok(error instanceof FolderOccupiedError);
      assert.match(error.message, /^Cannot write to --out ".*file": it is a file, expected a new/);
      return true;
    });
    await assert.rejects(
      checkOutput(undefined, `${file}/a/b`),
      /^FolderOccupiedError: Cannot write to ".*b": ".*file" is a file, expected/,
    );
    assert.equal(await Deno.readTextFile(file), "mine");
  }));

Deno.test({
  name: "checkOutput() says why a folder cannot be written",
  ignore: Deno.build.os === "windows", // whose permissions are others
  fn: () =>
    inFolder(async (folder) => {
      await Deno.chmod(folder, 0o500);
      try {
        const probe = `${folder}/probe`;
        if (await Deno.writeTextFile(probe, "").then(() => true, () => false)) {
          console.log("skipped: nothing is forbidden to this user");
          return;
        }
        await assert.rejects(
          checkOutput(`${folder}/new`, ""),
          /Cannot write to --out ".*new": permission denied$/,
        );
        await assert.rejects(
          checkOutput(undefined, `${folder}/new`),
          /Cannot write to ".*new": permission denied; --out names another folder$/,
        );
      } finally {
        await Deno.chmod(folder, 0o700);
      }
    }),
});

Deno.test("every command names --out when a file is in its place, before any work", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "mine");
    for (const script of ["synthesize.ts", "train.ts", "generate.ts", "evaluate.ts", "play.ts"]) {
      for (const [out, subject] of [["file", "it"], ["file/new", '"file"']]) {
        const { code, stderr } = await runProgram(script, [`--out=${out}`], folder);
        const expected = `error: Cannot write to --out "${out}": ${subject} is a file, expected`;
        assert.equal(code, 1);
        assert.ok(stderr.startsWith(expected), `${script}: ${stderr}`);
      }
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
  }));
