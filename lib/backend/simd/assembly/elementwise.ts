// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Functions of one or two tensors, value by value. Every tensor's storage is padded to whole
// vectors, so flat loops need no remainder.
import { Binary, CastFrom, Logic, Unary } from "./operations.ts";
import { chunkStart, storeLanes } from "./vector.ts";
import { exp, expm1, log, log1p, sigmoid, softplus, tanh } from "./mathematics.ts";

// A function is a class without fields, so that each gets loops of its own: `changetype<F>(0)` is
// an object of it that needs no memory. A new one also needs a name in `Unary` or `Binary` of
// operations.ts, a case in `unaryJob` or `binaryRow`, and a line in kernels/elementwise.ts.

@unmanaged
class Neg {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.neg(x);
  }
}

@unmanaged
class Abs {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.abs(x);
  }
}

@unmanaged
class Square {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.mul(x, x);
  }
}

@unmanaged
class Sqrt {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.sqrt(x);
  }
}

@unmanaged
class Rsqrt {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  }
}

@unmanaged
class Reciprocal {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.div(f32x4.splat(1), x);
  }
}

@unmanaged
class Exp {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return exp(x);
  }
}

@unmanaged
class Expm1 {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return expm1(x);
  }
}

@unmanaged
class Log {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return log(x);
  }
}

@unmanaged
class Log1p {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return log1p(x);
  }
}

@unmanaged
class Sigmoid {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return sigmoid(x);
  }
}

@unmanaged
class Silu {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.mul(x, sigmoid(x));
  }
}

@unmanaged
class SiluSlope {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    const s = sigmoid(x);
    const value = f32x4.mul(x, s);
    return f32x4.add(s, f32x4.sub(value, f32x4.mul(value, s)));
  }
}

@unmanaged
class Softplus {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return softplus(x);
  }
}

@unmanaged
class Tanh {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return tanh(x);
  }
}

@unmanaged
class Relu {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return v128.bitselect(f32x4.splat(0), x, f32x4.lt(x, f32x4.splat(0)));
  }
}

@unmanaged
class Relu6 {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.min(f32x4.max(x, f32x4.splat(0)), f32x4.splat(6));
  }
}

@unmanaged
class LeakyRelu {
  @inline
  of(x: v128, p: v128, _q: v128): v128 {
    return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, f32x4.splat(0)));
  }
}

@unmanaged
class Elu {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return v128.bitselect(expm1(x), x, f32x4.lt(x, f32x4.splat(0)));
  }
}

@unmanaged
class Step {
  @inline
  of(x: v128, p: v128, _q: v128): v128 {
    const step = v128.bitselect(f32x4.splat(1), p, f32x4.gt(x, f32x4.splat(0)));
    // Where x is NaN, all bits are set, which is a NaN.
    return v128.or(step, f32x4.ne(x, x));
  }
}

@unmanaged
class Sign {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    const positive = v128.and(f32x4.splat(1), f32x4.gt(x, f32x4.splat(0)));
    const negative = v128.and(f32x4.splat(1), f32x4.lt(x, f32x4.splat(0)));
    return f32x4.sub(positive, negative);
  }
}

@unmanaged
class Floor {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.floor(x);
  }
}

@unmanaged
class Ceil {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.ceil(x);
  }
}

@unmanaged
class Round {
  @inline
  of(x: v128, _p: v128, _q: v128): v128 {
    return f32x4.nearest(x);
  }
}

@unmanaged
class Clip {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.min(f32x4.max(x, p), q);
  }
}

function map<F>(x: usize, y: usize, bytes: usize, p: v128, q: v128): void {
  const f = changetype<F>(0);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, f.of(v128.load(x + i), p, q));
}

/** Arguments: operation, length, chunks, x, y, two parameters. */
export function unaryJob(args: usize, chunk: i32): void {
  const op = load<i32>(args);
  const vectors = (load<i32>(args, 4) + 3) >> 2;
  const chunks = load<i32>(args, 8);
  const start = chunkStart(vectors, chunk, chunks);
  const bytes = <usize> (chunkStart(vectors, chunk + 1, chunks) - start) << 4;
  const x = load<usize>(args, 12) + (<usize> start << 4);
  const y = load<usize>(args, 16) + (<usize> start << 4);
  const p = f32x4.splat(load<f32>(args, 20));
  const q = f32x4.splat(load<f32>(args, 24));
  switch (op) {
    case Unary.Neg:
      return map<Neg>(x, y, bytes, p, q);
    case Unary.Abs:
      return map<Abs>(x, y, bytes, p, q);
    case Unary.Square:
      return map<Square>(x, y, bytes, p, q);
    case Unary.Sqrt:
      return map<Sqrt>(x, y, bytes, p, q);
    case Unary.Rsqrt:
      return map<Rsqrt>(x, y, bytes, p, q);
    case Unary.Reciprocal:
      return map<Reciprocal>(x, y, bytes, p, q);
    case Unary.Exp:
      return map<Exp>(x, y, bytes, p, q);
    case Unary.Expm1:
      return map<Expm1>(x, y, bytes, p, q);
    case Unary.Log:
      return map<Log>(x, y, bytes, p, q);
    case Unary.Log1p:
      return map<Log1p>(x, y, bytes, p, q);
    case Unary.Sigmoid:
      return map<Sigmoid>(x, y, bytes, p, q);
    case Unary.Silu:
      return map<Silu>(x, y, bytes, p, q);
    case Unary.SiluSlope:
      return map<SiluSlope>(x, y, bytes, p, q);
    case Unary.Softplus:
      return map<Softplus>(x, y, bytes, p, q);
    case Unary.Tanh:
      return map<Tanh>(x, y, bytes, p, q);
    case Unary.Relu:
      return map<Relu>(x, y, bytes, p, q);
    case Unary.Relu6:
      return map<Relu6>(x, y, bytes, p, q);
    case Unary.LeakyRelu:
      return map<LeakyRelu>(x, y, bytes, p, q);
    case Unary.Elu:
      return map<Elu>(x, y, bytes, p, q);
    case Unary.Step:
      return map<Step>(x, y, bytes, p, q);
    case Unary.Sign:
      return map<Sign>(x, y, bytes, p, q);
    case Unary.Floor:
      return map<Floor>(x, y, bytes, p, q);
    case Unary.Ceil:
      return map<Ceil>(x, y, bytes, p, q);
    case Unary.Round:
      return map<Round>(x, y, bytes, p, q);
    default:
      return map<Clip>(x, y, bytes, p, q);
  }
}

@unmanaged
class Add {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@unmanaged
class Sub {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

@unmanaged
class Mul {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

@unmanaged
class Div {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

@unmanaged
class Maximum {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
class Minimum {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

@unmanaged
class SquaredDifference {
  @inline
  of(a: v128, b: v128): v128 {
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
}

@unmanaged
class AddRelu {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.max(f32x4.add(a, b), f32x4.splat(0));
  }
}

@unmanaged
class EluGrad {
  @inline
  of(a: v128, b: v128): v128 {
    // a is the gradient, b the function's value.
    const slope = f32x4.add(b, f32x4.splat(1));
    return v128.bitselect(f32x4.mul(a, slope), a, f32x4.lt(b, f32x4.splat(0)));
  }
}

@unmanaged
class ReluGrad {
  @inline
  of(a: v128, b: v128): v128 {
    return v128.andnot(a, f32x4.le(b, f32x4.splat(0)));
  }
}

@unmanaged
class SiluGrad {
  @inline
  of(a: v128, b: v128): v128 {
    // a is the gradient, b what the function was applied to: d/dx = s + x s (1 - s).
    const s = sigmoid(b);
    const value = f32x4.mul(b, s);
    return f32x4.mul(a, f32x4.add(s, f32x4.sub(value, f32x4.mul(value, s))));
  }
}

@unmanaged
class Greater {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.gt(a, b);
  }
}

@unmanaged
class GreaterEqual {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.ge(a, b);
  }
}

@unmanaged
class Less {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.lt(a, b);
  }
}

@unmanaged
class LessEqual {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.le(a, b);
  }
}

@unmanaged
class Equal {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.eq(a, b);
  }
}

@unmanaged
class NotEqual {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.ne(a, b);
  }
}

/** Stores floats. */
@unmanaged
class Floats {
  @inline
  store(y: usize, i: i32, x: v128, count: i32): void {
    storeLanes(y + (<usize> i << 2), x, count);
  }
}

/** Stores lanes of all or no bits as bytes of 1 or 0. */
@unmanaged
class Bytes {
  @inline
  store(y: usize, i: i32, x: v128, count: i32): void {
    const words = i16x8.narrow_i32x4_s(x, x);
    const bytes = v128.and(i8x16.narrow_i16x8_s(words, words), i8x16.splat(1));
    const address = y + <usize> i;
    if (count >= 4) {
      v128.store32_lane(address, bytes, 0);
    } else {
      v128.store8_lane(address, bytes, 0);
      if (count > 1) v128.store8_lane(address, bytes, 1, 1);
      if (count > 2) v128.store8_lane(address, bytes, 2, 2);
    }
  }
}

/** One row; a tensor that is not flat is repeated along it. */
function combine<F, S>(n: i32, a: usize, aFlat: i32, b: usize, bFlat: i32, y: usize): void {
  const f = changetype<F>(0);
  const out = changetype<S>(0);
  const whole = n & ~3;
  const tail = n - whole;
  const at = <usize> whole << 2;
  if (aFlat & bFlat) {
    for (let i = 0; i < whole; i += 4) {
      const offset = <usize> i << 2;
      out.store(y, i, f.of(v128.load(a + offset), v128.load(b + offset)), 4);
    }
    if (tail) out.store(y, whole, f.of(v128.load(a + at), v128.load(b + at)), tail);
  } else if (aFlat) {
    const s = v128.load32_splat(b);
    for (let i = 0; i < whole; i += 4) {
      out.store(y, i, f.of(v128.load(a + (<usize> i << 2)), s), 4);
    }
    if (tail) out.store(y, whole, f.of(v128.load(a + at), s), tail);
  } else if (bFlat) {
    const s = v128.load32_splat(a);
    for (let i = 0; i < whole; i += 4) {
      out.store(y, i, f.of(s, v128.load(b + (<usize> i << 2))), 4);
    }
    if (tail) out.store(y, whole, f.of(s, v128.load(b + at)), tail);
  } else {
    const x = f.of(v128.load32_splat(a), v128.load32_splat(b));
    for (let i = 0; i < n; i++) out.store(y, i, x, 1);
  }
}

function binaryRow(op: i32, n: i32, a: usize, aFlat: i32, b: usize, bFlat: i32, y: usize): void {
  switch (op) {
    case Binary.Add:
      return combine<Add, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.Sub:
      return combine<Sub, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.Mul:
      return combine<Mul, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.Div:
      return combine<Div, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.Maximum:
      return combine<Maximum, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.Minimum:
      return combine<Minimum, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.SquaredDifference:
      return combine<SquaredDifference, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.AddRelu:
      return combine<AddRelu, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.EluGrad:
      return combine<EluGrad, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.ReluGrad:
      return combine<ReluGrad, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.SiluGrad:
      return combine<SiluGrad, Floats>(n, a, aFlat, b, bFlat, y);
    case Binary.Greater:
      return combine<Greater, Bytes>(n, a, aFlat, b, bFlat, y);
    case Binary.GreaterEqual:
      return combine<GreaterEqual, Bytes>(n, a, aFlat, b, bFlat, y);
    case Binary.Less:
      return combine<Less, Bytes>(n, a, aFlat, b, bFlat, y);
    case Binary.LessEqual:
      return combine<LessEqual, Bytes>(n, a, aFlat, b, bFlat, y);
    case Binary.Equal:
      return combine<Equal, Bytes>(n, a, aFlat, b, bFlat, y);
    default:
      return combine<NotEqual, Bytes>(n, a, aFlat, b, bFlat, y);
  }
}

/**
 * Arguments: operation, chunks, a, b, y, then four dimensions, and a's and b's steps along them.
 * Chunks divide the rows; where there is one row, they divide that.
 */
export function binaryJob(args: usize, chunk: i32): void {
  const op = load<i32>(args);
  const chunks = load<i32>(args, 4);
  const a = load<usize>(args, 8);
  const b = load<usize>(args, 12);
  const y = load<usize>(args, 16);
  const d0 = load<i32>(args, 20);
  const d1 = load<i32>(args, 24);
  const d2 = load<i32>(args, 28);
  const n = load<i32>(args, 32);
  const aFlat = load<i32>(args, 48);
  const bFlat = load<i32>(args, 64);
  const shift: usize = op < Binary.Greater ? 2 : 0;
  const rows = d0 * d1 * d2;
  if (rows == 1) {
    const vectors = (n + 3) >> 2;
    const start = chunkStart(vectors, chunk, chunks) << 2;
    const end = min(chunkStart(vectors, chunk + 1, chunks) << 2, n);
    const offset = <usize> start << 2;
    binaryRow(
      op,
      end - start,
      a + offset * aFlat,
      aFlat,
      b + offset * bFlat,
      bFlat,
      y + (<usize> start << shift),
    );
    return;
  }
  const a0 = load<i32>(args, 36), a1 = load<i32>(args, 40), a2 = load<i32>(args, 44);
  const b0 = load<i32>(args, 52), b1 = load<i32>(args, 56), b2 = load<i32>(args, 60);
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const k = row % d2;
    const j = (row / d2) % d1;
    const i = row / (d2 * d1);
    const aRow = a + (<usize> (i * a0 + j * a1 + k * a2) << 2);
    const bRow = b + (<usize> (i * b0 + j * b1 + k * b2) << 2);
    binaryRow(op, n, aRow, aFlat, bRow, bFlat, y + (<usize> row * n << shift));
  }
}

/** Arguments: source type, length, chunks, x, y. */
export function castJob(args: usize, chunk: i32): void {
  const from = load<i32>(args);
  const vectors = (load<i32>(args, 4) + 3) >> 2;
  const chunks = load<i32>(args, 8);
  const x = load<usize>(args, 12);
  const y = load<usize>(args, 16);
  const end = <usize> chunkStart(vectors, chunk + 1, chunks);
  for (let i = <usize> chunkStart(vectors, chunk, chunks); i < end; i++) {
    let value: v128;
    if (from == CastFrom.Int32) value = v128.load(x + (i << 4));
    else value = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(x + (i << 2))));
    v128.store(y + (i << 4), f32x4.convert_i32x4_s(value));
  }
}

/** Arguments: length, chunks, condition (bytes), a, b, y. */
export function selectJob(args: usize, chunk: i32): void {
  const vectors = (load<i32>(args) + 3) >> 2;
  const chunks = load<i32>(args, 4);
  const condition = load<usize>(args, 8);
  const a = load<usize>(args, 12);
  const b = load<usize>(args, 16);
  const y = load<usize>(args, 20);
  const end = <usize> chunkStart(vectors, chunk + 1, chunks);
  for (let i = <usize> chunkStart(vectors, chunk, chunks); i < end; i++) {
    const bytes = v128.load32_zero(condition + (i << 2));
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    const mask = i32x4.ne(words, i32x4.splat(0));
    v128.store(
      y + (i << 4),
      v128.bitselect(v128.load(a + (i << 4)), v128.load(b + (i << 4)), mask),
    );
  }
}

/** Arguments: operation, length, chunks, a, b, y; all bytes of 0 or 1. */
export function logicJob(args: usize, chunk: i32): void {
  const op = load<i32>(args);
  const vectors = (load<i32>(args, 4) + 15) >> 4;
  const chunks = load<i32>(args, 8);
  const a = load<usize>(args, 12);
  const b = load<usize>(args, 16);
  const y = load<usize>(args, 20);
  const end = <usize> chunkStart(vectors, chunk + 1, chunks);
  for (let i = <usize> chunkStart(vectors, chunk, chunks); i < end; i++) {
    const x = v128.load(a + (i << 4));
    let value: v128;
    if (op == Logic.And) value = v128.and(x, v128.load(b + (i << 4)));
    else if (op == Logic.Or) value = v128.or(x, v128.load(b + (i << 4)));
    else value = v128.xor(x, i8x16.splat(1));
    v128.store(y + (i << 4), value);
  }
}

/**
 * One step of Adam (Kingma and Ba, 2015) on one parameter.
 * Arguments: length, chunks, parameter, gradient, first moment, second moment, gradient scale
 * (addresses), then beta1, beta2, step size (learning rate / (1 - beta1^t)),
 * 1 / (1 - beta2^t), epsilon.
 */
export function adamJob(args: usize, chunk: i32): void {
  const vectors = (load<i32>(args) + 3) >> 2;
  const chunks = load<i32>(args, 4);
  const parameter = load<usize>(args, 8);
  const gradient = load<usize>(args, 12);
  const first = load<usize>(args, 16);
  const second = load<usize>(args, 20);
  const scale = v128.load32_splat(load<usize>(args, 24));
  const beta1 = v128.load32_splat(args, 28);
  const beta2 = v128.load32_splat(args, 32);
  const rest1 = f32x4.sub(f32x4.splat(1), beta1);
  const rest2 = f32x4.sub(f32x4.splat(1), beta2);
  const size = v128.load32_splat(args, 36);
  const correction = v128.load32_splat(args, 40);
  const epsilon = v128.load32_splat(args, 44);
  const end = <usize> chunkStart(vectors, chunk + 1, chunks) << 4;
  for (let i = <usize> chunkStart(vectors, chunk, chunks) << 4; i < end; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), scale);
    const m = f32x4.add(f32x4.mul(beta1, v128.load(first + i)), f32x4.mul(rest1, g));
    const v = f32x4.add(
      f32x4.mul(beta2, v128.load(second + i)),
      f32x4.mul(rest2, f32x4.mul(g, g)),
    );
    v128.store(first + i, m);
    v128.store(second + i, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, correction)), epsilon);
    const change = f32x4.div(f32x4.mul(size, m), root);
    v128.store(parameter + i, f32x4.sub(v128.load(parameter + i), change));
  }
}
