import assert from "node:assert/strict";
import { sha256 } from "../lib/sha256.ts";

Deno.test("sha256() gives the published digests", async () => {
  assert.equal(
    await sha256("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assert.equal(await sha256(new Uint8Array([97, 98, 99])), await sha256("abc"));
});
