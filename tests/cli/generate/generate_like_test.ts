import assert from "node:assert/strict";
import { decode } from "fast-png";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { inkToGray } from "../../../lib/image/codecs/encode.ts";
import { encodeGrayPng } from "../../../lib/image/codecs/encode.ts";
import { renderPenCanvas } from "../../../lib/model/pen/render_points.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { scanOf, signatureOf } from "../../generation/scan_of.ts";
import { inFolder, readFolder, runProgram } from "../run_program.ts";

/** A folder with scans of procedural signatures, four pixels of the scan per pixel of the canvas. */
async function writeScans(folder: string, count: number): Promise<void> {
  await Deno.mkdir(`${folder}/scans`);
  for (let i = 0; i < count; i++) {
    const scan = scanOf(signatureOf(i), { scale: 4, x: 50, y: 50 });
    await Deno.writeFile(`${folder}/scans/${i}.png`, encodeGrayPng(scan));
  }
}

async function generate(folder: string, out: string, ...flags: string[]) {
  const args = ["--backend=simd", "--threads=1", "--model=pretrained", `--out=${out}`, ...flags];
  const outcome = await runProgram("generate.ts", args, folder);
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome;
}

async function fails(folder: string, expected: RegExp, ...flags: string[]): Promise<void> {
  const { code, stderr } = await runProgram("generate.ts", ["--backend=simd", ...flags], folder);
  assert.equal(code, 1, stderr);
  assert.match(stderr, expected);
  assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
}

Deno.test("generate --like writes variants as large as the signature in the file", () =>
  inFolder(async (folder) => {
    await writeScans(folder, 1);
    await generate(folder, "out", "--like=scans/0.png", "--count=3", "--spread=0");
    const faithful = await readFolder(`${folder}/out`);
    const png = faithful.get("signature-0001.png")!;
    const { height, width } = decode(png);
    assert.ok(Math.abs(height - 256) < 8 && width === 2 * height, `${height} x ${width}`);
    assert.deepEqual(faithful.get("signature-0003.png"), png, "nothing varies");
    const size = { height, width };
    const image = await decodeImage(png);
    const ink = Float32Array.from(image.data, (level) => 1 - level / 255);
    const truth = renderPenCanvas(signatureOf(0), size);
    assert.ok(chamferDistance({ ...size, data: ink }, truth) < 1, "another signature");

    await generate(folder, "varied", "--like=scans/0.png", "--count=3");
    const varied = await readFolder(`${folder}/varied`);
    assert.notDeepEqual(varied.get("signature-0001.png"), varied.get("signature-0002.png"));

    // Interrupted or not, the same command writes the same bytes.
    await Deno.remove(`${folder}/varied/signature-0002.png`);
    await Deno.remove(`${folder}/varied/signature-0003.png`);
    await generate(folder, "varied", "--like=scans/0.png", "--count=3");
    assert.deepEqual(await readFolder(`${folder}/varied`), varied);
  }));

Deno.test("generate --like writes a subfolder for each of several files, or for those of a folder", () =>
  inFolder(async (folder) => {
    await writeScans(folder, 2);
    await Deno.writeTextFile(`${folder}/scans/broken.png`, "no image");
    const { stderr } = await generate(
      folder,
      "out",
      "--like=scans",
      "--count=2",
      "--format=png,svg",
    );
    assert.match(stderr, /skipped 1 file:\n.*broken.png/);
    const second = await readFolder(`${folder}/out/writer-0002`);
    assert.deepEqual([...second.keys()], [
      "signature-01.png",
      "signature-01.svg",
      "signature-02.png",
      "signature-02.svg",
    ]);
    const files = ["--like=scans/0.png", "--like=scans/1.png", "--count=2"];
    const { stdout } = await generate(folder, "files", ...files);
    assert.match(stdout, /writer-0001 {2}variants of scans\/0.png\n {2}writer-0002 {2}variants of/);
    const again = await readFolder(`${folder}/files/writer-0002`);
    assert.deepEqual(again.get("signature-02.png"), second.get("signature-02.png"));
  }));

Deno.test("generate --interpolate goes from one file to the other, and the strip shows it", () =>
  inFolder(async (folder) => {
    await writeScans(folder, 2);
    const ends = ["--like=scans/0.png", "--like=scans/1.png"];
    await generate(folder, "out", ...ends, "--interpolate=4");
    const files = await readFolder(`${folder}/out`);
    const images = [...files.keys()].filter((name) => name.startsWith("signature"));
    assert.equal(images.length, 4);
    assert.equal(new TextDecoder().decode(files.get("interpolation.gif")!.slice(0, 6)), "GIF89a");
    const { height, width } = decode(files.get("grid.png")!);
    assert.ok(width > 4 * 256 && height < 200, `${height} x ${width}`);
    await generate(folder, "end", "--like=scans/1.png", "--count=1", "--spread=0");
    const end = await Deno.readFile(`${folder}/end/signature-0001.png`);
    const size = (bytes: Uint8Array) => [decode(bytes).height, decode(bytes).width];
    assert.deepEqual(size(files.get("signature-0004.png")!), size(end));
  }));

Deno.test("generate refuses files that show no signature, and flags that contradict each other", () =>
  inFolder(async (folder) => {
    await writeScans(folder, 1);
    const empty = { height: 64, width: 128, data: new Float32Array(64 * 128) };
    await Deno.writeFile(`${folder}/empty.png`, encodeGrayPng(inkToGray(empty)));
    await fails(folder, /signature from "empty.png": Cannot find ink/, "--like=empty.png");
    await fails(folder, /signature from "none.png": it does not exist/, "--like=none.png");
    await fails(folder, /with --spread: expected --like/, "--spread=0.5");
    const like = "--like=scans/0.png";
    await fails(folder, /--signatures and --like/, like, "--signatures=2");
    await fails(folder, /there is 1, expected at least 2/, like, "--interpolate=4");
    await fails(folder, /--spread and --interpolate/, like, "--spread=0.5", "--interpolate=4");
    await fails(folder, /--count 1/, "--interpolate=4", "--count=1");
  }));
