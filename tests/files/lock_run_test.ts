import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { FolderOccupiedError } from "../../lib/errors.ts";
import { checkVacant } from "../../lib/files/check_vacant.ts";
import { LOCK_FILE, lockRun } from "../../lib/files/lock_run.ts";
import { inFolder, readFolder } from "../cli/run_program.ts";

const MODULE = new URL("../../lib/files/lock_run.ts", import.meta.url).href;

/** A program that locks a folder, says so, and then never ends by itself. */
function startHolder(folder: string): Deno.ChildProcess {
  const code = `
    const { lockRun } = await import(${JSON.stringify(MODULE)});
    const lock = await lockRun(${JSON.stringify(folder)}, "train into");
    console.log("locked", lock.unavailable);
    setInterval(() => {}, 1000);
  `;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", code],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

Deno.test("lockRun() refuses a folder until its lock is disposed of, and leaves no file", () =>
  inFolder(async (folder) => {
    const run = `${folder}/run`;
    {
      await using lock = await lockRun(run, "train into");
      assert.equal(lock.unavailable, undefined);
      await checkVacant(run);
      await assert.rejects(lockRun(run, "resume from"), (error: Error) => {
        assert.ok(error instanceof FolderOccupiedError);
        assert.match(
          error.message,
          /^Cannot resume from ".*run": another train command is writing/,
        );
        return true;
      });
      await Deno.writeTextFile(`${run}/config.json`, "{}");
    }
    assert.deepEqual([...(await readFolder(run)).keys()], ["config.json"]);
    await using _again = await lockRun(run, "resume from");
  }));

Deno.test("lockRun() removes the folder that it created if nothing was written", () =>
  inFolder(async (folder) => {
    await (await lockRun(`${folder}/run`, "train into"))[Symbol.asyncDispose]();
    await assert.rejects(Deno.stat(`${folder}/run`), Deno.errors.NotFound);
  }));

Deno.test("lockRun() refuses the folder of another process, and takes it once that is killed", () =>
  inFolder(async (folder) => {
    const holder = startHolder(`${folder}/run`);
    const output = holder.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await output.read()).value, "locked undefined\n");
    await assert.rejects(
      lockRun(`${folder}/run`, "train into"),
      /another train command is writing to it/,
    );
    holder.kill("SIGKILL");
    await holder.status;
    await output.cancel();
    assert.ok((await Deno.stat(`${folder}/run/${LOCK_FILE}`)).isFile);
    await using lock = await lockRun(`${folder}/run`, "train into");
    assert.equal(lock.unavailable, undefined);
  }));

Deno.test("lockRun() copes with holders that remove the empty folder", () =>
  inFolder(async (folder) => {
    let served = 0;
    const visit = async () => {
      for (let i = 0; i < 20; i++) {
        try {
          await using _lock = await lockRun(`${folder}/run`, "train into");
          served++;
        } catch (error) {
          if (!(error instanceof FolderOccupiedError)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 10 }, visit));
    assert.ok(served > 0);
    await assert.rejects(Deno.stat(`${folder}/run`), Deno.errors.NotFound);
  }));

Deno.test("lockRun() grants one lock at a time to many that request it", () =>
  inFolder(async (folder) => {
    let holders = 0;
    let served = 0;
    const visit = async () => {
      while (true) {
        try {
          await using _lock = await lockRun(`${folder}/run`, "train into");
          assert.equal(++holders, 1);
          await Deno.writeTextFile(`${folder}/run/file`, ""); // keeps the folder
          served++;
          holders--;
          return;
        } catch (error) {
          if (!(error instanceof FolderOccupiedError)) throw error;
          await new Promise((resolve) => setTimeout(resolve));
        }
      }
    };
    await Promise.all(Array.from({ length: 20 }, visit));
    assert.equal(served, 20);
  }));
