/**
 * Shared parts of the benchmarks: runs of the peer, medians, flags.
 *
 * @module
 */
import { wholeNumber } from "../lib/cli/parsers.ts";

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

/** The value of `--name=value` on the command line. */
export function flag(name: string): string | undefined {
  return Deno.args.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** A mistake on the command line. Its message is all that the user needs. */
export class UsageError extends Error {
  /** Identifies the class across realms. */
  override name = "UsageError";
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
