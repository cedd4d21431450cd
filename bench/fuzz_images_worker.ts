/** The thread of `fuzz_images.ts`, which decodes. */
import { ImageFormatError } from "../lib/errors.ts";
import { decodeImage } from "../lib/image/codecs/decode.ts";

/** A file to decode. */
export interface FuzzJob {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly maxMegapixels: number;
}

/** Its outcome; anything but an image or a clear refusal is a crash. */
export type FuzzAnswer =
  | { readonly kind: "decoded" }
  | { readonly kind: "refused" }
  | { readonly kind: "crash"; readonly message: string };

async function decode({ bytes, maxMegapixels }: FuzzJob): Promise<FuzzAnswer> {
  try {
    const { height, width, data, color } = await decodeImage(bytes, { maxMegapixels });
    const pixels = height * width;
    const isWhole = data.length === pixels && (color?.length ?? 3 * pixels) === 3 * pixels;
    if (isWhole) return { kind: "decoded" };
    return { kind: "crash", message: `${height} x ${width} pixels have ${data.length} bytes` };
  } catch (error) {
    // Too large is a RangeError; so is an allocation that fails, with another message.
    const isRefusal = (error instanceof ImageFormatError || error instanceof RangeError) &&
      /^Cannot (?:read|decode) .*: \S/.test(error.message);
    const cause = error instanceof Error ? error.cause : undefined;
    const isBug = cause instanceof TypeError || cause instanceof ReferenceError ||
      cause instanceof RangeError;
    return isRefusal && !isBug ? { kind: "refused" } : { kind: "crash", message: String(error) };
  }
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<FuzzJob>) => void;
  postMessage(answer: FuzzAnswer): void;
};
scope.onmessage = async ({ data }) => scope.postMessage(await decode(data));
