/**
 * Ending a stream early.
 *
 * @module
 */

/**
 * Passes on the values of a stream until a signal is aborted. The stream is then closed, so that what it
 * holds is freed.
 *
 * @param values The stream.
 * @param signal The signal; without one, all values are passed on.
 * @returns The values.
 * @throws The reason of the signal, once it is aborted: a `DOMException` named `AbortError` if
 * `AbortController.abort` was called without a reason.
 */
export async function* untilAborted<T>(
  values: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  signal?.throwIfAborted();
  for await (const value of values) {
    signal?.throwIfAborted();
    yield value;
  }
}
