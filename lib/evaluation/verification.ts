/**
 * Signature verification by distance: how well genuine signatures and forgeries are told apart.
 *
 * @module
 */
import { type FeatureVectors, squaredDistances } from "./feature_vectors.ts";

/** Kind of a questioned signature. */
export type QuestionedKind = "genuine" | "skilled" | "random";

/** A signature and whose it is, or pretends to be. */
export interface VerificationLabel {
  /** The writer; of a forgery the imitated one. */
  readonly writer: string;
  /** Whether it is a forgery. */
  readonly isForgery: boolean;
}

/** Result of {@linkcode verifyByDistance}. */
export interface VerificationResult {
  /** Number of writers with more genuine signatures than references. */
  readonly writers: number;
  /** Number of questioned signatures of each kind. */
  readonly counts: Readonly<Record<QuestionedKind, number>>;
  /** Equal error rate of genuine signatures against skilled forgeries, 0 to 1. */
  readonly skilled: number | undefined;
  /** Equal error rate of genuine signatures against random forgeries, 0 to 1. */
  readonly random: number | undefined;
}

/** Number of genuine signatures that a verifier knows of each writer, where there are enough. */
export const DEFAULT_REFERENCES = 5;

/**
 * Verifies signatures by a distance and nothing else: no training, one threshold for all writers.
 *
 * The first genuine signatures of each writer are its references. The score of a questioned
 * signature is its mean distance to them. Genuine are the writer's other signatures, skilled
 * forgeries those filed under the writer, and random forgeries the first questioned genuine signature
 * of each other writer.
 *
 * @param vectors Features of all signatures.
 * @param labels Writer and kind of each.
 * @param references Number of references per writer.
 * @returns Equal error rates; `undefined` without forgeries of that kind.
 * @throws {RangeError} If no writer has more genuine signatures than references.
 */
export function verifyByDistance(
  vectors: FeatureVectors,
  labels: readonly VerificationLabel[],
  references: number = DEFAULT_REFERENCES,
): VerificationResult {
  const distances = squaredDistances(vectors, vectors).map(Math.sqrt);
  const scores: Record<QuestionedKind, number[]> = { genuine: [], skilled: [], random: [] };
  const writers = [...Map.groupBy(labels.keys(), (i) => labels[i]!.writer).values()]
    .map((indices) => ({
      genuine: indices.filter((i) => !labels[i]!.isForgery),
      forged: indices.filter((i) => labels[i]!.isForgery),
    }))
    .filter(({ genuine }) => genuine.length > references);
  if (writers.length === 0) {
    throw new RangeError(
      `Cannot verify: no writer has more than ${references} genuine signatures, the references`,
    );
  }
  for (const writer of writers) {
    const known = writer.genuine.slice(0, references);
    const score = (i: number) =>
      known.reduce((sum, j) => sum + distances[i * vectors.count + j]!, 0) / references;
    scores.genuine.push(...writer.genuine.slice(references).map(score));
    scores.skilled.push(...writer.forged.map(score));
    const others = writers.filter((other) => other !== writer);
    scores.random.push(...others.map(({ genuine }) => score(genuine[references]!)));
  }
  const { genuine, skilled, random } = scores;
  return {
    writers: writers.length,
    counts: { genuine: genuine.length, skilled: skilled.length, random: random.length },
    skilled: skilled.length === 0 ? undefined : equalErrorRate(genuine, skilled),
    random: random.length === 0 ? undefined : equalErrorRate(genuine, random),
  };
}

/**
 * The error rate at the threshold where as many genuine signatures are rejected as forgeries are
 * accepted, in proportion; the mean of both rates at the threshold where they are closest.
 *
 * @param genuine Scores of genuine signatures, lower is more similar; at least one.
 * @param forged Scores of forgeries; at least one.
 * @returns 0 to 1; about 0.5 if they cannot be told apart.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(equalErrorRate([1, 2, 3, 5], [4, 6, 7, 8]), 0.25);
 * ```
 */
export function equalErrorRate(genuine: readonly number[], forged: readonly number[]): number {
  const [own, others] = [Float64Array.from(genuine).sort(), Float64Array.from(forged).sort()];
  let [rejected, accepted] = [own.length, 0];
  let [best, rate] = [Infinity, 0];
  const consider = () => {
    const [falseRejection, falseAcceptance] = [rejected / own.length, accepted / others.length];
    const difference = Math.abs(falseRejection - falseAcceptance);
    if (difference >= best) return;
    best = difference;
    rate = (falseRejection + falseAcceptance) / 2;
  };
  // The threshold is each score in turn; scores up to it are accepted.
  while (rejected > 0 || accepted < others.length) {
    const threshold = Math.min(
      own[own.length - rejected] ?? Infinity,
      others[accepted] ?? Infinity,
    );
    while (rejected > 0 && own[own.length - rejected]! <= threshold) rejected--;
    while (accepted < others.length && others[accepted]! <= threshold) accepted++;
    consider();
  }
  return rate;
}
