import assert from "node:assert/strict";
import { assertMinimumPermissions, auditPermissions, inFolder, TINY_PEN } from "./run_program.ts";

// On a terminal Deno stops and asks the user for whatever a task does not grant. The permissions of
// evaluate are audited in its own test, which takes long enough.
Deno.test("train and generate request permissions for files and one variable only", () =>
  inFolder(async (folder) => {
    const flags = ["--threads=2", "--writers=100", "--epochs=2", "--prior=normal", ...TINY_PEN];
    for (
      const [script, args] of [
        ["generate.ts", []], // with the pretrained model
        ["train.ts", [...flags, "--out=outputs/run"]],
        ["generate.ts", []],
      ] as const
    ) {
      const { code, stderr, permissions } = await auditPermissions(script, args, folder);
      assert.equal(code, 0, stderr);
      assertMinimumPermissions(permissions);
    }
  }));
