import assert from "node:assert/strict";
import { systemReason } from "../lib/system_error.ts";
import { inFolder } from "./cli/run_program.ts";

/** Writes to the device that answers as a full disk does; Deno refuses it to restricted programs. */
const WRITE_TO_FULL_DISK = `
  import { systemReason } from ${JSON.stringify(import.meta.resolve("../lib/system_error.ts"))};
  await Deno.writeFile("/dev/full", new Uint8Array(8)).catch((e) => console.log(systemReason(e)));
`;

Deno.test({
  name: "systemReason() says that the disk is full when it is",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", WRITE_TO_FULL_DISK],
    }).output();
    assert.equal(new TextDecoder().decode(stdout).trim(), "the disk is full");
  },
});

Deno.test("systemReason() leaves out the number and the call", () =>
  inFolder(async (folder) => {
    const error = await Deno.readFile(`${folder}/missing`).catch((error: unknown) => error);
    const reason = systemReason(error);
    assert.ok(reason.length > 0 && !reason.includes("os error"), reason);
    assert.ok(!reason.includes("missing"), reason);
  }));

Deno.test("systemReason() keeps the message of an error that is not the system's", () => {
  assert.equal(systemReason(new TypeError("Invalid URL: 'x'")), "Invalid URL: 'x'");
  assert.equal(systemReason("text"), "text");
});
