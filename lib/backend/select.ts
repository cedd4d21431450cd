/**
 * Selects the engine for tensor operations.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { BackendUnavailableError } from "../errors.ts";
import type { BackendOptions } from "./backend_options.ts";

export type { BackendOptions };

/** The engines, best first: a graphics card, WebAssembly on all cores, plain JavaScript. */
export const BACKENDS = ["webgpu", "simd", "cpu"] as const;

/** Name of an engine. */
export type BackendName = typeof BACKENDS[number];

/** An engine, or `auto` for the best one available. */
export type BackendChoice = "auto" | BackendName;

/** The selected engine. */
export interface BackendInfo {
  /** Its name. */
  readonly name: BackendName;
  /** Description of its hardware and its matrix products, for display. */
  readonly engine: string;
  /** Reason for the selection, with the description, for display. */
  readonly reason: string;
}

/**
 * Selects the engine that runs all tensor operations from now on.
 *
 * `auto` selects WebGPU only on a hardware adapter: a software adapter is correct but very slow.
 * `webgpu` selects any adapter.
 *
 * @param choice An engine's name, or `auto`.
 * @param options Settings of the engines.
 * @returns The engine and the reason for it.
 * @throws {BackendUnavailableError} If the requested engine is not available.
 */
export async function selectBackend(
  choice: BackendChoice = "auto",
  options: BackendOptions = {},
): Promise<BackendInfo> {
  tf.env().set("PROD", true); // otherwise tfjs advertises another package
  if (choice === "cpu") return await useCpu("requested");
  if (choice === "simd") return await useSimd(options, "requested");
  const isSilent = silenceDisplayError();
  const adapter = choice === "webgpu" || isSilent || mayHaveGraphicsCard()
    ? await findAdapter()
    : undefined;
  if (choice === "webgpu") {
    if (adapter === undefined) {
      throw new BackendUnavailableError(
        `Cannot use the webgpu backend: no adapter was found, expected a graphics card with Vulkan, ` +
          `Metal or Direct3D 12 (simd and cpu need none)`,
      );
    }
    return await useWebGpu("requested, ", adapter);
  }
  if (adapter?.hardware) return await useWebGpu("", adapter);
  const reason = adapter === undefined
    ? "no graphics card was found"
    : `the only WebGPU adapter is software, ${adapter.description}`;
  try {
    return await useSimd(options, reason);
  } catch (error) {
    if (options.blas !== undefined && options.blas !== "auto") throw error; // it was requested
    const problem = error instanceof Error ? error.message : String(error);
    return await useCpu(`${reason}, and ${problem}`);
  }
}

let pendingSelection: Promise<BackendInfo> | undefined;

/**
 * Selects the best engine unless one was selected already.
 *
 * @param options Settings of the engine, if one is selected.
 */
export async function ensureBackend(options: BackendOptions = {}): Promise<void> {
  if (tf.getBackend()) return;
  // Concurrent calls share one selection.
  pendingSelection ??= selectBackend("auto", options).finally(() => pendingSelection = undefined);
  await pendingSelection;
}

interface Adapter {
  readonly hardware: boolean;
  readonly description: string;
}

async function findAdapter(): Promise<Adapter | undefined> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter();
  if (!adapter) return undefined;
  const { info } = adapter;
  const description = info.description || info.device || info.vendor || "unnamed adapter";
  return { hardware: !info.isFallbackAdapter, description };
}

/**
 * Sets a variable without which graphics drivers on Linux print an error when they are asked for an
 * adapter, where no desktop has set it.
 *
 * @returns Whether no such error is to be expected; not without the permission for the variable.
 */
function silenceDisplayError(): boolean {
  const variable = "XDG_RUNTIME_DIR";
  if (globalThis.Deno?.build.os !== "linux") return true;
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return false;
  if (!Deno.env.get(variable)) Deno.env.set(variable, "/tmp");
  return true;
}

/**
 * Device files of graphics cards on Linux: of the drivers in the kernel, of NVIDIA, of Windows' host
 * (WSL), of ARM Mali and of Qualcomm Adreno.
 */
const GRAPHICS_DEVICES = ["/dev/dri", "/dev/nvidiactl", "/dev/dxg", "/dev/mali0", "/dev/kgsl-3d0"];

/** Whether this machine may have a graphics card: one has a device file, or reading is not granted. */
function mayHaveGraphicsCard(): boolean {
  return GRAPHICS_DEVICES.some((path) => {
    if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return true;
    try {
      Deno.statSync(path);
      return true;
    } catch {
      return false;
    }
  });
}

async function useWebGpu(why: string, { description }: Adapter): Promise<BackendInfo> {
  // It registers itself, so it is imported only when selected.
  await import("@tensorflow/tfjs-backend-webgpu");
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
