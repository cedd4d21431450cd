/**
 * The command lines and files of the tools that write rows of labels and inputs, from which `train.py`
 * trains perceptrons.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { CueNetwork } from "../../lib/strokes/recovery/network/cue_network.ts";
import { writeFileAtomically } from "../../lib/files/write_file_atomically.ts";
import { type Example, readExampleFiles } from "./example_files.ts";
import { requiredFlag } from "./flags.ts";

/** What is on the command line of such a tool. */
export interface RowSources {
  /** The network of `--weights`, whose cues are inputs. */
  readonly network: CueNetwork;
  /** The examples of all `--examples`, one by one. */
  readonly examples: AsyncGenerator<Example>;
  /** `--out`: the path of the files without their endings. */
  readonly out: string;
}

/**
 * Reads the command line: `--examples NAME`, once or more, `--weights FILE` and `--out NAME`.
 *
 * @throws {TypeError} If a flag is missing.
 */
export async function readRowSources(): Promise<RowSources> {
  const { values } = parseArgs({
    options: {
      examples: { type: "string", multiple: true, default: [] },
      weights: { type: "string" },
      out: { type: "string" },
    },
  });
  if (values.examples.length === 0) throw new TypeError("--examples is missing");
  return {
    network: await readNetwork(requiredFlag(values, "weights")),
    examples: readAll(values.examples),
    out: requiredFlag(values, "out"),
  };
}

async function* readAll(names: readonly string[]): AsyncGenerator<Example> {
  for (const name of names) yield* readExampleFiles(name);
}

/** Reads a network from a file of weights that `train.py` wrote. */
export async function readNetwork(file: string): Promise<CueNetwork> {
  return new CueNetwork(new Float32Array((await Deno.readFile(file)).buffer));
}

/**
 * Writes rows as float32.
 *
 * @param file The file.
 * @param rows Rows of the same length.
 */
export async function writeRows(file: string, rows: readonly number[][]): Promise<void> {
  await writeFileAtomically(file, new Uint8Array(Float32Array.from(rows.flat()).buffer));
  console.log(`${file}: ${rows.length} rows of ${rows[0]?.length ?? 0} values`);
}
