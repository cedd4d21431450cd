import assert from "node:assert/strict";
// @ts-types="@types/omggif"
import { GifReader } from "omggif";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { inkToGray } from "../../../lib/image/codecs/encode.ts";
import { Random } from "../../../lib/random.ts";
import { timeTrajectory } from "../../../lib/strokes/online/time_trajectory.ts";
import { renderNaturalInk } from "../../../lib/strokes/rendering/render_natural_ink.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import { toGif } from "../../../lib/strokes/rendering/to_gif.ts";
import { untimedSignature } from "../online/signatures.ts";

const SIZE = { height: 128, width: 256 };

function timedSignature(seed: number) {
  const signature = untimedSignature(seed).map(({ x, y, width }) => ({
    x: x.map((value) => 2 * value),
    y: y.map((value) => 2 * value),
    width: width.map((value) => 2 * value),
  }));
  return timeTrajectory(signature, new Random(seed));
}

/** The red channel of each whole frame, and hundredths of a second for which it is shown. */
function readFrames(gif: Uint8Array): { red: Uint8Array; delay: number }[] {
  const reader = new GifReader(gif as Uint8Array & number[]);
  const pixels = new Uint8Array(4 * reader.width * reader.height);
  return Array.from({ length: reader.numFrames() }, (_, i) => {
    reader.decodeAndBlitFrameRGBA(i, pixels as Uint8Array & number[]);
    const red = new Uint8Array(reader.width * reader.height).map((_, k) => pixels[4 * k]!);
    return { red, delay: reader.frameInfo(i).delay };
  });
}

Deno.test("toGif() begins with paper, only adds ink, and ends as renderTrajectory()", async () => {
  for (let seed = 0; seed < 5; seed++) {
    const timed = timedSignature(seed);
    const gif = toGif(timed, SIZE);
    assert.deepEqual(toGif(timed, SIZE), gif);
    const frames = readFrames(gif);
    assert.ok(frames[0]!.red.every((level) => level === 255));
    // Read as an image, the animation is the signature when it is written.
    const decoded = await decodeImage(gif);
    const channels = decoded.data.length / frames[0]!.red.length;
    assert.deepEqual(
      frames.at(-1)!.red.map((_, k) => decoded.data[k * channels]!),
      frames.at(-1)!.red,
    );
    for (let i = 1; i < frames.length; i++) {
      const before = frames[i - 1]!.red;
      assert.ok(
        frames[i]!.red.every((level, k) => level <= before[k]!),
        `seed ${seed}, frame ${i}`,
      );
    }
    assert.deepEqual(frames.at(-1)!.red, inkToGray(renderTrajectory(timed, SIZE)).data);
  }
});

Deno.test("toGif() takes as long as the writing, at any frame rate, and pauses if it is repeated", () => {
  const timed = timedSignature(2);
  const seconds = timed.at(-1)!.time.at(-1)!;
  for (const frameRate of [10, 25, 50]) {
    const frames = readFrames(toGif(timed, { ...SIZE, frameRate }));
    const total = frames.slice(0, -1).reduce((sum, { delay }) => sum + delay / 100, 0);
    assert.ok(Math.abs(total - seconds) < 1.5 / frameRate + 0.02, `${total} s of ${seconds} s`);
    assert.ok(frames.slice(0, -1).every(({ delay }) => delay >= Math.floor(100 / frameRate)));
  }
  const looped = toGif(timed, { ...SIZE, loop: true, pause: 3 });
  assert.equal(readFrames(looped).at(-1)!.delay, 300);
  assert.match(new TextDecoder("latin1").decode(looped), /NETSCAPE2\.0/);
  assert.doesNotMatch(new TextDecoder("latin1").decode(toGif(timed, SIZE)), /NETSCAPE2\.0/);
  assert.throws(() => toGif(timed, { ...SIZE, frameRate: 60 }), /frameRate is 60/);
  assert.throws(() => toGif(timed, { height: 0, width: 5 }), /Cannot encode a GIF of 0 x 5/);
});

Deno.test("toGif() uncovers another image, pixel by pixel at the end", () => {
  const timed = timedSignature(1);
  const image = renderNaturalInk(timed, new Random(1), SIZE);
  const frames = readFrames(toGif(timed, { ...SIZE, image }));
  assert.deepEqual(frames.at(-1)!.red, inkToGray(image).data);
  assert.ok(frames.length > 10);
});

Deno.test("toGif() of nothing is empty paper; with transparent paper no pixel of it is opaque", () => {
  const empty = readFrames(toGif([], SIZE));
  assert.equal(empty.length, 1);
  const gif = toGif(timedSignature(0), { ...SIZE, transparent: true, color: [200, 0, 0] });
  const reader = new GifReader(gif as Uint8Array & number[]);
  assert.equal(reader.frameInfo(0).transparent_index, 255);
});
