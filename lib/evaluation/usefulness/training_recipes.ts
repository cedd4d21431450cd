/**
 * What the verifiers of an experiment are trained on.
 *
 * @module
 */
import type { WriterImages } from "./train_verifier.ts";

/** A real writer. Images are `[64 * 128]` bytes, 255 is ink. */
export interface RealWriter {
  /** Name of the writer. */
  readonly name: string;
  /** Genuine signatures. */
  readonly genuine: readonly Uint8Array[];
  /** Skilled forgeries of them; they are tested, never trained on. */
  readonly forgeries: readonly Uint8Array[];
  /** Synthetic variants of the first genuine signatures: one list for each. */
  readonly variants: readonly (readonly Uint8Array[])[];
}

/** A way of choosing the training data of a verifier. */
export interface TrainingRecipe {
  /** Identifies it in reports. */
  readonly id: string;
  /** Describes it in a table. */
  readonly name: string;
  /** Whether synthetic writers are used. */
  readonly synthetic: boolean;
  /** Real signatures of each training writer; 0 for none, `Infinity` for all. */
  readonly realSignatures: number;
  /** Whether synthetic variants of these real signatures are used. */
  readonly variants: boolean;
}

/** Numbers of real signatures a writer that are compared. */
export const REAL_SIGNATURES = [1, 2, 3, 5] as const;

/** Synthetic writers alone. */
export const SYNTHETIC: TrainingRecipe = {
  id: "synthetic",
  name: "synthetic writers",
  synthetic: true,
  realSignatures: 0,
  variants: false,
};

/** Real training writers with all their signatures. */
export const REAL: TrainingRecipe = {
  id: "real",
  name: "real writers",
  synthetic: false,
  realSignatures: Infinity,
  variants: false,
};

/** Both kinds of writers. */
export const BOTH: TrainingRecipe = {
  id: "both",
  name: "real and synthetic writers",
  synthetic: true,
  realSignatures: Infinity,
  variants: false,
};

/**
 * Real writers with few signatures.
 *
 * @param realSignatures Signatures of each.
 * @param variants Whether variants of them are used too.
 */
export function fewSignatures(realSignatures: number, variants: boolean): TrainingRecipe {
  return {
    id: `real-${realSignatures}${variants ? "-variants" : ""}`,
    name: `real writers, ${realSignatures} signature${realSignatures === 1 ? "" : "s"} each` +
      (variants ? " + variants" : ""),
    synthetic: false,
    realSignatures,
    variants,
  };
}

/** All recipes of an experiment, in the order of its report. */
export const RECIPES: readonly TrainingRecipe[] = [
  SYNTHETIC,
  REAL,
  BOTH,
  ...REAL_SIGNATURES.map((count) => fewSignatures(count, false)),
  ...REAL_SIGNATURES.map((count) => fewSignatures(count, true)),
];

/**
 * The sources of training batches of a recipe.
 *
 * @param recipe The recipe.
 * @param real The real training writers.
 * @param synthetic The synthetic writers.
 */
export function trainingSources(
  { synthetic: usesSynthetic, realSignatures, variants }: TrainingRecipe,
  real: readonly RealWriter[],
  synthetic: WriterImages,
): WriterImages[] {
  const sources: WriterImages[] = [];
  if (realSignatures > 0) {
    sources.push(real.map((writer) => [
      ...writer.genuine.slice(0, realSignatures),
      ...(variants ? writer.variants.slice(0, realSignatures).flat() : []),
    ]));
  }
  if (usesSynthetic) sources.push(synthetic);
  return sources;
}
