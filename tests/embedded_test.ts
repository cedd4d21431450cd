import assert from "node:assert/strict";
import { embed, readEmbedded } from "../lib/embedded.ts";
import { Random } from "../lib/random.ts";

Deno.test("readEmbedded() gives back the bytes that embed() wrote", async () => {
  const random = new Random(1, "embedded");
  for (const length of [0, 1, 1000, 300_000]) {
    const bytes = Uint8Array.from({ length }, () => random.integer(0, 255));
    const text = await embed(bytes);
    assert.match(text, /^[A-Za-z0-9+/]*=*$/);
    assert.deepEqual(await readEmbedded(text), bytes);
  }
  assert.ok((await embed(new Uint8Array(100_000))).length < 1000, "it is deflated");
});

Deno.test("readEmbedded() refuses text that embed() did not write", async () => {
  await assert.rejects(readEmbedded("?"), SyntaxError);
  await assert.rejects(readEmbedded("////"), TypeError);
});
