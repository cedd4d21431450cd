/**
 * Choosing what runs the tensors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { BackendUnavailableError } from "../errors.ts";

/** The engines, best first: a graphics card, WebAssembly on all cores, plain JavaScript. */
export const BACKENDS = ["webgpu", "simd", "cpu"] as const;

/** Name of an engine. */
export type BackendName = typeof BACKENDS[number];

/** An engine, or `auto` for the best one that this machine has. */
export type BackendChoice = "auto" | BackendName;

/** Settings of the engines. */
export interface BackendOptions {
  /** Threads of the `simd` engine; all cores where it is left out. */
  readonly threads?: number;
  /**
   * What computes matrix products in the `simd` engine: `none` for WebAssembly, the path of a BLAS
   * library, or `auto` for a library where there is one and `--allow-ffi` was granted.
   */
  readonly blas?: string;
}

/** The engine that was chosen. */
export interface BackendInfo {
  /** Its name. */
  readonly name: BackendName;
  /** What it runs on and what computes its matrix products, for people to read. */
  readonly engine: string;
  /** Why it was chosen, and its engine, for people to read. */
  readonly reason: string;
}

/**
 * Makes an engine the one that runs every tensor from now on.
 *
 * `auto` takes WebGPU only on a real graphics card: on a software adapter it is correct and
 * uselessly slow. Asking for `webgpu` by name takes whatever adapter there is.
 *
 * @param choice An engine's name, or `auto`.
 * @param options Settings of the engines.
 * @returns The engine and the reason for it.
 * @throws {BackendUnavailableError} If the engine that was asked for is not available.
 */
export async function selectBackend(
  choice: BackendChoice = "auto",
  options: BackendOptions = {},
): Promise<BackendInfo> {
  tf.env().set("PROD", true); // otherwise tfjs advertises another package
  if (choice === "cpu") return await useCpu("asked for");
  if (choice === "simd") return await useSimd(options, "asked for");
  const adapter = await findAdapter();
  if (choice === "webgpu") {
    if (adapter === undefined) {
      throw new BackendUnavailableError(
        `Cannot use the webgpu backend: no adapter was found, a graphics card with Vulkan, Metal or ` +
          `Direct3D 12 is wanted (simd and cpu need none)`,
      );
    }
    return await useWebGpu("asked for, ", adapter);
  }
  if (adapter?.hardware) return await useWebGpu("", adapter);
  const reason = adapter === undefined
    ? "no graphics card was found"
    : `the only WebGPU adapter is software, ${adapter.description}`;
  try {
    return await useSimd(options, reason);
  } catch (error) {
    if (options.blas !== undefined && options.blas !== "auto") throw error; // it was asked for
    const problem = error instanceof Error ? error.message : String(error);
    return await useCpu(`${reason}, and ${problem}`);
  }
}

let pendingSelection: Promise<BackendInfo> | undefined;

/**
 * Selects the best engine, unless one is in use already.
 *
 * @param options Settings of the engine, if one is selected.
 */
export async function ensureBackend(options: BackendOptions = {}): Promise<void> {
  if (tf.getBackend()) return;
  // Calls at the same time share one selection.
  pendingSelection ??= selectBackend("auto", options).finally(() => pendingSelection = undefined);
  await pendingSelection;
}

interface Adapter {
  readonly hardware: boolean;
  readonly description: string;
}

async function findAdapter(): Promise<Adapter | undefined> {
  silenceDisplayWarning();
  const adapter = await globalThis.navigator?.gpu?.requestAdapter();
  if (!adapter) return undefined;
  const { info } = adapter;
  const description = info.description || info.device || info.vendor || "unnamed adapter";
  return { hardware: !info.isFallbackAdapter, description };
}

/**
 * Graphics drivers on Linux machines without a desktop complain on standard error if this variable
 * is unset, though nothing needs it. Touches nothing without the permission for it.
 */
function silenceDisplayWarning(): void {
  const variable = "XDG_RUNTIME_DIR";
  if (globalThis.Deno?.build.os !== "linux") return;
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return;
  if (!Deno.env.has(variable)) Deno.env.set(variable, "/tmp");
}

async function useWebGpu(why: string, { description }: Adapter): Promise<BackendInfo> {
  await import("@tensorflow/tfjs-backend-webgpu"); // registers itself, so never imported before it is wanted
  return await use("webgpu", description, `${why}${description}`);
}

async function useSimd(options: BackendOptions, reason: string): Promise<BackendInfo> {
  const { registerSimdBackend } = await import("./simd/mod.ts");
  const { threads, relaxedSimd, products } = await registerSimdBackend(options);
  const instructions = relaxedSimd ? "relaxed SIMD" : "SIMD";
  const workers = threads === 1 ? "1 thread" : `${threads} threads`;
  const engine = `WebAssembly ${instructions}, ${workers}; products by ${products}`;
  return await use("simd", engine, `${reason}; ${engine}`);
}

async function useCpu(reason: string): Promise<BackendInfo> {
  return await use("cpu", "plain JavaScript", `${reason}; plain JavaScript, slow`);
}

async function use(name: BackendName, engine: string, reason: string): Promise<BackendInfo> {
  if (!await tf.setBackend(name)) {
    throw new BackendUnavailableError(`Cannot use the ${name} backend: it did not start`);
  }
  return { name, engine, reason };
}
