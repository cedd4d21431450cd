import assert from "node:assert/strict";
import { decode } from "fast-png";
import {
  encodeForms,
  type EncodeOptions,
  SIGNATURE_FORMATS,
} from "../../lib/generation/encode_forms.ts";
import { GeneratedSignature } from "../../lib/generation/generated_signature.ts";
import { decodeImage } from "../../lib/image/codecs/decode.ts";
import { untimedSignature } from "../strokes/online/signatures.ts";

const SIGNATURE = new GeneratedSignature({
  writer: 3,
  sample: 1,
  ink: untimedSignature(3),
  height: 64,
  width: 128,
});

/** Text of vector and column formats, sizes of images. */
async function summarize(options: EncodeOptions): Promise<Record<string, string>> {
  const files = encodeForms(SIGNATURE, options).map(async ({ extension, bytes }) => {
    if (!/png|jpg|gif/.test(extension)) return [extension, new TextDecoder().decode(bytes)];
    const { height, width } = await decodeImage(bytes);
    return [extension, `${height}x${width}`];
  });
  return Object.fromEntries(await Promise.all(files));
}

Deno.test("encodeForms() writes every format, each the same alone and among others", async () => {
  const options = { width: 256, seed: 5 };
  const all = encodeForms(SIGNATURE, { ...options, formats: SIGNATURE_FORMATS });
  assert.deepEqual(all.map(({ extension }) => extension), [...SIGNATURE_FORMATS]);
  for (const { extension, bytes } of all) {
    const format = SIGNATURE_FORMATS.find((name) => name === extension)!;
    const [alone] = encodeForms(SIGNATURE, { ...options, formats: [format] });
    assert.deepEqual(alone!.bytes, bytes, extension);
  }
  const summary = await summarize({ ...options, formats: SIGNATURE_FORMATS });
  for (const name of ["png", "jpg", "gif", "mask.png"]) {
    assert.equal(summary[name], "128x256", name);
  }
  assert.match(summary.svg!, /^<svg /);
  assert.match(summary.inkml!, /<ink xmlns/);
  assert.match(summary.csv!, /^time,x,y,/);
  assert.match(summary.svc!, /^\d+\n/);
  assert.ok(JSON.parse(summary.json!).strokes.length > 0);
});

Deno.test("encodeForms() takes plain data, as another thread receives it", () => {
  const options: EncodeOptions = {
    formats: ["png", "svg", "inkml"],
    ink: "natural",
    animated: true,
    seed: 1,
    color: [1, 2, 3],
  };
  const copy = new GeneratedSignature(structuredClone(SIGNATURE.content));
  assert.deepEqual(encodeForms(copy, structuredClone(options)), encodeForms(SIGNATURE, options));
});

Deno.test("encodeForms() scans PNG and JPEG alike, with a mask of their size", async () => {
  const formats = ["png", "jpg", "mask.png"] as const;
  const files = encodeForms(SIGNATURE, { formats, scan: true, width: 300, seed: 2, dpi: 300 });
  const [png, jpg, mask] = await Promise.all(files.map(({ bytes }) => decodeImage(bytes)));
  assert.deepEqual([png!.height, png!.width, mask!.height, mask!.width], [150, 300, 150, 300]);
  assert.deepEqual(png!.color ?? png!.data, jpg!.color ?? jpg!.data);
  assert.equal(decode(files[0]!.bytes).resolution?.x, 11811);
  // Ink is white in the mask and dark in the scan.
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const levels = Array.from(png!.data);
  const ink = mean(levels.filter((_, i) => mask!.data[i]! > 200));
  const paper = mean(levels.filter((_, i) => mask!.data[i]! < 20));
  assert.ok(ink < paper - 60, `ink ${ink}, paper ${paper}`);
});

Deno.test("encodeForms() of natural ink has another mask than density", async () => {
  const options = { formats: ["mask.png"], scan: true, ink: "natural", width: 512 } as const;
  const [file] = encodeForms(SIGNATURE, options);
  const { data } = await decodeImage(file!.bytes);
  const inked = data.filter((level) => level > 30);
  assert.ok(inked.filter((level) => level > 250).length > 0.5 * inked.length);
});

Deno.test("encodeForms() differs by seed, writer and sample where something is sampled", () => {
  const ink = untimedSignature(3);
  const encode = (writer: number, sample: number, seed: number) =>
    encodeForms(new GeneratedSignature({ writer, sample, ink, height: 64, width: 128 }), {
      formats: ["csv"],
      seed,
    })[0]!.bytes.length;
  const first = encode(0, 0, 0);
  const others = [encode(1, 0, 0), encode(0, 1, 0), encode(0, 0, 1)];
  assert.ok(others.every((length) => length !== first), `${first}, ${others}`);
});

Deno.test("encodeForms() refuses strokes of a pixel model, and scans its pixels", async () => {
  const ink = { height: 64, width: 128, data: new Float32Array(64 * 128) };
  ink.data.fill(1, 30 * 128 + 20, 30 * 128 + 100);
  const signature = new GeneratedSignature({ writer: 0, sample: 0, ink, height: 64, width: 128 });
  for (const format of ["svg", "gif", "inkml", "json", "csv", "svc"] as const) {
    assert.throws(() => encodeForms(signature, { formats: [format] }), /has no strokes/, format);
  }
  assert.throws(
    () => encodeForms(signature, { formats: ["png"], ink: "natural" }),
    /Cannot render natural ink: .*has no strokes/,
  );
  const [scan] = encodeForms(signature, { formats: ["jpg"], scan: true });
  assert.ok((await decodeImage(scan!.bytes)).height > 64);
});

Deno.test("encodeForms() of a signature without ink writes empty files", () => {
  const empty = new GeneratedSignature({ writer: 0, sample: 0, ink: [], height: 64, width: 128 });
  for (const options of [{}, { ink: "natural", animated: true }, { scan: true }] as const) {
    const files = encodeForms(empty, { formats: SIGNATURE_FORMATS, ...options });
    assert.ok(files.every(({ bytes }) => bytes.length > 0));
  }
});
