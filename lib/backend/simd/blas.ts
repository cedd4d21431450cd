/**
 * Finds a BLAS library, whose matrix products use wider vectors than those of WebAssembly.
 *
 * @module
 */
import { BackendUnavailableError } from "../../errors.ts";
import { findWrongProduct, type ProductFunction } from "./blas_product.ts";

/** A library with verified matrix products. */
export interface BlasLibrary extends ProductFunction {
  /** Name, version and kernels, for display. */
  readonly description: string;
}

/** A library, or the reason why there is none, for display. */
export type BlasSearch =
  | { readonly library: BlasLibrary }
  | { readonly library?: undefined; readonly reason: string };

/** Folders of the non-default variants of OpenBLAS on Debian and its derivatives. */
const DEBIAN_FOLDERS = ["x86_64", "aarch64"].flatMap((machine) =>
  ["pthread", "serial", "openmp"].map((kind) => `/usr/lib/${machine}-linux-gnu/openblas-${kind}`)
);

/**
 * Candidates in order of preference; the system's loader resolves bare names. MKL is not among
 * them: it ends the program if parts of it are missing.
 */
const CANDIDATES: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: [
    "libopenblas.so.0",
    "libopenblas.so",
    ...DEBIAN_FOLDERS.map((folder) => `${folder}/libopenblas.so.0`),
  ],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ],
  windows: ["libopenblas.dll", "openblas.dll"],
};

/** Prefixes of the function names of libraries; the wheels of SciPy have one. */
const PREFIXES = ["", "scipy_"] as const;

/**
 * Kernels of OpenBLAS for x86 processors without AVX, which are slower than WebAssembly. It also
 * selects them for processors that it does not know.
 */
const OLD_KERNELS =
  /^OpenBLAS.* (Generic|Katmai|Coppermine|Northwood|Prescott|Banias|Atom|Core2|Penryn|Dunnington|Nehalem|Athlon|Opteron|Opteron_SSE3|Barcelona|Bobcat|Nano)\b/i;

const CONFIG = { parameters: [], result: "pointer" } as const;

/**
 * Finds a BLAS library and verifies its products. Never prompts for a permission.
 *
 * @param choice A path; `auto` for OpenBLAS or Accelerate, if the system's loader finds them; or
 * `none`.
 * @returns The library, or the reason why there is none.
 * @throws {BackendUnavailableError} If the requested library cannot be used.
 */
export function findBlas(choice: string): BlasSearch {
  if (choice === "none") return { reason: "requested" };
  if (choice !== "auto") return { library: useLibrary(choice) };
  if (globalThis.Deno?.permissions.querySync({ name: "ffi" }).state !== "granted") {
    return { reason: "a BLAS library would need --allow-ffi" };
  }
  let reason: string | undefined;
  for (const path of CANDIDATES[Deno.build.os] ?? []) {
    try {
      const library = useLibrary(path);
      if (!OLD_KERNELS.test(library.description)) return { library };
      reason ??= `${library.description} has no kernels for this processor that are faster than ` +
        "WebAssembly, OPENBLAS_CORETYPE in the environment chooses others";
    } catch (error) {
      if (error instanceof UnusableLibraryError) reason ??= error.message;
    }
  }
  return { reason: reason ?? "no BLAS library was found, libopenblas0 is one" };
}

/** The library exists but must not be used. */
class UnusableLibraryError extends BackendUnavailableError {
  override name = "UnusableLibraryError";
}

function useLibrary(path: string): BlasLibrary {
  checkPermission(path);
  const prefix = PREFIXES.find((prefix) => hasSymbol(path, `${prefix}cblas_sgemm`));
  if (prefix === undefined) {
    openAnything(path);
    throw new UnusableLibraryError(
      `Cannot use "${path}" for matrix products: it has no cblas_sgemm, expected OpenBLAS ` +
        "with 32-bit integers, MKL or Accelerate",
    );
  }
  const description = `${describeLibrary(path, prefix)} (${baseName(path)})`;
  const threadSetter = [`${prefix}openblas_set_num_threads`, "MKL_Set_Num_Threads"]
    .find((name) => hasSymbol(path, name));
  const library: BlasLibrary = {
    path,
    symbol: `${prefix}cblas_sgemm`,
    ...(threadSetter === undefined ? {} : { threadSetter }),
    description,
  };
  const problem = findWrongProduct(library);
  if (problem === undefined) return library;
  throw new UnusableLibraryError(
    `Cannot use ${description} for matrix products: ${problem} is wrong`,
  );
}

function checkPermission(path: string): void {
  const descriptor = { name: "ffi", path } as const;
  if (globalThis.Deno?.permissions.querySync(descriptor).state === "granted") return;
  throw new BackendUnavailableError(
    `Cannot use "${path}" for matrix products: the permission is missing, expected --allow-ffi`,
  );
}

/** Opens a library, to throw the error of the system's loader if it cannot. */
function openAnything(path: string): void {
  try {
    Deno.dlopen(path, {}).close();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new BackendUnavailableError(`Cannot use "${path}" for matrix products: ${problem}`, {
      cause: error,
    });
  }
}

function hasSymbol(path: string, name: string): boolean {
  try {
    Deno.dlopen(path, { [name]: { parameters: [], result: "void" } }).close();
    return true;
  } catch {
    return false;
  }
}

/** Name of a library, with version and kernels if it reports them. */
function describeLibrary(path: string, prefix: string): string {
  if (hasSymbol(path, `${prefix}openblas_get_config`)) return describeOpenBlas(path, prefix);
  if (hasSymbol(path, "MKL_Set_Num_Threads")) return "MKL";
  return baseName(path) === "Accelerate" ? "Apple's BLAS" : "BLAS";
}

function describeOpenBlas(path: string, prefix: string): string {
  let description = readDescription(path, prefix);
  if (OLD_KERNELS.test(description) && chooseKernels(path)) {
    description = readDescription(path, prefix);
  }
  return description;
}

/** Version and selected kernels of an OpenBLAS. */
function readDescription(path: string, prefix: string): string {
  const library = Deno.dlopen(path, {
    config: { name: `${prefix}openblas_get_config`, ...CONFIG },
    core: { name: `${prefix}openblas_get_corename`, ...CONFIG },
  });
  const config = readText(library.symbols.config());
  const core = readText(library.symbols.core());
  library.close(); // kernels are chosen when it is loaded
  if (config.includes("USE64BITINT")) {
    throw new UnusableLibraryError(
      `Cannot use "${path}" for matrix products: it has 64-bit integers, expected 32 bits`,
    );
  }
  return `${/OpenBLAS [\d.]*\d/.exec(config)?.[0] ?? "OpenBLAS"} ${core}`;
}

/** Kernels of OpenBLAS by its test for support of the processor, best first. */
const NEWER_KERNELS = { support_avx512: "SkylakeX", support_avx2: "Haswell" } as const;

/**
 * Selects the kernels of OpenBLAS for the next time it is loaded: it selects by processor model,
 * and older versions do not know newer models. The environment variable that it reads can only be
 * set through the C library.
 *
 * @param path The library.
 * @returns Whether kernels were selected. A choice of the user is kept.
 */
function chooseKernels(path: string): boolean {
  if (Deno.build.os !== "linux") return false;
  for (const [test, kernels] of Object.entries(NEWER_KERNELS)) {
    try {
      const library = Deno.dlopen(path, { test: { name: test, parameters: [], result: "i32" } });
      const isSupported = library.symbols.test() !== 0;
      library.close();
      if (!isSupported) continue;
      const { setenv } = Deno.dlopen("libc.so.6", {
        setenv: { parameters: ["buffer", "buffer", "i32"], result: "i32" },
      }).symbols;
      const text = (value: string) => new TextEncoder().encode(`${value}\0`);
      return setenv(text("OPENBLAS_CORETYPE"), text(kernels), 0) === 0;
    } catch {
      // The library has no such test, or the C library is another one.
    }
  }
  return false;
}

function readText(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}
