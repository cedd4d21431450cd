import assert from "node:assert/strict";
import { writeFiles } from "../../../lib/cli/evaluate/report_result.ts";
import type { Reporter } from "../../../lib/cli/reporter.ts";

Deno.test("writeFiles() prints the figures exactly when the files cannot be written", async () => {
  const printed: string[] = [];
  const reporter = { warn: (message: string) => printed.push(message) } as unknown as Reporter;
  const full = new Error('Cannot write "out/report.html": the disk is full');

  assert.equal(await writeFiles("KID 4", reporter, () => Promise.resolve(7)), 7);
  assert.deepEqual(printed, []);
  await assert.rejects(writeFiles("KID 4", reporter, () => Promise.reject(full)), full);
  assert.deepEqual(printed, ["KID 4\n"]);
});
