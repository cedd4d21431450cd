/**
 * Decodes damaged image files of every format: none may crash the decoder, hang it, or exceed its
 * memory limit.
 *
 * Usage: `deno task fuzz [FOLDER] [--files=10000] [--seed=0] [--json]`. The files of FOLDER, if
 * there is one, are damaged beside those of the tests. Damage is flipped bits, bytes set to extreme
 * values, a cut, a repeated or missing piece, or the start of one file before the rest of another.
 */
import { crc32 } from "node:zlib";
import { decodeImage } from "../lib/image/codecs/decode.ts";
import { encodeColorPng } from "../lib/image/codecs/encode.ts";
import { readImageHeader } from "../lib/image/codecs/header.ts";
import { Random } from "../lib/random.ts";
import { FIXTURES } from "../tests/image/image_fixtures.ts";
import { bmpFile, pngFile } from "../tests/image/write_image_files.ts";
import type { FuzzAnswer, FuzzJob } from "./fuzz_images_worker.ts";
import { runMain, wholeNumberFlag } from "./measure.ts";

/** Maximum size of an image, in millions of pixels. */
const MAX_MEGAPIXELS = 4;
/**
 * Memory limit of decoding beside the file: a fixed part, and bytes per pixel of the largest image.
 */
const FIXED_BYTES = 64e6;
const BYTES_PER_PIXEL = 48;
/** Time limit per file; a slower one hangs. */
const MAX_SECONDS = 5;

interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Undamaged files of every format and kind. */
async function makeSeeds(folder: string | undefined): Promise<Seed[]> {
  const seeds: Seed[] = Object.entries(FIXTURES)
    .map(([name, text]) => ({ name, bytes: Uint8Array.fromBase64(text) }));
  const kinds = [[0, 1], [0, 8], [0, 16], [2, 8], [2, 16], [3, 1], [3, 4], [3, 8], [4, 8], [6, 8], [
    6,
    16,
  ]];
  const palette = Array.from({ length: 768 }, (_, i) => (i * 37) % 256);
  for (const [colorType, depth] of kinds as [number, number][]) {
    for (const interlaced of [false, true]) {
      const fields = { colorType, depth, interlaced, palette: palette.slice(0, 3 << depth) };
      const bytes = await pngFile(23, 31, fields, (x, y, c) => (x * y + 40 * c) % 2 ** depth);
      seeds.push({ name: `${colorType} ${depth} ${interlaced}.png`, bytes });
    }
  }
  for (const bits of [1, 4, 8, 16, 24, 32]) {
    const colors = bits <= 8 ? palette.slice(0, 1 << bits) : [];
    const bytes = bmpFile(23, 31, { bits, palette: colors }, (x, y) => (x * y) % 2 ** bits);
    seeds.push({ name: `${bits}.bmp`, bytes }, { name: `${bits}.dib`, bytes: bytes.subarray(14) });
  }
  const runs = Array.from({ length: 23 }, (_, i) => [31, i % 16, 0, 0]).flat();
  for (const [bits, compression] of [[8, 1], [4, 2]] as const) {
    const data = [...runs, 0, 1];
    const colors = palette.slice(0, 1 << bits);
    const bytes = bmpFile(23, 31, { bits, palette: colors, compression, data });
    seeds.push({ name: `${bits} runs.bmp`, bytes });
  }
  // Two that take much memory for few bytes.
  const [height, width] = [1900, 2000];
  const data = Uint8Array.from({ length: 3 * height * width }, (_, i) => (i >> 9) % 251);
  seeds.push({ name: "large.png", bytes: encodeColorPng({ height, width, data }) });
  const sparse = { bits: 8, palette: palette.slice(0, 256), compression: 1, data: [9, 1, 0, 1] };
  seeds.push({ name: "large runs.bmp", bytes: bmpFile(height, width, sparse) });
  for await (const { name, isFile } of folder === undefined ? [] : Deno.readDir(folder)) {
    if (isFile) seeds.push({ name, bytes: await Deno.readFile(`${folder}/${name}`) });
  }
  return seeds.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Extreme values of lengths and sizes. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

/** A kind of damage: changes a copy of a file, or returns another one. */
type Damage = (
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
  /** Samples a position in the file. */
  place: () => number,
  seeds: readonly Seed[],
) => Uint8Array<ArrayBuffer>;

const flipBits: Damage = (bytes, random, place) => {
  for (let flips = random.integer(1, 8); flips > 0; flips--) {
    bytes[place()]! ^= 1 << random.integer(0, 7);
  }
  return bytes;
};

const setExtremes: Damage = (bytes, random, place) => {
  for (let sets = random.integer(1, 6); sets > 0; sets--) {
    const start = place();
    const value = EXTREMES[random.integer(0, EXTREMES.length - 1)]!;
    bytes.fill(value, start, start + random.integer(1, 4));
  }
  return bytes;
};

const cutOff: Damage = (bytes, random) => bytes.slice(0, random.integer(0, bytes.length - 1));

const repeatPiece: Damage = (bytes, random, place) => {
  const [start, length] = [place(), random.integer(1, 64)];
  return join(bytes.subarray(0, start + length), bytes.subarray(start));
};

const removePiece: Damage = (bytes, random, place) => {
  const start = place();
  return join(bytes.subarray(0, start), bytes.subarray(start + random.integer(1, 64)));
};

/** The start of another file, in place of the start of this one or before it. */
const exchangeStart: Damage = (bytes, random, _place, seeds) => {
  const other = seeds[random.integer(0, seeds.length - 1)]!.bytes;
  const length = random.integer(2, Math.min(200, other.length));
  const skip = random.integer(0, 1) === 0 ? length : random.integer(0, Math.min(200, bytes.length));
  return join(other.subarray(0, length), bytes.subarray(skip));
};

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** The kinds of damage, equally likely. */
const DAMAGES: readonly Damage[] = [
  flipBits,
  setExtremes,
  cutOff,
  repeatPiece,
  removePiece,
  exchangeStart,
];

/** Damages a file. */
function damage(seeds: readonly Seed[], { bytes }: Seed, random: Random): Uint8Array<ArrayBuffer> {
  // Half of the damage is in the header, where it has the most effect.
  const inHeader = random.integer(0, 1) === 0;
  const end = inHeader ? Math.min(bytes.length - 1, 199) : bytes.length - 1;
  const place = () => random.integer(0, end);
  return DAMAGES[random.integer(0, DAMAGES.length - 1)]!(bytes.slice(), random, place, seeds);
}

/** Repairs the checksums of the chunks of a PNG file. */
function repairChecksums(bytes: Uint8Array): void {
  if (bytes[0] !== 0x89 || bytes[1] !== 0x50) return;
  const view = new DataView(bytes.buffer);
  for (let start = 8; start + 12 <= bytes.length;) {
    const end = start + 8 + view.getUint32(start);
    if (end + 4 > bytes.length) return;
    view.setUint32(end, crc32(bytes.subarray(start + 4, end)));
    start = end + 4;
  }
}

/** A thread that decodes, and is replaced when it hangs. */
class Decoder {
  #worker = this.#start();

  #start(): Worker {
    return new Worker(new URL("./fuzz_images_worker.ts", import.meta.url), { type: "module" });
  }

  /**
   * Decodes a file; `undefined` if it takes too long. Also returns the peak memory of the process.
   */
  async decode(job: FuzzJob): Promise<{ answer: FuzzAnswer | undefined; peak: number }> {
    let peak = Deno.memoryUsage().rss;
    const sample = () => void (peak = Math.max(peak, Deno.memoryUsage().rss));
    const sampler = setInterval(sample, 1);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const answer = await new Promise<FuzzAnswer | undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), 1000 * MAX_SECONDS);
      this.#worker.onmessage = ({ data }) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault();
        resolve({ kind: "crash", message: event.message });
      };
      this.#worker.postMessage(job);
    });
    clearTimeout(timer);
    clearInterval(sampler);
    sample();
    if (answer === undefined || answer.kind === "crash") {
      this.#worker.terminate();
      this.#worker = this.#start();
    }
    return { answer, peak };
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

/** Runs the campaign. */
async function main(): Promise<void> {
  const folder = Deno.args.find((argument) => !argument.startsWith("--"));
  const files = wholeNumberFlag("files", 10000);
  const seed = wholeNumberFlag("seed", 0, 0);
  const seeds = await makeSeeds(folder);
  for (const { name, bytes } of seeds) {
    await decodeImage(bytes).catch((error) =>
      console.error(`${name} is refused undamaged: ${error}`)
    );
  }
  using decoder = new Decoder();
  const limit = FIXED_BYTES + BYTES_PER_PIXEL * MAX_MEGAPIXELS * 1e6;
  const formats: Record<string, number> = {};
  let [decoded, refused, slowest, most] = [0, 0, 0, 0];
  const failures: string[] = [];
  for (let i = 0; i < files; i++) {
    const random = new Random(seed, "fuzz", i);
    const chosen = seeds[i % seeds.length]!;
    const bytes = damage(seeds, chosen, random);
    // Wrong checksums would prevent the decoding of damaged chunks.
    if (random.integer(0, 3) > 0) repairChecksums(bytes);
    const before = Deno.memoryUsage().rss;
    const start = performance.now();
    const { answer, peak } = await decoder.decode({ bytes, maxMegapixels: MAX_MEGAPIXELS });
    const seconds = (performance.now() - start) / 1000;
    slowest = Math.max(slowest, seconds);
    most = Math.max(most, peak - before);
    const fail = (state: string) => failures.push(`file ${i} of ${chosen.name}: ${state}`);
    if (answer === undefined) fail(`it hangs for ${MAX_SECONDS} s`);
    else if (answer.kind === "crash") fail(answer.message);
    else if (answer.kind === "decoded") decoded++;
    else refused++;
    if (peak - before > limit + bytes.length) {
      fail(`it takes ${Math.round((peak - before) / 1e6)} MB`);
    }
    const format = formatOf(bytes);
    formats[format] = (formats[format] ?? 0) + 1;
  }
  for (const failure of failures) console.error(failure);
  console.log(JSON.stringify({
    bench: "fuzz_images",
    files,
    seed,
    seeds: seeds.length,
    formats,
    decoded,
    refused,
    failures: failures.length,
    slowestSeconds: Number(slowest.toFixed(3)),
    maxMegabytes: Math.round(most / 1e6),
    limitMegabytes: Math.round(limit / 1e6),
  }));
  if (failures.length > 0) Deno.exit(1);
}

/** The recognized format of a damaged file. */
function formatOf(bytes: Uint8Array): string {
  try {
    return readImageHeader(bytes).format;
  } catch {
    return "refused by its header";
  }
}

if (import.meta.main) await runMain(main);
