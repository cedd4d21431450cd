/**
 * Scores of a verifier that compares features.
 *
 * @module
 */
import { type FeatureVectors, squaredDistances } from "../feature_vectors.ts";
import type { QuestionedKind } from "../verification.ts";
import type { QuestionedScore, VerificationScores } from "./weighted_error_rate.ts";

/** The signatures of a writer, as indices of feature vectors. */
export interface TestWriter {
  /** Index of the writer among all writers of an experiment. */
  readonly writer: number;
  /** At least two genuine signatures. */
  readonly genuine: readonly number[];
  /** Skilled forgeries of them. */
  readonly forgeries: readonly number[];
}

/** Scores against each kind of forgery; without any of a kind, `undefined`. */
export type ScoresByKind = Readonly<
  Record<Exclude<QuestionedKind, "genuine">, VerificationScores | undefined>
>;

/**
 * Questions every signature: the score is its distance to the nearest reference of a writer.
 *
 * Each genuine signature is questioned once. Its references are the next ones of the writer, after the
 * last one the first. All signatures of the other writers are random forgeries; they, and skilled
 * forgeries, are compared with as many references, each with the next ones in turn. Every writer, and
 * every pair of writers, has the same weight, however many signatures there are.
 *
 * @param vectors Features.
 * @param writers Which feature vectors belong to which writer.
 * @param references Maximum number of references; a writer with fewer other signatures has those.
 */
export function scoreWriters(
  vectors: FeatureVectors,
  writers: readonly TestWriter[],
  references: number,
): ScoresByKind {
  const distances = squaredDistances(vectors, vectors).map(Math.sqrt);
  const genuine: QuestionedScore[] = [];
  const skilled: QuestionedScore[] = [];
  const random: QuestionedScore[] = [];
  for (const { writer, genuine: own, forgeries } of writers) {
    const count = Math.min(references, own.length - 1);
    /** The distance to the nearest of the references that start at a position. */
    const distanceTo = (questioned: number, start: number) => {
      let nearest = Infinity;
      for (let r = 0; r < count; r++) {
        const reference = own[(start + r) % own.length]!;
        nearest = Math.min(nearest, distances[questioned * vectors.count + reference]!);
      }
      return nearest;
    };
    /** Questions signatures, each by references that start one further than those of the last one. */
    const question = (indices: readonly number[], author: number, start = 0): QuestionedScore[] =>
      indices.map((index, i) => ({
        score: distanceTo(index, i + start),
        writer,
        author,
        weight: 1 / indices.length,
      }));
    genuine.push(...question(own, writer, 1));
    skilled.push(...question(forgeries, writer));
    for (const { writer: author, genuine: others } of writers) {
      if (author !== writer) random.push(...question(others, author));
    }
  }
  return {
    random: random.length === 0 ? undefined : { genuine, forged: random },
    skilled: skilled.length === 0 ? undefined : { genuine, forged: skilled },
  };
}
