/**
 * The latent space in two dimensions.
 *
 * @module
 */
import type { BatchSource, DatasetPart } from "../../dataset/batches.ts";
import { stratifiedSample } from "../../dataset/stratified_sample.ts";
import type { FeatureVectors } from "../../evaluation/feature_vectors.ts";
import { fitPrincipalComponents } from "../../evaluation/principal_components.ts";
import type { InkImage } from "../../image/ink_image.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import { encodeExamples, renderExamples } from "./render_examples.ts";
import type { GeneratedSamples } from "./sample_signatures.ts";

/** What a point of a map stands for. */
export type PointKind = DatasetPart | "generated";

/** A signature on a map. */
export interface LatentPoint {
  /** Where it comes from. */
  readonly kind: PointKind;
  /** Name of the signature. */
  readonly name: string;
  /** Its writer, of whom there may be others. */
  readonly writer?: string;
  /** Position along the first principal component, in units of z. */
  readonly x: number;
  /** Position along the second principal component, in units of z. */
  readonly y: number;
  /** The signature. */
  readonly image: InkImage;
}

/** Latent vectors, projected to their first two principal components. */
export interface LatentMap {
  /** The signatures. */
  readonly points: readonly LatentPoint[];
  /** Fraction of the variance of the latent vectors along each of the two axes. */
  readonly explained: readonly [number, number];
}

/** Maximum number of points; each carries an image. */
const MAX_POINTS = { training: 140, validation: 80 };

/** Two principal components need more vectors than this. */
const MIN_FITTED = 3;

/** A latent vector without its position. */
interface Source extends Omit<LatentPoint, "x" | "y"> {
  readonly z: Float32Array;
}

/**
 * Projects the latent vectors of training, held-out and generated signatures to two dimensions: the
 * principal components of the data set's, which are at the mean of q(z|x); of the generated ones where
 * the data set is unknown.
 *
 * @param model The model.
 * @param samples Generated signatures.
 * @param data The data set, where it is known.
 * @returns The map; `undefined` if there are fewer than three signatures.
 */
export async function createLatentMap(
  { vae }: TrainedModel,
  samples: GeneratedSamples,
  data: BatchSource | undefined,
): Promise<LatentMap | undefined> {
  const { latentDim } = vae.config;
  const sources: Source[] = [];
  for (const kind of ["training", "validation"] as const) {
    const examples = data?.examples?.(kind);
    if (examples === undefined || examples.names.length === 0) continue;
    const indices = stratifiedSample(examples.writers, MAX_POINTS[kind], 0);
    const means = await encodeExamples(vae, examples, indices);
    const images = await renderExamples(vae, examples, indices);
    indices.forEach((index, i) =>
      sources.push({
        kind,
        name: examples.names[index]!,
        writer: examples.writers[index]!,
        image: images[i]!,
        z: means.subarray(i * latentDim, (i + 1) * latentDim),
      })
    );
  }
  samples.images.forEach((image, i) =>
    sources.push({
      kind: "generated",
      name: `generated ${i + 1}`,
      image,
      z: samples.z.subarray(i * latentDim, (i + 1) * latentDim),
    })
  );
  return sources.length < MIN_FITTED ? undefined : project(sources, latentDim);
}

function project(sources: readonly Source[], size: number): LatentMap {
  const values = new Float32Array(sources.length * size);
  sources.forEach(({ z }, i) => values.set(z, i * size));
  const known = sources.filter(({ kind }) => kind !== "generated").length;
  const count = known >= MIN_FITTED ? known : sources.length; // those of the data come first
  const vectors: FeatureVectors = { count, size, values: values.subarray(0, count * size) };
  const { mean, axes, deviations } = fitPrincipalComponents(vectors, size);
  const along = (z: Float32Array, axis: number) => {
    if (axis >= deviations.length) return 0; // z has one dimension
    return z.reduce((sum, value, k) => sum + (value - mean[k]!) * axes[axis * size + k]!, 0);
  };
  const variances = deviations.map((deviation) => deviation ** 2);
  const total = variances.reduce((sum, variance) => sum + variance, 0) || 1;
  return {
    points: sources.map(({ z, ...point }) => ({ ...point, x: along(z, 0), y: along(z, 1) })),
    explained: [variances[0]! / total, (variances[1] ?? 0) / total],
  };
}
