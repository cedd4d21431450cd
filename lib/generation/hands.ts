/**
 * The hands that write a generated writer's signature: the writer's own, and those of forgers.
 *
 * @module
 */
import { Random } from "../random.ts";
import { sampleVariability } from "../strokes/procedural/duplicate_signature.ts";
import { type Forger, sampleForger } from "../strokes/procedural/forger.ts";

/** Number of forgeries of a writer's signature by the same forger. */
export const FORGERIES_PER_FORGER = 3;

/**
 * Number of the forger who makes a forgery.
 *
 * @param forgery Number of the forgery among those of a writer, from 0.
 * @returns Number of the forger among those of the writer, from 0.
 */
export function forgerOf(forgery: number): number {
  return Math.floor(forgery / FORGERIES_PER_FORGER);
}

/**
 * The intra-writer variability of a generated writer.
 *
 * @param seed Seed of the set.
 * @param writer Number of the writer, from 0.
 */
export function writerVariability(seed: number, writer: number): number {
  return sampleVariability(new Random(seed, "hand", writer));
}

/**
 * A hand that forges the signature of a generated writer.
 *
 * @param seed Seed of the set.
 * @param writer Number of the imitated writer, from 0.
 * @param forger Number of the forger among those of the writer, from 0.
 */
export function writerForger(seed: number, writer: number, forger: number): Forger {
  return sampleForger(new Random(seed, "forger", writer, forger));
}
