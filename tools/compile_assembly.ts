/**
 * Compiles AssemblyScript to WebAssembly, for the build tasks.
 *
 * @module
 */
import asc from "assemblyscript/asc";

/**
 * Compiles `index.ts` of a folder, which may import the other files there.
 *
 * @param folder The folder, ending in a slash.
 * @param options Further options of the compiler.
 * @returns The WebAssembly module.
 * @throws {Error} If it does not compile.
 */
export async function compileAssembly(
  folder: URL,
  options: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const sources = new Map<string, string>();
  for await (const entry of Deno.readDir(folder)) {
    sources.set(entry.name, await Deno.readTextFile(new URL(entry.name, folder)));
  }
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const common = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"];
  const all = ["index.ts", "--outFile", "kernels.wasm", ...common, ...options];
  const { error, stderr } = await asc.main(all, {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name.endsWith(".wasm")) binary = new Uint8Array(contents as Uint8Array);
    },
    listFiles: () => [...sources.keys()],
  });
  if (error !== null || binary === undefined) {
    throw new Error(`Cannot compile the kernels: ${stderr.toString()}`);
  }
  return binary;
}
