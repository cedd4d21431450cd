/** Writing a run: what is continued, refused, shared out, and left whole when something fails. */
import assert from "node:assert/strict";
import { unpackTar } from "modern-tar";
import { encodeForms } from "../../lib/generation/encode_forms.ts";
import { GeneratedSignature } from "../../lib/generation/generated_signature.ts";
import { isUnfinished, openOutput } from "../../lib/generation/output/open_output.ts";
import {
  type NumberRange,
  type OutputOptions,
  OutputPlan,
  type Shard,
  SHEET_FILE,
  WHOLE_RUN,
} from "../../lib/generation/output/output_plan.ts";
import {
  writeSignatures,
  type WriteSummary,
} from "../../lib/generation/output/write_signatures.ts";
import { Random } from "../../lib/random.ts";
import { inFolder } from "../cli/run_program.ts";

/** A signature that its numbers determine. */
function signatureOf(writer: number, sample: number): GeneratedSignature {
  const random = new Random(7, "line", writer, sample);
  const values = (low: number, high: number) =>
    Float32Array.from({ length: 3 }, () => random.uniform(low, high));
  const ink = [{ x: values(5, 120), y: values(5, 60), width: values(1, 3) }];
  return new GeneratedSignature({ writer, sample, ink, height: 16, width: 32 });
}

interface TestRun extends Partial<OutputOptions> {
  readonly folder: string;
  readonly settings?: Record<string, string>;
  readonly shard?: Shard;
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly onProgress?: (written: number, total: number) => void;
  /** Called before each signature is sampled. */
  readonly onSample?: (writer: number) => void;
}

function openOptions(run: TestRun) {
  const { folder, writers = 5, shard = WHOLE_RUN, overwrite = false, settings = {} } = run;
  const plan = new OutputPlan({
    writers,
    signaturesPerWriter: run.signaturesPerWriter,
    formats: run.formats ?? ["png"],
    isArchived: run.isArchived ?? false,
  });
  const record = { version: "1.2.3", count: writers, settings };
  return { folder, plan, record, shard, overwrite };
}

async function write(run: TestRun): Promise<WriteSummary> {
  const options = openOptions(run);
  const { folder, plan } = options;
  const opened = await openOutput(options);
  return await writeSignatures({
    folder,
    plan,
    opened,
    encoding: { formats: plan.formats, threads: run.threads ?? 0 },
    signal: run.signal,
    onProgress: run.onProgress,
    generate: async function* ({ start, end }: NumberRange) {
      for (let writer = start; writer < end; writer++) {
        for (let sample = 0; sample < plan.signaturesPerWriter; sample++) {
          run.onSample?.(writer);
          yield signatureOf(writer, sample);
        }
      }
    },
  });
}

/** All files of a folder by path, as base64. */
async function readTree(folder: string, prefix = ""): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) {
      for (const [path, content] of await readTree(`${folder}/${name}`, `${prefix}${name}/`)) {
        files.set(path, content);
      }
    } else files.set(prefix + name, (await Deno.readFile(`${folder}/${name}`)).toBase64());
  }
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}

/** Maximum number of signatures of writers that are there in part, which are written again. */
function spare({ signaturesPerWriter = 1, isArchived = false }: Partial<OutputOptions>): number {
  return isArchived ? 0 : 8 * (signaturesPerWriter - 1);
}

/** Runs of every layout. */
const LAYOUTS: readonly Partial<OutputOptions>[] = [
  { writers: 30, formats: ["png"] },
  { writers: 30, formats: ["png", "svg"] },
  { writers: 9, signaturesPerWriter: 3, formats: ["svg"] },
  { writers: 2300, formats: ["svg"], isArchived: true },
  { writers: 20, signaturesPerWriter: 170, formats: ["svg"], isArchived: true },
];

Deno.test("a run that is interrupted anywhere and continued has the bytes of one that is not", () =>
  inFolder(async (folder) => {
    for (const [number, layout] of LAYOUTS.entries()) {
      const whole = `${folder}/${number}-whole`;
      const { total, written, found } = await write({ ...layout, folder: whole });
      assert.deepEqual([written, found], [total, 0]);
      const expected = await readTree(whole);
      for (let attempt = 0; attempt < 2; attempt++) {
        const parts = `${folder}/${number}-${attempt}`;
        const random = new Random(3, "interrupt", number, attempt);
        let sum = 0;
        for (let kill = 0; kill < 3; kill++) {
          const interrupt = new AbortController();
          const end = random.integer(1, total);
          const summary = await write({
            ...layout,
            folder: parts,
            signal: interrupt.signal,
            onProgress: (count) => count >= end && interrupt.abort(),
          });
          assert.ok(summary.found >= sum - spare(layout), "whole writers are not written twice");
          sum = summary.written;
          assert.equal(await isUnfinished(openOptions({ ...layout, folder: parts })), sum < total);
        }
        // What a kill at the worst moment leaves behind.
        const [file] = [...expected.keys()].filter((name) => name.includes("signature"));
        await Deno.writeTextFile(`${parts}/${file}.partial`, "half");
        await Deno.remove(`${parts}/${file}`).catch(() => {});
        await Deno.writeTextFile(`${parts}/generate.json.1.partial`, "{");
        await Deno.remove(`${parts}/${SHEET_FILE}`).catch(() => {});
        assert.equal((await write({ ...layout, folder: parts })).written, total);
        assert.deepEqual(await readTree(parts), expected);
      }
    }
  }));

Deno.test("shards are disjoint, and together they are the whole run byte for byte", () =>
  inFolder(async (folder) => {
    for (const [number, layout] of LAYOUTS.entries()) {
      const whole = `${folder}/${number}-whole`;
      await write({ ...layout, folder: whole });
      const expected = await readTree(whole);
      for (const count of [2, 7]) {
        const parts = `${folder}/${number}-${count}`;
        const together = new Map<string, string>();
        let total = 0;
        for (let index = 1; index <= count; index++) {
          const shard = { index, count };
          const apart = `${folder}/${number}-${count}-${index}`;
          const summary = await write({ ...layout, folder: apart, shard });
          assert.equal(summary.written, summary.total);
          total += summary.total;
          for (const [name, content] of await readTree(apart)) {
            if (name !== "generate.json") assert.ok(!together.has(name), name);
            together.set(name, content);
          }
          await write({ ...layout, folder: parts, shard }); // all parts in one folder
        }
        const plan = openOptions({ ...layout, folder }).plan;
        assert.equal(total, plan.signatures);
        assert.deepEqual(new Map([...together].sort(([a], [b]) => a < b ? -1 : 1)), expected);
        assert.deepEqual(await readTree(parts), expected);
      }
    }
  }));

Deno.test("a finished run grows to the bytes of the longer run, and keeps the files it has", () =>
  inFolder(async (folder) => {
    for (const [number, layout] of LAYOUTS.entries()) {
      const { writers = 5 } = layout;
      const grown = `${folder}/${number}-grown`;
      await write({ ...layout, writers: Math.ceil(writers / 2), folder: grown });
      const summary = await write({ ...layout, folder: grown });
      assert.ok(layout.isArchived || summary.found >= summary.total / 2);
      const whole = `${folder}/${number}-whole`;
      await write({ ...layout, folder: whole });
      assert.deepEqual(await readTree(grown), await readTree(whole));
      await assert.rejects(
        write({ ...layout, writers: writers - 1, folder: grown }),
        new RegExp(`with --count ${writers}, not with --count ${writers - 1}; expected`),
      );
    }
  }));

Deno.test("a folder of other settings is refused with the flag named, or replaced with --overwrite", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/out`;
    const run = { folder, writers: 30 };
    await write({ ...run, settings: { seed: "1", "ink-color": "ff0000" } });
    const before = await readTree(folder);
    const cases: [Record<string, string>, RegExp][] = [
      [
        { seed: "2", "ink-color": "ff0000" },
        /generated with --seed 1, not with --seed 2; expected/,
      ],
      [{ seed: "1" }, /it was generated with --ink-color ff0000; expected/],
      [{ seed: "1", "ink-color": "ff0000", transparent: "" }, /without --transparent; expected/],
    ];
    for (const [settings, message] of cases) {
      await assert.rejects(write({ ...run, settings }), message);
    }
    assert.deepEqual(await readTree(folder), before);

    // An interrupted replacement does not mistake the files of the old run for its own.
    const settings = { seed: "2" };
    const interrupt = new AbortController();
    interrupt.abort();
    const first = await write({ ...run, settings, overwrite: true, signal: interrupt.signal });
    assert.ok(first.written < first.total);
    const second = await write({ ...run, settings, overwrite: true });
    assert.equal(second.found, first.written);

    await Deno.remove(`${folder}/generate.json`);
    await assert.rejects(write({ ...run, settings }), /it already contains "grid.png", expected/);
    await Deno.writeTextFile(`${folder}/generate.json`, "{}");
    await assert.rejects(write({ ...run, settings }), /it is not the record of a run of generate/);
  }));

Deno.test("a file that cannot be written ends the run: it is named, and all others are whole", () =>
  inFolder(async (parent) => {
    for (const [number, layout] of LAYOUTS.entries()) {
      const whole = `${parent}/${number}-whole`;
      await write({ ...layout, folder: whole });
      const expected = await readTree(whole);
      const folder = `${parent}/${number}`;
      // A folder in the place of the temporary file fails as a full disk does.
      const victim = [...expected.keys()].filter((name) => name.includes("signature")).at(-1)!;
      await Deno.mkdir(`${folder}/${victim}.partial/full`, { recursive: true });
      const { written, total, failure } = await write({ ...layout, folder });
      assert.match(String(failure), new RegExp(`Cannot write ".*${victim}"`));
      assert.ok(written < total && written > 0);
      const left = await readTree(folder);
      for (const [name, content] of left) assert.equal(content, expected.get(name), name);
      await Deno.remove(`${folder}/${victim}.partial`, { recursive: true });
      assert.ok((await write({ ...layout, folder })).found >= written - spare(layout));
      assert.deepEqual(await readTree(folder), expected);
    }
  }));

Deno.test("signatures are sampled only as files are written, so memory does not grow", () =>
  inFolder(async (parent) => {
    let [sampled, most] = [0, 0];
    await write({
      folder: `${parent}/out`,
      writers: 2000,
      formats: ["svg"],
      isArchived: true,
      threads: 2,
      onSample: () => sampled++,
      onProgress: (written) => most = Math.max(most, sampled - written),
    });
    assert.equal(sampled, 2000);
    assert.ok(most > 0 && most <= 3 * 128, `${most} signatures in memory`);
  }));

Deno.test("archives are WebDataset shards: files of a signature follow one another", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/out`;
    const formats = ["png", "svg"] as const;
    const layout = { writers: 7, signaturesPerWriter: 400, formats, isArchived: true };
    await write({ ...layout, folder });
    const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
    const archives = names.filter((name) => name.endsWith(".tar"));
    assert.deepEqual(archives, [0, 1, 2, 3].map((i) => `signatures-00000${i}.tar`));
    const entries = await unpackTar(await Deno.readFile(`${folder}/signatures-000001.tar`));
    assert.equal(entries.length, 2 * 400 * 3);
    for (const [i, { header, data }] of entries.slice(0, 9).entries()) {
      const [writer, sample] = [2, Math.floor(i / 3)];
      const key = `writer-0003/signature-0${sample + 1}`;
      const extension = ["png", "svg", "cls"][i % 3];
      assert.equal(header.name, `${key}.${extension}`);
      const files = encodeForms(signatureOf(writer, sample), { formats });
      const expected = files[i % 3]?.bytes ?? new TextEncoder().encode("2");
      assert.deepEqual(new Uint8Array(data!), expected);
    }
  }));
