/**
 * Writing with the pen model: points drawn one after the other from their distributions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import type { Latents } from "../../types.ts";
import type { PenDecoder } from "./decoder.ts";
import type { Features } from "./layers.ts";
import {
  COMPONENTS,
  LEAST_SHARE,
  LOG_DEVIATION_RANGE,
  type PointDistributions,
  readDistributions,
} from "./likelihood.ts";
import { LOG_WIDTH_RANGE, type PenPoints } from "./points.ts";
import { columns, type PenStates, startStates } from "./states.ts";
import { hasWriteKernel, writeByKernel } from "./write_kernel.ts";

/** Random numbers that a point takes: two of N(0, 1) for its place, two of U(0, 1) for choices. */
export const NOISE_SIZE = 4;

/**
 * The random numbers for a trajectory.
 *
 * @param random Where they come from.
 * @param points Its points.
 * @param temperature Standard deviation of the two for its place: below 1 the hand is steadier than
 * the model says.
 * @returns `points * NOISE_SIZE` values.
 */
export function drawWritingNoise(random: Random, points: number, temperature = 1): Float32Array {
  const values = new Float32Array(points * NOISE_SIZE);
  for (let i = 0; i < values.length; i += NOISE_SIZE) {
    values[i] = temperature * random.normal();
    values[i + 1] = temperature * random.normal();
    values[i + 2] = random.uniform();
    values[i + 3] = random.uniform();
  }
  return values;
}

/**
 * Writes trajectories.
 *
 * @param decoder What gives the distribution of each point.
 * @param z What to write, `[batch, latentDim]`.
 * @param noise Random numbers, `[batch, points, NOISE_SIZE]`.
 * @returns `[batch, points, 4]`: x and y in pixels, pen 0 or 1, width in pixels.
 */
export function writePoints(decoder: PenDecoder, z: Latents, noise: tf.Tensor3D): PenPoints {
  return tf.tidy(() => {
    const plan = decoder.plan(z);
    return decoder.network !== undefined && hasWriteKernel()
      ? writeByKernel(decoder.network, plan, noise)
      : writeComposed(decoder, plan, noise);
  });
}

/** The same with operations of tfjs. */
function writeComposed(decoder: PenDecoder, channels: Features, noise: tf.Tensor3D): PenPoints {
  return tf.tidy(() => {
    const [batch, points] = noise.shape;
    const rows = noise.transpose([1, 0, 2]).reshape([points * batch, NOISE_SIZE]) as Features;
    const memory = decoder.begin();
    let states = startStates(batch);
    const written: Features[] = [];
    for (let t = 0; t < points; t++) {
      const before = states;
      states = tf.tidy(() => {
        const plan = channels.slice<Features>([t * batch, 0], [batch, channels.shape[1]]);
        const outputs = memory.predict(before, plan);
        const drawn = rows.slice<Features>([t * batch, 0], [batch, NOISE_SIZE]);
        return { ...nextStates(readDistributions(outputs, before), before, drawn) };
      });
      tf.dispose({ ...before });
      written.push(tf.tidy(() => toPoint(states, t === points - 1)));
    }
    memory.dispose();
    return tf.stack(written, 1) as PenPoints;
  });
}

/** A row of points; the pen is lifted after the last one. */
function toPoint({ position, pen, logWidth }: PenStates, isLast: boolean): Features {
  return tf.concat([position, isLast ? tf.zerosLike(pen) : pen, logWidth.exp()], 1);
}

/** Draws the next points. */
function nextStates(
  distributions: PointDistributions,
  { position, pen, logWidth }: PenStates,
  noise: Features,
): PenStates {
  const step = drawWay(distributions, noise);
  const isDown = columns(noise, 3, 1).less<Features>(
    distributions.pen.sigmoid(),
  );
  return {
    position: position.add(step),
    pen: isDown.toFloat<Features>(),
    logWidth: logWidth.add(distributions.widthChange).clipByValue(...LOG_WIDTH_RANGE) as Features,
    step,
    drawn: pen.clone(),
  };
}

/**
 * Chooses a component of the mixture by the inverse of its cumulative distribution, those that are
 * improbable left out, and draws from it.
 */
function drawWay(
  { logits, mean, logDeviation, correlation }: PointDistributions,
  noise: Features,
): Features {
  const [batch] = logits.shape;
  const shares = logits.sub<Features>(logits.max(1, true)).exp();
  const kept = shares.mul<Features>(shares.greaterEqual(LEAST_SHARE).toFloat());
  const wanted = columns(noise, 2, 1).mul(0.99999).mul(kept.sum(1, true));
  const reached = tf.matMul(kept, triangle()).greaterEqual<Features>(wanted).toFloat<Features>();
  const reachedBefore = columns(reached, 0, COMPONENTS - 1).pad([[0, 0], [1, 0]]);
  const chosen = reached.sub<Features>(reachedBefore);
  const all = tf.stack([...mean, ...logDeviation, correlation], 1);
  const taken = tf.matMul(all, chosen.reshape([batch, COMPONENTS, 1]))
    .reshape([batch, 5]) as Features;
  const unit = columns(noise, 0, 2);
  const [first, second] = [columns(unit, 0, 1), columns(unit, 1, 1)];
  const rho = columns(taken, 4, 1);
  const correlated = first.mul(rho).add(second.mul(tf.sub(1, rho.square()).sqrt()));
  const deviation = withoutBlur(columns(taken, 2, 2).exp());
  return columns(taken, 0, 2).add(tf.concat([first, correlated], 1).mul(deviation));
}

/**
 * What is left of standard deviations without the least of them: that one stands for how exactly
 * handwriting is known, as noise does that a decoder of images adds to its mean in the likelihood and
 * not in a picture. What the hand does by chance is the rest of the variance. With all of it, lines
 * tremble.
 */
function withoutBlur(deviation: Features): Features {
  const blur = Math.exp(LOG_DEVIATION_RANGE[0]);
  return deviation.square().sub(blur ** 2).relu<Features>().sqrt();
}

/** Makes running sums of rows by a product from the right. */
function triangle(): tf.Tensor2D {
  const values = new Float32Array(COMPONENTS ** 2);
  for (let from = 0; from < COMPONENTS; from++) {
    for (let to = from; to < COMPONENTS; to++) values[from * COMPONENTS + to] = 1;
  }
  return tf.tensor2d(values, [COMPONENTS, COMPONENTS]);
}
