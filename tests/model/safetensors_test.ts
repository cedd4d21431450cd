import assert from "node:assert/strict";
import { ModelFormatError } from "../../lib/errors.ts";
import { Buffer } from "node:buffer";
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type TensorData,
} from "../../lib/model/safetensors.ts";

/** What `safetensors.numpy.save` 0.8.0 (Python) wrote for {@linkcode EXAMPLE}. */
const PYTHON_FILE = Uint8Array.fromBase64(
  "EAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoiaGVsbG8gw7wifSwiYmlhcyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpb" +
    "Ml0sImRhdGFfb2Zmc2V0cyI6WzAsOF19LCJlbXB0eSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0YV9vZmZzZXRz" +
    "IjpbOCw4XX0sInNjYWxhciI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbOCwxMl19LCJ3ZWlnaHQi" +
    "OnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsM10sImRhdGFfb2Zmc2V0cyI6WzEyLDM2XX19IAAAwD8AAADAAADgQAAAAAAAAIA+" +
    "AAAAPwAAQD8AAIA/AACgPw==",
);
const EXAMPLE: Safetensors = {
  tensors: new Map([
    ["bias", { shape: [2], data: Float32Array.of(1.5, -2) }],
    ["empty", { shape: [0, 3], data: new Float32Array() }],
    ["scalar", { shape: [], data: Float32Array.of(7) }],
    ["weight", { shape: [2, 3], data: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25) }],
  ]),
  metadata: { note: "hello ü" },
};

Deno.test("decodeSafetensors() reads what Python wrote", () => {
  assert.deepEqual(decodeSafetensors(PYTHON_FILE), EXAMPLE);
});

Deno.test("encodeSafetensors() writes the bytes that Python wrote", () => {
  assert.deepEqual(encodeSafetensors(EXAMPLE), PYTHON_FILE);
});

Deno.test("decodeSafetensors() returns what encodeSafetensors() was given, bit by bit", () => {
  const special = Float32Array.of(0, -0, 1e-45, -3.4e38, Infinity, -Infinity, NaN, 1 / 3);
  const names = ["", "a.b/c", "ü 漢 🖋", '"quoted\\"', "{:}", "__proto__", "constructor", "10", "9"];
  const tensors = new Map<string, TensorData>();
  names.forEach((name, i) => tensors.set(name, { shape: [8], data: special.map((v) => v * i) }));
  tensors.set("deep", { shape: [1, 2, 1, 2, 2], data: special });
  for (const metadata of [{}, { a: "", "ü": '{"b": 1}\n' }]) {
    const bytes = encodeSafetensors({ tensors, metadata });
    assert.equal(new DataView(bytes.buffer).getUint32(0, true) % 8, 0, "values are aligned");
    const decoded = decodeSafetensors(bytes);
    assert.deepEqual(decoded.metadata, metadata);
    assert.equal(decoded.tensors.size, tensors.size);
    for (const [name, { shape, data }] of tensors) {
      const read = decoded.tensors.get(name)!;
      assert.deepEqual(read.shape, shape, name);
      assert.deepEqual(new Uint32Array(read.data.buffer), new Uint32Array(data.buffer), name);
    }
  }
});

/** What `safetensors.numpy.save` (Python) wrote for float16 tensors. */
const PYTHON_F16_FILE = Uint8Array.fromBase64(
  "mAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoiaGFsZiJ9LCJvZGQiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzNdLCJk" +
    "YXRhX29mZnNldHMiOlswLDZdfSwicm93Ijp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOlsxLDJdLCJkYXRhX29mZnNldHMiOls2LDEw" +
    "XX19ICAgICAgIAA+//sBAACAADQ=",
);

/** The value of each of the 65,536 float16 numbers, by the definition of IEEE 754. */
function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const EVERY_FLOAT16 = Float32Array.from({ length: 65536 }, (_, bits) => float16Value(bits));

/** Writes values as float16 and returns the bits that are in the file. */
function storedBits(values: readonly number[]): Uint16Array {
  const tensor = { shape: [values.length], data: Float32Array.from(values) };
  const bytes = encodeSafetensors({ tensors: new Map([["a", tensor]]), metadata: {} }, "F16");
  return new Uint16Array(bytes.slice(bytes.length - 2 * values.length).buffer);
}

Deno.test("decodeSafetensors() reads the float16 that Python wrote, and writes it again", () => {
  const content = decodeSafetensors(PYTHON_F16_FILE);
  assert.deepEqual(content.tensors.get("odd"), {
    shape: [3],
    data: Float32Array.of(1.5, -65504, 2 ** -24),
  });
  assert.deepEqual(content.tensors.get("row"), { shape: [1, 2], data: Float32Array.of(-0, 0.25) });
  assert.deepEqual(encodeSafetensors(content, "F16"), PYTHON_F16_FILE);
});

Deno.test("decodeSafetensors() reads float16 beside float32, at odd offsets too", () => {
  const header = {
    half: { dtype: "F16", shape: [1], data_offsets: [0, 2] },
    single: { dtype: "F32", shape: [1], data_offsets: [2, 6] },
  };
  const bytes = file(header, 6);
  const view = new DataView(bytes.buffer);
  view.setUint16(bytes.length - 6, 0x3e00, true);
  view.setFloat32(bytes.length - 4, 1.1, true);
  const { tensors } = decodeSafetensors(bytes);
  assert.deepEqual(tensors.get("half")!.data, Float32Array.of(1.5));
  assert.deepEqual(tensors.get("single")!.data, Float32Array.of(1.1));
});

Deno.test("float16 numbers survive a round trip bit by bit; NaN stays NaN", () => {
  const bits = storedBits([...EVERY_FLOAT16]);
  const tensor = { shape: [65536], data: EVERY_FLOAT16 };
  const stored = encodeSafetensors({ tensors: new Map([["a", tensor]]), metadata: {} }, "F16");
  const { data } = decodeSafetensors(stored).tensors.get("a")!;
  for (let i = 0; i < 65536; i++) {
    assert.ok(Object.is(data[i], EVERY_FLOAT16[i]), `0x${i.toString(16)} became ${data[i]}`);
    if (!Number.isNaN(data[i])) assert.equal(bits[i], i);
  }
});

Deno.test("encodeSafetensors() rounds to the nearest float16, ties to even", () => {
  for (let bits = 0; bits < 0x7bff; bits++) {
    const [low, high] = [EVERY_FLOAT16[bits]!, EVERY_FLOAT16[bits + 1]!];
    const middle = (low + high) / 2; // exact in float32
    const even = bits % 2 === 0 ? bits : bits + 1;
    const [tie, below, above] = storedBits([
      middle,
      low + (middle - low) * 0.99,
      high - (high - middle) * 0.99,
    ]);
    assert.deepEqual([tie, below, above], [even, bits, bits + 1], `between ${low} and ${high}`);
  }
});

Deno.test("encodeSafetensors() refuses to make a finite value infinite", () => {
  assert.deepEqual([...storedBits([65519, -65519, Infinity])], [0x7bff, 0xfbff, 0x7c00]);
  for (const value of [65520, -1e6, 3.4e38]) {
    assert.throws(
      () => storedBits([1, value]),
      /^RangeError: Cannot write tensor "a" as F16: it has a value of .*, expected an absolute value of at most 65504/,
    );
  }
});

Deno.test("encodeSafetensors() writes views of larger arrays", () => {
  const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const bytes = encodeSafetensors({
    tensors: new Map([["a", { shape: [2], data }]]),
    metadata: {},
  });
  assert.deepEqual(decodeSafetensors(bytes).tensors.get("a")!.data, Float32Array.of(2, 3));
});

Deno.test("decodeSafetensors() reads at any offset and from a Buffer, and copies", () => {
  for (const offset of [1, 2, 3, 4]) {
    const shifted = new Uint8Array(PYTHON_FILE.length + 9);
    shifted.set(PYTHON_FILE, offset);
    const view = shifted.subarray(offset, offset + PYTHON_FILE.length);
    assert.deepEqual(decodeSafetensors(view), EXAMPLE);
    const buffer = Buffer.from(shifted.buffer, offset, PYTHON_FILE.length);
    const decoded = decodeSafetensors(buffer);
    shifted.fill(0xff);
    assert.deepEqual(decoded, EXAMPLE);
  }
});

Deno.test("encodeSafetensors() refuses what it could not read back", () => {
  const encode = (name: string, tensor: TensorData) =>
    encodeSafetensors({ tensors: new Map([[name, tensor]]), metadata: {} });
  assert.throws(
    () => encode("a", { shape: [2, 2], data: new Float32Array(3) }),
    /^RangeError: Cannot write tensor "a": it has 3 values, its shape \[2,2\] has 4/,
  );
  assert.throws(
    () => encode("__metadata__", { shape: [1], data: new Float32Array(1) }),
    /^RangeError: Cannot write tensor "__metadata__": /,
  );
});

/** Asserts that reading is refused with a message of at most a few lines. */
function assertRefused(bytes: Uint8Array, message: RegExp, what: string): void {
  assert.throws(
    () => decodeSafetensors(bytes),
    (error) => {
      assert.ok(error instanceof ModelFormatError, `${what}: ${error}`);
      assert.match(error.message, /^Cannot read safetensors: /, what);
      assert.match(error.message, message, what);
      assert.ok(error.message.length < 300, `${what}: ${error.message.length} characters`);
      return true;
    },
    what,
  );
}

/** A file with any header, and `dataBytes` zeros after it. */
function file(header: unknown, dataBytes: number, claimedLength?: bigint): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, claimedLength ?? BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

Deno.test("decodeSafetensors() refuses a file cut anywhere, or continued", () => {
  for (let length = 0; length < PYTHON_FILE.length; length++) {
    assertRefused(PYTHON_FILE.slice(0, length), /./, `the first ${length} bytes`);
  }
  for (const extra of [1, 3, 4, 1000]) {
    const longer = new Uint8Array(PYTHON_FILE.length + extra);
    longer.set(PYTHON_FILE);
    assertRefused(longer, /has \d+ bytes of values, its tensors use 36/, `${extra} more bytes`);
  }
});

Deno.test("decodeSafetensors() survives any single damaged byte of the header", () => {
  for (let position = 0; position < 280; position++) {
    for (const value of [0x00, 0x22, 0x30, 0x39, 0x5b, 0x7d, 0xff]) {
      const damaged = PYTHON_FILE.slice();
      damaged[position] = value;
      try {
        decodeSafetensors(damaged); // a damaged name or note is still a valid file
      } catch (error) {
        assert.ok(error instanceof ModelFormatError, `byte ${position}: ${error}`);
        assert.match(error.message, /^Cannot read safetensors: /);
      }
    }
  }
});

Deno.test("decodeSafetensors() refuses a header length that the file does not have", () => {
  const header = { a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } };
  for (const length of [5000n, 1n << 31n, 1n << 32n, 1n << 53n, 1n << 63n, (1n << 64n) - 1n]) {
    assertRefused(file(header, 4, length), /header claims \d+ bytes/, `a length of ${length}`);
  }
  assertRefused(file(header, 4, 0n), /does not begin with "{"|not JSON/, "a length of 0");
  assertRefused(file(header, 4, 20n), /not JSON/, "a length that cuts the header");
});

const A = '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
const BAD_HEADERS: Readonly<Record<string, [string, RegExp]>> = {
  "no JSON": ["{hello}", /not JSON/],
  "two objects": [`{${A}}{}`, /not JSON/],
  "a list": [`[{${A}}]`, /begin with "{"/],
  "a number": ["12345678", /begin with "{"/],
  "null": ["null", /begin with "{"/],
  "a byte order mark": [`\ufeff{${A}}`, /begin with "{"/],
  "white space before": [` {${A}}`, /begin with "{"/],
  "equal names": [`{${A},${A}}`, /two tensors have one name/],
  "equal names, one of them escaped": [`{${A},${A.replace("a", "\\u0061")}}`, /one name/],
  "equal metadata": [`{"__metadata__":{},"__metadata__":{},${A}}`, /one name/],
  "metadata of a number": [`{"__metadata__":{"epoch":3},${A}}`, /metadata is not a table of texts/],
  "metadata of a list": [`{"__metadata__":["x"],${A}}`, /metadata is not a table of texts/],
  "metadata null": [`{"__metadata__":null,${A}}`, /metadata is not a table of texts/],
  "metadata of a text": [`{"__metadata__":"x",${A}}`, /metadata is not a table of texts/],
};
for (const [what, [header, message]] of Object.entries(BAD_HEADERS)) {
  Deno.test(`decodeSafetensors() refuses a header with ${what}`, () => {
    assertRefused(file(header, 4), message, what);
  });
}

Deno.test("decodeSafetensors() refuses a header that is not UTF-8", () => {
  const bytes = file(`{${A}}`, 4);
  bytes[10] = 0xff;
  assertRefused(bytes, /not JSON/, "a byte that UTF-8 does not have");
});

const SAFE = Number.MAX_SAFE_INTEGER;
const BAD_ENTRIES: readonly [unknown, RegExp][] = [
  [null, /"a" has no type/],
  [5, /"a" has no type/],
  [[], /"a" has no type/],
  [{}, /"a" has no type/],
  [{ dtype: "F64" }, /"a" has type "F64"/],
  [{ dtype: "BF16" }, /"a" has type "BF16"/],
  [{ dtype: "F16" }, /has 4 bytes, expected 2/],
  [{ dtype: "toString" }, /"a" has type "toString"/],
  [{ dtype: "f32" }, /"a" has type "f32"/],
  [{ dtype: ["F32"] }, /"a" has no type/],
  [{ dtype: "F".repeat(1e5) }, /"a" has type "F+"/],
  [{ shape: undefined }, /no valid shape/],
  [{ shape: 1 }, /no valid shape/],
  [{ shape: [-1] }, /no valid shape/],
  [{ shape: [-1, -1] }, /no valid shape/],
  [{ shape: [0.5, 2] }, /no valid shape/],
  [{ shape: ["1"] }, /no valid shape/],
  [{ shape: [null] }, /no valid shape/],
  [{ shape: [[1]] }, /no valid shape/],
  [{ shape: [2 ** 53] }, /no valid shape/],
  [{ shape: [1e300] }, /no valid shape/],
  [{ shape: { length: 1, 0: 1 } }, /no valid shape/],
  [{ shape: [2] }, /has 4 bytes, expected 8/],
  [{ shape: [0] }, /has 4 bytes, expected 0/],
  [{ shape: [SAFE] }, /has 4 bytes, expected/],
  [{ shape: [2 ** 30 + 1] }, /has 4 bytes, expected/], // 4 bytes, if counted in 32 bits
  [{ shape: [2 ** 32 + 1] }, /has 4 bytes, expected/],
  [{ shape: [2 ** 32, 2 ** 32] }, /has 4 bytes, expected/], // 0 or 1 in 32 or 64 bits
  [{ shape: [2 ** 31, 2, 2 ** 32] }, /has 4 bytes, expected/],
  [{ shape: Array(64).fill(SAFE) }, /has 4 bytes, expected Infinity/],
  [{ shape: [...Array(64).fill(SAFE), 0] }, /has 4 bytes, expected/],
  [{ shape: Array(1e5).fill(2) }, /has 4 bytes, expected/],
  [{ data_offsets: undefined }, /no valid data_offsets/],
  [{ data_offsets: [0] }, /no valid data_offsets/],
  [{ data_offsets: [0, 4, 4] }, /no valid data_offsets/],
  [{ data_offsets: [-4, 0] }, /no valid data_offsets/],
  [{ data_offsets: [0.5, 4.5] }, /no valid data_offsets/],
  [{ data_offsets: ["0", "4"] }, /no valid data_offsets/],
  [{ data_offsets: [0, 2 ** 60] }, /no valid data_offsets/],
  [{ data_offsets: [4, 0] }, /ends at byte 0/],
  [{ data_offsets: [4, 8] }, /ends at byte 8, the file has 4/],
  [{ data_offsets: [0, SAFE] }, /ends at byte \d+, the file has 4/],
];
Deno.test("decodeSafetensors() refuses invalid entries", () => {
  const good = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  assert.equal(decodeSafetensors(file({ a: good }, 4)).tensors.size, 1);
  for (const [change, message] of BAD_ENTRIES) {
    const isPart = typeof change === "object" && change !== null && !Array.isArray(change);
    const entry = isPart && Object.keys(change).length > 0 ? { ...good, ...change } : change;
    assertRefused(file({ a: entry }, 4), message, JSON.stringify(change).slice(0, 80));
  }
});

Deno.test("decodeSafetensors() refuses overlaps and holes", () => {
  const entry = (start: number, end: number) => ({
    dtype: "F32",
    shape: [(end - start) / 4],
    data_offsets: [start, end],
  });
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ a: entry(0, 8), b: entry(4, 12) }, /"b" overlaps another/],
    [{ a: entry(0, 12), b: entry(0, 12) }, /"b" overlaps another/],
    [{ a: entry(0, 12), b: entry(4, 8) }, /"b" overlaps another/],
    [{ a: entry(0, 12), b: entry(4, 4) }, /"b" overlaps another/],
    [{ a: entry(0, 4), b: entry(8, 12) }, /"b" leaves a hole before it/],
    [{ a: entry(4, 12) }, /"a" leaves a hole before it/],
    [{ a: entry(0, 8) }, /has 12 bytes of values, its tensors use 8/],
    [{}, /has 12 bytes of values, its tensors use 0/],
  ];
  for (const [header, message] of cases) {
    assertRefused(file(header, 12), message, JSON.stringify(header));
  }
  const shuffled = file({ b: entry(8, 12), none: entry(8, 8), a: entry(0, 8) }, 12);
  assert.deepEqual([...decodeSafetensors(shuffled).tensors.keys()], ["b", "none", "a"]);
});

Deno.test("decodeSafetensors() copies no tensor before it has checked all", () => {
  const [count, dataBytes] = [100, 8 << 20]; // 800 MB, if each were copied first
  const entry = { dtype: "F32", shape: [dataBytes / 4], data_offsets: [0, dataBytes] };
  const header = Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, entry]));
  const bytes = file(header, dataBytes);
  const before = Deno.memoryUsage().rss;
  assertRefused(bytes, /overlaps another/, `${count} overlapping tensors`);
  const taken = Deno.memoryUsage().rss - before;
  assert.ok(taken < count * dataBytes / 2, `took ${taken} bytes`);
});

Deno.test("decodeSafetensors() survives deep nesting", () => {
  const nested = "[".repeat(1e5) + "]".repeat(1e5);
  for (const field of ["dtype", "shape", "data_offsets"]) {
    const entry = { dtype: '"F32"', shape: "[1]", data_offsets: "[0,4]", [field]: nested };
    const text = Object.entries(entry).map(([key, value]) => `"${key}":${value}`);
    assertRefused(file(`{"a":{${text}}}`, 4), /"a" has no|not JSON/, `a nested ${field}`);
  }
  assertRefused(file(`{"a":${"[".repeat(1e5)}`, 4), /not JSON/, "unclosed nesting");
  assertRefused(file(`{"__metadata__":{"a":${nested}}}`, 4), /metadata|not JSON/, "metadata");
});

Deno.test('decodeSafetensors() treats "__proto__" as a name like any other', () => {
  const bytes = file(`{${A.replace("a", "__proto__")}}`, 4);
  const { tensors } = decodeSafetensors(bytes);
  assert.deepEqual([...tensors.keys()], ["__proto__"]);
  const inherited = file('{"a":{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}}', 4);
  assertRefused(inherited, /"a" has no type/, "an entry that would inherit its fields");
  const { metadata } = decodeSafetensors(file('{"__metadata__":{"__proto__":"x"}}', 0));
  assert.equal(Object.getPrototypeOf(metadata), Object.prototype);
  assert.equal(({} as Record<string, unknown>).dtype, undefined);
});
