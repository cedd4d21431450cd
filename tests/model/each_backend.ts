/** Running the same test on every engine that this machine has. */
import * as tf from "@tensorflow/tfjs";
import { BACKENDS, selectBackend } from "../../lib/backend/select.ts";

const missing = new Map<string, string>();
for (const backend of BACKENDS) {
  try {
    await selectBackend(backend);
  } catch (error) {
    missing.set(backend, error instanceof Error ? error.message : String(error));
    console.log(`Tests on the ${backend} backend are ignored: ${missing.get(backend)}`);
  }
}
await selectBackend("cpu");

/** Registers a test for each of the backends; where one is missing, it is ignored. */
export function testOnEachBackend(name: string, run: () => void | Promise<void>): void {
  for (const backend of BACKENDS) {
    Deno.test({
      name: `${name} on ${backend}`,
      ignore: missing.has(backend),
      fn: async () => {
        await tf.setBackend(backend);
        try {
          await run();
        } finally {
          await tf.setBackend("cpu");
        }
      },
    });
  }
}
