/**
 * Runs `deno task generate` and measures it.
 *
 * @module
 */
import settings from "../deno.json" with { type: "json" };
import type { Time } from "./measure.ts";

/** What a run took, from the start of the process to its end. */
export interface GenerateCost extends Time {
  /** Peak of its resident memory, in bytes. */
  readonly peakBytes: number;
}

/**
 * Runs `deno task generate` with its permissions.
 *
 * @param args Its flags.
 * @throws {Error} If it fails.
 */
export async function runGenerate(args: readonly string[]): Promise<GenerateCost> {
  const [deno, run, ...given] = settings.tasks.generate.command.split(" ");
  const cwd = new URL("..", import.meta.url);
  const preload = ["--preload", "bench/report_cpu.ts"];
  const command = [run!, ...preload, ...given, ...args, "--quiet"];
  const start = performance.now();
  const { success, stderr } = await new Deno.Command(deno!, { args: command, cwd }).output();
  const seconds = (performance.now() - start) / 1000;
  const text = new TextDecoder().decode(stderr).trim();
  if (!success) throw new Error(`Cannot generate: ${text}`);
  return {
    seconds,
    cpuSeconds: Number(/^cpu seconds: ([\d.]+)$/m.exec(text)?.[1]),
    peakBytes: 1024 * Number(/^peak memory: (\d+) kB$/m.exec(text)?.[1]),
  };
}
