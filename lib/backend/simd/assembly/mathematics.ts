// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Transcendental functions of four floats, good to about 2 units in the last place.
// Polynomials from the Cephes library (S. L. Moshier).
import { madd } from "./vector.ts";

function splat(x: f32): v128 {
  return f32x4.splat(x);
}

function power2(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23);
}

/** 1.5 * 2^23: a float32 of this size has no fraction, and its low bits count its units. */
const UNITS: f32 = 12582912;

export function exp(x: v128): v128 {
  // Of these minima and maxima, which are one instruction, x stays if it is no number.
  const t = f32x4.pmin(f32x4.pmax(x, splat(-104)), splat(89));
  const counted = madd(t, splat(1.44269504088896341), splat(UNITS));
  const n = f32x4.sub(counted, splat(UNITS));
  let r = madd(n, splat(-0.693359375), t);
  r = madd(n, splat(2.12194440e-4), r);
  let p = splat(1.9875691500e-4);
  p = madd(p, r, splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  const y = f32x4.add(madd(p, f32x4.mul(r, r), r), splat(1));
  // Two factors, because 2^n itself may overflow or be subnormal.
  const exponent = i32x4.sub(counted, i32x4.splat(0x4b400000));
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(y, power2(half)), power2(i32x4.sub(exponent, half)));
}

export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny);
  let exponent = i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126));
  exponent = i32x4.sub(exponent, v128.and(tiny, i32x4.splat(23)));
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), splat(0.5));
  const low = f32x4.lt(m, splat(0.707106781186547524));
  exponent = i32x4.add(exponent, low);
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), splat(1));
  const e = f32x4.convert_i32x4_s(exponent);
  const z = f32x4.mul(m, m);
  let p = splat(7.0376836292e-2);
  p = madd(p, m, splat(-1.1514610310e-1));
  p = madd(p, m, splat(1.1676998740e-1));
  p = madd(p, m, splat(-1.2420140846e-1));
  p = madd(p, m, splat(1.4249322787e-1));
  p = madd(p, m, splat(-1.6668057665e-1));
  p = madd(p, m, splat(2.0000714765e-1));
  p = madd(p, m, splat(-2.4999993993e-1));
  p = madd(p, m, splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = madd(e, splat(-2.12194440e-4), y);
  y = madd(z, splat(-0.5), y);
  let result = madd(e, splat(0.693359375), f32x4.add(m, y));
  const zero = splat(0);
  result = v128.bitselect(splat(-Infinity), result, f32x4.eq(x, zero));
  result = v128.bitselect(splat(Infinity), result, f32x4.eq(x, splat(Infinity)));
  // All bits set is a NaN: the logarithm of what is negative or no number.
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
  return f32x4.div(splat(1), f32x4.add(splat(1), exp(f32x4.neg(x))));
}

export function softplus(x: v128): v128 {
  const tail = log1p(exp(f32x4.neg(f32x4.abs(x))));
  return f32x4.add(f32x4.max(x, splat(0)), tail);
}

export function tanh(x: v128): v128 {
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = splat(-5.70498872745e-3);
  p = madd(p, z, splat(2.06390887954e-2));
  p = madd(p, z, splat(-5.37397155531e-2));
  p = madd(p, z, splat(1.33314422036e-1));
  p = madd(p, z, splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  const e = exp(f32x4.add(a, a));
  let far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(e, splat(1))));
  far = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, far, f32x4.lt(a, splat(0.625)));
}
