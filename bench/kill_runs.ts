/**
 * Kills training runs at random moments, resumes each until it ends, and compares it with a run that
 * nothing disturbed: every file must have the same bytes, but for the times in the metrics.
 *
 * Usage: `deno task kill-runs [--runs=100] [--seed=1] [--keep=FOLDER]`. Exits with 1 on any
 * difference. Runs that differ are kept in FOLDER, if there is one.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "../lib/random.ts";
import { fromJsonLines } from "../lib/training/run/metrics_log.ts";
import { CHECKPOINT_FILE, CONFIG_FILE, MODEL_FILE } from "../lib/training/run/run_folder.ts";
import { flag, runMain, wholeNumberFlag } from "./measure.ts";

const TRAIN = fileURLToPath(new URL("../train.ts", import.meta.url));
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env=XDG_RUNTIME_DIR"];

/** A small run of each kind of model: seconds long, with several epochs and a prior. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  pen: [
    ...["--hidden=16", "--channels=12", "--latent-dim=3", "--blocks=2", "--image-size=32x64"],
    ...["--writers=160", "--batch-size=16", "--epochs=3", "--prior=mixture"],
  ],
  pixel: [
    ...["--model=pixel", "--image-size=16x32", "--channels=2", "--latent-dim=3"],
    ...["--writers=40", "--batch-size=4", "--epochs=4", "--prior=gaussian"],
  ],
};

/** A checkpoint at every read-back of the losses, so that most kills fall within an epoch. */
const CHECKPOINTS = "--seconds-per-checkpoint=0";

/** What a run was like when it was killed. */
type Stage = "no config" | "no checkpoint" | "in training" | "in the prior" | "finished";

interface KilledRun {
  readonly kind: string;
  /** One for each kill. */
  readonly stages: readonly Stage[];
  /** Names of the files that differ from those of the undisturbed run. */
  readonly differences: readonly string[];
}

/** Trains, and kills the process after some time unless it has ended. */
async function train(
  cwd: string,
  flags: readonly string[],
  killAfter = Infinity,
): Promise<{ killed: boolean; output: string }> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...PERMISSIONS, TRAIN, "--backend=simd", ...flags],
    cwd,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let killed = false;
  const timer = killAfter === Infinity ? undefined : setTimeout(() => {
    killed = true;
    process.kill("SIGKILL");
  }, killAfter);
  const { code, stdout, stderr } = await process.output();
  clearTimeout(timer);
  const output = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  if (code !== 0 && !killed) throw new Error(`Cannot train in "${cwd}": ${output}`);
  return { killed: killed && code !== 0, output };
}

/** Kills a run at random moments, and the resumed run again, until it ends. */
async function killAndResume(
  cwd: string,
  kind: string,
  milliseconds: number,
  random: Random,
): Promise<Stage[]> {
  const stages: Stage[] = [];
  const maxKills = random.integer(1, 4);
  let begun = false;
  while (true) {
    const killAfter = stages.length < maxKills ? random.uniform(0, milliseconds) : Infinity;
    // A run that was killed before it wrote its config has nothing to resume.
    const flags = begun ? ["--resume"] : [...KINDS[kind]!, "--out=outputs/run"];
    const { killed } = await train(cwd, [...flags, CHECKPOINTS], killAfter);
    if (!killed && stages.length > 0) return stages;
    if (!killed) { // it ended before its time came: another one is killed
      await Deno.remove(join(cwd, "outputs"), { recursive: true });
      continue;
    }
    const stage = await stageOf(join(cwd, "outputs/run"));
    stages.push(stage);
    begun = stage !== "no config";
    if (stage === "finished") return stages;
  }
}

async function stageOf(run: string): Promise<Stage> {
  const text = await Deno.readTextFile(join(run, CONFIG_FILE)).catch(() => undefined);
  if (text === undefined) return "no config";
  const { finished, training } = JSON.parse(text);
  if (finished) return "finished";
  if (!await exists(join(run, CHECKPOINT_FILE))) return "no checkpoint";
  const metrics = await Deno.readTextFile(join(run, "metrics.jsonl")).catch(() => "");
  return fromJsonLines(metrics).length < training.epochs ? "in training" : "in the prior";
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** What must agree of a run, by file name. */
async function contentOf(run: string, epochs: number): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  const samples = Array.from(
    { length: epochs },
    (_, i) => `samples/epoch-${String(i + 1).padStart(4, "0")}.png`,
  );
  for (const name of [MODEL_FILE, CHECKPOINT_FILE, "reconstructions.png", ...samples]) {
    const bytes = await Deno.readFile(join(run, name)).catch(() => undefined);
    content.set(name, bytes === undefined ? "missing" : bytes.toBase64());
  }
  const records = fromJsonLines(await Deno.readTextFile(join(run, "metrics.jsonl")));
  const timeless = records.map(({ seconds: _s, imagesPerSecond: _i, ...rest }) => rest);
  content.set("metrics.jsonl", JSON.stringify(timeless));
  const names = await Array.fromAsync(Deno.readDir(join(run, "samples")), ({ name }) => name);
  content.set("names in samples", names.sort().join());
  return content;
}

/** The undisturbed run of a kind. */
interface Reference {
  readonly content: ReadonlyMap<string, string>;
  readonly epochs: number;
  readonly milliseconds: number;
}

async function runUndisturbed(folder: string, kind: string): Promise<Reference> {
  const cwd = join(folder, `${kind}-undisturbed`);
  await Deno.mkdir(cwd);
  const start = performance.now();
  await train(cwd, [...KINDS[kind]!, "--out=outputs/run"]);
  const milliseconds = performance.now() - start;
  const { training: { epochs } } = JSON.parse(
    await Deno.readTextFile(join(cwd, "outputs/run", CONFIG_FILE)),
  );
  return { content: await contentOf(join(cwd, "outputs/run"), epochs), epochs, milliseconds };
}

async function main(): Promise<void> {
  const runs = wholeNumberFlag("runs", 100);
  const seed = wholeNumberFlag("seed", 1, 0);
  const keep = flag("keep");
  const folder = await Deno.makeTempDir({ prefix: "signature-vae-kill-" });
  const results: KilledRun[] = [];
  try {
    const references = new Map<string, Reference>();
    for (const kind of Object.keys(KINDS)) {
      const reference = await runUndisturbed(folder, kind);
      references.set(kind, reference);
      console.log(`${kind}: ${(reference.milliseconds / 1000).toFixed(1)} s undisturbed`);
    }
    for (let i = 0; i < runs; i++) {
      const kind = Object.keys(KINDS)[i % 2]!;
      const { content, epochs, milliseconds } = references.get(kind)!;
      const cwd = join(folder, String(i));
      await Deno.mkdir(cwd);
      const random = new Random(seed, "kill", i);
      const stages = await killAndResume(cwd, kind, milliseconds, random);
      const found = await contentOf(join(cwd, "outputs/run"), epochs);
      const differences = [...content].filter(([name, value]) => found.get(name) !== value)
        .map(([name]) => name);
      results.push({ kind, stages, differences });
      const outcome = differences.length === 0 ? "same" : `differs: ${differences.join(", ")}`;
      console.log(`run ${i + 1} (${kind}): killed ${stages.join(", ")}: ${outcome}`);
      if (differences.length > 0 && keep !== undefined) {
        await Deno.mkdir(keep, { recursive: true });
        await Deno.rename(cwd, join(keep, String(i)));
      } else await Deno.remove(cwd, { recursive: true });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  printTable(results);
  if (results.some(({ differences }) => differences.length > 0)) Deno.exit(1);
}

function printTable(results: readonly KilledRun[]): void {
  const stages: Stage[] = ["no config", "no checkpoint", "in training", "in the prior", "finished"];
  console.log(`\n| killed when | kills | runs that then differed |\n| --- | --- | --- |`);
  for (const stage of stages) {
    const kills = results.flatMap((run) => run.stages).filter((other) => other === stage).length;
    const differing = results.filter((run) =>
      run.differences.length > 0 && run.stages.includes(stage)
    );
    console.log(`| ${stage} | ${kills} | ${differing.length} |`);
  }
  const same = results.filter((run) => run.differences.length === 0);
  const kills = results.reduce((sum, run) => sum + run.stages.length, 0);
  console.log(
    `\n${results.length} runs, ${kills} kills: ${same.length} ended as the undisturbed run`,
  );
}

if (import.meta.main) await runMain(main);
