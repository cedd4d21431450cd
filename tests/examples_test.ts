/** Runs the programs in examples/ with small settings and checks their output. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs";
import { generateAlike } from "../examples/own_prior.ts";
import { generate } from "../examples/generate.ts";
import { respond } from "../examples/serve.ts";
import { renderToPdfPage } from "../examples/render_to_pdf_page.ts";
import { trainOnFolder } from "../examples/train_on_folder.ts";
import { decodeImage, loadModel } from "@signature-vae/signature-vae";
import { synthesizeDataset, writeDatasetFolder } from "@signature-vae/signature-vae/training";
import { inFolder } from "./cli/run_program.ts";

/** A folder of procedural signatures, as a user's would be. */
async function writeData(folder: string): Promise<string> {
  const dataset = await synthesizeDataset({ writers: 5, signaturesPerWriter: 2, threads: 0 });
  await writeDatasetFolder(dataset, `${folder}/data`);
  return `${folder}/data`;
}

async function inkFraction(path: string): Promise<number> {
  const { data } = await decodeImage(await Deno.readFile(path));
  return data.reduce((sum, level) => sum + (255 - level) / 255, 0) / data.length;
}

function fileNames(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** The drawing operators of a PDF's deflated streams, as text. */
function pdfOperators(file: Uint8Array): string {
  const bytes = Buffer.from(file).toString("latin1");
  return [...bytes.matchAll(/stream\r?\n([^]*?)\r?\nendstream/g)].map(([, stream]) => {
    const data = Buffer.from(stream!, "latin1");
    return inflateSync(data).toString("latin1");
  }).join("\n");
}

Deno.test("examples/generate.ts writes images and strokes of the same signatures", () =>
  inFolder(async (folder) => {
    await generate(folder, 2);
    assert.deepEqual(fileNames(folder), ["1.png", "1.svg", "2.png", "2.svg"]);
    const ink = await inkFraction(`${folder}/1.png`);
    assert.ok(ink > 0.02 && ink < 0.4, `ink ${ink}`);
    assert.match(await Deno.readTextFile(`${folder}/1.svg`), /^<svg .*fill="#1a2b80" d="M/);
  }));

Deno.test("examples/serve.ts answers with the PNG that the query names, and refuses other queries", async () => {
  using model = await loadModel("pretrained");
  const get = (query: string) => respond(model, new Request(`http://localhost/${query}`));
  const png = await (await get("?seed=3&width=256&color=1a2b80")).bytes();
  const { width, height } = await decodeImage(png);
  assert.deepEqual([width, height], [256, 128]);
  const answers = await Promise.all(["3", "4", "3"].map((seed) => get(`?seed=${seed}&width=256`)));
  const [first, other, again] = await Promise.all(answers.map((answer) => answer.bytes()));
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
  assert.notDeepEqual(png, first, "another colour");
  for (const query of ["?seed=-1", "?seed=x", "?width=0", "?width=99999", "?color=blue"]) {
    assert.equal((await get(query)).status, 400, query);
  }
});

Deno.test("examples/train_on_folder.ts writes a model that generates", () =>
  inFolder(async (folder) => {
    const file = `${folder}/model.safetensors`;
    const before = tf.memory().numTensors;
    await trainOnFolder(await writeData(folder), file, { epochs: 1, batchSize: 4 });
    assert.equal(tf.memory().numTensors, before);
    using model = await loadModel(file);
    assert.equal(model.prior.kind, "mixture");
    assert.equal(model.config.model, "pen");
  }));

Deno.test("examples/own_prior.ts writes signatures around one of a folder", () =>
  inFolder(async (folder) => {
    await generateAlike(await writeData(folder), `${folder}/out`, { count: 2 });
    assert.deepEqual(fileNames(`${folder}/out`), ["1.png", "2.png"]);
    for (const name of ["1.png", "2.png"]) {
      const ink = await inkFraction(`${folder}/out/${name}`);
      assert.ok(ink > 0.02 && ink < 0.4, `ink ${ink}`);
    }
  }));

Deno.test("examples/render_to_pdf_page.ts writes filled curves", () =>
  inFolder(async (folder) => {
    const file = `${folder}/page.pdf`;
    await renderToPdfPage(file, 2);
    const bytes = await Deno.readFile(file);
    assert.equal(new TextDecoder().decode(bytes.subarray(0, 5)), "%PDF-");
    const operators = pdfOperators(bytes);
    assert.ok((operators.match(/ c$/gm) ?? []).length > 100, "few curves");
    assert.equal((operators.match(/^f\*?$/gm) ?? []).length, 2, operators.slice(-200));
    assert.doesNotMatch(operators, /NaN|undefined/);
  }));
