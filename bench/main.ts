/**
 * `deno task bench NAME`: runs one benchmark; without a name, lists them.
 *
 * A new benchmark is a file that exports a {@linkcode Benchmark}, and a line of `BENCHMARKS`. If it
 * has a peer, that is a script in `peers` which prints one JSON object, for `runPeer`; both take
 * turns, round by round, so that other load on the machine affects both, and a missing peer leaves
 * our figures alone.
 *
 * `deno task bench:bundle` bundles this file into one that needs neither network nor packages. With
 * `bench/peers` beside it, where there is Python with PyTorch, a machine with a graphics card runs
 * `deno run --allow-read --allow-run=python3 --allow-env=XDG_RUNTIME_DIR bench.js train
 * --backend=webgpu --peers=peers`.
 *
 * @module
 */
import { isWorkerThread } from "../lib/cli/worker_threads.ts";
import { ancestor } from "./ancestor.ts";
import { cleaning } from "./cleaning.ts";
import { comparePower } from "./compare_power.ts";
import { cueNetwork } from "./cue_network.ts";
import { generate } from "./generate.ts";
import { imageKernels } from "./image_kernels.ts";
import { like } from "./like.ts";
import { load } from "./load.ts";
import { type Benchmark, runMain, UsageError } from "./measure.ts";
import { recovery } from "./recovery.ts";
import { train } from "./train.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  load,
  train,
  generate,
  like,
  recovery,
  "cue-network": cueNetwork,
  "image-kernels": imageKernels,
  cleaning,
  "compare-power": comparePower,
  ancestor,
};

/** Refuses flags that a benchmark does not have. */
function checkFlags(name: string, { usage }: Benchmark, args: readonly string[]): void {
  const known = [...usage.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
  const unknown = args.filter((argument) => argument.startsWith("--"))
    .find((argument) => !known.includes(argument.split("=")[0]!));
  if (unknown === undefined) return;
  throw new UsageError(`Cannot run ${name}: it has no ${unknown}, expected ${usage}`);
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  const benchmark = BENCHMARKS[name ?? ""];
  if (benchmark === undefined) {
    for (const [name, { usage, summary }] of Object.entries(BENCHMARKS)) {
      console.log(`${name} ${usage}\n  ${summary}`);
    }
    if (name === undefined) return;
    throw new UsageError(`Cannot run "${name}": there is no such benchmark`);
  }
  checkFlags(name!, benchmark, args);
  await benchmark.run();
}

if (import.meta.main && !isWorkerThread()) await runMain(() => main(Deno.args));
