/**
 * `deno task bench NAME`: runs one benchmark against its peer.
 *
 * @module
 */
import { isImageWorker } from "../lib/dataset/image_worker.ts";
import { main as generate } from "./generate.ts";
import { main as load } from "./load.ts";
import { main as train } from "./train.ts";

const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = { load, train, generate };

if (import.meta.main && !isImageWorker()) {
  const run = BENCHMARKS[Deno.args[0] ?? ""];
  if (run === undefined) {
    console.error(`error: ${Object.keys(BENCHMARKS).join(" or ")} was wanted`);
    Deno.exit(2);
  }
  await run();
}
