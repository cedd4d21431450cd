// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Ancestral sampling from a causal network: points are sampled one after the other, each from the
// distribution that the network gives for it. The formulas are those of `lib/model/pen`.
//
// Examples do not depend on each other, so a chunk samples whole trajectories of some of them. Eight
// examples make a panel: every value is eight floats, two vectors with an example in each lane. Such
// values, one below the other, are what a tile of a matrix product takes as its right matrix and
// gives as its result, with the weights as the left matrix: nothing is ever rearranged, and what a
// lane gets depends on no other lane.
import { exp, sigmoid, tanh } from "./mathematics.ts";
import { packLeft, packPanel, tile } from "./matmul.ts";
import { PANEL_COLUMNS, SamplingConstant, TAPS } from "./operations.ts";
import { chunkStart, madd } from "./vector.ts";

/** Bytes of a value of all examples in a panel. */
const ROW: usize = 4 * PANEL_COLUMNS;

/** Number of state features; the newest come first in the network's input. */
const STATE_FEATURES: usize = 6;

// Rows of a panel's state, `STATE_VALUES` in all.
const X: usize = 0;
const Y: usize = ROW;
const PEN: usize = 2 * ROW;
const LOG_WIDTH: usize = 3 * ROW;
const OFFSET_X: usize = 4 * ROW;
const OFFSET_Y: usize = 5 * ROW;
const WAS_DOWN: usize = 6 * ROW;

/** The arguments of `samplePointsJob`. */
@unmanaged
class Sampling {
  batch: i32;
  points: i32;
  channels: i32;
  inputs: i32;
  blocks: i32;
  components: i32;
  chunks: i32;
  /** Local conditioning of each point and example, `[points, batch, channels]`. */
  conditioning: usize;
  /** Random numbers, `[batch, points, 4]`. */
  noise: usize;
  /** The result, `[batch, points, 4]`: x, y, pen, width. */
  result: usize;
  /** Numbers by `SamplingConstant`, then the logarithm of each component's deviation. */
  constants: usize;
  /** The blocks, one `Block` after the other. */
  block: usize;
  inputWeight: usize;
  inputBias: usize;
  outputWeight: usize;
  outputBias: usize;
  /** Memory of the panels, their stride in bytes, and offsets of the parts of a panel. */
  workspace: usize;
  stride: usize;
  state: usize;
  input: usize;
  hidden: usize;
  sums: usize;
  outputs: usize;
}

/** A residual block; the first of its packed weights are those of its taps. */
@unmanaged
class Block {
  dilation: i32;
  /** Normalized values of the last `(TAPS - 1) dilation + 1` points, from a panel's start. */
  history: usize;
  /** Bytes of those of one point. */
  historyRow: usize;
  tap0: usize;
  tap1: usize;
  tap2: usize;
  tapBias: usize;
  outputWeight: usize;
  outputBias: usize;
}

/**
 * Packs weights `[depth, columns]` as the left matrix of products. Arguments: weights, depth,
 * columns, packed.
 */
export function packWeightsJob(args: usize): void {
  const depth = load<i32>(args, 4), columns = load<i32>(args, 8);
  packLeft(load<usize>(args), 4, <usize> columns << 2, columns, depth, load<usize>(args, 12));
}

/** Samples the trajectories of the panels of a chunk. Arguments: see `Sampling`. */
export function samplePointsJob(args: usize, chunk: i32): void {
  const job = changetype<Sampling>(args);
  const panels = (job.batch + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
  const start = chunkStart(panels, chunk, job.chunks);
  const end = chunkStart(panels, chunk + 1, job.chunks);
  for (let panel = start; panel < end; panel++) initialize(job, panel);
  for (let t = 0; t < job.points; t++) {
    for (let panel = start; panel < end; panel++) stateFeatures(job, panel, t);
    predict(job, start, end - start, t);
    for (let panel = start; panel < end; panel++) {
      samplePoints(job, panel, 0, t);
      samplePoints(job, panel, 4, t);
    }
  }
}

function addressOf(job: Sampling, panel: i32): usize {
  return job.workspace + <usize> panel * job.stride;
}

function constant(job: Sampling, which: SamplingConstant): v128 {
  return v128.load32_splat(job.constants + (<usize> which << 2));
}

/** Stores a value that all examples of a panel share. */
function fill(row: usize, value: v128): void {
  v128.store(row, value);
  v128.store(row, value, 16);
}

/** The state before the first point. */
function initialize(job: Sampling, panel: i32): void {
  const base = addressOf(job, panel), state = base + job.state;
  fill(state + X, constant(job, SamplingConstant.StartX));
  fill(state + Y, constant(job, SamplingConstant.StartY));
  fill(state + PEN, f32x4.splat(0));
  fill(state + LOG_WIDTH, constant(job, SamplingConstant.StartLogWidth));
  fill(state + OFFSET_X, f32x4.splat(0));
  fill(state + OFFSET_Y, f32x4.splat(0));
  fill(state + WAS_DOWN, f32x4.splat(0));
  memory.fill(base + job.input, 0, <usize> job.inputs * ROW);
}

/** Shifts the window of state features by one point, and sets the hidden values to the conditioning. */
function stateFeatures(job: Sampling, panel: i32, t: i32): void {
  const base = addressOf(job, panel), state = base + job.state, input = base + job.input;
  const window = (<usize> job.inputs - 2) * ROW;
  memory.copy(input + STATE_FEATURES * ROW, input, window - STATE_FEATURES * ROW);
  for (let half: usize = 0; half < ROW; half += 16) {
    const from = state + half, to = input + half;
    const x = v128.load(from, OFFSET_X), y = v128.load(from, OFFSET_Y);
    const one = f32x4.splat(1), wasDown = v128.load(from, WAS_DOWN);
    const wasUp = f32x4.sub(one, wasDown);
    const penDown = f32x4.div(wasDown, constant(job, SamplingConstant.PenDownUnit));
    const penUp = f32x4.div(wasUp, constant(job, SamplingConstant.PenUpUnit));
    v128.store(to, f32x4.mul(x, penDown));
    v128.store(to, f32x4.mul(y, penDown), ROW);
    v128.store(to, f32x4.mul(x, penUp), 2 * ROW);
    v128.store(to, f32x4.mul(y, penUp), 3 * ROW);
    const pen = v128.load(from, PEN);
    v128.store(to, f32x4.sub(f32x4.add(pen, pen), one), 4 * ROW);
    const logWidth = f32x4.sub(
      v128.load(from, LOG_WIDTH),
      constant(job, SamplingConstant.LogWidthMean),
    );
    v128.store(to, f32x4.div(logWidth, constant(job, SamplingConstant.LogWidthDeviation)), 5 * ROW);
    const right = f32x4.sub(v128.load(from, X), constant(job, SamplingConstant.CentreX));
    const down = f32x4.sub(v128.load(from, Y), constant(job, SamplingConstant.CentreY));
    v128.store(to + window, f32x4.div(right, constant(job, SamplingConstant.UnitX)));
    v128.store(to + window, f32x4.div(down, constant(job, SamplingConstant.UnitY)), ROW);
  }
  const rowBytes = <usize> job.channels << 2;
  const conditioning = job.conditioning +
    <usize> (t * job.batch + panel * PANEL_COLUMNS) * rowBytes;
  const examples = min(PANEL_COLUMNS, job.batch - panel * PANEL_COLUMNS);
  packPanel(conditioning, 4, rowBytes, job.channels, examples, base + job.hidden);
}

/** Computes the parameters of the distributions from the inputs and the conditioning. */
function predict(job: Sampling, panel: i32, panels: i32, t: i32): void {
  const base = addressOf(job, panel), stride = job.stride, channels = job.channels;
  const hidden = base + job.hidden, sums = base + job.sums;
  multiplyPanels(
    job,
    job.inputWeight,
    base + job.input,
    hidden,
    job.inputs,
    channels,
    panels,
    true,
  );
  addBias(hidden, job.inputBias, channels, panels, stride);
  for (let i = 0; i < job.blocks; i++) {
    const block = changetype<Block>(job.block + <usize> i * offsetof<Block>());
    const slots = (TAPS - 1) * block.dilation + 1;
    const history = base + block.history;
    const now = history + <usize> (t % slots) * block.historyRow;
    layerNorm(job, hidden, now, panels);
    for (let k = 0; k < TAPS; k++) {
      const past = t - k * block.dilation;
      if (past < 0) break;
      const input = history + <usize> (past % slots) * block.historyRow;
      const weight = k == 0 ? block.tap0 : k == 1 ? block.tap1 : block.tap2;
      multiplyPanels(job, weight, input, sums, channels, channels, panels, k > 0);
    }
    addBias(sums, block.tapBias, channels, panels, stride);
    silu(sums, channels, panels, stride);
    multiplyPanels(job, block.outputWeight, sums, hidden, channels, channels, panels, true);
    addBias(hidden, block.outputBias, channels, panels, stride);
  }
  layerNorm(job, hidden, sums, panels);
  silu(sums, channels, panels, stride);
  const outputs = base + job.outputs, size = 6 * job.components + 3;
  multiplyPanels(job, job.outputWeight, sums, outputs, channels, size, panels, false);
  addBias(outputs, job.outputBias, size, panels, stride);
}

/** `y [columns] (+)= x [depth] weights` of each panel; the result is rounded up to whole tiles. */
function multiplyPanels(
  job: Sampling,
  weights: usize,
  x: usize,
  y: usize,
  depth: i32,
  columns: i32,
  panels: i32,
  accumulate: bool,
): void {
  if (job.batch == 1) {
    multiplySingle(weights, x, y, depth, columns, accumulate);
    return;
  }
  for (let column = 0; column < columns; column += 4) {
    let from = x, to = y + <usize> column * ROW;
    for (let panel = 0; panel < panels; panel++) {
      tile(depth, weights, from, to, ROW, accumulate);
      from += job.stride;
      to += job.stride;
    }
    weights += <usize> depth << 4;
  }
}

/**
 * The same for a panel with one example, eight times less work: lanes are columns, which are summed in
 * the same order. Then all lanes of the result have the value of the example.
 */
function multiplySingle(
  weights: usize,
  x: usize,
  y: usize,
  depth: i32,
  columns: i32,
  accumulate: bool,
): void {
  const tileBytes = <usize> depth << 4;
  const end = x + <usize> depth * ROW;
  let column = 0;
  // Four sums at once, because each addition waits for the one before.
  for (; column + 16 <= columns; column += 16) {
    let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
    let at = weights;
    for (let from = x; from < end; from += ROW) {
      const value = v128.load32_splat(from);
      sum0 = madd(value, v128.load(at), sum0);
      sum1 = madd(value, v128.load(at + tileBytes), sum1);
      sum2 = madd(value, v128.load(at + 2 * tileBytes), sum2);
      sum3 = madd(value, v128.load(at + 3 * tileBytes), sum3);
      at += 16;
    }
    storeSingle(y, sum0, accumulate);
    storeSingle(y + 4 * ROW, sum1, accumulate);
    storeSingle(y + 8 * ROW, sum2, accumulate);
    storeSingle(y + 12 * ROW, sum3, accumulate);
    y += 16 * ROW;
    weights += 4 * tileBytes;
  }
  for (; column < columns; column += 4) {
    let sum = f32x4.splat(0);
    for (let from = x; from < end; from += ROW) {
      sum = madd(v128.load32_splat(from), v128.load(weights), sum);
      weights += 16;
    }
    storeSingle(y, sum, accumulate);
    y += 4 * ROW;
  }
}

/** Stores four columns of one example in all lanes of four rows. */
function storeSingle(to: usize, sum: v128, accumulate: bool): void {
  let value = f32x4.splat(f32x4.extract_lane(sum, 0));
  storeRow(to, value, accumulate);
  value = f32x4.splat(f32x4.extract_lane(sum, 1));
  storeRow(to + ROW, value, accumulate);
  value = f32x4.splat(f32x4.extract_lane(sum, 2));
  storeRow(to + 2 * ROW, value, accumulate);
  value = f32x4.splat(f32x4.extract_lane(sum, 3));
  storeRow(to + 3 * ROW, value, accumulate);
}

function storeRow(to: usize, value: v128, accumulate: bool): void {
  if (accumulate) value = f32x4.add(value, v128.load32_splat(to));
  fill(to, value);
}

function addBias(x: usize, bias: usize, columns: i32, panels: i32, stride: usize): void {
  for (let panel = 0; panel < panels; panel++) {
    for (let column: usize = 0; column < <usize> columns; column++) {
      const at = x + column * ROW;
      const value = v128.load32_splat(bias + (column << 2));
      v128.store(at, f32x4.add(v128.load(at), value));
      v128.store(at, f32x4.add(v128.load(at, 16), value), 16);
    }
    x += stride;
  }
}

/** `x = x sigmoid(x)`. */
function silu(x: usize, columns: i32, panels: i32, stride: usize): void {
  for (let panel = 0; panel < panels; panel++) {
    const end = x + <usize> columns * ROW;
    for (let at = x; at < end; at += 16) {
      const value = v128.load(at);
      v128.store(at, f32x4.mul(value, sigmoid(value)));
    }
    x += stride;
  }
}

/** `y = (x - mean) / sqrt(variance + epsilon)` of each example. */
function layerNorm(job: Sampling, x: usize, y: usize, panels: i32): void {
  const count = f32x4.splat(<f32> job.channels);
  const epsilon = constant(job, SamplingConstant.NormEpsilon);
  const bytes = <usize> job.channels * ROW;
  for (let panel = 0; panel < panels; panel++) {
    for (let half: usize = 0; half < ROW; half += 16) {
      let sum = f32x4.splat(0), squares = f32x4.splat(0);
      for (let at = half; at < bytes; at += ROW) sum = f32x4.add(sum, v128.load(x + at));
      const mean = f32x4.div(sum, count);
      for (let at = half; at < bytes; at += ROW) {
        const d = f32x4.sub(v128.load(x + at), mean);
        squares = madd(d, d, squares);
      }
      const variance = f32x4.add(f32x4.div(squares, count), epsilon);
      const scale = f32x4.div(f32x4.splat(1), f32x4.sqrt(variance));
      for (let at = half; at < bytes; at += ROW) {
        v128.store(y + at, f32x4.mul(f32x4.sub(v128.load(x + at), mean), scale));
      }
    }
    x += job.stride;
    y += job.stride;
  }
}

/** Four rows of a matrix, of which lane `i` is column `i`; and back again. */
function transposed(a: v128, b: v128, c: v128, d: v128, column: i32): v128 {
  const upper = column < 2
    ? v128.shuffle<f32>(a, b, 0, 4, 1, 5)
    : v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const lower = column < 2
    ? v128.shuffle<f32>(c, d, 0, 4, 1, 5)
    : v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  return (column & 1) == 0
    ? v128.shuffle<i64>(upper, lower, 0, 2)
    : v128.shuffle<i64>(upper, lower, 1, 3);
}

function clamp(x: v128, low: v128, high: v128): v128 {
  return f32x4.min(f32x4.max(x, low), high);
}

/** The probability of a component relative to the largest one, 0 where it is less than min-p. */
function relativeProbability(logit: v128, maxLogit: v128, minP: v128): v128 {
  const relative = exp(f32x4.sub(logit, maxLogit));
  return v128.and(relative, f32x4.ge(relative, minP));
}

/** Standard deviations without the observation noise. */
function motorDeviation(deviation: v128, noise: v128): v128 {
  const variance = f32x4.sub(f32x4.mul(deviation, deviation), f32x4.mul(noise, noise));
  return f32x4.sqrt(f32x4.max(variance, f32x4.splat(0)));
}

/** Samples the next point of four examples of a panel, from lane `lane` on. */
function samplePoints(job: Sampling, panel: i32, lane: i32, t: i32): void {
  const first = panel * PANEL_COLUMNS + lane;
  const count = min(4, job.batch - first);
  if (count <= 0) return;
  const base = addressOf(job, panel) + (<usize> lane << 2);
  const state = base + job.state, outputs = base + job.outputs;
  // Lanes without an example repeat the last one.
  const noise = job.noise + (<usize> (first * job.points + t) << 4);
  const apart = <usize> job.points << 4, last = <usize> (count - 1);
  const noise0 = v128.load(noise);
  const noise1 = v128.load(noise + min<usize>(1, last) * apart);
  const noise2 = v128.load(noise + min<usize>(2, last) * apart);
  const noise3 = v128.load(noise + min<usize>(3, last) * apart);

  const components = <usize> job.components, partBytes = components * ROW;
  let maxLogit = v128.load(outputs);
  for (let at: usize = ROW; at < partBytes; at += ROW) {
    maxLogit = f32x4.max(maxLogit, v128.load(outputs + at));
  }
  const minP = constant(job, SamplingConstant.MinP);
  let total = f32x4.splat(0);
  for (let at: usize = 0; at < partBytes; at += ROW) {
    total = f32x4.add(total, relativeProbability(v128.load(outputs + at), maxLogit, minP));
  }
  // The first component at which the cumulative probability reaches a number from U(0, 1).
  const uniform = transposed(noise0, noise1, noise2, noise3, 2);
  const wanted = f32x4.mul(f32x4.mul(uniform, f32x4.splat(0.99999)), total);
  let sum = f32x4.splat(0), isFound = i32x4.splat(0);
  let meanX = f32x4.splat(0), meanY = f32x4.splat(0);
  let logX = f32x4.splat(0), logY = f32x4.splat(0), skew = f32x4.splat(0);
  const deviations = job.constants + (<usize> SamplingConstant.Count << 2);
  for (let i: usize = 0; i < components; i++) {
    const from = outputs + i * ROW;
    sum = f32x4.add(sum, relativeProbability(v128.load(from), maxLogit, minP));
    const isReached = f32x4.ge(sum, wanted);
    const isHere = v128.andnot(isReached, isFound);
    isFound = v128.or(isFound, isReached);
    const deviation = v128.load32_splat(deviations + (i << 2));
    meanX = v128.bitselect(v128.load(from + partBytes), meanX, isHere);
    meanY = v128.bitselect(v128.load(from + 2 * partBytes), meanY, isHere);
    logX = v128.bitselect(f32x4.add(v128.load(from + 3 * partBytes), deviation), logX, isHere);
    logY = v128.bitselect(f32x4.add(v128.load(from + 4 * partBytes), deviation), logY, isHere);
    skew = v128.bitselect(v128.load(from + 5 * partBytes), skew, isHere);
  }

  const low = constant(job, SamplingConstant.MinLogDeviation);
  const high = constant(job, SamplingConstant.MaxLogDeviation);
  const observationNoise = exp(low);
  const deviationX = motorDeviation(exp(clamp(logX, low, high)), observationNoise);
  const deviationY = motorDeviation(exp(clamp(logY, low, high)), observationNoise);
  const rho = f32x4.mul(tanh(skew), constant(job, SamplingConstant.MaxCorrelation));
  const one = f32x4.splat(1);
  const rest = f32x4.sqrt(f32x4.sub(one, f32x4.mul(rho, rho)));
  const normalX = transposed(noise0, noise1, noise2, noise3, 0);
  const normalY = f32x4.add(
    f32x4.mul(normalX, rho),
    f32x4.mul(transposed(noise0, noise1, noise2, noise3, 1), rest),
  );
  const oldPen = v128.load(state, PEN);
  const carried = f32x4.mul(v128.load(state, WAS_DOWN), oldPen);
  const unit = constant(job, SamplingConstant.MeanUnit);
  const centreX = madd(meanX, unit, f32x4.mul(v128.load(state, OFFSET_X), carried));
  const centreY = madd(meanY, unit, f32x4.mul(v128.load(state, OFFSET_Y), carried));
  const offsetX = madd(normalX, deviationX, centreX);
  const offsetY = madd(normalY, deviationY, centreY);
  const x = f32x4.add(v128.load(state, X), offsetX), y = f32x4.add(v128.load(state, Y), offsetY);

  const others = outputs + 6 * partBytes;
  const penUniform = transposed(noise0, noise1, noise2, noise3, 3);
  const isDown = f32x4.lt(penUniform, sigmoid(v128.load(others)));
  const pen = v128.and(one, isDown);
  const logWidth = clamp(
    f32x4.add(v128.load(state, LOG_WIDTH), v128.load(others, ROW)),
    constant(job, SamplingConstant.MinLogWidth),
    constant(job, SamplingConstant.MaxLogWidth),
  );
  v128.store(state, x, X);
  v128.store(state, y, Y);
  v128.store(state, pen, PEN);
  v128.store(state, logWidth, LOG_WIDTH);
  v128.store(state, offsetX, OFFSET_X);
  v128.store(state, offsetY, OFFSET_Y);
  v128.store(state, oldPen, WAS_DOWN);

  // The pen is up after the last point.
  const shown = t == job.points - 1 ? f32x4.splat(0) : pen;
  const width = exp(logWidth);
  let to = job.result + (<usize> (first * job.points + t) << 4);
  for (let i = 0; i < count; i++) {
    v128.store(to, transposed(x, y, shown, width, i));
    to += apart;
  }
}
