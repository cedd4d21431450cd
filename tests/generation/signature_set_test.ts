import assert from "node:assert/strict";
import { assignWriters } from "../../lib/dataset/writers/assign_writers.ts";
import { setCroissant } from "../../lib/generation/signature_set/croissant.ts";
import type { SetDescription } from "../../lib/generation/signature_set/set_description.ts";
import { setSignaturePath } from "../../lib/generation/signature_set/set_layout.ts";
import { setReadme } from "../../lib/generation/signature_set/set_readme.ts";
import {
  SIGNATURE_COLUMNS,
  signatureLines,
  writerLines,
} from "../../lib/generation/signature_set/set_tables.ts";

const SET: SetDescription = {
  version: "1.2.3",
  writers: 3,
  signaturesPerWriter: 2,
  forgeriesPerWriter: 4,
  seed: 7,
  temperature: 0.9,
  model: { sha256: "ab".repeat(32), isPretrained: true },
  backend: "simd",
  extensions: ["png", "svg"],
  isArchived: false,
  ink: { height: 256, width: 512, kind: "natural", color: [26, 43, 128], paper: "white" },
};

/** The rows of a table, as objects. */
function readTable(lines: readonly string[]): Record<string, string>[] {
  const [names, ...rows] = lines.map((line) => {
    assert.match(line, /^[^"\n]*\n$/, "a value would need quotes");
    return line.slice(0, -1).split(",");
  });
  return rows.map((row) => {
    assert.equal(row.length, names!.length);
    return Object.fromEntries(row.map((value, i) => [names![i]!, value]));
  });
}

Deno.test("setSignaturePath() is read by the scanner of folders, at any number of writers", () => {
  for (const writers of [1, 2, 1001]) {
    const paths: string[] = [];
    for (let writer = 0; writer < writers; writer++) {
      for (const isForgery of [false, true]) {
        for (let sample = 0; sample < 3; sample++) {
          paths.push(`${setSignaturePath({ writer, sample, isForgery })}.png`);
        }
      }
    }
    assert.equal(new Set(paths).size, paths.length);
    const { images, forgeries } = assignWriters(paths, "set", { forgeries: "exclude" });
    assert.equal(images.length, 3 * writers);
    assert.equal(forgeries.length, 3 * writers);
    assert.equal(new Set(images.map(({ writer }) => writer)).size, writers);
    assert.ok(images.every(({ path, kind }) => kind === "genuine" && /\/c-/.test(path)));
    assert.ok(forgeries.every(({ path, kind }) => kind === "forged" && /\/cf-/.test(path)));
  }
});

Deno.test("signatureLines() has one row per signature, with its numbers and its hand", () => {
  const rows = readTable([...signatureLines(SET)]);
  assert.equal(rows.length, 3 * (2 + 4));
  assert.deepEqual(Object.keys(rows[0]!), SIGNATURE_COLUMNS.map(({ name }) => name));
  assert.equal(rows[0]!["file_name"], "signatures/001/c-001-01.png");
  assert.equal(rows.at(-1)!["file_name"], "signatures/003/cf-003-04.png");
  for (const { writer, kind, number, forger, clumsiness, ...row } of rows) {
    const path = setSignaturePath({
      writer: Number(writer) - 1,
      sample: Number(number) - 1,
      isForgery: kind === "forgery",
    });
    assert.equal(row["file_name"], `${path}.png`);
    assert.equal(row["ink_color"], "#1a2b80");
    if (kind === "genuine") assert.deepEqual([forger, clumsiness], ["", ""]);
    else assert.equal(Number(forger), Math.ceil(Number(number) / 3));
  }
  const clumsiness = rows.filter(({ kind }) => kind === "forgery").map((row) => row["clumsiness"]);
  assert.equal(
    new Set(clumsiness).size,
    3 * 2,
    "three forgeries by one hand, the fourth by another",
  );
});

Deno.test("signatureLines() keeps the rows of a smaller set", () => {
  const small = new Set(signatureLines(SET));
  const larger = new Set(
    signatureLines({ ...SET, writers: 5, signaturesPerWriter: 4, forgeriesPerWriter: 9 }),
  );
  assert.ok([...small].every((line) => larger.has(line)));
});

Deno.test("signatureLines() computes no row before it is asked for", () => {
  const lines = signatureLines({ ...SET, writers: 1e9, signaturesPerWriter: 1e4 });
  assert.equal([...lines.take(5)].length, 5);
});

async function* latentsOf(count: number): AsyncGenerator<Float32Array> {
  for (let i = 0; i < count; i++) yield Float32Array.of(i + 0.25, -1e-8);
}

Deno.test("writerLines() has the latent vector of each writer, as numbers", async () => {
  const lines = await Array.fromAsync(writerLines(SET, 2, latentsOf(3)));
  const rows = readTable(lines);
  assert.deepEqual(rows.map(({ writer, z_0, z_1 }) => [writer, z_0, z_1]), [
    ["1", "0.25", "-1e-8"],
    ["2", "1.25", "-1e-8"],
    ["3", "2.25", "-1e-8"],
  ]);
  const [first] = readTable([...signatureLines(SET)]);
  assert.equal(rows[0]!["variability"], first!["variability"]);
});

interface Croissant {
  readonly license?: string;
  readonly distribution: readonly { readonly "@id": string; readonly sha256?: string }[];
  readonly recordSet: readonly {
    readonly "@id": string;
    readonly field: readonly {
      readonly "@id": string;
      readonly source: {
        readonly fileObject?: { readonly "@id": string };
        readonly fileSet?: { readonly "@id": string };
        readonly extract: { readonly column?: string };
      };
    }[];
  }[];
}

function readCroissant(set: SetDescription): Croissant {
  return JSON.parse(setCroissant(set, 2, { signatures: "aa", writers: "bb" }));
}

Deno.test("setCroissant() has a field for each column, and each field a file that is listed", async () => {
  for (const isArchived of [false, true]) {
    const { distribution, recordSet } = readCroissant({ ...SET, isArchived });
    const files = new Set(distribution.map((file) => file["@id"]));
    const columns: string[] = [];
    for (const { field } of recordSet) {
      for (const { source: { fileObject, fileSet, extract } } of field) {
        assert.ok(files.has((fileObject ?? fileSet)!["@id"]));
        if (extract.column !== undefined) columns.push(extract.column);
      }
    }
    const [header] = [...signatureLines(SET)];
    const [writers] = await Array.fromAsync(writerLines(SET, 2, latentsOf(0)));
    assert.equal(columns.join(), `${header!.trim()},${writers!.trim()}`);
    assert.equal(files.has("images"), !isArchived);
    assert.deepEqual(distribution.flatMap(({ sha256 }) => sha256 ?? []), ["aa", "bb"]);
  }
});

Deno.test("setCroissant() and setReadme() give a licence only if the origin is known", () => {
  const own = { ...SET, model: { ...SET.model, isPretrained: false } };
  assert.match(readCroissant(SET).license!, /publicdomain\/zero/);
  assert.equal(readCroissant(own).license, undefined);
  assert.match(setReadme(SET, undefined), /CC0-1\.0/);
  assert.match(
    setReadme(SET, undefined),
    /A model generated them; none of them is a real person's/,
  );
  assert.doesNotMatch(setReadme(own, undefined), /CC0|real person's/);
});

Deno.test("setReadme() names files, columns, provenance and error rates", () => {
  const verification = { writers: 3, references: 5, skilled: 0.1234, random: undefined };
  const text = setReadme(SET, verification);
  assert.match(text, /`signatures\/001\/cf-001-01\.png`/);
  assert.match(text, /\| skilled forgeries \| 12\.3 % \|\n\| random forgeries \| none/);
  for (const { name } of SIGNATURE_COLUMNS) assert.ok(text.includes(`\`${name}\``), name);
  for (const value of ["1.2.3", SET.model.sha256, "simd", "| 7 |", "0.9"]) {
    assert.ok(text.includes(value), value);
  }
  assert.match(setReadme(SET, undefined), /too few signatures/);
});
