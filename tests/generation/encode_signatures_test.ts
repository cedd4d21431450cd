import assert from "node:assert/strict";
import { decode } from "fast-png";
import { encodeForms, type EncodeOptions } from "../../lib/generation/encode_forms.ts";
import { encodeSignatures } from "../../lib/generation/encode_signatures.ts";
import { GeneratedSignature } from "../../lib/generation/generated_signature.ts";
import { Random } from "../../lib/random.ts";

function signatureOf(writer: number): GeneratedSignature {
  const random = new Random(7, "line", writer);
  const values = (low: number, high: number) =>
    Float32Array.from({ length: 40 }, () => random.uniform(low, high));
  const ink = [{ x: values(5, 120), y: values(5, 60), width: values(1, 3) }];
  return new GeneratedSignature({ writer, sample: 0, ink, height: 64, width: 128 });
}

const signatures = (count: number) => Array.from({ length: count }, (_, i) => signatureOf(i));

/** Large images, so that encoding takes long enough for threads to start. */
const OPTIONS: EncodeOptions = { formats: ["png", "svg"], height: 512, color: [10, 20, 90] };

Deno.test("encodeSignatures() gives the same files in the same order on any number of threads", async () => {
  const given = signatures(24);
  const expected = given.map((signature) => encodeForms(signature, OPTIONS));
  for (const threads of [0, 2]) {
    const stream = encodeSignatures(given, { ...OPTIONS, threads });
    let writer = 0;
    for await (const encoded of stream) {
      assert.equal(encoded.writer, writer);
      assert.deepEqual(
        encoded.files,
        expected[writer++],
        `${threads} threads, signature ${writer}`,
      );
    }
    assert.equal(writer, given.length);
  }
  assert.equal(decode(expected[0]![0]!.bytes).width, 1024);
});

Deno.test("encodeSignatures() sends images of models without strokes too", async () => {
  const image = { height: 2, width: 3, data: Float32Array.of(0, 1, 0.5, 0, 0, 1) };
  const signature = new GeneratedSignature({ writer: 4, sample: 1, ink: image, ...image });
  for (const threads of [0, 2]) {
    const [encoded] = await Array.fromAsync(
      encodeSignatures([signature], { formats: ["png"], threads }),
    );
    assert.deepEqual([encoded!.writer, encoded!.sample], [4, 1]);
    assert.deepEqual(encoded!.files[0]!.bytes, signature.toPng());
  }
});

Deno.test("encodeSignatures() passes on what fails, and ends where its reader stops", async () => {
  const options = { formats: ["png"] as const, height: 0, threads: 2 };
  await assert.rejects(Array.fromAsync(encodeSignatures(signatures(3), options)), RangeError);
  let sampled = 0;
  function* endless() {
    for (let i = 0;; i++) {
      sampled++;
      yield signatureOf(i);
    }
  }
  for await (const { writer } of encodeSignatures(endless(), { ...OPTIONS, threads: 2 })) {
    if (writer === 20) break;
  }
  assert.ok(sampled < 20 + 3 * 128, `${sampled} were sampled`);
});

Deno.test("encodeSignatures() throws the reason of an aborted signal, on any number of threads", async () => {
  for (const threads of [0, 2]) {
    const controller = new AbortController();
    let received = 0;
    const read = async () => {
      const options = { ...OPTIONS, threads, signal: controller.signal };
      for await (const _ of encodeSignatures(signatures(90), options)) {
        if (++received === 10) controller.abort(new Error("enough"));
      }
    };
    await assert.rejects(read(), /^Error: enough$/);
    assert.ok(received < 90, `${received} were received`);
  }
});
