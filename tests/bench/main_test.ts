import assert from "node:assert/strict";
import { inFolder, runProgram } from "../cli/run_program.ts";

Deno.test("bench lists the benchmarks, and explains names and flags that it does not have", () =>
  inFolder(async (folder) => {
    const { code, stdout } = await runProgram("bench/main.ts", [], folder);
    assert.equal(code, 0);
    assert.match(stdout, /^load \[FOLDER\] \[--json\]/m);
    const mistakes: [string[], RegExp][] = [
      [["speed"], /^error: Cannot run "speed": there is no such benchmark$/],
      [["load", "--round=3"], /^error: Cannot run load: it has no --round=3, expected \[FOLDER\]/],
      [["load", "--rounds=x"], /^error: Cannot read --rounds "x": expected a whole number/],
      [["like", ".", "--spreads=1,x"], /^error: Cannot read --spreads "1,x": expected numbers/],
    ];
    for (const [args, message] of mistakes) {
      const { code, stderr } = await runProgram("bench/main.ts", args, folder);
      assert.equal(code, 2, stderr);
      assert.match(stderr.trim(), message);
    }
  }));
