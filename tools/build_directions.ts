/**
 * `deno task build:directions`: fits the directions of the play page to the pretrained model.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { readPretrained } from "../lib/model/pretrained/read_pretrained.ts";
import { fitModelDirections } from "../lib/play/directions/fit_model_directions.ts";
import { writeFileAtomically } from "../lib/files/write_file_atomically.ts";

/** A quarter as many give axes that are 6 to 18 degrees from these. */
const SAMPLES = 2560;

const FILE = new URL("../lib/model/pretrained/directions.json", import.meta.url);

if (import.meta.main) {
  const directions = await fitModelDirections(await readPretrained(), SAMPLES);
  await writeFileAtomically(fileURLToPath(FILE), JSON.stringify(directions) + "\n");
  for (const { name, effect } of directions.directions) {
    console.log(`${name}: ${effect} standard deviations of the property per standard deviation`);
  }
}
