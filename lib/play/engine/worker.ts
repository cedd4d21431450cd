/**
 * The worker of the play page: a {@linkcode PlayEngine} behind messages.
 *
 * @module
 */
import { expose, transfer } from "comlink";
import type { PlayedSignature, PlayEngine } from "../play_engine.ts";
import { fetchAssets } from "./fetch_assets.ts";

let created: Promise<PlayEngine> | undefined;

/** The engine is a module of its own, so that the model is fetched while it is being compiled. */
function engine(): Promise<PlayEngine> {
  return created ??= start();
}

async function start(): Promise<PlayEngine> {
  checkBrowser();
  const { readAssets } = fetchAssets(new URL(".", import.meta.url));
  const { createPlayEngine } = await import("./create_play_engine.ts");
  return createPlayEngine(readAssets);
}

/** What the library takes for granted, and browsers have had since 2025 at the latest. */
function checkBrowser(): void {
  const needed = {
    "Uint8Array.fromBase64": "fromBase64" in Uint8Array,
    Float16Array: "Float16Array" in globalThis,
    DecompressionStream: "DecompressionStream" in globalThis,
    WebAssembly: "WebAssembly" in globalThis,
  };
  const missing = Object.entries(needed).filter(([, isThere]) => !isThere).map(([name]) => name);
  if (missing.length === 0) return;
  throw new Error(
    `Cannot run the model: this browser has no ${missing.join(", ")}, expected a newer one`,
  );
}

const served: PlayEngine = {
  load: async (onProgress) => await (await engine()).load(onProgress),
  create: async (recipe) => moved(await (await engine()).create(recipe)),
  coordinatesAt: async (place) => await (await engine()).coordinatesAt(place),
  duplicate: async (recipe, count) => await (await engine()).duplicate(recipe, count),
  read: async (file) => await (await engine()).read(file),
  encode: async (signature, format) => {
    const bytes = await (await engine()).encode(signature, format);
    return transfer(bytes, [bytes.buffer]);
  },
};

/** Moves the arrays of a signature to the page instead of copying them. */
function moved(signature: PlayedSignature): PlayedSignature {
  const arrays = [
    ...signature.strokes.flatMap(({ x, y, width, time }) => [x, y, width, time]),
    ...signature.fractions,
  ];
  return transfer(signature, [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]);
}

expose(served);
