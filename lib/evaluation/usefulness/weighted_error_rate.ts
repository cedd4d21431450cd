/**
 * Equal error rates in which writers may count more or less than once, as a bootstrap needs them.
 *
 * @module
 */

/** The score of a questioned signature: its distance to the references of a writer. */
export interface QuestionedScore {
  /** The distance; lower is more similar. */
  readonly score: number;
  /** Index of the writer whose references it is compared with. */
  readonly writer: number;
  /** Index of the writer who wrote it, of a random forgery; else the same as `writer`. */
  readonly author: number;
  /** Its fraction of all questioned signatures of these two writers, so that writers count once. */
  readonly weight: number;
}

/** Scores of a verifier. */
export interface VerificationScores {
  /** Signatures by the writer of the references. */
  readonly genuine: readonly QuestionedScore[];
  /** Signatures by others. */
  readonly forged: readonly QuestionedScore[];
}

/** Scores in ascending order. */
export interface SortedScores {
  /** `[count]`, ascending. */
  readonly scores: Float64Array;
  /** `[count]`: 1 for genuine signatures, 0 for forgeries. */
  readonly genuine: Uint8Array;
  /** `[count]`: see {@linkcode QuestionedScore}. */
  readonly writer: Int32Array;
  /** `[count]`: see {@linkcode QuestionedScore}. */
  readonly author: Int32Array;
  /** `[count]`: see {@linkcode QuestionedScore}. */
  readonly weight: Float64Array;
}

/** Sorts scores, once for many calls of {@linkcode weightedErrorRate}. */
export function sortScores({ genuine, forged }: VerificationScores): SortedScores {
  const all = [
    ...genuine.map((each) => ({ ...each, genuine: 1 })),
    ...forged.map((each) => ({ ...each, genuine: 0 })),
  ].sort((a, b) => a.score - b.score);
  return {
    scores: Float64Array.from(all, ({ score }) => score),
    genuine: Uint8Array.from(all, ({ genuine }) => genuine),
    writer: Int32Array.from(all, ({ writer }) => writer),
    author: Int32Array.from(all, ({ author }) => author),
    weight: Float64Array.from(all, ({ weight }) => weight),
  };
}

/**
 * The equal error rate, where a genuine signature counts as often as its writer was drawn, and a
 * forgery as often as the pair of writer and author. Between two thresholds, both error rates are
 * interpolated.
 *
 * @param sorted Scores of {@linkcode sortScores}.
 * @param counts How often each writer counts, by index.
 * @returns 0 to 1; `undefined` if nothing genuine or nothing forged counts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const score = (score: number) => ({ score, writer: 0, author: 0, weight: 1 });
 * const sorted = sortScores({ genuine: [1, 2, 4].map(score), forged: [3, 5, 6].map(score) });
 * assert.ok(Math.abs(weightedErrorRate(sorted, [1])! - 1 / 3) < 1e-12);
 * ```
 */
export function weightedErrorRate(
  { scores, genuine, writer, author, weight }: SortedScores,
  counts: ArrayLike<number>,
): number | undefined {
  const times = (i: number) => {
    const own = counts[writer[i]!]!;
    return weight[i]! * (author[i] === writer[i] ? own : own * counts[author[i]!]!);
  };
  let [genuineTotal, forgedTotal] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    if (genuine[i] === 1) genuineTotal += times(i);
    else forgedTotal += times(i);
  }
  if (!(genuineTotal > 0 && forgedTotal > 0)) return undefined;
  let [rejected, accepted] = [1, 0];
  for (let i = 0; i < scores.length;) {
    const [lastRejected, lastAccepted] = [rejected, accepted];
    const threshold = scores[i]!;
    for (; i < scores.length && scores[i] === threshold; i++) {
      if (genuine[i] === 1) rejected -= times(i) / genuineTotal;
      else accepted += times(i) / forgedTotal;
    }
    if (accepted < rejected) continue;
    const before = lastRejected - lastAccepted;
    const part = before / (before + accepted - rejected);
    return lastRejected + part * (rejected - lastRejected);
  }
  return 0.5; // not reached: at the highest threshold everything is accepted
}
