/**
 * The page of a training run.
 *
 * @module
 */
import { basename } from "node:path";
import type { PriorKind } from "../model/prior/prior.ts";
import type { EpochMetrics, StepMetrics } from "../training/metrics.ts";
import type { RunConfig } from "../training/run/run_config.ts";
import { count, duration } from "./describe.ts";
import { markup } from "./html.ts";
import { type Page, type PageStatus, renderPage } from "./page.ts";
import type { RunImages } from "./run_images.ts";
import { reconstructionSection, recoverySection, sampleSection } from "./sections/images.ts";
import { lossSection } from "./sections/losses.ts";
import { modelSections } from "./sections/model.ts";
import { type ReportCommand, reproduceSection } from "./sections/reproduce.ts";
import type { Section } from "./sections/section.ts";
import type { ModelViews } from "./views/model_views.ts";

/** What a run is doing. */
export type RunStage =
  | { readonly kind: "training"; readonly step?: StepMetrics; readonly secondsLeft?: number }
  | { readonly kind: "fitting the prior" }
  | { readonly kind: "finished"; readonly outcome?: readonly string[] }
  | { readonly kind: "interrupted" }
  | { readonly kind: "failed"; readonly reason: string };

/** What a page shows of a run. */
export interface TrainingPage {
  /** The run folder. */
  readonly path: string;
  /** What the run is doing. */
  readonly stage: RunStage;
  /** What `config.json` records. */
  readonly config: RunConfig;
  /** Records in order of epochs. */
  readonly metrics: readonly EpochMetrics[];
  /** Steps per epoch. */
  readonly stepsPerEpoch: number;
  /** What the run has drawn. */
  readonly images: RunImages;
  /** Whether reconstructions are of held-out signatures. */
  readonly areHeldOut: boolean;
  /** Views of the model, once there are some. */
  readonly views: ModelViews | undefined;
  /** Commands to repeat and use the run. */
  readonly commands: readonly ReportCommand[];
  /** When the page is written. */
  readonly written: Date;
  /** Seconds after which the page loads itself again while the run goes on. */
  readonly refreshSeconds: number;
}

/**
 * Renders the page of a training run.
 *
 * @param training What to show.
 * @returns An HTML document.
 */
export function renderTrainingPage(training: TrainingPage): string {
  const { path, stage, config, written, refreshSeconds } = training;
  const isRunning = stage.kind === "training" || stage.kind === "fitting the prior";
  const page: Page = {
    kind: "Training run",
    name: basename(path),
    status: describeStage(training),
    facts: factsOf(training),
    sections: sectionsOf(training),
    privateFolders: config.data.directory === null ? [] : [config.data.directory],
    version: config.version,
    written,
    ...(isRunning ? { refreshSeconds } : {}),
  };
  return renderPage(page);
}

function describeStage(training: TrainingPage): PageStatus {
  const { stage, metrics, config: { training: { epochs }, prior }, stepsPerEpoch } = training;
  const done = metrics.at(-1)?.epoch ?? 0;
  switch (stage.kind) {
    case "training": {
      const { step, secondsLeft = Infinity } = stage;
      const current = step === undefined
        ? `${done} of ${count(epochs, "epoch")} done`
        : `epoch ${step.epoch} of ${epochs}, step ${step.stepInEpoch} of ${step.stepsPerEpoch}`;
      const left = Number.isFinite(secondsLeft) ? `, about ${duration(secondsLeft)} left` : "";
      const finished = step === undefined ? done : step.step / stepsPerEpoch;
      const progress = epochs === 0 ? undefined : Math.min(1, finished / epochs);
      return { kind: "running", text: "Training", detail: current + left, progress };
    }
    case "fitting the prior":
      return {
        kind: "running",
        text: "Fitting the prior",
        detail: `a ${prior} prior`,
        progress: 1,
      };
    case "finished":
      return { kind: "done", text: "Finished", detail: describeEnd(training) };
    case "interrupted":
      return {
        kind: "stopped",
        text: "Interrupted",
        detail: `after ${count(done, "epoch")}; the command below continues it`,
      };
    case "failed":
      return { kind: "stopped", text: "Failed", detail: stage.reason };
  }
}

function describeEnd({ metrics, config: { training: { epochs } } }: TrainingPage): string {
  const last = metrics.at(-1)?.epoch ?? 0;
  if (last === 0) return "without training: the weights are kept";
  return last < epochs
    ? `stopped early after ${count(last, "epoch")}`
    : `after ${count(last, "epoch")}`;
}

function factsOf({ metrics, config, views }: TrainingPage): (readonly [string, string])[] {
  const { model, data, prior, init } = config;
  const best = metrics.findLast((record) => record.best);
  const seconds = metrics.reduce((sum, record) => sum + record.seconds, 0);
  const loss = best?.validationLoss === undefined ? "best training loss" : "best validation loss";
  return [
    ["model", `${model.model} VAE, z ${model.latentDim}`],
    ["data", data.directory === null ? "built-in" : basename(data.directory)],
    ["signatures", data.images.toLocaleString("en")],
    ["prior", finalPrior(views) ?? (prior === "normal" ? prior : `${prior}, not fitted yet`)],
    ["weights from", init === null ? "scratch" : basename(init)],
    ...config.initialLoss === undefined
      ? []
      : [["before training", `${config.initialLoss.toFixed(1)} nats`] as const],
    ...best === undefined
      ? []
      : [[loss, `${(best.validationLoss ?? best.loss).toFixed(1)} nats`] as const],
    ...seconds === 0 ? [] : [["training time", duration(seconds)] as const],
  ];
}

/** Kind of the prior that the model ended with: `nearest` is a choice between two. */
function finalPrior(views: ModelViews | undefined): PriorKind | undefined {
  return views?.source.epoch === undefined ? views?.source.prior : undefined;
}

function sectionsOf(training: TrainingPage): Section[] {
  const { metrics, stage, images, areHeldOut, views, commands, config } = training;
  const { samples, reconstructions, recoverySheet } = images;
  const outcome = stage.kind === "finished" ? stage.outcome ?? [] : [];
  return [
    ...outcome.length === 0 ? [] : [outcomeSection(outcome)],
    ...metrics.length === 0 ? [] : [lossSection(metrics)],
    ...samples === undefined ? [] : [sampleSection(samples)],
    ...reconstructions === undefined ? [] : [reconstructionSection(reconstructions, areHeldOut)],
    ...recoverySheet === undefined ? [] : [recoverySection(recoverySheet)],
    ...views === undefined ? [] : modelSections(views),
    ...metrics.length > 0 || samples !== undefined ? [] : [waitingSection()],
    reproduceSection(commands, { ...config, initialLoss: undefined, finished: undefined }),
  ];
}

function outcomeSection(outcome: readonly string[]): Section {
  return {
    id: "outcome",
    title: "Outcome",
    body: markup`<ul class="verdicts">${
      outcome.map((line) => markup`<li>${line.charAt(0).toUpperCase() + line.slice(1)}.</li>`)
    }</ul>`,
  };
}

function waitingSection(): Section {
  return {
    id: "waiting",
    title: "Nothing to see yet",
    shortTitle: "Results",
    body:
      markup`<p class="lead">Curves, samples and reconstructions appear after the first epoch.</p>`,
  };
}
