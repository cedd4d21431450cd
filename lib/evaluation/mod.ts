/**
 * Measures of sets of signatures: features, distances, density and coverage, stroke statistics.
 *
 * ```ts
 * import { compareWithReference, measureSet, splitReference } from "@signature-vae/signature-vae/evaluation";
 * import { createWriter, fitToCanvas, renderTrajectory, synthesizeSignature } from "@signature-vae/signature-vae/strokes";
 *
 * const size = { height: 64, width: 128 };
 * const synthesize = (seed: number, writer: number) =>
 *   renderTrajectory(fitToCanvas(synthesizeSignature(createWriter(seed, writer), 0), size), size);
 *
 * const writers = Array.from({ length: 24 }, (_, i) => i);
 * const real = await measureSet(writers.map((i) => synthesize(1, i)), { groups: writers.map(String) });
 * const generated = await measureSet(writers.map((i) => synthesize(2, i)));
 * const { kid } = compareWithReference(splitReference(real.vectors, 1), generated.vectors);
 * console.assert(Number.isFinite(kid.value));
 * ```
 *
 * {@linkcode pairedComparison} says which of two models is nearer, and whether the difference is significant:
 *
 * ```ts
 * import { measureSet, pairedComparison } from "@signature-vae/signature-vae/evaluation";
 * import { createWriter, fitToCanvas, renderTrajectory, synthesizeSignature } from "@signature-vae/signature-vae/strokes";
 *
 * const size = { height: 64, width: 128 };
 * const signatures = (seed: number, stretch: number) =>
 *   Array.from({ length: 20 }, (_, i) => {
 *     const trajectory = synthesizeSignature(createWriter(seed, i), 0)
 *       .map((stroke) => ({ ...stroke, y: stroke.y.map((y) => stretch * y) }));
 *     return renderTrajectory(fitToCanvas(trajectory, size), size);
 *   });
 *
 * const { vectors: reference } = await measureSet(signatures(1, 1));
 * const { vectors: first } = await measureSet(signatures(2, 1));
 * const { vectors: second } = await measureSet(signatures(2, 4));
 * const { verdict } = pairedComparison([{ reference, first, second }]);
 * console.assert(verdict === "first is nearer");
 * ```
 *
 * @module
 */
export type { InkImage } from "../image/ink_image.ts";
export { classifierAuc, type ClassifierTest, classifyHalves } from "./classifier_auc.ts";
export {
  type ClassifierComparison,
  type ClassifierVerdict,
  compareByClassifier,
} from "./compare_by_classifier.ts";
export { type ClassifierTestOptions, DEFAULT_CLASSIFIER_TEST_OPTIONS } from "./cross_validation.ts";
export {
  compareHalves,
  compareWithReference,
  type Comparison,
  memorizationRatio,
  type ReferenceSet,
  splitReference,
} from "./compare_sets.ts";
export type { Interval, Verdict } from "./confidence_interval.ts";
export { densityAndCoverage, type DensityCoverage, nearestDistances } from "./density_coverage.ts";
export type { FeatureVectors } from "./feature_vectors.ts";
export * from "./features.ts";
export { frechetDistance } from "./frechet_distance.ts";
export { type LatentSpace, measureLatentSpace, type PosteriorValues } from "./latent_space.ts";
export * from "./moments.ts";
export type { GroupedVectors } from "./grouped_vectors.ts";
export { type Estimate, kernelDistance } from "./kernel_distance.ts";
export {
  type Degeneration,
  findDegeneration,
  type NormalizedSignature,
  normalizeSignature,
} from "./normalize.ts";
export {
  type ComparedSets,
  DEFAULT_PAIRED_COMPARISON_OPTIONS,
  MIN_WRITERS,
  type PairedComparison,
  pairedComparison,
  type PairedComparisonOptions,
} from "./paired_comparison.ts";
export { measureSet, type SetOptions, type SignatureSet } from "./signature_set.ts";
export * from "./statistics.ts";
export * from "./stroke_statistics.ts";
export * from "./verification.ts";
