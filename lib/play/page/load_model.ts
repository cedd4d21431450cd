/// <reference lib="dom" />
/**
 * Loading the model, with its progress, and again after a failure.
 *
 * @module
 */
import type { PlayEngine, PlayModel } from "../play_engine.ts";
import { find } from "./element.ts";

/** A loaded engine. */
export interface LoadedEngine {
  readonly engine: PlayEngine;
  readonly model: PlayModel;
}

/** Names of backends for readers. */
const BACKENDS: Readonly<Record<string, string>> = {
  webgpu: "WebGPU",
  simd: "WebAssembly",
  cpu: "plain JavaScript",
};

/**
 * Loads the model; shows what goes wrong, until the user's retry succeeds.
 *
 * @param createEngine Starts an engine; the one of a failed attempt is given up.
 */
export async function loadModel(createEngine: () => PlayEngine): Promise<LoadedEngine> {
  for (;;) {
    try {
      showLoading();
      const engine = createEngine();
      const model = await engine.load(showProgress);
      find("loading", HTMLDivElement).hidden = true;
      const backend = BACKENDS[model.backend] ?? model.backend;
      find("backend", HTMLSpanElement).textContent = ` (${backend})`;
      return { engine, model };
    } catch (error) {
      await showFailure(error instanceof Error ? error.message : String(error));
    }
  }
}

function showLoading(): void {
  find("failure", HTMLDivElement).hidden = true;
  find("loading", HTMLDivElement).hidden = false;
  find("loading-bar", HTMLProgressElement).removeAttribute("value");
}

function showProgress(fraction: number): void {
  find("loading-bar", HTMLProgressElement).value = fraction;
}

/** Resolves when the user asks to try again. */
function showFailure(message: string): Promise<void> {
  find("loading", HTMLDivElement).hidden = true;
  find("failure-text", HTMLParagraphElement).textContent = message;
  find("failure", HTMLDivElement).hidden = false;
  return new Promise((resolve) =>
    find("failure-retry", HTMLButtonElement).addEventListener("click", () => resolve(), {
      once: true,
    })
  );
}
