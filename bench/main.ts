/**
 * `deno task bench NAME`: runs one benchmark against its peer.
 *
 * `deno task bench:bundle` bundles it into one file that needs neither network nor packages. With
 * `bench/peers` beside it, where there is Python with PyTorch, a machine with a graphics card runs
 * `deno run --allow-read --allow-run=python3 --allow-env=XDG_RUNTIME_DIR bench.js train
 * --backend=webgpu --peers=peers`.
 *
 * @module
 */
import { main as ancestor } from "./ancestor.ts";
import { main as cleaning } from "./cleaning.ts";
import { main as comparePower } from "./compare_power.ts";
import { main as cueNetwork } from "./cue_network.ts";
import { isWorkerThread } from "../lib/cli/worker_threads.ts";
import { main as generate } from "./generate.ts";
import { main as imageKernels } from "./image_kernels.ts";
import { main as like } from "./like.ts";
import { main as load } from "./load.ts";
import { UsageError } from "./measure.ts";
import { main as recovery } from "./recovery.ts";
import { main as train } from "./train.ts";

const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = {
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

/** What each of them measures. */
const BRIEFS: Readonly<Record<string, string>> = {
  load: "DIR: loading a folder, against Pillow",
  train: "a training step, against PyTorch",
  generate: "generating signatures, against PyTorch and Pillow",
  like: "DIR: what a verifier says of variants",
  recovery: "DIR: recovered trajectories, against rules",
  "cue-network": "convolutions of trajectory recovery: Winograd's against direct ones",
  "image-kernels": "DIR: WebAssembly for images, against plain TypeScript",
  cleaning: "ink lost or added on simulated photos",
  "compare-power": "DIR: how small differences evaluate --compare detects",
  ancestor: "DIR: the recipe that this project descends from, against the pretrained weights",
};

if (import.meta.main && !isWorkerThread()) {
  const run = BENCHMARKS[Deno.args[0] ?? ""];
  if (run === undefined) {
    const list = Object.keys(BENCHMARKS).map((name) => `  ${name.padEnd(15)}${BRIEFS[name] ?? ""}`);
    console.error(`error: expected the name of a benchmark:\n${list.join("\n")}`);
    Deno.exit(2);
  }
  try {
    await run();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(2);
  }
}
