/**
 * The tables of a set: one row per signature, and one per writer.
 *
 * @module
 */
import type { Forger } from "../../strokes/procedural/forger.ts";
import { forgerOf, writerForger, writerVariability } from "../hands.ts";
import type { SetDescription } from "./set_description.ts";
import { setSignaturePath } from "./set_layout.ts";

/** Type of the values of a column, as in schema.org. */
export type ColumnType = "Text" | "Integer" | "Float";

/** A column of a table. */
export interface TableColumn {
  /** Its name in the first line of the file. */
  readonly name: string;
  /** Type of its values. */
  readonly type: ColumnType;
  /** What its values are. */
  readonly description: string;
}

/** A column with how its value is read from a row. */
interface Column<Row> extends TableColumn {
  readonly read: (row: Row) => string | number | undefined;
}

/** A row of the table of signatures, before it is formatted. */
interface SignatureRow {
  readonly set: SetDescription;
  readonly writer: number;
  readonly sample: number;
  /** Number and hand of the forger; `undefined` for a genuine signature. */
  readonly forger?: { readonly number: number; readonly hand: Forger };
  /** Variability of the hand that wrote it. */
  readonly variability: number;
}

const SIGNATURE_TABLE: readonly Column<SignatureRow>[] = [
  {
    name: "file_name",
    type: "Text",
    description: "Path of the image, relative to this table",
    read: ({ set, writer, sample, forger }) =>
      `${setSignaturePath({ writer, sample, isForgery: forger !== undefined })}.${
        set.extensions[0]
      }`,
  },
  {
    name: "writer",
    type: "Integer",
    description: "Number of the writer; of a forgery the imitated one",
    read: ({ writer }) => writer + 1,
  },
  {
    name: "kind",
    type: "Text",
    description: "genuine, or forgery for a skilled forgery by another hand",
    read: ({ forger }) => forger === undefined ? "genuine" : "forgery",
  },
  {
    name: "number",
    type: "Integer",
    description: "Number among the signatures of this kind and writer",
    read: ({ sample }) => sample + 1,
  },
  {
    name: "forger",
    type: "Integer",
    description: "Number of the forger among those of the writer; empty if genuine",
    read: ({ forger }) => forger && forger.number + 1,
  },
  {
    name: "seed",
    type: "Integer",
    description: "Seed of the set: with the numbers above it determines the signature",
    read: ({ set }) => set.seed,
  },
  {
    name: "variability",
    type: "Float",
    description: "Intra-writer variability of the hand, 1 is typical",
    read: ({ variability }) => rounded(variability),
  },
  {
    name: "clumsiness",
    type: "Float",
    description: "Size of the forger's errors, 1 is typical; empty if genuine",
    read: ({ forger }) => forger && rounded(forger.hand.clumsiness),
  },
  {
    name: "slowness",
    type: "Float",
    description: "Writing time of the forger over that of the writer; empty if genuine",
    read: ({ forger }) => forger && rounded(forger.hand.slowness),
  },
  {
    name: "tremor",
    type: "Float",
    description:
      "Amplitude of the forger's tremor in pixels of a 64 x 128 canvas; empty if genuine",
    read: ({ forger }) => forger && rounded(forger.hand.tremor),
  },
  {
    name: "height",
    type: "Integer",
    description: "Rows of the image",
    read: ({ set }) => set.ink.height,
  },
  {
    name: "width",
    type: "Integer",
    description: "Columns of the image",
    read: ({ set }) => set.ink.width,
  },
  {
    name: "ink",
    type: "Text",
    description: "plain, or natural: as a ballpoint pen leaves it",
    read: ({ set }) => set.ink.kind,
  },
  {
    name: "ink_color",
    type: "Text",
    description: "Colour of the ink, as #rrggbb; empty if it is sampled for each scan",
    read: ({ set: { ink: { color } } }) => color && `#${Uint8Array.from(color).toHex()}`,
  },
  {
    name: "paper",
    type: "Text",
    description: "white, transparent, or scan: the paper of a simulated scan",
    read: ({ set }) => set.ink.paper,
  },
];

/** Columns of the table of signatures. */
export const SIGNATURE_COLUMNS: readonly TableColumn[] = SIGNATURE_TABLE;

/** A row of the table of writers, before it is formatted. */
interface WriterRow {
  readonly set: SetDescription;
  readonly writer: number;
  /** `[latentDim]`. */
  readonly z: Float32Array;
}

function writerTable(latentDim: number): Column<WriterRow>[] {
  return [
    {
      name: "writer",
      type: "Integer",
      description: "Number of the writer",
      read: ({ writer }) => writer + 1,
    },
    {
      name: "seed",
      type: "Integer",
      description: "Seed of the set",
      read: ({ set }) => set.seed,
    },
    {
      name: "variability",
      type: "Float",
      description: "Intra-writer variability, 1 is typical",
      read: ({ set, writer }) => rounded(writerVariability(set.seed, writer)),
    },
    ...Array.from({ length: latentDim }, (_, i): Column<WriterRow> => ({
      name: `z_${i}`,
      type: "Float",
      description: `Dimension ${i} of z, from which the model decoded the writer's signature`,
      read: ({ z }) => rounded(z[i]!),
    })),
  ];
}

/**
 * Columns of the table of writers.
 *
 * @param latentDim Length of a latent vector.
 */
export function writerColumns(latentDim: number): TableColumn[] {
  return writerTable(latentDim);
}

/**
 * The table of signatures as comma-separated values: a header, then the genuine signatures and the
 * forgeries of each writer in turn. Memory does not grow with their number.
 *
 * @param set The set.
 * @returns Lines with their line feeds.
 */
export function* signatureLines(set: SetDescription): Generator<string> {
  yield line(SIGNATURE_TABLE.map(({ name }) => name));
  for (let writer = 0; writer < set.writers; writer++) {
    for (const row of writerRows(set, writer)) {
      yield line(SIGNATURE_TABLE.map(({ read }) => read(row)));
    }
  }
}

function* writerRows(set: SetDescription, writer: number): Generator<SignatureRow> {
  const variability = writerVariability(set.seed, writer);
  for (let sample = 0; sample < set.signaturesPerWriter; sample++) {
    yield { set, writer, sample, variability };
  }
  for (let sample = 0; sample < set.forgeriesPerWriter; sample++) {
    const number = forgerOf(sample);
    const hand = writerForger(set.seed, writer, number);
    yield { set, writer, sample, forger: { number, hand }, variability: hand.variability };
  }
}

/**
 * The table of writers as comma-separated values: a header, then a row per writer.
 *
 * @param set The set.
 * @param latentDim Length of a latent vector.
 * @param latents z of each writer, in order.
 * @returns Lines with their line feeds.
 */
export async function* writerLines(
  set: SetDescription,
  latentDim: number,
  latents: AsyncIterable<Float32Array>,
): AsyncGenerator<string> {
  const table = writerTable(latentDim);
  yield line(table.map(({ name }) => name));
  let writer = 0;
  for await (const z of latents) {
    const row = { set, writer: writer++, z };
    yield line(table.map(({ read }) => read(row)));
  }
}

/** No value needs quotes: names have no commas. */
function line(values: readonly (string | number | undefined)[]): string {
  return values.map((value) => value ?? "").join(",") + "\n";
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
