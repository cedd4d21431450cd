import assert from "node:assert/strict";
import { ModelFormatError } from "../../lib/errors.ts";
import { loadModel } from "../../lib/generation/load_model.ts";
import { CHECKSUM_KEY, decodeChecked, encodeChecked } from "../../lib/model/checksum.ts";
import { createVAE, decodeModel, encodeModel } from "../../lib/model/model_file.ts";
import { readPretrained } from "../../lib/model/pretrained/read_pretrained.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/model/safetensors.ts";
import { sha256 } from "../../lib/sha256.ts";
import { TINY_CONFIG } from "./tiny_model.ts";

const CONTENT = {
  tensors: new Map([
    ["bias", { shape: [2], data: Float32Array.of(1, -2) }],
    ["größe", { shape: [1, 3], data: Float32Array.of(0.5, 3, 1e-9) }],
  ]),
  metadata: { format: "a", config: '{"sha256":"x","name":"Müller"}' },
};

const isDamaged = (error: unknown) =>
  error instanceof ModelFormatError && error.subject === "model" &&
  error.reason.startsWith("its checksum does not match its content");

Deno.test("decodeChecked() gives back what encodeChecked() wrote", async () => {
  const bytes = await encodeChecked(CONTENT);
  assert.deepEqual(await encodeChecked(CONTENT), bytes);
  assert.deepEqual(await decodeChecked(bytes, "model"), CONTENT);
  // A view into a larger buffer, as files in archives are.
  const larger = new Uint8Array(bytes.length + 20);
  larger.set(bytes, 8);
  assert.deepEqual(await decodeChecked(larger.subarray(8, 8 + bytes.length), "model"), CONTENT);
});

Deno.test("encodeChecked() stores the SHA-256 of the file with zeros in its place", async () => {
  const bytes = await encodeChecked(CONTENT);
  const checksum = decodeSafetensors(bytes).metadata[CHECKSUM_KEY]!;
  const text = new TextDecoder("latin1").decode(bytes);
  const zeroed = text.replace(checksum, "0".repeat(64));
  const file = Uint8Array.from(zeroed, (character) => character.charCodeAt(0));
  // The values of this content have bytes that latin1 as browsers read it does not keep.
  const start = text.indexOf(checksum);
  const expected = bytes.slice();
  expected.set(file.subarray(start, start + 64), start);
  assert.equal(await sha256(expected), checksum);
});

Deno.test("decodeChecked() gives no other content for any flipped bit", async () => {
  const bytes = await encodeChecked(CONTENT);
  let silent = 0;
  for (let i = 0; i < bytes.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      const damaged = bytes.with(i, bytes[i]! ^ 1 << bit);
      const read = await decodeChecked(damaged, "model").catch((error) => {
        assert.ok(error instanceof ModelFormatError, `byte ${i}: ${error}`);
      });
      if (read === undefined) continue;
      // Only the name of the checksum may be damaged without notice.
      silent++;
      assert.deepEqual(read.tensors, CONTENT.tensors, `byte ${i}, bit ${bit}`);
      assert.equal(read.metadata.config, CONTENT.metadata.config, `byte ${i}, bit ${bit}`);
    }
  }
  assert.ok(silent <= 8 * CHECKSUM_KEY.length, `${silent} flipped bits went unnoticed`);
});

Deno.test("decodeChecked() reads files without a checksum, and refuses a changed file with one", async () => {
  assert.deepEqual(await decodeChecked(encodeSafetensors(CONTENT), "model"), CONTENT);
  const { tensors, metadata } = decodeSafetensors(await encodeChecked(CONTENT));
  const changed = encodeSafetensors({ tensors, metadata: { ...metadata, epoch: "7" } });
  await assert.rejects(decodeChecked(changed, "model"), isDamaged);
});

Deno.test("loadModel() and decodeModel() refuse a model with a flipped bit in its weights", async () => {
  const vae = createVAE(TINY_CONFIG, 4);
  const bytes = await encodeModel(vae);
  vae.dispose();
  // The lowest bit of a weight: the value stays finite.
  bytes[bytes.length - 4]! ^= 1;
  await assert.rejects(decodeModel(bytes), isDamaged);
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/model.safetensors`;
    await Deno.writeFile(file, bytes);
    await assert.rejects(loadModel(file), (error) => {
      assert.ok(error instanceof ModelFormatError);
      assert.ok(
        error.message.startsWith(`Cannot read model "${file}": its checksum does not match`),
      );
      return true;
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("encodeModel() gives the pretrained weights a checksum when they are saved", async () => {
  const bytes = await readPretrained();
  assert.equal(decodeSafetensors(bytes).metadata[CHECKSUM_KEY], undefined);
  using model = await loadModel("pretrained");
  const saved = await model.toBytes();
  assert.match(decodeSafetensors(saved).metadata[CHECKSUM_KEY]!, /^[0-9a-f]{64}$/);
  using copy = await loadModel(saved);
  assert.deepEqual(await copy.toBytes(), saved);
});
