/**
 * Measures the time to load a folder of signatures: without cache, from the cache, and with Pillow.
 *
 * Usage: `deno task bench load [FOLDER] [--json] [--rounds=N] [--threads=N]`.
 *
 * The three take turns, so that other load on the machine affects all; the last line is one JSON
 * object with the medians. Pillow decodes, thresholds (Otsu), crops and shrinks; this project also
 * divides out uneven light, removes specks and normalizes the stroke width.
 */
import process from "node:process";
import { availableThreads } from "../lib/dataset/image_worker_pool.ts";
import { loadFolder } from "../lib/dataset/load_folder.ts";
import { flag, median, rounded, runPeer } from "./measure.ts";

/** Output of one run of the peer. */
interface PeerResult {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly images: number;
  readonly python: string;
  readonly pillow: string;
}

async function loadOnce(
  folder: string,
  threads: number,
  cacheDirectory: string,
): Promise<
  { seconds: number; cpuSeconds: number; images: number; skipped: number; fromCache: number }
> {
  const [start, cpuStart] = [performance.now(), process.cpuUsage()];
  const result = await loadFolder(folder, { threads, cacheDirectory });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuStart);
  const { dataset, skipped, fromCache } = result;
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    images: dataset.names.length,
    skipped: skipped.length,
    fromCache,
  };
}

/** Runs the benchmark. */
export async function main(): Promise<void> {
  const quiet = Deno.args.includes("--json");
  const folder = Deno.args.slice(1).find((argument) => !argument.startsWith("--")) ?? "data";
  const rounds = Number(flag("rounds") ?? 3);
  const threads = Number(flag("threads") ?? availableThreads());
  const say = (line: string) => quiet ? undefined : console.log(line);
  const first: number[] = [];
  const cached: number[] = [];
  const pillow: number[] = [];
  const firstCpu: number[] = [];
  const pillowCpu: number[] = [];
  let peer: PeerResult | string = "it was not run";
  let images = 0;
  for (let round = 1; round <= rounds; round++) {
    const cacheDirectory = await Deno.makeTempDir();
    try {
      const cold = await loadOnce(folder, threads, cacheDirectory);
      const warm = await loadOnce(folder, threads, cacheDirectory);
      if (warm.fromCache !== warm.images + warm.skipped) throw new Error("The cache was not used");
      images = cold.images;
      first.push(cold.seconds);
      firstCpu.push(cold.cpuSeconds);
      cached.push(warm.seconds);
      say(
        `round ${round}: first ${cold.seconds.toFixed(2)} s ` +
          `(${cold.cpuSeconds.toFixed(2)} s of processor time), cached ${
            warm.seconds.toFixed(3)
          } s`,
      );
    } finally {
      await Deno.remove(cacheDirectory, { recursive: true });
    }
    peer = await runPeer<PeerResult>("load_pil.py", [folder, `${threads}`]);
    if (typeof peer === "string") {
      say(`round ${round}: no figure for Pillow: ${peer}`);
    } else {
      pillow.push(peer.seconds);
      pillowCpu.push(peer.cpuSeconds);
      say(
        `round ${round}: Pillow ${peer.seconds.toFixed(2)} s ` +
          `(${peer.cpuSeconds.toFixed(2)} s of processor time, ${peer.images} images)`,
      );
    }
  }
  const firstSeconds = rounded(median(first));
  const pillowSeconds = pillow.length > 0 ? rounded(median(pillow)) : null;
  const firstCpuSeconds = rounded(median(firstCpu));
  const pillowCpuSeconds = pillow.length > 0 ? rounded(median(pillowCpu)) : null;
  const versions = {
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    ...(typeof peer === "string" ? {} : { python: peer.python, pillow: peer.pillow }),
  };
  console.log(JSON.stringify({
    bench: "load",
    folder,
    images,
    threads,
    rounds,
    firstSeconds,
    cachedSeconds: rounded(median(cached)),
    pillowSeconds,
    ratioToPillow: pillowSeconds === null ? null : rounded(firstSeconds / pillowSeconds),
    firstCpuSeconds,
    pillowCpuSeconds,
    cpuRatioToPillow: pillowCpuSeconds === null
      ? null
      : rounded(firstCpuSeconds / pillowCpuSeconds),
    ...(typeof peer === "string" ? { pillowMissing: peer } : {}),
    versions,
  }));
}
