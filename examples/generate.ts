/**
 * Generates signatures with the pretrained weights, each as PNG and as SVG:
 *
 *     deno run --allow-read --allow-write --allow-env=XDG_RUNTIME_DIR examples/generate.ts FOLDER
 *
 * @module
 */
import { join } from "node:path";
import {
  encodeInkPng,
  generateImages,
  generateTrajectories,
  loadPretrained,
  selectBackend,
  toSvg,
} from "@signature-vae/signature-vae";

/** Writes `count` signatures to a folder: `1.png`, `1.svg`, and so on. */
export async function generate(folder: string, count: number): Promise<void> {
  await selectBackend("auto"); // WebGPU where it works, else WebAssembly
  const { vae, prior } = await loadPretrained();
  await Deno.mkdir(folder, { recursive: true });

  // The same seed gives the same signatures, as images and as strokes.
  const options = { count, seed: 1, prior };
  let i = 0;
  for await (const image of generateImages(vae, options)) {
    await Deno.writeFile(join(folder, `${++i}.png`), encodeInkPng(image, { transparent: true }));
  }
  i = 0;
  for await (const strokes of generateTrajectories(vae, options)) {
    const svg = toSvg(strokes, { height: 64, width: 128, color: [26, 43, 128] });
    await Deno.writeTextFile(join(folder, `${++i}.svg`), svg);
  }
  vae.dispose(); // tensors are not garbage-collected
  prior.dispose();
}

if (import.meta.main) await generate(Deno.args[0] ?? "outputs/example", 10);
