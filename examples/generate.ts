/**
 * Generates signatures with the pretrained weights, each as PNG and as SVG:
 *
 *     deno run --allow-read --allow-write --allow-env=XDG_RUNTIME_DIR examples/generate.ts FOLDER
 *
 * @module
 */
import { join } from "node:path";
import { loadModel } from "@signature-vae/signature-vae";

/** Writes `count` signatures to a folder: `1.png`, `1.svg`, and so on. */
export async function generate(folder: string, count: number): Promise<void> {
  // WebGPU where it works, else WebAssembly. Tensors are not garbage-collected, but `using` frees them.
  using model = await loadModel("pretrained");
  await Deno.mkdir(folder, { recursive: true });

  let i = 0;
  for await (const signature of model.generate({ count, seed: 1 })) {
    const path = join(folder, String(++i));
    await Deno.writeFile(`${path}.png`, signature.toPng({ transparent: true }));
    await Deno.writeTextFile(`${path}.svg`, signature.toSvg({ color: [26, 43, 128] }));
  }
}

if (import.meta.main) await generate(Deno.args[0] ?? "outputs/example", 10);
