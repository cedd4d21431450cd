import { VERIFIER_IMAGE } from "../../../lib/evaluation/usefulness/verifier_network.ts";
import type { RealWriter } from "../../../lib/evaluation/usefulness/training_recipes.ts";
import { renderPenCanvas } from "../../../lib/model/pen/render_points.ts";
import { Random } from "../../../lib/random.ts";

/** Points of a toy signature: a polyline through the canvas. */
const CORNERS = 5;

/**
 * Writers whose signatures are polylines: each has corners of its own, which jitter by a pixel.
 *
 * @param seed Seed of the corners; other seeds are other writers.
 * @param writers Number of writers.
 * @param signatures Signatures of each.
 * @returns One list of images of 64 x 128 bytes per writer.
 */
export function toyWriters(seed: number, writers: number, signatures: number): Uint8Array[][] {
  return Array.from({ length: writers }, (_, writer) => {
    const random = new Random(seed, "toy", writer);
    const corners = Array.from(
      { length: CORNERS },
      (_, i) => ({ x: 12 + i * 26 + random.uniform(-8, 8), y: random.uniform(8, 56) }),
    );
    return Array.from({ length: signatures }, () => {
      const jitter = () => random.normal();
      const stroke = {
        x: Float32Array.from(corners, ({ x }) => x + jitter()),
        y: Float32Array.from(corners, ({ y }) => y + jitter()),
        width: new Float32Array(CORNERS).fill(2),
      };
      const { data } = renderPenCanvas([stroke], VERIFIER_IMAGE);
      return Uint8Array.from(data, (ink) => Math.round(255 * ink));
    });
  });
}

/** The same as the real writers of an experiment; variants are further signatures. */
export function toyRealWriters(
  seed: number,
  writers: number,
  { signatures = 6, variants = 3, forgeries = 0 } = {},
): RealWriter[] {
  const images = toyWriters(seed, writers, signatures + 5 * variants);
  const others = toyWriters(seed + 1, writers, Math.max(1, forgeries));
  return images.map((own, i) => ({
    name: `writer ${i}`,
    genuine: own.slice(0, signatures),
    forgeries: forgeries === 0 ? [] : others[i]!,
    variants: Array.from(
      { length: 5 },
      (_, k) => own.slice(signatures + k * variants, signatures + (k + 1) * variants),
    ),
  }));
}
