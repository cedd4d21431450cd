/**
 * Measures mean and standard deviation of the features of procedural signatures, and writes them to
 * `feature_scale.ts`.
 *
 * Run it when features change. Results from before are then no longer comparable.
 *
 * @module
 */
import { synthesizeDataset } from "../lib/dataset/synthesize_dataset.ts";
import { toInkImage } from "../lib/evaluation/to_ink_image.ts";
import { extractFeatures } from "../lib/evaluation/features.ts";
import { normalizeSignature } from "../lib/evaluation/normalize.ts";

const FILE = new URL("../lib/evaluation/feature_scale.ts", import.meta.url);
const WRITERS = 4000;
const SEED = 2_000_003;
/** Features that hardly vary among procedural signatures are not amplified further. */
const MIN_DEVIATION = 0.05;

async function main(): Promise<void> {
  const dataset = await synthesizeDataset({ writers: WRITERS, signaturesPerWriter: 1, seed: SEED });
  const rows = Array.from({ length: WRITERS }, (_, i) => {
    const { image } = normalizeSignature(toInkImage(dataset, i));
    return extractFeatures(image).blocks.flatMap(({ values }) => values);
  });
  const size = rows[0]!.length;
  const mean = new Array<number>(size).fill(0);
  const squares = new Array<number>(size).fill(0);
  for (const row of rows) row.forEach((value, k) => mean[k]! += value / WRITERS);
  for (const row of rows) {
    row.forEach((value, k) => squares[k]! += (value - mean[k]!) ** 2 / (WRITERS - 1));
  }
  const deviation = squares.map((value) => Math.max(MIN_DEVIATION, Math.sqrt(value)));
  await Deno.writeTextFile(
    FILE,
    `/**
 * Mean and standard deviation of each feature among ${WRITERS} procedural signatures, written by
 * \`tools/build_feature_scale.ts\`.
 *
 * @module
 */

const MEAN = \`
${lines(mean)}
\`;

const DEVIATION = \`
${lines(deviation)}
\`;

function parse(text: string): Float64Array {
  return Float64Array.from(text.trim().split(/\\s+/), Number);
}

/** Mean and standard deviation of each feature, in the order of the features. */
export const FEATURE_SCALE: { readonly mean: Float64Array; readonly deviation: Float64Array } = {
  mean: parse(MEAN),
  deviation: parse(DEVIATION),
};
`,
  );
  console.log(`${size} features`);
}

/** Numbers of four digits, in lines of ten. */
function lines(values: readonly number[]): string {
  const words = values.map((value) => String(Number(value.toPrecision(4))));
  const rows: string[] = [];
  for (let start = 0; start < words.length; start += 10) {
    rows.push(words.slice(start, start + 10).join(" "));
  }
  return rows.join("\n");
}

if (import.meta.main) await main();
