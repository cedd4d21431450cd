/**
 * The rows of a report: a measured reference, and the sets that are compared with it.
 *
 * @module
 */
import { classifierAuc, classifyHalves } from "./classifier_auc.ts";
import {
  compareHalves,
  compareWithReference,
  memorizationRatio,
  type ReferenceSet,
  splitReference,
} from "./compare_sets.ts";
import type { FeatureVectors } from "./feature_vectors.ts";
import type { EvaluationReport, EvaluationRow } from "./report.ts";
import type { SignatureSet } from "./signature_set.ts";

/** What a model was trained on, and signatures that it has not seen. */
export interface TrainingVectors {
  /** The signatures of the training. */
  readonly training: FeatureVectors;
  /** Held-out signatures. */
  readonly heldOut: FeatureVectors;
}

/** Makes the rows of all sets that are compared with one reference. */
export class MeasuredRows {
  readonly #reference: SignatureSet;
  readonly #halves: ReferenceSet;
  readonly #seed: number;

  /**
   * Divides the reference in halves.
   *
   * @param reference The reference; its vectors have the writers as groups.
   * @param seed Seed of the halves and of the folds of the classifier.
   */
  constructor(reference: SignatureSet, seed: number) {
    this.#reference = reference;
    this.#halves = splitReference(reference.vectors, seed);
    this.#seed = seed;
  }

  /** Signatures and writers of the reference. */
  get size(): EvaluationReport["referenceSize"] {
    const { count, groups } = this.#reference.vectors;
    return { signatures: count, writers: new Set(groups).size };
  }

  /** The reference floor: one half of its writers against the other. */
  floor(): EvaluationRow {
    const { medians, degenerate, vectors } = this.#reference;
    return {
      kind: "reference",
      name: "reference, half against half",
      count: vectors.count,
      comparison: compareHalves(this.#halves),
      classifier: classifyHalves(this.#halves, { seed: this.#seed }),
      medians,
      degenerate,
    };
  }

  /**
   * Compares a set with the reference.
   *
   * @param described Kind and name of the set.
   * @param set The set.
   * @param trained What its model was trained on, if that is known.
   */
  compare(
    { kind, name }: Pick<EvaluationRow, "kind" | "name">,
    { vectors, medians, degenerate }: SignatureSet,
    trained?: TrainingVectors,
  ): EvaluationRow {
    return {
      kind,
      name,
      count: vectors.count,
      comparison: compareWithReference(this.#halves, vectors),
      classifier: classifierAuc(this.#reference.vectors, vectors, { seed: this.#seed }),
      medians,
      degenerate,
      memorization: trained && memorizationRatio(vectors, trained.training, trained.heldOut),
    };
  }
}
