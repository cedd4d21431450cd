/** Pages of made-up results, in which every text from outside is the same. */
import type { EvaluationReport, EvaluationRow } from "../../lib/evaluation/report.ts";
import { STATISTICS } from "../../lib/evaluation/statistics.ts";
import { inkToGray } from "../../lib/image/codecs/encode.ts";
import type { InkImage } from "../../lib/image/ink_image.ts";
import { DEFAULT_PIXEL_CONFIG } from "../../lib/model/config.ts";
import { Random } from "../../lib/random.ts";
import { renderEvaluationPage } from "../../lib/report/evaluation_page.ts";
import { createSprite } from "../../lib/report/sprite.ts";
import { renderTrainingPage, type RunStage } from "../../lib/report/training_page.ts";
import type { ModelViews } from "../../lib/report/views/model_views.ts";
import type { EpochMetrics } from "../../lib/training/metrics.ts";
import { DEFAULT_TRAINING_OPTIONS } from "../../lib/training/options.ts";

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

/** The page of a run. */
export function trainingPage(
  name: string,
  epochs: number,
  stage: RunStage = { kind: "failed", reason: name },
  written: Date = new Date(0),
): string {
  const sprite = createSprite([image(1), image(2)].map(inkToGray));
  return renderTrainingPage({
    path: `runs/${name}`,
    stage,
    config: {
      version: name,
      model: DEFAULT_PIXEL_CONFIG,
      training: { ...DEFAULT_TRAINING_OPTIONS, epochs },
      prior: "nearest",
      init: name,
      initSha256: null,
      data: {
        directory: name,
        limit: null,
        writers: null,
        script: null,
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
      samples: epochs === 0 ? undefined : {
        sheets: [{ epoch: 1, sprite }, {
          epoch: 2,
          sprite: createSprite([image(3), image(4)].map(inkToGray)),
        }],
        total: 5,
      },
      reconstructions: sprite,
      recoverySheet: undefined,
    },
    areHeldOut: true,
    views: viewsOf(name),
    commands: [{ label: "Train the same again", command: name }],
    written,
    refreshSeconds: 20,
  });
}

/** The page of an evaluation, with these distances. */
export function evaluationPage(name: string, values: readonly number[]): string {
  const rows: EvaluationRow[] = values.map((value, i) => ({
    kind: (["reference", "model"] as const)[i] ?? "baseline",
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
    likelihood: {
      observations: 10,
      samples: 64,
      elbo: { value: 12, standardError: 1 },
      iwae: { value: 11, standardError: 1 },
      encoded: 10,
      latentDim: 3,
      activeUnits: 2,
      aggregatedKl: 0.5,
    },
  };
  return renderEvaluationPage({
    report,
    sets: [{ label: name, images: [image(3)] }],
    views: viewsOf(name),
    run: undefined,
    folders: [name, name],
    commands: [],
    settings: { name, group: { fold: { number: 1, count: 5 } } },
    written: new Date(0),
  });
}
