/**
 * What the benchmarks share: the peer's run, medians and flags.
 *
 * @module
 */

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A figure with as many digits as it is worth. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The value of `--name=value` on the command line. */
export function flag(name: string): string | undefined {
  return Deno.args.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/**
 * Runs a Python script of `bench/peers`, which prints one JSON object. A bundle, which is elsewhere,
 * is told by `--peers=DIR` where they are.
 *
 * @param script Name of the script.
 * @param args Its arguments.
 * @returns What it printed, or why there is nothing.
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

/** Path of what lies beside this file. */
function beside(name: string): string {
  const url = new URL(`./${name}`, import.meta.url);
  return decodeURIComponent(url.pathname).replace(/^\/(?=[A-Za-z]:)/, "");
}
