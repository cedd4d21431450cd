/**
 * Shared parts of the benchmarks: the command line, runs of the peer, medians.
 *
 * @module
 */
import { wholeNumber } from "../lib/cli/parsers.ts";

/** A benchmark of `deno task bench`. */
export interface Benchmark {
  /** Its arguments, as the usage shows them: `[FOLDER] [--rounds=3]`. No other flags are accepted. */
  readonly usage: string;
  /** What it measures, in a line. */
  readonly summary: string;
  /** Measures and prints. */
  run(): Promise<void>;
}

/** The median of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Rounds a figure to its significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** What a run took. */
export interface Time {
  /** Wall time. */
  readonly seconds: number;
  /** Processor time of all its threads, which other load on the machine affects least. */
  readonly cpuSeconds: number;
}

/** The medians of the times of some runs, rounded. */
export function medianTime(times: readonly Time[]): Time {
  return {
    seconds: rounded(median(times.map(({ seconds }) => seconds))),
    cpuSeconds: rounded(median(times.map(({ cpuSeconds }) => cpuSeconds))),
  };
}

/** Formats a time for display. */
export function showTime({ seconds, cpuSeconds }: Time): string {
  return `${seconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} s of processor time)`;
}

/** The value of `--name=value` on the command line. */
export function flag(name: string): string | undefined {
  return Deno.args.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** Whether `--name` is on the command line. */
export function hasFlag(name: string): boolean {
  return Deno.args.includes(`--${name}`);
}

/** The first argument of the benchmark that is no flag. */
export function folderArgument(): string | undefined {
  return Deno.args.slice(1).find((argument) => !argument.startsWith("--"));
}

/**
 * The folder of real signatures on the command line. Without one, benchmarks are skipped: such
 * signatures are not part of the project.
 *
 * @returns The folder; `undefined`, after a message, if there is none.
 */
export async function realFolder(): Promise<string | undefined> {
  const folder = folderArgument();
  const isThere = folder !== undefined && await Deno.stat(folder).then(() => true, () => false);
  if (isThere) return folder;
  console.log(
    `skipped: it needs a folder of real signatures, and there is no ${folder ?? "argument"}`,
  );
  return undefined;
}

/** Prints a line about the progress, unless `--json` asks for the result alone. */
export function say(line: string): void {
  if (!hasFlag("json")) console.log(line);
}

/** A mistake on the command line. Its message is all that the user needs. */
export class UsageError extends Error {
  /** Identifies the class across realms. */
  override name = "UsageError";
}

/**
 * Runs a program. A mistake on the command line is printed, and ends the process with 2.
 *
 * @param main The program.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    Deno.exit(2);
  }
}

/**
 * The value of `--name=value` on the command line, a whole number.
 *
 * @param name Name of the flag.
 * @param fallback Its value if it is left out.
 * @param min Minimum.
 * @throws {UsageError} If it is not such a number.
 */
export function wholeNumberFlag(name: string, fallback: number, min = 1): number {
  const text = flag(name);
  if (text === undefined) return fallback;
  try {
    return wholeNumber(min)(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`Cannot read --${name} "${text}": ${error.message}`, { cause: error });
  }
}

/**
 * The value of `--name=value,value,...` on the command line, numbers of at least 0.
 *
 * @param name Name of the flag.
 * @param fallback Its value if it is left out.
 * @throws {UsageError} If it has anything else.
 */
export function numbersFlag(name: string, fallback: readonly number[]): readonly number[] {
  const text = flag(name);
  if (text === undefined) return fallback;
  const values = text.split(",").filter((part) => part !== "").map(Number);
  if (values.every((value) => value >= 0)) return values;
  throw new UsageError(`Cannot read --${name} "${text}": expected numbers of at least 0`);
}

/**
 * Gives a task an empty folder, and removes it afterwards.
 *
 * @param task What to do there.
 * @returns Its result.
 */
export async function inFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await task(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Runs a Python script of `bench/peers`, which prints one JSON object. A bundle finds them by
 * `--peers=DIR`.
 *
 * @param script Name of the script.
 * @param args Its arguments.
 * @returns Its output, or the reason for having none.
 */
export async function runPeer<Result>(
  script: string,
  args: readonly string[],
): Promise<Result | string> {
  const folder = flag("peers") ?? beside("peers");
  try {
    const command = new Deno.Command("python3", { args: [`${folder}/${script}`, ...args] });
    const { success, stdout, stderr } = await command.output();
    if (success) return JSON.parse(new TextDecoder().decode(stdout)) as Result;
    return new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "it failed";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Path of a file beside this one. */
function beside(name: string): string {
  const url = new URL(`./${name}`, import.meta.url);
  return decodeURIComponent(url.pathname).replace(/^\/(?=[A-Za-z]:)/, "");
}
