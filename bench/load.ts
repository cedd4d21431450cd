/**
 * Measures the time to load a folder of signatures: without cache, from the cache, and with Pillow.
 *
 * The three take turns, so that other load on the machine affects all; the last line is one JSON
 * object with the medians. Pillow decodes, thresholds (Otsu), crops and shrinks; this project also
 * divides out uneven light, removes specks and normalizes the stroke width.
 */
import process from "node:process";
import { availableThreads } from "../lib/dataset/image_worker_pool.ts";
import { loadFolder } from "../lib/dataset/load_folder.ts";
import {
  type Benchmark,
  folderArgument,
  inFolder,
  medianTime,
  rounded,
  runPeer,
  say,
  showTime,
  type Time,
  wholeNumberFlag,
} from "./measure.ts";

/** Output of one run of the peer. */
interface PeerResult extends Time {
  readonly images: number;
  readonly python: string;
  readonly pillow: string;
}

/** What loading once took. */
interface Load extends Time {
  readonly images: number;
  readonly skipped: number;
  readonly fromCache: number;
}

async function loadOnce(folder: string, threads: number, cacheDirectory: string): Promise<Load> {
  const [start, cpuStart] = [performance.now(), process.cpuUsage()];
  const { dataset, skipped, fromCache } = await loadFolder(folder, { threads, cacheDirectory });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuStart);
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    images: dataset.names.length,
    skipped: skipped.length,
    fromCache,
  };
}

/** Loads a folder without a cache and then from the cache. */
function loadTwice(folder: string, threads: number): Promise<{ first: Load; cached: Load }> {
  return inFolder(async (cacheDirectory) => {
    const first = await loadOnce(folder, threads, cacheDirectory);
    const cached = await loadOnce(folder, threads, cacheDirectory);
    if (cached.fromCache !== cached.images + cached.skipped) {
      throw new Error("The cache was not used");
    }
    return { first, cached };
  });
}

/** `deno task bench load`. */
export const load: Benchmark = {
  usage: "[FOLDER] [--json] [--rounds=3] [--threads=N] [--peers=DIR]",
  summary: "Loading a folder, first and from the cache, against Pillow",
  run: main,
};

async function main(): Promise<void> {
  const folder = folderArgument() ?? "data";
  const rounds = wholeNumberFlag("rounds", 3);
  const threads = wholeNumberFlag("threads", availableThreads());
  const ours: { first: Load; cached: Load }[] = [];
  const peers: PeerResult[] = [];
  let missing: string | undefined;
  for (let round = 1; round <= rounds; round++) {
    const { first, cached } = await loadTwice(folder, threads);
    ours.push({ first, cached });
    say(`round ${round}: first ${showTime(first)}, cached ${cached.seconds.toFixed(3)} s`);
    const peer = await runPeer<PeerResult>("load_pil.py", [folder, `${threads}`]);
    if (typeof peer === "string") missing = peer;
    else peers.push(peer);
    say(
      typeof peer === "string"
        ? `round ${round}: no figure for Pillow: ${peer}`
        : `round ${round}: Pillow ${showTime(peer)}, ${peer.images} images`,
    );
  }
  const peer = peers.at(-1);
  const first = medianTime(ours.map(({ first }) => first));
  const pillow = peer === undefined ? undefined : medianTime(peers);
  console.log(JSON.stringify({
    bench: "load",
    folder,
    images: ours.at(-1)!.first.images,
    threads,
    rounds,
    firstSeconds: first.seconds,
    cachedSeconds: medianTime(ours.map(({ cached }) => cached)).seconds,
    pillowSeconds: pillow?.seconds ?? null,
    ratioToPillow: pillow ? rounded(first.seconds / pillow.seconds) : null,
    firstCpuSeconds: first.cpuSeconds,
    pillowCpuSeconds: pillow?.cpuSeconds ?? null,
    cpuRatioToPillow: pillow ? rounded(first.cpuSeconds / pillow.cpuSeconds) : null,
    ...(missing === undefined ? {} : { pillowMissing: missing }),
    versions: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      ...(peer === undefined ? {} : { python: peer.python, pillow: peer.pillow }),
    },
  }));
}
