/**
 * Stopping a long task when the user presses Ctrl-C.
 *
 * @module
 */

/** Exit code of a program that was interrupted. */
export const INTERRUPTED = 130;

/**
 * Runs a task that can stop gracefully on Ctrl-C or SIGTERM; a second signal exits immediately.
 *
 * @param task The task. Its signal is aborted by the first Ctrl-C.
 * @param onInterrupt Called then, to tell the user what happens.
 * @returns The result of the task.
 */
export async function withInterrupt<T>(
  task: (signal: AbortSignal) => Promise<T>,
  onInterrupt: () => void,
): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) Deno.exit(INTERRUPTED);
    controller.abort();
    onInterrupt();
  };
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    return await task(controller.signal);
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  }
}
