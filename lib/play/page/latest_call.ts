/**
 * Calls of which only the newest matters.
 *
 * @module
 */

/**
 * Makes a function that runs one call at a time. While one runs, a newer call replaces the one that
 * waits, so that dragging a slider asks for what can be computed, and ends with the newest value.
 *
 * @param run What to call; it handles its errors itself.
 * @returns A function that resolves when its call has run, or been replaced.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const seen: number[] = [];
 * const call = latestCall(async (value: number) => {
 *   await Promise.resolve();
 *   seen.push(value);
 * });
 * await Promise.all([call(1), call(2), call(3)]);
 * assert.deepEqual(seen, [1, 3]);
 * ```
 */
export function latestCall<T>(run: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let running: Promise<void> | undefined;
  let waiting: { value: T; done: () => void } | undefined;
  const start = (value: T): Promise<void> => {
    running = run(value).finally(() => {
      running = undefined;
      const next = waiting;
      waiting = undefined;
      if (next !== undefined) start(next.value).finally(next.done).catch(() => {});
    });
    return running;
  };
  return (value) => {
    if (running === undefined) return start(value);
    waiting?.done();
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting = { value, done: resolve };
    return promise;
  };
}
