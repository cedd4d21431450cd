/**
 * The results of an evaluation.
 *
 * @module
 */
import type { ClassifierTest } from "./classifier_auc.ts";
import type { Comparison } from "./compare_sets.ts";
import type { LatentSpace } from "./latent_space.ts";
import type { SignatureSet } from "./signature_set.ts";

/** What a set is: a half of the reference, signatures to compare the model with, or its samples. */
export type SetKind = "reference" | "baseline" | "model";

/** The results of one set of signatures. */
export interface EvaluationRow {
  /** What kind of set it is. */
  readonly kind: SetKind;
  /** Name of the set, for display. */
  readonly name: string;
  /** How many signatures. */
  readonly count: number;
  /** How far it is from the reference. */
  readonly comparison: Comparison;
  /**
   * How well a classifier tells it from the reference; absent where there are too few writers.
   */
  readonly classifier?: ClassifierTest | undefined;
  /** Medians over the set. */
  readonly medians: SignatureSet["medians"];
  /** Number of degenerate images by kind. */
  readonly degenerate: SignatureSet["degenerate"];
  /** The memorization ratio, where the training data is known. */
  readonly memorization?: number | undefined;
}

/** A mean over observations. */
export interface MeanEstimate {
  /** The mean. */
  readonly value: number;
  /** Its standard error. */
  readonly standardError: number;
}

/** How probable signatures of the reference are under a model, in nats per signature. */
export interface Likelihood extends LatentSpace {
  /** Number of signatures that the bounds are means over. */
  readonly observations: number;
  /** k of the importance-weighted bounds. */
  readonly samples: number;
  /** The negative evidence lower bound, with the prior N(0, I). */
  readonly elbo: MeanEstimate;
  /** The importance-weighted bound, with the prior N(0, I). */
  readonly iwae: MeanEstimate;
  /** The same with the model's own prior; absent if that is N(0, I). */
  readonly iwaeOwnPrior?: MeanEstimate | undefined;
  /** Number of signatures that were encoded to measure the latent space. */
  readonly encoded: number;
}

/** The results of an evaluation. */
export interface EvaluationReport {
  /** Version of this package. */
  readonly version: string;
  /** The folder of the reference, or `null` for held-out built-in signatures. */
  readonly reference: string | null;
  /** Signatures and writers of the reference. */
  readonly referenceSize: { readonly signatures: number; readonly writers: number };
  /** The model's file, or `null` if only baselines were compared. */
  readonly model: string | null;
  /** Seed of all sampling. */
  readonly seed: number;
  /** The sets: the reference floor, baselines, then the model, first with its own prior. */
  readonly rows: readonly EvaluationRow[];
  /** Likelihood and latent space of the model. */
  readonly likelihood?: Likelihood | undefined;
}
