/**
 * The flags that a user may have meant by one that a command does not have.
 *
 * @module
 */
import { kebabCase } from "./flags.ts";

/** Flags that other programs call by other names. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  "batch": ["batch-size"],
  "checkpoint": ["model", "init"],
  "colour": ["ink-color"],
  "dataset": ["data"],
  "device": ["backend"],
  "force": ["overwrite"],
  "gpu": ["backend"],
  "input": ["data", "like"],
  "kl-weight": ["beta"],
  "latent-size": ["latent-dim"],
  "lr": ["learning-rate"],
  "n": ["count"],
  "num-samples": ["count"],
  "output": ["out"],
  "output-dir": ["out"],
  "resolution": ["image-size"],
  "size": ["image-size"],
  "weights": ["model", "init"],
  "workers": ["threads"],
  "z-dim": ["latent-dim"],
};

/** Shorter words are part of too many names. */
const MIN_WORD = 4;

/**
 * The flags of a command whose names mean or resemble another name, nearest first. A name resembles
 * another if a third of its letters or fewer differ, or if one is a word of the other.
 *
 * @param input What the user typed, without dashes.
 * @param names Names of the command's flags in the code, such as `latentDim`.
 * @returns Names as they are typed, without dashes; empty where none is near.
 */
export function suggestFlags(input: string, names: readonly string[]): string[] {
  const typed = kebabCase(input).toLowerCase();
  const flags = names.map(kebabCase);
  const synonyms = SYNONYMS[typed]?.filter((flag) => flags.includes(flag)) ?? [];
  if (synonyms.length > 0) return synonyms;
  const distances = flags.map((flag) => editDistance(typed, flag));
  const nearest = Math.min(...distances);
  if (nearest <= Math.min(typed.length, 12) / 3) {
    return flags.filter((_, index) => distances[index] === nearest);
  }
  return typed.length < MIN_WORD ? [] : flags.filter((flag) => flag.split("-").includes(typed));
}

/**
 * The number of letters to insert, delete, replace or swap with their neighbour to make one word of
 * another (optimal string alignment distance).
 */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [above, left] = [rows[i - 1]!, row[j - 1]!];
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(above[j]! + 1, left + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
