import assert from "node:assert/strict";
import { decode } from "fast-png";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { resample } from "../../../lib/image/resize.ts";
import { fillPath } from "../../strokes/fill_path.ts";
import { inFolder, readFolder, runProgram, signalAt, startProgram, TINY } from "../run_program.ts";

async function trainIn(folder: string): Promise<void> {
  const outcome = await runProgram(
    "train.ts",
    [...TINY, "--epochs=1", "--out=outputs/run"],
    folder,
  );
  assert.equal(outcome.code, 0, outcome.stderr);
}

Deno.test("generate writes images and a sheet, the same bytes for the same seed", () =>
  inFolder(async (folder) => {
    await trainIn(folder);
    const flags = ["--backend=simd", "--count=3"];
    const first = await runProgram("generate.ts", flags, folder); // finds the newest run by itself
    assert.equal(first.code, 0, first.stderr);
    const images = await readFolder(`${folder}/outputs/run/generated-001`);
    assert.deepEqual([...images.keys()], [
      "generate.json",
      "grid.png",
      "signature-0001.png",
      "signature-0002.png",
      "signature-0003.png",
    ]);
    const { width, height } = decode(images.get("signature-0001.png")!);
    assert.deepEqual({ width, height }, { width: 32, height: 16 });

    // The folder of the model alone is enough, elsewhere and under another name.
    await Deno.mkdir(`${folder}/elsewhere`);
    await Deno.copyFile(
      `${folder}/outputs/run/model.safetensors`,
      `${folder}/elsewhere/copy.safetensors`,
    );
    const copy = ["--model=elsewhere/copy.safetensors", "--out=again"];
    assert.equal((await runProgram("generate.ts", [...flags, ...copy], folder)).code, 0);
    assert.deepEqual(await readFolder(`${folder}/again`), images);

    await Deno.remove(`${folder}/again/generate.json`);
    const occupied = await runProgram("generate.ts", [...flags, ...copy], folder);
    assert.equal(occupied.code, 1);
    assert.match(occupied.stderr, /error: Cannot write to "again": it already contains "grid.png"/);

    const longer = [...copy.slice(0, 1), "--out=longer", "--count=18", "--backend=simd"];
    assert.equal((await runProgram("generate.ts", longer, folder)).code, 0);
    const more = await readFolder(`${folder}/longer`);
    assert.equal(more.size, 20);
    assert.deepEqual(more.get("signature-0003.png"), images.get("signature-0003.png"));

    const seeded = ["--seed=2", "--out=seeded", ...copy.slice(0, 1), ...flags];
    assert.equal((await runProgram("generate.ts", seeded, folder)).code, 0);
    const other = await readFolder(`${folder}/seeded`);
    assert.notDeepEqual(other.get("signature-0001.png"), images.get("signature-0001.png"));
  }));

Deno.test("generate refuses a missing, truncated or foreign model with a clear error", () =>
  inFolder(async (folder) => {
    const generate = async (model: string) => {
      const { code, stderr } = await runProgram("generate.ts", [
        "--backend=cpu",
        `--model=${model}`,
      ], folder);
      assert.equal(code, 1, stderr);
      assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
      return stderr;
    };
    assert.match(
      await generate("nowhere"),
      /error: Cannot read model "nowhere": no such file/,
    );
    await trainIn(folder);
    const bytes = await Deno.readFile(`${folder}/outputs/run/model.safetensors`);
    await Deno.writeFile(`${folder}/short.safetensors`, bytes.slice(0, bytes.length - 9));
    assert.match(
      await generate("short.safetensors"),
      /Cannot read model "short.safetensors": .*safetensors/,
    );
    await Deno.writeTextFile(`${folder}/text.safetensors`, "this is not a model at all");
    assert.match(await generate("text.safetensors"), /Cannot read model "text.safetensors"/);
    const checkpoint = "outputs/run/checkpoint/training.safetensors";
    assert.match(await generate(checkpoint), /its format is "signature-vae-checkpoint-1"/);
  }));

Deno.test("generate uses the pretrained model until there is a run", () =>
  inFolder(async (folder) => {
    const generate = async (...flags: string[]) => {
      const args = ["--backend=simd", "--count=2", ...flags];
      const { code, stdout, stderr } = await runProgram("generate.ts", args, folder);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const first = await generate();
    assert.match(
      first,
      /model: pretrained \("outputs" has no run\), pen VAE/,
    );
    const shipped = await readFolder(`${folder}/outputs/generated-001`);
    assert.equal(shipped.size, 4);
    const ink = decode(shipped.get("signature-0001.png")!).data.filter((value) => value < 128);
    assert.ok(ink.length > 50, `${ink.length} dark pixels`);

    await trainIn(folder);
    assert.match(await generate(), /model: ".*model.safetensors", the newest run, pixel VAE/);
    const named = await generate("--model=pretrained");
    assert.match(named, /model: pretrained, pen VAE/);
    assert.deepEqual(await readFolder(`${folder}/outputs/generated-002`), shipped);
  }));

Deno.test("generate writes SVG, transparent paper, ink in a colour, at any size", () =>
  inFolder(async (folder) => {
    const generate = async (...flags: string[]) => {
      const args = ["--backend=simd", "--count=2", "--out=out", "--overwrite", ...flags];
      const { code, stderr } = await runProgram("generate.ts", args, folder);
      assert.equal(code, 0, stderr);
      return await readFolder(`${folder}/out`);
    };
    const plain = await generate();
    const drawn = await generate("--format=svg", "--ink-color=#1a2B8f");
    assert.deepEqual([...drawn.keys()].filter((name) => name.endsWith("svg")), [
      "signature-0001.svg",
      "signature-0002.svg",
    ]);
    // The sheet shows the same signatures, in the colour of the ink.
    const sheet = decode(plain.get("grid.png")!);
    const tinted = decode(drawn.get("grid.png")!);
    assert.deepEqual([sheet.channels, tinted.channels], [1, 3]);
    const color = [0x1a, 0x2b, 0x8f];
    tinted.data.forEach((value, i) => {
      const expected = color[i % 3]! + (255 - color[i % 3]!) * sheet.data[Math.floor(i / 3)]! / 255;
      assert.ok(Math.abs(value - expected) <= 0.5, `${value} at ${i}, expected ${expected}`);
    });
    const svg = new TextDecoder().decode(drawn.get("signature-0001.svg"));
    assert.match(svg, /viewBox="0 0 128 64"><path fill="#1a2b8f" d="M/);
    const filled = fillPath(/ d="([^"]*)"/.exec(svg)![1]!, 1, { height: 64, width: 128 });
    const png = decode(plain.get("signature-0001.png")!);
    let [difference, ink] = [0, 0];
    filled.forEach((coverage, i) => {
      difference += Math.abs(coverage - (1 - png.data[i]! / 255));
      ink += coverage;
    });
    assert.ok(difference < 0.15 * ink, `${difference} of ${ink}`);

    const large = await generate("--image-size=200x500", "--transparent", "--ink-color=1a2b8f");
    const { height, width, channels, data } = decode(large.get("signature-0001.png")!);
    assert.deepEqual([height, width, channels], [200, 500, 4]);
    assert.deepEqual([...data.slice(0, 4)], [0x1a, 0x2b, 0x8f, 0]);
    assert.ok(data.filter((value, i) => i % 4 === 3 && value === 255).length > 100);
    assert.deepEqual(large.get("grid.png"), drawn.get("grid.png"));
  }));

Deno.test("generate writes animations, recordings and scans, and a size on paper", () =>
  inFolder(async (folder) => {
    const generate = async (...flags: string[]) => {
      const args = ["--backend=simd", "--count=2", "--seed=4", ...flags];
      const { code, stderr } = await runProgram("generate.ts", args, folder);
      assert.equal(code, 0, stderr);
    };
    await generate("--out=a", "--format=svg,gif,inkml,svc", "--animated", "--physical-width=8cm");
    const files = await readFolder(`${folder}/a`);
    assert.deepEqual([...files.keys()].filter((name) => name.startsWith("signature-0002")), [
      "signature-0002.gif",
      "signature-0002.inkml",
      "signature-0002.svc",
      "signature-0002.svg",
    ]);
    const text = (name: string) => new TextDecoder().decode(files.get(name));
    assert.match(text("signature-0001.svg"), /width="80mm" height="40mm".*<animate /s);
    assert.match(text("signature-0001.inkml"), /<activeArea height="40" width="80" units="mm"\/>/);
    assert.equal(text("signature-0001.gif").slice(0, 6), "GIF89a");

    await generate(
      ...["--out=b", "--format=jpg,png", "--scan", "--scan-mask", "--ink=natural"],
      ...["--dpi=150", "--physical-width=60mm"],
    );
    const scans = await readFolder(`${folder}/b`);
    assert.ok(scans.has("signature-0002.jpg"));
    for (const name of ["signature-0001.png", "signature-0001.mask.png"]) {
      const { width, height, resolution } = decode(scans.get(name)!);
      assert.deepEqual([height, width, resolution?.x], [177, 354, 5906], name);
    }
    await assertShowsScan(scans.get("grid.png")!, scans.get("signature-0001.png")!);
  }));

/** Asserts that the first cell of a contact sheet is a scan, made smaller. */
async function assertShowsScan(sheetPng: Uint8Array, scanPng: Uint8Array): Promise<void> {
  const [sheet, scan] = [await decodeImage(sheetPng), await decodeImage(scanPng)];
  const [height, width, edge] = [128, 256, 3]; // a rule of one pixel, a gap of two
  const expected = resample(scan, height, width);
  const errors = expected.map((level, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    return Math.abs(level - sheet.data[(y + edge) * sheet.width + x + edge]!);
  });
  assert.ok(Math.max(...errors) <= 2, `${Math.max(...errors)} levels`);
}

Deno.test("generate --signatures writes duplicates of each writer to a subfolder", () =>
  inFolder(async (folder) => {
    const generate = async (...flags: string[]) => {
      const { code, stderr, stdout } = await runProgram(
        "generate.ts",
        ["--backend=simd", ...flags],
        folder,
      );
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const message = await generate("--count=2", "--signatures=3", "--out=out");
    assert.match(message, /6 signatures of 2 writers in .*writer-0002\/signature-03\.png/s);
    const entries = await Array.fromAsync(Deno.readDir(`${folder}/out`), ({ name }) => name);
    assert.deepEqual(entries.sort(), ["generate.json", "grid.png", "writer-0001", "writer-0002"]);
    const second = await readFolder(`${folder}/out/writer-0002`);
    assert.deepEqual([...second.keys()], [
      "signature-01.png",
      "signature-02.png",
      "signature-03.png",
    ]);
    assert.notDeepEqual(second.get("signature-01.png"), second.get("signature-02.png"));

    // The same writers sign the same way, however many they are and however often they sign.
    await generate("--count=3", "--signatures=1", "--out=fewer");
    const one = await readFolder(`${folder}/fewer/writer-0002`);
    assert.deepEqual(one, new Map([...second].slice(0, 1)));

    const flags = ["--backend=simd", "--count=1", "--signatures=2", "--out=fewer"];
    const occupied = await runProgram("generate.ts", flags, folder);
    assert.match(
      occupied.stderr,
      /Cannot continue "fewer": it was generated with --signatures 1, /,
    );
  }));

Deno.test("generate refuses formats and sizes that a model or a format has not", () =>
  inFolder(async (folder) => {
    await trainIn(folder);
    const pixel = ["--model=outputs/run", "--backend=cpu", "--out=out"];
    const cases: [string[], RegExp][] = [
      [[...pixel, "--format=svg"], /Cannot write SVG with a pixel model: it has no strokes/],
      [
        [...pixel, "--image-size=64x128"],
        /Cannot generate with --image-size: .*trained with, 16x32/,
      ],
      [
        [...pixel, "--signatures=2"],
        /Cannot generate with --signatures: a pixel model has no strokes/,
      ],
      [["--signatures=0"], /Cannot read --signatures "0": /],
      [["--format=svg", "--image-size=64x128"], /Cannot write SVG with --image-size: it has no/],
      [
        ["--image-size=64"],
        /Cannot read --image-size "64": expected height x width such as 64x128/,
      ],
      [["--image-size=5000x5000"], /expected at most 4096x4096/],
      [["--ink-color=blue"], /Cannot read --ink-color "blue": expected six hexadecimal digits/],
      [
        ["--format=bmp"],
        /Cannot read --format "bmp": expected one or several of png, jpg, svg, gif, /,
      ],
      [[...pixel, "--ink=natural"], /Cannot generate with --ink natural: a pixel model/],
      [["--scan-mask"], /Cannot generate with --scan-mask: expected --scan/],
      [["--shard=0/4", "--out=out"], /Cannot read --shard "0\/4": expected i\/n such as 3\/8/],
      [["--shard=1/4"], /Cannot generate with --shard: expected --out, the folder of all parts/],
      [["--shard=1/4", "--out=out", "--overwrite"], /Cannot generate with --shard and --overwrite/],
      [["--model=pretraine"], /"pretrained" selects the pretrained model/],
    ];
    for (const [flags, message] of cases) {
      const { code, stderr } = await runProgram("generate.ts", flags, folder);
      assert.notEqual(code, 0, flags.join(" "));
      assert.match(stderr, message);
    }
    assert.equal(await Deno.stat(`${folder}/out`).catch(() => undefined), undefined);
  }));

Deno.test({
  name:
    "generate ends on Ctrl-C after the current files, and the same command goes on in its folder",
  ignore: Deno.build.os === "windows", // where a process cannot send the signal to another
  fn: () =>
    inFolder(async (folder) => {
      const flags = ["--backend=simd", "--count=260", "--format=png,svg"];
      const process = startProgram("generate.ts", flags, folder);
      const first = `${folder}/outputs/generated-001/signature-0009.svg`;
      const { code, stdout, stderr } = await signalAt(first, process, "SIGINT");
      assert.equal(code, 130, stdout + stderr);
      const [, before] = /Interrupted: (\d+) of 260 signatures are written to/.exec(stderr)!;
      assert.ok(Number(before) >= 8 && Number(before) < 260, before);
      const partly = await readFolder(`${folder}/outputs/generated-001`);

      const again = await runProgram("generate.ts", flags, folder);
      assert.equal(again.code, 0, again.stderr);
      assert.match(
        again.stdout,
        new RegExp(`260 signatures in .*, ${before} of them written before`),
      );
      const entries = await Array.fromAsync(Deno.readDir(`${folder}/outputs`), ({ name }) => name);
      assert.deepEqual(entries, ["generated-001"]);
      const whole = await readFolder(`${folder}/outputs/generated-001`);
      assert.equal(whole.size, 2 * 260 + 2);
      assert.ok([...whole.keys()].every((name) => !name.endsWith(".partial")));
      for (const [name, bytes] of partly) assert.deepEqual(whole.get(name), bytes, name);

      const smaller = [
        "--backend=simd",
        "--count=20",
        "--format=png,svg",
        "--out=outputs/generated-001",
      ];
      const refused = await runProgram("generate.ts", smaller, folder);
      assert.match(refused.stderr, /it was generated with --count 260, not with --count 20/);
    }),
});

Deno.test("generate --format webdataset writes archives, the same in parts and as a whole", () =>
  inFolder(async (folder) => {
    const flags = ["--backend=simd", "--count=12", "--signatures=2", "--format=webdataset"];
    const generate = async (...more: string[]) => {
      const { code, stdout, stderr } = await runProgram("generate.ts", [...flags, ...more], folder);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const message = await generate("--out=whole");
    assert.match(message, /24 signatures of 12 writers in .*whole\/signatures-000000\.tar/s);
    await generate("--out=parts", "--shard=2/2"); // of one archive, the second part has nothing
    await generate("--out=parts", "--shard=1/2");
    const parts = await readFolder(`${folder}/parts`);
    assert.deepEqual([...parts.keys()], ["generate.json", "grid.png", "signatures-000000.tar"]);
    assert.deepEqual(parts, await readFolder(`${folder}/whole`));
  }));
