// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// The negative log-likelihood of points of a trajectory, and its gradient, in one pass over the
// network's outputs. The formulas are those of `lib/model/pen/likelihood.ts`.
import { exp, log, sigmoid, softplus, tanh } from "./mathematics.ts";
import { chunkStart } from "./vector.ts";

const LOG_2: f32 = 0.6931471805599453;
const LOG_2_PI: f32 = 1.8378770664093453;

function largest(x: v128): f32 {
  const low = max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1));
  return max(low, max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}

function total(x: v128): f32 {
  const low = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1);
  return low + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** `x` within bounds. */
function clip(x: v128, low: v128, high: v128): v128 {
  return f32x4.min(f32x4.max(x, low), high);
}

/** `slope` where `x` is within bounds, which `clip` passes on, else 0. */
function withinBounds(slope: v128, x: v128, low: v128, high: v128): v128 {
  return v128.and(slope, v128.and(f32x4.ge(x, low), f32x4.le(x, high)));
}

/** log(sum(exp(x))) of `bytes` of values, of which `largest` is the largest. */
function logSumExp(x: usize, bytes: usize, largest: f32): f32 {
  let sum = f32x4.splat(0);
  const shift = f32x4.splat(largest);
  for (let c: usize = 0; c < bytes; c += 16) {
    sum = f32x4.add(sum, exp(f32x4.sub(v128.load(x + c), shift)));
  }
  return largest + f32x4.extract_lane(log(f32x4.splat(total(sum))), 0);
}

/**
 * Arguments: rows, chunks, components K (a multiple of 4), outputs `[rows, 6 K + 3]`, targets `[rows, 6]`
 * (momentum x and y, offset x and y, pen, change of the width's logarithm), result `[rows]`, gradient
 * `[rows, 6 K + 3]`, then float32: the unit of means, bounds of the logarithms of deviations, the
 * maximum correlation, bounds of the logarithm of the width's scale, K initial logarithms of deviations.
 */
export function pointLikelihoodJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args), chunks = load<i32>(args, 4);
  const bytes = load<usize>(args, 8) << 2;
  const rowBytes = 6 * bytes + 12;
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const at = <usize> row * rowBytes;
    const outputs = load<usize>(args, 12) + at, gradient = load<usize>(args, 24) + at;
    const targets = load<usize>(args, 16) + 24 * <usize> row;
    const mixture = mixtureNll(args, bytes, outputs, targets, gradient);
    const rest = penAndWidthNll(args, outputs + 6 * bytes, targets, gradient + 6 * bytes);
    store<f32>(load<usize>(args, 20) + (<usize> row << 2), mixture + rest);
  }
}

/** -log of the mixture's density. */
function mixtureNll(
  args: usize,
  bytes: usize,
  outputs: usize,
  targets: usize,
  gradient: usize,
): f32 {
  const unit = v128.load32_splat(args, 28);
  const low = v128.load32_splat(args, 32), high = v128.load32_splat(args, 36);
  const maxCorrelation = v128.load32_splat(args, 40);
  const first = args + 52;
  const one = f32x4.splat(1), half = f32x4.splat(0.5);
  const offsetX = f32x4.splat(load<f32>(targets, 8) - load<f32>(targets));
  const offsetY = f32x4.splat(load<f32>(targets, 12) - load<f32>(targets, 4));
  let maxLogit = f32x4.splat(-Infinity), maxJoint = f32x4.splat(-Infinity);
  // The gradient's place first takes the joint log-odds and the slopes of the logarithms of densities.
  for (let c: usize = 0; c < bytes; c += 16) {
    const p = outputs + c, to = gradient + c;
    const logit = v128.load(p);
    const rawX = f32x4.add(v128.load(p + 3 * bytes), v128.load(first + c));
    const rawY = f32x4.add(v128.load(p + 4 * bytes), v128.load(first + c));
    const logX = clip(rawX, low, high), logY = clip(rawY, low, high);
    const inverseX = exp(f32x4.neg(logX)), inverseY = exp(f32x4.neg(logY));
    const u = f32x4.mul(f32x4.sub(offsetX, f32x4.mul(unit, v128.load(p + bytes))), inverseX);
    const v = f32x4.mul(f32x4.sub(offsetY, f32x4.mul(unit, v128.load(p + 2 * bytes))), inverseY);
    const bend = tanh(v128.load(p + 5 * bytes));
    const correlation = f32x4.mul(maxCorrelation, bend);
    const remaining = f32x4.sub(one, f32x4.mul(correlation, correlation));
    const uv = f32x4.mul(u, v);
    const squares = f32x4.add(f32x4.mul(u, u), f32x4.mul(v, v));
    const cross = f32x4.mul(correlation, uv);
    const distance = f32x4.div(f32x4.sub(squares, f32x4.add(cross, cross)), remaining);
    const spread = f32x4.add(f32x4.add(logX, logY), f32x4.mul(half, log(remaining)));
    const negative = f32x4.add(
      f32x4.add(spread, f32x4.mul(half, distance)),
      f32x4.splat(LOG_2_PI),
    );
    const joint = f32x4.sub(logit, negative);
    maxLogit = f32x4.max(maxLogit, logit);
    maxJoint = f32x4.max(maxJoint, joint);
    v128.store(to, joint);
    const pullX = f32x4.div(f32x4.sub(u, f32x4.mul(correlation, v)), remaining);
    const pullY = f32x4.div(f32x4.sub(v, f32x4.mul(correlation, u)), remaining);
    v128.store(to + bytes, f32x4.mul(f32x4.mul(pullX, inverseX), unit));
    v128.store(to + 2 * bytes, f32x4.mul(f32x4.mul(pullY, inverseY), unit));
    const slopeX = f32x4.sub(f32x4.mul(pullX, u), one);
    const slopeY = f32x4.sub(f32x4.mul(pullY, v), one);
    v128.store(to + 3 * bytes, withinBounds(slopeX, rawX, low, high));
    v128.store(to + 4 * bytes, withinBounds(slopeY, rawY, low, high));
    const excess = f32x4.sub(one, distance);
    const turn = f32x4.div(f32x4.add(f32x4.mul(correlation, excess), uv), remaining);
    const steep = f32x4.mul(maxCorrelation, f32x4.sub(one, f32x4.mul(bend, bend)));
    v128.store(to + 5 * bytes, f32x4.mul(turn, steep));
  }
  const prior = logSumExp(outputs, bytes, largest(maxLogit));
  const joint = logSumExp(gradient, bytes, largest(maxJoint));
  for (let c: usize = 0; c < bytes; c += 16) {
    let to = gradient + c;
    const weight = exp(f32x4.sub(v128.load(outputs + c), f32x4.splat(prior)));
    const responsibility = exp(f32x4.sub(v128.load(to), f32x4.splat(joint)));
    v128.store(to, f32x4.sub(weight, responsibility));
    const factor = f32x4.neg(responsibility);
    for (let part = 0; part < 5; part++) {
      to += bytes;
      v128.store(to, f32x4.mul(factor, v128.load(to)));
    }
  }
  return prior - joint;
}

/** -log of the probability of the pen's state and of the density of the change of the width. */
function penAndWidthNll(args: usize, outputs: usize, targets: usize, gradient: usize): f32 {
  const logit = load<f32>(outputs), pen = load<f32>(targets, 16);
  const probability = f32x4.extract_lane(sigmoid(f32x4.splat(logit)), 0);
  store<f32>(gradient, probability - pen);
  const penLoss = f32x4.extract_lane(softplus(f32x4.splat(logit)), 0) - logit * pen;
  const low = v128.load32_splat(args, 44), high = v128.load32_splat(args, 48);
  const raw = v128.load32_splat(outputs, 8);
  const logScale = clip(raw, low, high);
  const inverse = f32x4.extract_lane(exp(f32x4.neg(logScale)), 0);
  const error = load<f32>(targets, 20) - load<f32>(outputs, 4);
  const scaled = abs(error) * inverse;
  store<f32>(gradient, error > 0 ? -inverse : error < 0 ? inverse : 0, 4);
  const slope = withinBounds(f32x4.splat(1 - scaled), raw, low, high);
  store<f32>(gradient, f32x4.extract_lane(slope, 0), 8);
  return penLoss + (scaled + f32x4.extract_lane(logScale, 0) + LOG_2);
}
