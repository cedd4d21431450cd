import assert from "node:assert/strict";
import { buildApplication, buildCommand, type CommandContext, run } from "@stricli/core";
import { dataConfig } from "../../../lib/cli/train/data_request.ts";
import { resolveRun } from "../../../lib/cli/train/resolve_run.ts";
import {
  comparisonCommand,
  runCommands,
  trainingCommand,
} from "../../../lib/cli/train/run_commands.ts";
import { type TrainFlags, trainFlags } from "../../../lib/cli/train/train_flags.ts";
import type { RunConfig } from "../../../lib/training/run/run_config.ts";

/** Reads a command line as `train` does. */
async function parseFlags(args: readonly string[]): Promise<TrainFlags> {
  let parsed: TrainFlags | undefined;
  const command = buildCommand<TrainFlags, [], CommandContext>({
    docs: { brief: "" },
    parameters: { flags: trainFlags } as never,
    func: (flags: TrainFlags) => void (parsed = flags),
  });
  const application = buildApplication(command, {
    name: "train",
    scanner: { caseStyle: "allow-kebab-for-camel" },
  });
  const errors: string[] = [];
  const write = (text: string) => void errors.push(text);
  await run(application, args, { process: { stdout: { write }, stderr: { write } } });
  assert.ok(parsed !== undefined, errors.join(""));
  return parsed;
}

async function configOf(args: readonly string[]): Promise<RunConfig> {
  const { model, training, prior, weights, data } = await resolveRun(await parseFlags(args));
  return {
    version: "0",
    model,
    training,
    prior,
    init: weights.init,
    initSha256: null,
    data: dataConfig(data),
    backend: "simd",
    engines: [],
  };
}

/** Splits a command line as a shell does, for the quotes that are used. */
function shellSplit(command: string): string[] {
  const words = command.match(/(?:'[^']*'|\\.|[^\s'\\])+/g)!;
  return words.map((word) => word.replace(/'([^']*)'|\\(.)/g, "$1$2"));
}

Deno.test("trainingCommand() gives a command line that trains with the same settings", async () => {
  for (
    const args of [
      [],
      ["--from-scratch", "--latent-dim=5", "--epochs=3", "--no-augment", "--seed=7"],
      ["--model=pixel", "--image-size=32x64", "--loss=mse", "--channels=3", "--limit=50"],
      ["--data=a folder/it's", "--writers=10", "--forgeries=include", "--writer-pattern=^(\\w+) $"],
      ["--data=data set", "--epochs=0", "--prior=gaussian", "--max-megapixels=0.5"],
    ]
  ) {
    const config = await configOf(["--out=runs/none", ...args]);
    const [name, ...words] = shellSplit(trainingCommand(config));
    assert.equal(name, "train");
    assert.deepEqual(await configOf(["--out=runs/none", ...words]), config);
  }
});

Deno.test("runCommands() quotes the path of a run", async () => {
  const config = await configOf(["--out=runs/none"]);
  for (const path of ["runs/a", 'my runs/it\'s "here"', "$(touch x)"]) {
    const generate = runCommands(path, config).find(({ command }) => / generate /.test(command))!;
    assert.equal(shellSplit(generate.command).at(-1), path);
  }
});

Deno.test("comparisonCommand() compares with the initial weights where enough writers are held out", async () => {
  const config = await configOf(["--data", "my scans"]);
  const heldOut = (writers: number) => ({
    ...config,
    data: { ...config.data, heldOutWriters: Array.from({ length: writers }, String) },
  });
  assert.deepEqual(shellSplit(comparisonCommand("runs/a", heldOut(4))!).slice(-8), [
    "evaluate",
    ...["--model", "runs/a", "--compare", "pretrained", "--data", "my scans", "--held-out"],
  ]);
  assert.equal(comparisonCommand("runs/a", heldOut(3)), undefined);
  assert.equal(comparisonCommand("runs/a", { ...heldOut(4), init: null }), undefined);
  assert.equal(comparisonCommand("runs/a", config), undefined);
});
