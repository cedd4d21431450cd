/**
 * Embeds bytes in modules of a limited size, for the build tasks of weights.
 *
 * @module
 */
import { embed } from "../lib/embedded.ts";

/** Characters per module: larger files are slow in editors and registries. */
const PART_LENGTH = 1_500_000;

/** Bytes as text in several modules. */
export interface EmbeddedParts {
  /** Content of `part_1.json` and so on, by file name. */
  readonly files: ReadonlyMap<string, string>;
  /** The statements that import all parts. */
  readonly imports: string;
  /** The expression that joins them to a text for `readEmbedded`. */
  readonly sum: string;
  /** Length of that text. */
  readonly length: number;
}

/**
 * Deflates bytes and splits their text into JSON modules.
 *
 * @param bytes The bytes.
 */
export async function embedParts(bytes: Uint8Array<ArrayBuffer>): Promise<EmbeddedParts> {
  const text = await embed(bytes);
  const count = Math.ceil(text.length / PART_LENGTH);
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const files = new Map<string, string>();
  for (const i of numbers) {
    const part = text.slice((i - 1) * PART_LENGTH, i * PART_LENGTH);
    // JSON loads in half the time of the same string in TypeScript.
    files.set(`part_${i}.json`, `${JSON.stringify(part)}\n`);
  }
  return {
    files,
    imports: numbers
      .map((i) => `import PART_${i} from "./part_${i}.json" with { type: "json" };\n`).join(""),
    sum: numbers.map((i) => `PART_${i}`).join(" + "),
    length: text.length,
  };
}
