/**
 * The commands that repeat and use a run.
 *
 * @module
 */
import { MIN_WRITERS } from "../../evaluation/paired_comparison.ts";
import type { ReportCommand } from "../../report/sections/reproduce.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import { commandLine } from "../application.ts";
import { flagName } from "../flags.ts";
import { trainFlags } from "./train_flags.ts";

/**
 * The commands of a run's report.
 *
 * @param path The run folder.
 * @param config What its `config.json` records.
 */
export function runCommands(path: string, config: RunConfig): ReportCommand[] {
  const { directory } = config.data;
  const run = quote(path);
  const compare = comparisonCommand(path, config);
  return [
    { label: "Train the same again", command: commandLine(trainingCommand(config)) },
    {
      label: "Continue, where it was interrupted",
      command: commandLine(`train --resume --out ${run}`),
    },
    { label: "Generate signatures", command: commandLine(`generate --model ${run}`) },
    {
      label: directory === null
        ? "Measure the model against held-out signatures"
        : "Measure the model against other writers",
      command: commandLine(
        `evaluate --model ${run}` + (directory === null ? "" : " --data DIRECTORY"),
      ),
    },
    ...compare === undefined
      ? []
      : [{ label: "Compare its samples with those of the initial weights", command: compare }],
  ];
}

/**
 * The command that tells whether a run's samples are nearer to the held-out writers than those of the
 * weights it started from.
 *
 * @param path The run folder.
 * @param config What its `config.json` records.
 * @returns The command; `undefined` without initial weights, a folder, or enough held-out writers.
 */
export function comparisonCommand(
  path: string,
  { init, data: { directory, heldOutWriters = [] } }: RunConfig,
): string | undefined {
  if (init === null || directory === null || heldOutWriters.length < MIN_WRITERS) return undefined;
  const flags = { model: path, compare: init, data: directory, heldOut: true };
  const parts = Object.entries(flags).flatMap(([name, value]) => formatFlag(name, value));
  return commandLine(["evaluate", ...parts].join(" "));
}

/**
 * The command line that trains as a run did, with every setting spelled out, so that it means the
 * same in versions with other defaults.
 *
 * @param config What `config.json` records.
 */
export function trainingCommand({ model, training, data, prior, init }: RunConfig): string {
  const { height, width } = model;
  const settings: Record<string, unknown> = {
    data: data.directory ?? undefined,
    ...(init === null ? { fromScratch: true } : { init }),
    ...model,
    imageSize: `${height}x${width}`,
    ...training,
    prior,
    ...data,
    // Flags about the writers of a folder are refused without one.
    ...(data.directory === null ? { forgeries: undefined, writerPattern: undefined } : {}),
  };
  const parts = Object.entries(settings).flatMap(([name, value]) =>
    name in trainFlags ? formatFlag(name, value) : []
  );
  return ["train", ...parts].join(" ");
}

/**
 * A flag as it is typed.
 *
 * @param name Its name in the code.
 * @param value Its value; without one there is no flag.
 */
export function formatFlag(name: string, value: unknown): string[] {
  const flag = flagName(name);
  if (value === undefined || value === null) return [];
  if (value === true) return [flag];
  if (value === false) return [flag.replace("--", "--no-")];
  return [`${flag} ${quote(String(value))}`];
}

/** Quotes an argument for a shell, unless it needs no quotes. */
function quote(argument: string): string {
  if (/^[\w./:@%+,=-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
