import assert from "node:assert/strict";
import { finish, inFolder, startProgram } from "./run_program.ts";

/** Permissions that a program asked for while it ran, by kind. */
async function asked(
  script: string,
  args: string[],
  folder: string,
): Promise<Map<string, Set<string>>> {
  const log = `${folder}/audit.jsonl`;
  await Deno.writeTextFile(log, "");
  const process = startProgram(script, args, folder, { DENO_AUDIT_PERMISSIONS: log });
  const outcome = await finish(process);
  assert.equal(outcome.code, 0, outcome.stderr);
  const kinds = new Map<string, Set<string>>();
  for (const line of (await Deno.readTextFile(log)).trim().split("\n")) {
    const { permission, value } = JSON.parse(line);
    kinds.set(permission, (kinds.get(permission) ?? new Set()).add(String(value)));
  }
  return kinds;
}

// On a terminal Deno stops and asks the user for whatever a task does not grant.
Deno.test("train and generate ask for files and one variable, and nothing else", () =>
  inFolder(async (folder) => {
    const flags = [
      "--threads=2",
      "--writers=100",
      "--epochs=2",
      "--prior=gaussian",
    ];
    for (
      const [script, args] of [["train.ts", [...flags, "--out=outputs/run"]], [
        "generate.ts",
        [],
      ]] as const
    ) {
      const kinds = await asked(script, [...args], folder);
      assert.deepEqual(
        [...kinds.keys()].filter((kind) => !["read", "write", "env"].includes(kind)),
        [],
      );
      assert.deepEqual([...kinds.get("env") ?? []], ["XDG_RUNTIME_DIR"]);
      assert.ok(kinds.get("read")!.size > 0);
    }
  }));
