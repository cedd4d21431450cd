/** An engine without a model: procedural signatures, so that the page can be tested by itself. */
import type { PlayedSignature, PlayEngine, SignatureRecipe } from "../../lib/play/play_engine.ts";
import { Random } from "../../lib/random.ts";
import { fitToCanvas } from "../../lib/strokes/geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../../lib/strokes/geometry/pen_canvas.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";
import { type TimedTrajectory, timeTrajectory } from "../../lib/strokes/online/time_trajectory.ts";
import { createWriter } from "../../lib/strokes/procedural/create_writer.ts";
import { duplicateSignature } from "../../lib/strokes/procedural/duplicate_signature.ts";
import { synthesizeSignature } from "../../lib/strokes/procedural/synthesize_signature.ts";
import { toSvg } from "../../lib/strokes/rendering/to_svg.ts";

const DIRECTIONS = [
  { name: "Slant", low: "to the left", high: "to the right" },
  { name: "Length", low: "short", high: "long" },
  { name: "Height", low: "flat", high: "tall" },
  { name: "Ink", low: "thin", high: "thick" },
  { name: "Baseline", low: "falling", high: "rising" },
  { name: "Roundness", low: "angular", high: "round" },
];

/** What a test may make of the engine. */
export interface MockOptions {
  /** Milliseconds that each call takes; 0 if left out. */
  readonly delay?: number;
  /** Fails a call: returns the message for the n-th call of a method, from 0. */
  readonly fail?: (method: keyof PlayEngine, call: number) => string | undefined;
}

/** An engine whose signatures follow from their recipes, as those of the model do. */
export function createMockEngine({ delay = 0, fail }: MockOptions = {}): PlayEngine {
  const calls = new Map<string, number>();
  const answer = async <T>(method: keyof PlayEngine, make: () => T): Promise<T> => {
    const call = calls.get(method) ?? 0;
    calls.set(method, call + 1);
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    else await Promise.resolve();
    const message = fail?.(method, call);
    if (message !== undefined) throw new Error(message);
    return make();
  };
  return {
    load: (onProgress) =>
      answer("load", () => (onProgress?.(1), {
        fingerprint: MOCK_FINGERPRINT,
        latentDim: MOCK_STYLE.length * 6 / 8,
        directions: DIRECTIONS,
        mapDirections: [0, 1] as const,
        backend: "simd",
      })),
    create: (recipe) => answer("create", () => sign(recipe)),
    coordinatesAt: ([x, y]) => answer("coordinatesAt", () => [2.5 * x, 2.5 * y]),
    duplicate: (recipe, count) =>
      answer("duplicate", () => Array.from({ length: count }, (_, i) => duplicate(recipe, i))),
    read: (file) =>
      answer("read", () => {
        if (file.length < 100) throw new Error("Cannot read the image: it has no ink");
        const recipe = { ...DEFAULT_RECIPE, style: file.length, given: MOCK_STYLE };
        return { recovered: sign(recipe), recipe, warnings: ["The image has printed lines"] };
      }),
    encode: ({ strokes }) =>
      answer("encode", () => new TextEncoder().encode(toSvg(strokes, { height: 64, width: 128 }))),
  };
}

/** Fingerprint of the model that this engine stands for. */
export const MOCK_FINGERPRINT = "0123abcd";

/** A style that was read from an image, as links hold it. */
const MOCK_STYLE = "mock_style-1";

const DEFAULT_RECIPE: SignatureRecipe = { style: 1, coordinates: [], noise: 1, temperature: 0.8 };

function sign(recipe: SignatureRecipe): PlayedSignature {
  const random = new Random(recipe.style, "coordinates");
  const coordinates = DIRECTIONS.map((_, i) => {
    const own = random.normal(0, 1);
    return recipe.coordinates[i] ?? own;
  });
  const writer = createWriter(recipe.style, 0);
  const noises = [...(recipe.kept ?? []), { fraction: 1, noise: recipe.noise }];
  const signatures = noises.map(({ noise }) => synthesizeSignature(writer, noise));
  const strokes = signatures.at(-1)!.map((stroke, i, { length }) => {
    const span = noises.findIndex(({ fraction }) => (i + 1) / length <= fraction);
    return signatures[span]?.[i] ?? stroke;
  });
  return played(bend(strokes, coordinates), coordinates, recipe.noise);
}

function duplicate(recipe: SignatureRecipe, index: number): PlayedSignature {
  const { strokes, coordinates } = sign(recipe);
  const variant = duplicateSignature(strokes, new Random(recipe.noise, "variant", index), 1);
  return played(variant.map(({ time: _, ...stroke }) => stroke), coordinates, index);
}

function bend(strokes: Trajectory, coordinates: readonly number[]): Trajectory {
  const [slant, length, height, ink, baseline] = coordinates as number[];
  return strokes.map(({ x, y, width }) => ({
    x: x.map((x, i) => 64 + (x - 64) * (1 + 0.12 * length!) - 0.25 * slant! * (y[i]! - 32)),
    y: y.map((y, i) => 32 + (y - 32) * (1 + 0.18 * height!) - 0.06 * baseline! * (x[i]! - 64)),
    width: width.map((width) => width * Math.exp(0.2 * ink!)),
  }));
}

function played(
  trajectory: Trajectory,
  coordinates: readonly number[],
  seed: number,
): PlayedSignature {
  const strokes: TimedTrajectory = timeTrajectory(
    fitToCanvas(trajectory, PEN_CANVAS),
    new Random(seed, "time"),
  );
  const [x, y] = [coordinates[0]! / 2.5, coordinates[1]! / 2.5];
  const count = strokes.reduce((sum, { x }) => sum + x.length, 0);
  let before = 0;
  const fractions = strokes.map(({ x }) => x.map(() => ++before / count));
  return { strokes, fractions, coordinates, place: [x, y], milliseconds: 20 };
}
