/**
 * Measures correctness and speed of image decoders: those of this project and libraries of npm.
 * `docs/decisions.md` has the figures behind the choice of decoders.
 *
 * Usage: `deno task bench:codecs [--rounds=5]`. The libraries are downloaded if they are not
 * cached, and are no dependencies of the project.
 *
 * A result is right if its gray over white is within 2 levels of the formula of the image, 8 for
 * lossy formats. A deviation without an error is wrong.
 */
import { encodeColorPng } from "../lib/image/codecs/encode.ts";
import { decodeImage } from "../lib/image/codecs/decode.ts";
import { FIXTURES } from "../tests/image/image_fixtures.ts";
import { fixture, type Gray, KNOWN_IMAGES, pngVariants } from "../tests/image/known_images.ts";
import { bmpFile } from "../tests/image/write_image_files.ts";
import { readCodec } from "../tools/build_codecs.ts";
import { median, rounded, runMain, wholeNumberFlag } from "./measure.ts";

/** Pixels of a library: gray, or RGB and opacity. */
interface Decoded {
  readonly height: number;
  readonly width: number;
  readonly data: ArrayLike<number>;
}

interface Decoder {
  readonly name: string;
  readonly formats: readonly string[];
  /** Loads the decoder. */
  load(): Promise<(bytes: Uint8Array, format: string) => Decoded | Promise<Decoded>>;
}

interface KnownFile {
  readonly name: string;
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly gray: Gray;
}

/** A module of npm that is no dependency: its name is not written where it would become one. */
// deno-lint-ignore no-explicit-any
const load = async (specifier: string): Promise<any> => await import(specifier);

/** The functions that ImageScript's decoders export. */
interface ImageScriptExports {
  readonly memory: WebAssembly.Memory;
  walloc(length: number): number;
  wlen(): number;
  decode(address: number, length: number): number;
  decode_width(image: number): number;
  decode_height(image: number): number;
  decode_buffer(image: number): number;
  width(): number;
  height(): number;
}

async function imageScript(format: string): Promise<(bytes: Uint8Array) => Decoded> {
  const code = await readCodec(`imagescript/wasm/any/${format}.wasm`);
  const imports = { env: { emscripten_notify_memory_growth() {} } };
  const { instance } = await WebAssembly.instantiate(code, imports);
  const exports = instance.exports as unknown as ImageScriptExports;
  return (bytes) => {
    const start = exports.walloc(bytes.length);
    new Uint8Array(exports.memory.buffer, start, bytes.length).set(bytes);
    const image = exports.decode(start, bytes.length);
    if (image <= 0) throw new Error("it cannot be decoded");
    const { buffer } = exports.memory;
    if (format === "png") {
      const [height, width] = [exports.height(), exports.width()];
      return { height, width, data: new Uint8Array(buffer, image, 4 * height * width).slice() };
    }
    const data = new Uint8Array(buffer, exports.decode_buffer(image), exports.wlen()).slice();
    return { height: exports.decode_height(image), width: exports.decode_width(image), data };
  };
}

const DECODERS: readonly Decoder[] = [
  {
    name: "this project",
    formats: ["png", "bmp", "tiff", "jpeg", "webp", "gif"],
    load: () => Promise.resolve((bytes) => decodeImage(bytes)),
  },
  {
    name: "imagescript 1.3.1, its WebAssembly",
    formats: ["png", "tiff"],
    load: async () => {
      const decoders = { png: await imageScript("png"), tiff: await imageScript("tiff") };
      return (bytes, format) => decoders[format as "png" | "tiff"](bytes);
    },
  },
  {
    name: "jpeg-js 0.4.4",
    formats: ["jpeg"],
    load: async () => {
      const { default: jpeg } = await load("npm:jpeg-js@0.4.4");
      return (bytes) => jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 4096 });
    },
  },
  {
    name: "fast-png 8.0.0",
    formats: ["png"],
    load: async () => {
      const { decode, convertIndexedToRgb } = await load("npm:fast-png@8.0.0");
      return (bytes) => {
        const image = decode(bytes);
        const { width, height, depth, palette } = image;
        const data = palette === undefined ? image.data : convertIndexedToRgb(image);
        const channels = data.length / (height * width);
        if (!Number.isInteger(channels)) throw new Error("its samples are packed");
        const scale = depth === 16 ? 1 / 257 : palette === undefined ? 255 / (2 ** depth - 1) : 1;
        return { height, width, data: toRgba(data, channels, scale) };
      };
    },
  },
  {
    name: "pngjs 7.0.0",
    formats: ["png"],
    load: async () => {
      const { PNG } = await load("npm:pngjs@7.0.0");
      const { Buffer } = await import("node:buffer");
      return (bytes) => PNG.sync.read(Buffer.from(bytes));
    },
  },
  {
    name: "utif2 4.1.0",
    formats: ["tiff"],
    load: async () => {
      const { default: utif } = await load("npm:utif2@4.1.0");
      return (bytes) => {
        const [image] = utif.decode(bytes.slice().buffer);
        utif.decodeImage(bytes.slice().buffer, image);
        return { height: image.height, width: image.width, data: utif.toRGBA8(image) };
      };
    },
  },
  {
    name: "jimp 1.6.0",
    formats: ["png", "bmp", "tiff", "jpeg", "gif"],
    load: async () => {
      const { Jimp } = await load("npm:jimp@1.6.0");
      return async (bytes) => (await Jimp.read(bytes.slice().buffer)).bitmap;
    },
  },
  {
    name: "omggif 1.0.10",
    formats: ["gif"],
    load: async () => {
      const { GifReader } = await load("npm:omggif@1.0.10");
      return (bytes) => {
        const reader = new GifReader(bytes);
        const { width, height } = reader;
        const data = new Uint8Array(4 * height * width);
        reader.decodeAndBlitFrameRGBA(0, data);
        return { height, width, data };
      };
    },
  },
];

/** RGB and opacity of samples with fewer channels. */
function toRgba(data: ArrayLike<number>, channels: number, scale: number): Uint8Array {
  const pixels = data.length / channels;
  const rgba = new Uint8Array(4 * pixels).fill(255);
  for (let i = 0; i < pixels; i++) {
    const sample = (c: number): number => Math.round(data[i * channels + c]! * scale);
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = sample(channels < 3 ? 0 : c);
    if (channels % 2 === 0) rgba[4 * i + 3] = sample(channels - 1);
  }
  return rgba;
}

/** Files of each format and kind, with their expected images. */
async function knownFiles(): Promise<KnownFile[]> {
  const files: KnownFile[] = [];
  for (const name of Object.keys(FIXTURES)) {
    const subject = name.split(/[ .]/)[0]!;
    const isSmall = !["photo", "veil", "dim"].includes(subject);
    const [height, width] = isSmall ? [13, 19] : [21, 34];
    const format = name.slice(name.lastIndexOf(".") + 1);
    files.push({ name, format, bytes: fixture(name), height, width, gray: KNOWN_IMAGES[subject]! });
  }
  for await (const { fields, bytes, height, width, gray } of pngVariants([[13, 21]])) {
    files.push({ name: JSON.stringify(fields), format: "png", bytes, height, width, gray });
  }
  for (const bits of [1, 4, 8, 24, 32]) {
    for (const topDown of [false, true]) {
      const palette = bits > 8 ? [] : Array.from({ length: 1 << bits }, (_, i) => (i * 97) % 256);
      const level = (x: number, y: number): number => (7 * x + 31 * y) % 256;
      const sample = (x: number, y: number): number =>
        bits > 8 ? 0x010101 * level(x, y) : level(x, y) % (1 << bits);
      const gray = (x: number, y: number): number => palette[sample(x, y)] ?? level(x, y);
      const bytes = bmpFile(13, 19, { bits, topDown, palette }, sample);
      files.push({ name: `${bits} bits`, format: "bmp", bytes, height: 13, width: 19, gray });
    }
  }
  return files;
}

/** The gray over white of a pixel of a library. */
function grayAt({ height, width, data }: Decoded, i: number): number {
  if (data.length === height * width) return data[i]!;
  const [red, green, blue, alpha] = [0, 1, 2, 3].map((c) => data[4 * i + c]!);
  const gray = 0.299 * red! + 0.587 * green! + 0.114 * blue!;
  return 255 - (255 - gray) * alpha! / 255;
}

function isRight(decoded: Decoded, { name, format, height, width, gray }: KnownFile): boolean {
  if (decoded.height !== height || decoded.width !== width) return false;
  const isLossy = format === "jpeg" || name === "photo.tiff" || name.includes("lossy");
  for (let i = 0; i < height * width; i++) {
    const difference = Math.abs(grayAt(decoded, i) - gray(i % width, Math.floor(i / width)));
    if (!(difference <= (isLossy ? 8 : 2))) return false;
  }
  return true;
}

/** Files of one megapixel, for the measurement of speed. */
async function largeFiles(): Promise<Readonly<Record<string, Uint8Array>>> {
  const [height, width] = [1000, 1000];
  const data = new Uint8Array(3 * height * width);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const isInk = Math.abs((y % 200) - 100 - 60 * Math.sin(x / 50)) < 4;
    data[i] = isInk ? [30, 40, 120][i % 3]! : 235 + (x * 7 + y * 13) % 11;
  }
  const rgba = toRgba(data, 3, 1);
  const { default: jpeg } = await load("npm:jpeg-js@0.4.4");
  return {
    png: encodeColorPng({ height, width, data }),
    jpeg: jpeg.encode({ height, width, data: rgba }, 90).data,
    bmp: bmpFile(height, width, { bits: 24 }, (x, y) => data[3 * (y * width + x)]! * 0x010101),
  };
}

/** Runs the benchmark. */
async function main(): Promise<void> {
  const rounds = wholeNumberFlag("rounds", 5);
  const files = await knownFiles();
  const large = await largeFiles();
  console.log(`${files.length} files; milliseconds for one of a megapixel, median of ${rounds}\n`);
  console.log(
    "| decoder | format | right | wrong | refused | ms |\n| --- | --- | --- | --- | --- | --- |",
  );
  for (const { name, formats, load } of DECODERS) {
    const decode = await load().catch((error: unknown) => console.log(`${name}: ${error}`));
    if (decode === undefined) continue;
    for (const format of formats) {
      const counts = { right: 0, wrong: 0, refused: 0 };
      for (const file of files.filter((file) => file.format === format)) {
        try {
          counts[isRight(await decode(file.bytes, format), file) ? "right" : "wrong"]++;
        } catch {
          counts.refused++;
        }
      }
      const times: number[] = [];
      for (let round = 0; large[format] !== undefined && round < rounds; round++) {
        const start = performance.now();
        await decode(large[format], format);
        times.push(performance.now() - start);
      }
      const time = times.length === 0 ? "-" : rounded(median(times));
      const { right, wrong, refused } = counts;
      console.log(`| ${name} | ${format} | ${right} | ${wrong} | ${refused} | ${time} |`);
    }
  }
}

if (import.meta.main) await runMain(main);
