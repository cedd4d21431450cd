// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Transcendental functions of four floats, accurate to about 2 units in the last place.
// Polynomials from the Cephes library (S. L. Moshier).
import { madd } from "./vector.ts";

// Constants are in memory: loading one takes one instruction, a literal takes three.

/** Of exp: bounds, 1 / ln 2, 1.5 * 2^23, ln 2 in two parts, then the polynomial, and 1. */
const EXP: usize = memory.data<f32>([
  -104,
  89,
  1.44269504088896341,
  12582912,
  -0.693359375,
  2.12194440e-4,
  1.9875691500e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
  1,
]);

/** Of exp: the bits of 1.5 * 2^23, a float32 whose low bits count its units; the exponent of 1. */
const EXP_BITS: usize = memory.data<i32>([0x4b400000, 127]);

/** Of log: the polynomial, ln 2 in two parts, -1 / 2, 1, sqrt(1 / 2), smallest normal number, 2^23. */
const LOG: usize = memory.data<f32>([
  7.0376836292e-2,
  -1.1514610310e-1,
  1.1676998740e-1,
  -1.2420140846e-1,
  1.4249322787e-1,
  -1.6668057665e-1,
  2.0000714765e-1,
  -2.4999993993e-1,
  3.3333331174e-1,
  -2.12194440e-4,
  0.693359375,
  -0.5,
  1,
  0.707106781186547524,
  1.17549435e-38,
  8388608,
]);

/** Of log: the bits of a fraction, 23, the exponent of 1/2. */
const LOG_BITS: usize = memory.data<i32>([0x007fffff, 23, 126]);

/** Of tanh: the polynomial, then where it ends, 1 and 2. */
const TANH: usize = memory.data<f32>([
  -5.70498872745e-3,
  2.06390887954e-2,
  -5.37397155531e-2,
  1.33314422036e-1,
  -3.33332819422e-1,
  0.625,
  1,
  2,
]);

/** Constant `i` of a table, in all lanes. */
function constant(table: usize, i: usize): v128 {
  return v128.load32_splat(table + (i << 2));
}

function splat(x: f32): v128 {
  return f32x4.splat(x);
}

function power2(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, constant(EXP_BITS, 1)), 23);
}

export function exp(x: v128): v128 {
  // These minima and maxima, one instruction each, preserve NaN.
  const t = f32x4.pmin(f32x4.pmax(x, constant(EXP, 0)), constant(EXP, 1));
  const units = constant(EXP, 3);
  const counted = madd(t, constant(EXP, 2), units);
  const n = f32x4.sub(counted, units);
  let r = madd(n, constant(EXP, 4), t);
  r = madd(n, constant(EXP, 5), r);
  let p = constant(EXP, 6);
  p = madd(p, r, constant(EXP, 7));
  p = madd(p, r, constant(EXP, 8));
  p = madd(p, r, constant(EXP, 9));
  p = madd(p, r, constant(EXP, 10));
  p = madd(p, r, constant(EXP, 11));
  const y = f32x4.add(madd(p, f32x4.mul(r, r), r), constant(EXP, 12));
  // Two factors, because 2^n itself may overflow or be subnormal.
  const exponent = i32x4.sub(counted, constant(EXP_BITS, 0));
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(y, power2(half)), power2(i32x4.sub(exponent, half)));
}

export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, constant(LOG, 14));
  const scaled = v128.bitselect(f32x4.mul(x, constant(LOG, 15)), x, tiny);
  let exponent = i32x4.sub(i32x4.shr_u(scaled, 23), constant(LOG_BITS, 2));
  exponent = i32x4.sub(exponent, v128.and(tiny, constant(LOG_BITS, 1)));
  const fraction = v128.and(scaled, constant(LOG_BITS, 0));
  let m = v128.or(fraction, splat(0.5));
  const low = f32x4.lt(m, constant(LOG, 13));
  exponent = i32x4.add(exponent, low);
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), constant(LOG, 12));
  const e = f32x4.convert_i32x4_s(exponent);
  const z = f32x4.mul(m, m);
  let p = constant(LOG, 0);
  p = madd(p, m, constant(LOG, 1));
  p = madd(p, m, constant(LOG, 2));
  p = madd(p, m, constant(LOG, 3));
  p = madd(p, m, constant(LOG, 4));
  p = madd(p, m, constant(LOG, 5));
  p = madd(p, m, constant(LOG, 6));
  p = madd(p, m, constant(LOG, 7));
  p = madd(p, m, constant(LOG, 8));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(e, constant(LOG, 9), y);
  y = madd(z, constant(LOG, 11), y);
  let result = madd(e, constant(LOG, 10), f32x4.add(m, y));
  const zero = splat(0);
  result = v128.bitselect(splat(-Infinity), result, f32x4.eq(x, zero));
  result = v128.bitselect(splat(Infinity), result, f32x4.eq(x, splat(Infinity)));
  // All bits set is a NaN: the logarithm of a negative value or NaN.
  return v128.or(result, v128.not(f32x4.ge(x, zero)));
}

/** log(1 + x), exact for small x too (W. Kahan's correction). */
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, splat(1));
  const difference = f32x4.sub(u, splat(1));
  const y = f32x4.mul(log(u), f32x4.div(x, difference));
  const unchanged = v128.or(f32x4.eq(difference, splat(0)), f32x4.eq(x, splat(Infinity)));
  return v128.bitselect(x, y, unchanged);
}

/** exp(x) - 1, exact for small x too (W. Kahan's correction). */
export function expm1(x: v128): v128 {
  const u = exp(x);
  const difference = f32x4.sub(u, splat(1));
  const corrected = f32x4.div(f32x4.mul(difference, x), log(u));
  const large = f32x4.ge(f32x4.abs(x), splat(0.5));
  const y = v128.bitselect(difference, corrected, large);
  return v128.bitselect(x, y, f32x4.eq(difference, splat(0)));
}

export function sigmoid(x: v128): v128 {
  const one = constant(EXP, 12);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

export function softplus(x: v128): v128 {
  const tail = log1p(exp(f32x4.neg(f32x4.abs(x))));
  return f32x4.add(f32x4.max(x, splat(0)), tail);
}

export function tanh(x: v128): v128 {
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = constant(TANH, 0);
  p = madd(p, z, constant(TANH, 1));
  p = madd(p, z, constant(TANH, 2));
  p = madd(p, z, constant(TANH, 3));
  p = madd(p, z, constant(TANH, 4));
  const near = madd(f32x4.mul(p, z), x, x);
  const e = exp(f32x4.add(a, a));
  let far = f32x4.sub(
    constant(TANH, 6),
    f32x4.div(constant(TANH, 7), f32x4.add(e, constant(TANH, 6))),
  );
  far = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, far, f32x4.lt(a, constant(TANH, 5)));
}
