import assert from "node:assert/strict";
import { writeFileAtomically } from "../../lib/files/write_file_atomically.ts";
import { inFolder } from "../cli/run_program.ts";

Deno.test("writeFileAtomically() replaces a file whole, and keeps it when writing fails", () =>
  inFolder(async (folder) => {
    await writeFileAtomically(`${folder}/file`, "old");
    await writeFileAtomically(`${folder}/file`, new Uint8Array([110, 101, 119]));
    assert.equal(await Deno.readTextFile(`${folder}/file`), "new");
    await assert.rejects(
      writeFileAtomically(`${folder}/missing/file`, "x"),
      /^Error: Cannot write ".*missing\/file": no such file or directory$/,
    );
    await Deno.mkdir(`${folder}/taken`);
    await assert.rejects(writeFileAtomically(`${folder}/taken`, "x"), /Cannot write ".*taken"/);
    assert.deepEqual(
      (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort(),
      ["file", "taken"],
    );
  }));
