/**
 * Writes inputs and labels, from which `train.py` trains the perceptron of the number of strokes: `deno
 * run --allow-read --allow-write tools/recovery/write_count_examples.ts --examples
 * outputs/recovery/count --weights outputs/recovery/network.bin --out outputs/recovery/count`.
 *
 * `OUT.counts` has rows of the number of strokes and the inputs, as float32.
 *
 * @module
 */
import { countInputs } from "../../lib/strokes/recovery/network/count_inputs.ts";
import type { CueNetwork } from "../../lib/strokes/recovery/network/cue_network.ts";
import type { Example } from "./example_files.ts";
import { readRowSources, writeRows } from "./row_files.ts";
import { POINT_COUNT, TruePoints } from "./true_points.ts";

/**
 * The row of an example: the number of strokes that its points belong to, and the inputs.
 *
 * @param example The example.
 * @param network The network; its perceptrons are not used.
 * @returns `[1 + INPUTS.count]`.
 */
export function countRow({ image, points }: Example, network: CueNetwork): number[] {
  const count = new TruePoints(points).stroke(POINT_COUNT - 1) + 1;
  return [count, ...countInputs(image, network.read(image))];
}

async function main(): Promise<void> {
  const { network, examples, out } = await readRowSources();
  const rows = await Array.fromAsync(examples, (example) => countRow(example, network));
  await writeRows(`${out}.counts`, rows);
}

if (import.meta.main) await main();
