import assert from "node:assert/strict";
import { writeLinesAtomically } from "../../lib/files/write_lines_atomically.ts";
import { inFolder } from "../cli/run_program.ts";

Deno.test("writeLinesAtomically() writes all lines, and returns the hash of the file", () =>
  inFolder(async (folder) => {
    for (const count of [0, 1, 50_000]) {
      const lines = Array.from({ length: count }, (_, i) => `${i},é\n`);
      const hash = await writeLinesAtomically(`${folder}/table.csv`, lines);
      const bytes = await Deno.readFile(`${folder}/table.csv`);
      assert.equal(new TextDecoder().decode(bytes), lines.join(""));
      const expected = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
      assert.equal(hash, expected);
    }
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["table.csv"]);
  }));

Deno.test("writeLinesAtomically() keeps the old file if a line cannot be produced", () =>
  inFolder(async (folder) => {
    const path = `${folder}/table.csv`;
    await Deno.writeTextFile(path, "old");
    function* failing(): Generator<string> {
      yield "new\n".repeat(1 << 16);
      throw new Error("no more");
    }
    await assert.rejects(writeLinesAtomically(path, failing()), /Cannot write ".*": no more/);
    assert.equal(await Deno.readTextFile(path), "old");
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["table.csv"]);
  }));
