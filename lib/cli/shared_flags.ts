/**
 * The flags that every command or several have.
 *
 * @module
 */
import { type BackendChoice, type BackendOptions, BACKENDS } from "../backend/select.ts";
import { optional, path, wholeNumber } from "./parsers.ts";

/** Which engine runs the tensors. */
export interface BackendFlags {
  readonly backend: BackendChoice;
  readonly threads?: number;
  readonly blas?: string;
}

/** How {@linkcode BackendFlags} are read and described. */
export const backendFlags = {
  backend: {
    kind: "enum",
    values: ["auto", ...BACKENDS],
    default: "auto",
    brief: "What runs the tensors",
  },
  threads: optional(wholeNumber(1, 256), "N", "Threads of the simd backend (default all cores)"),
  blas: optional(
    path,
    "PATH",
    "BLAS library for its matrix products, or none (default one that is found, with --allow-ffi)",
  ),
} as const;

/** The engine's settings that flags ask for. */
export function backendOptions({ threads, blas }: BackendFlags): BackendOptions {
  return {
    ...(threads === undefined ? {} : { threads }),
    ...(blas === undefined ? {} : { blas }),
  };
}

/** How much is printed, and in which form. */
export interface OutputFlags {
  readonly quiet: boolean;
  readonly json: boolean;
}

/** How {@linkcode OutputFlags} are read and described. */
export const outputFlags = {
  quiet: { kind: "boolean", default: false, withNegated: false, brief: "Print the result only" },
  json: { kind: "boolean", default: false, withNegated: false, brief: "Print JSON lines" },
} as const;
