import assert from "node:assert/strict";
import { connectPlayEngine } from "../../../lib/play/engine/connect_play_engine.ts";

const FOLDER = new URL("../../../lib/play/engine/", import.meta.url);

/** Starts a worker for the time of a test. */
async function withWorker(name: string, test: (worker: Worker) => Promise<void>): Promise<void> {
  const worker = new Worker(new URL(name, FOLDER), { type: "module" });
  worker.addEventListener("error", (event) => event.preventDefault());
  try {
    await test(worker);
  } finally {
    worker.terminate();
  }
}

const recipe = { style: 1, coordinates: [], noise: 1, temperature: 0.5 };

Deno.test("connectPlayEngine() passes errors of the engine on", () =>
  // There is no model beside the source of the worker.
  withWorker("worker.ts", async (worker) => {
    const engine = connectPlayEngine(worker);
    const failure = /^Error: Cannot load "(weights\.safetensors|directions\.json)"/;
    await assert.rejects(engine.load(), failure);
    await assert.rejects(engine.create(recipe), failure);
  }));

Deno.test("connectPlayEngine() fails if there is no worker", () =>
  withWorker("missing.ts", async (worker) => {
    await assert.rejects(connectPlayEngine(worker).load(), /The model stopped/);
  }));
