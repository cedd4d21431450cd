/**
 * The play engine as the page sees it: a proxy of the one in the worker.
 *
 * @module
 */
import { proxy, type Remote, wrap } from "comlink";
import type { PlayEngine } from "../play_engine.ts";

/**
 * Connects to the engine in a worker.
 *
 * @param worker The worker, which runs `worker.ts`.
 * @returns The engine. Each of its methods fails if the worker cannot be loaded. If `load` fails, the
 * worker is terminated: another attempt takes a new one.
 */
export function connectPlayEngine(worker: Worker): PlayEngine {
  const remote: Remote<PlayEngine> = wrap<PlayEngine>(worker);
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {}); // calls are told
  worker.addEventListener("error", ({ message }) => {
    const reason = message ? `: ${message}` : "";
    failure.reject(new Error(`The model stopped${reason}. Reload the page to try again`));
  });
  const answer = <T>(result: Promise<T>): Promise<T> => Promise.race([result, failure.promise]);
  return {
    load: (onProgress) =>
      answer(remote.load(onProgress && proxy(onProgress))).catch((error) => {
        failure.reject(error);
        worker.terminate();
        throw error;
      }),
    create: (recipe) => answer(remote.create(recipe)),
    coordinatesAt: (place) => answer(remote.coordinatesAt(place)),
    duplicate: (recipe, count) => answer(remote.duplicate(recipe, count)),
    read: (file) => answer(remote.read(file)),
    encode: (signature, format) => answer(remote.encode(signature, format)),
  };
}
