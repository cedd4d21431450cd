/**
 * A reference, and the sets of signatures that are compared with it.
 *
 * @module
 */
import { MeasuredRows } from "../../evaluation/measured_rows.ts";
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
  readonly #rows: MeasuredRows;
  readonly #reporter: Reporter;

  private constructor(set: SignatureSet, seed: number, reporter: Reporter) {
    this.#set = set;
    this.#rows = new MeasuredRows(set, seed);
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
    return this.#rows.size;
  }

  /** The reference floor: one half of its writers against the other. */
  floor(): MeasuredRow {
    return { row: this.#rows.floor(), set: this.#set };
  }

  /**
   * Measures a set and compares it with the reference.
   *
   * @param described Kind and name of the set.
   * @param images The signatures.
   * @param training What its model was trained on, if that is known.
   */
  async compare(
    described: Pick<EvaluationRow, "kind" | "name">,
    { images, count }: Pick<EvaluationImages, "images" | "count">,
    training?: TrainingReference,
  ): Promise<MeasuredRow> {
    const onProgress = (done: number) =>
      this.#reporter.progress(`measuring ${described.name}`, done, count);
    const set = await measureSet(images, { onProgress });
    return { row: this.#rows.compare(described, set, training), set };
  }
}
