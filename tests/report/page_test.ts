import assert from "node:assert/strict";
import type { EvaluationReport, EvaluationRow } from "../../lib/evaluation/report.ts";
import { STATISTICS } from "../../lib/evaluation/statistics.ts";
import type { InkImage } from "../../lib/image/ink_image.ts";
import { DEFAULT_PIXEL_CONFIG } from "../../lib/model/config.ts";
import { Random } from "../../lib/random.ts";
import { renderEvaluationPage } from "../../lib/report/evaluation_page.ts";
import type { ModelViews } from "../../lib/report/views/model_views.ts";
import { createSprite } from "../../lib/report/sprite.ts";
import { renderTrainingPage } from "../../lib/report/training_page.ts";
import { inkToGray } from "../../lib/image/codecs/encode.ts";
import { DEFAULT_TRAINING_OPTIONS } from "../../lib/training/options.ts";
import type { EpochMetrics } from "../../lib/training/metrics.ts";
import { checkPage, tagsOf } from "./check_page.ts";

function image(seed: number): InkImage {
  const random = new Random(seed);
  const data = Float32Array.from({ length: 8 * 16 }, () => random.uniform(0, 1));
  return { height: 8, width: 16, data };
}

function viewsOf(name: string): ModelViews {
  return {
    source: { prior: "mixture" },
    map: {
      points: (["training", "validation", "generated"] as const).map((kind, i) => ({
        kind,
        name,
        writer: name,
        x: i,
        y: -i,
        image: image(i),
      })),
      explained: [0.5, 0.25],
    },
    interpolations: Array.from({ length: 6 }, (_, i) => image(i)),
    steps: 3,
    nearest: {
      pairs: [{ sample: image(1), number: 1, nearest: image(2), name, ratio: 0.5 }],
      compared: { count: 1, of: 2 },
    },
  };
}

function metricsOf(epochs: number): EpochMetrics[] {
  return Array.from({ length: epochs }, (_, i) => ({
    epoch: i + 1,
    step: i + 1,
    loss: -i,
    reconstruction: NaN,
    kl: 0,
    gradientNorm: 1,
    beta: 1,
    learningRate: 1e-9,
    best: i === 1,
    seconds: 1e5,
    imagesPerSecond: 1,
  }));
}

/** A page of a run in which every text from outside is the same. */
function trainingPage(name: string, epochs: number): string {
  const sprite = createSprite([image(1), image(2)].map(inkToGray));
  return renderTrainingPage({
    path: `runs/${name}`,
    stage: { kind: "failed", reason: name },
    config: {
      version: name,
      model: DEFAULT_PIXEL_CONFIG,
      training: { ...DEFAULT_TRAINING_OPTIONS, epochs },
      prior: "gaussian",
      init: name,
      initSha256: null,
      data: {
        directory: name,
        limit: null,
        writers: null,
        writerPattern: name,
        validationFraction: 0.1,
        augment: true,
        images: 24,
        sha256: name,
      },
      backend: name,
      engines: [name, name],
    },
    metrics: metricsOf(epochs),
    stepsPerEpoch: 1,
    images: {
      samples: epochs === 0 ? undefined : { sheets: [{ epoch: 1, sprite }], total: 5 },
      reconstructions: sprite,
      traces: undefined,
    },
    areHeldOut: true,
    views: viewsOf(name),
    commands: [{ label: "Train the same again", command: name }],
    written: new Date(0),
    refreshSeconds: 20,
  });
}

function evaluationPage(name: string, values: readonly number[]): string {
  const rows: EvaluationRow[] = values.map((value) => ({
    name,
    count: 10,
    comparison: { kid: { value, standardError: 40 }, frechet: 1, density: 1, coverage: 1 },
    medians: Object.fromEntries(STATISTICS.map(({ name }) => [name, 1])),
    degenerate: { "empty": 0, "off the canvas": 1, "blob": 0 },
  }));
  const report: EvaluationReport = {
    version: "1",
    reference: name,
    referenceSize: { signatures: 10, writers: 5 },
    model: name,
    seed: 1,
    rows,
  };
  return renderEvaluationPage({
    report,
    sets: [{ label: name, images: [image(3)] }],
    views: viewsOf(name),
    run: undefined,
    folders: [name, name],
    commands: [],
    settings: { name },
    written: new Date(0),
  });
}

/** Names that a folder or a file may have on some system. */
const NAMES = [
  `"><script>alert(1)</script>`,
  `' onmouseover='alert(1)`,
  "</title></style></script><h1>",
  "<!-- & --> &amp; &#0;",
  "a\0b\x1b[31m\ud800\u202egnp.exe",
  "${name} `x` \\",
  "写 é 😀",
  "",
];

/** The tags of a page; parts that a line may be broken after differ in number. */
const structureOf = (page: string) =>
  tagsOf(page).map((tag) => /^<\/?[a-z0-9]+/i.exec(tag)![0])
    .filter((tag) => tag !== "<span" && tag !== "</span");

for (
  const [kind, render] of [
    ["a run", (name: string) => trainingPage(name, 3)],
    ["an evaluation", (name: string) => evaluationPage(name, [3, 400, -20])],
  ] as const
) {
  Deno.test(`no name changes what the page of ${kind} is made of`, async () => {
    const expected = structureOf(render("plain"));
    for (const name of NAMES) {
      const page = render(name);
      assert.deepEqual(structureOf(page), expected, name);
      assert.equal(page.match(/<script\b/g)!.length, render("plain").match(/<script\b/g)!.length);
      assert.doesNotMatch(tagsOf(page).join(""), / on[a-z]+="/);
      if (name !== "") await checkPage(page);
    }
  });
}

Deno.test("renderTrainingPage() shows any number of epochs, with gaps and equal values", async () => {
  for (const epochs of [0, 1, 2, 61, 400]) {
    const page = trainingPage("run", epochs);
    await checkPage(page);
    assert.doesNotMatch(
      page.replace(/base64,[^"]*|<(style|script)>.*?<\/\1>/gs, ""),
      /NaN|Infinity|undefined/,
    );
    assert.match(page, epochs === 0 ? /<section id="latent"/ : /1 of 5 epochs are shown/);
  }
});

Deno.test("renderEvaluationPage() has a place on the chart for any distances", async () => {
  for (const values of [[0], [0, 0], [-500, 3], [3, 60_000], [12, 90, 140, 2500]]) {
    const page = evaluationPage("model", values);
    await checkPage(page);
    for (const [, position] of page.matchAll(/ (?:c?x[12]?)="(-?[\d.]+)%"/g)) {
      assert.ok(Number(position) >= 0 && Number(position) <= 100, position);
    }
  }
});

Deno.test("a page says where its signatures are from, and that they are private", () => {
  assert.match(evaluationPage("my folder", [1]), /<strong>Private\.<\/strong>[^]*my folder/);
});
