/**
 * A reference, and the sets of signatures that are compared with it.
 *
 * @module
 */
import { classifierAuc, classifyHalves } from "../../evaluation/classifier_auc.ts";
import {
  compareHalves,
  compareWithReference,
  memorizationRatio,
  type ReferenceSet,
  splitReference,
} from "../../evaluation/compare_sets.ts";
import type { EvaluationReport, EvaluationRow } from "../../evaluation/report.ts";
import { measureSet, type SignatureSet } from "../../evaluation/signature_set.ts";
import type { Reporter } from "../reporter.ts";
import { type EvaluationImages, loadReference, type ReferenceRequest } from "./evaluation_data.ts";
import type { TrainingReference } from "./training_reference.ts";

/** A measured set and its row in the report. */
export interface MeasuredRow {
  /** What the report says of the set. */
  readonly row: EvaluationRow;
  /** The set. */
  readonly set: SignatureSet;
}

/** A reference, measured once for all sets that are compared with it. */
export class MeasuredReference {
  readonly #set: SignatureSet;
  readonly #halves: ReferenceSet;
  readonly #seed: number;
  readonly #reporter: Reporter;

  private constructor(set: SignatureSet, seed: number, reporter: Reporter) {
    this.#set = set;
    this.#halves = splitReference(set.vectors, seed);
    this.#seed = seed;
    this.#reporter = reporter;
  }

  /**
   * Loads and measures a reference.
   *
   * @param request Which signatures.
   * @param reporter Prints messages.
   * @throws {Error} If there is no readable image.
   */
  static async load(request: ReferenceRequest, reporter: Reporter): Promise<MeasuredReference> {
    const { images, writers, count } = await loadReference(request, reporter);
    const onProgress = (done: number) => reporter.progress("measuring the reference", done, count);
    const set = await measureSet(images, { groups: writers, onProgress });
    return new MeasuredReference(set, request.seed, reporter);
  }

  /** Its signatures and writers. */
  get size(): EvaluationReport["referenceSize"] {
    const { count, groups } = this.#set.vectors;
    return { signatures: count, writers: new Set(groups).size };
  }

  /** The reference floor: one half of its writers against the other. */
  floor(): MeasuredRow {
    const { medians, degenerate, vectors } = this.#set;
    const comparison = compareHalves(this.#halves);
    const classifier = classifyHalves(this.#halves, { seed: this.#seed });
    return {
      row: {
        kind: "reference",
        name: "reference, half against half",
        count: vectors.count,
        comparison,
        classifier,
        medians,
        degenerate,
      },
      set: this.#set,
    };
  }

  /**
   * Measures a set and compares it with the reference.
   *
   * @param described Kind and name of the set.
   * @param images The signatures.
   * @param training What its model was trained on, if that is known.
   */
  async compare(
    { kind, name }: Pick<EvaluationRow, "kind" | "name">,
    { images, count }: Pick<EvaluationImages, "images" | "count">,
    training?: TrainingReference,
  ): Promise<MeasuredRow> {
    const onProgress = (done: number) => this.#reporter.progress(`measuring ${name}`, done, count);
    const set = await measureSet(images, { onProgress });
    const { medians, degenerate, vectors } = set;
    const comparison = compareWithReference(this.#halves, vectors);
    const classifier = classifierAuc(this.#set.vectors, vectors, { seed: this.#seed });
    const memorization = training === undefined
      ? undefined
      : memorizationRatio(vectors, training.training, training.heldOut);
    return {
      row: { kind, name, count, comparison, classifier, medians, degenerate, memorization },
      set,
    };
  }
}
