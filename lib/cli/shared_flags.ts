/**
 * Flags of several commands.
 *
 * @module
 */
import { type BackendOptions, BACKENDS } from "../backend/select.ts";
import { type FlagValues, optional, toggle } from "./flags.ts";
import { path, wholeNumber } from "./parsers.ts";

/** Flags that select the backend. */
export const backendFlags = {
  backend: {
    kind: "enum",
    values: ["auto", ...BACKENDS],
    default: "auto",
    brief: "Backend that computes the tensors",
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

/** The backend options that flags ask for. */
export function backendOptions({ threads, blas }: BackendFlags): BackendOptions {
  return {
    ...(threads === undefined ? {} : { threads }),
    ...(blas === undefined ? {} : { blas }),
  };
}

/** Flags that select how much is printed, and in which form. */
export const outputFlags = {
  quiet: toggle("Print only the result"),
  json: toggle("Print JSON lines"),
} as const;
