/**
 * Flags of several commands.
 *
 * @module
 */
import { type BackendInfo, BACKENDS, selectBackend } from "../backend/select.ts";
import { type FlagValues, optional, toggle } from "./flags.ts";
import { path, wholeNumber } from "./parsers.ts";
import type { Reporter } from "./reporter.ts";

/** Flags that select the backend. */
export const backendFlags = {
  backend: {
    kind: "enum",
    values: ["auto", ...BACKENDS],
    default: "auto",
    brief: "Backend that computes the tensors (default auto)",
  },
  threads: optional(
    wholeNumber(1, 256),
    "N",
    "Threads of the simd backend (default all cores)",
  ),
  blas: optional(
    path,
    "PATH",
    "BLAS library for matrix products of the simd backend, or none (default any installed, with --allow-ffi)",
  ),
} as const;

/** Values of {@linkcode backendFlags}. */
export type BackendFlags = FlagValues<typeof backendFlags>;

/**
 * Selects the backend that flags ask for, and reports which one it is and why.
 *
 * @param flags The flags.
 * @param reporter Prints the message.
 * @throws {BackendUnavailableError} If it cannot run on this machine.
 */
export async function startBackend(
  { backend: choice, threads, blas }: BackendFlags,
  reporter: Reporter,
): Promise<BackendInfo> {
  const backend = await selectBackend(choice, {
    ...(threads === undefined ? {} : { threads }),
    ...(blas === undefined ? {} : { blas }),
  });
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  return backend;
}

/** Flags that select how much is printed, and in which form. */
export const outputFlags = {
  quiet: toggle("Print only the result"),
  json: toggle("Print JSON lines"),
} as const;
