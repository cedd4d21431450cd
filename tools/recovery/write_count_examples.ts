/**
 * Writes inputs and labels, from which `train.py` trains the perceptron of the number of strokes: `deno
 * run --allow-read --allow-write tools/recovery/write_count_examples.ts --examples
 * outputs/recovery/count --weights outputs/recovery/network.bin --out outputs/recovery/count`.
 *
 * `OUT.counts` has rows of the number of strokes and the inputs, as float32.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { countInputs } from "../../lib/strokes/recovery/network/count_inputs.ts";
import { CueNetwork } from "../../lib/strokes/recovery/network/cue_network.ts";
import { writeFileAtomically } from "../../lib/training/write_file_atomically.ts";
import { type Example, readExampleFiles } from "./example_files.ts";
import { requiredFlag } from "./flags.ts";
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
  const { values } = parseArgs({
    options: {
      examples: { type: "string", multiple: true, default: [] },
      weights: { type: "string" },
      out: { type: "string" },
    },
  });
  if (values.examples.length === 0) throw new TypeError("--examples is missing");
  const bytes = await Deno.readFile(requiredFlag(values, "weights"));
  const network = new CueNetwork(new Float32Array(bytes.buffer));
  const rows: number[][] = [];
  for (const name of values.examples) {
    for await (const example of readExampleFiles(name)) rows.push(countRow(example, network));
  }
  const file = `${requiredFlag(values, "out")}.counts`;
  await writeFileAtomically(file, new Uint8Array(Float32Array.from(rows.flat()).buffer));
  console.log(`${file}: ${rows.length} rows of ${rows[0]?.length ?? 0} values`);
}

if (import.meta.main) await main();
