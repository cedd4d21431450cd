/**
 * Ending a long task when the user asks for it.
 *
 * @module
 */

/** Exit code of a program that ended on Ctrl-C. */
export const INTERRUPTED = 130;

/**
 * Runs a task that ends in good order when the user presses Ctrl-C or the system asks it to end; a
 * second time ends the program at once.
 *
 * @param task Gets a signal that is raised by the first Ctrl-C.
 * @param onInterrupt Called then, to say what happens next.
 * @returns What the task returned.
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
