import assert from "node:assert/strict";
import { splitByWriter } from "../../../lib/dataset/split.ts";
import { nameWriters } from "../../../lib/dataset/writers/name_writers.ts";
import { Random } from "../../../lib/random.ts";
import { LAYOUTS, type Truth } from "./layouts.ts";
import { randomLayout } from "./random_layouts.ts";

/** Finds the writers of files and lists deviations from the truth. */
function findFaults(files: readonly Truth[]): string[] {
  const { signatures } = nameWriters(files.map(([path]) => path), "signatures");
  return files.flatMap(([path, writer, kind], index) => {
    const found = signatures[index]!;
    return found.writer === writer && found.kind === kind
      ? []
      : [`${path} -> ${found.writer}, ${found.kind}; ${writer}, ${kind} was expected`];
  });
}

/** Asserts that files are grouped by their true writers, whatever the names. */
function assertSamePeople(files: readonly Truth[], label: string): void {
  const { signatures } = nameWriters(files.map(([path]) => path), "signatures");
  const named = new Map<string | undefined, string | undefined>();
  const people = new Map<string | undefined, string | undefined>();
  files.forEach(([path, person, kind], index) => {
    const { writer, kind: foundKind } = signatures[index]!;
    assert.equal(foundKind, kind, `${label}: ${path}`);
    assert.equal(named.get(person) ?? writer, writer, `${label}: ${path} divides ${person}`);
    assert.equal(people.get(writer) ?? person, person, `${label}: ${path} merges ${writer}`);
    named.set(person, writer);
    people.set(writer, person);
  });
}

function moved(files: readonly Truth[], move: (path: string) => string): Truth[] {
  return files.map(([path, writer, kind]) => [move(path), writer, kind]);
}

for (const [name, files] of Object.entries(LAYOUTS)) {
  Deno.test(`nameWriters() understands: ${name}`, () => {
    assert.deepEqual(findFaults(files), []);
    assertSamePeople(files.toReversed(), "reversed");
    assertSamePeople(moved(files, (path) => `archive (2)/Foo Bar/${path}`), "below wrappers");
    assertSamePeople(moved(files, (path) => path.toUpperCase()), "in capitals");
    assertSamePeople(moved(files, (path) => path.toLowerCase()), "in small letters");
    assertSamePeople(moved(files, (path) => path.normalize("NFD")), "decomposed");
  });
}

Deno.test("nameWriters() takes files that are named like people, once each, for one writer each", () => {
  const writersOf = (...paths: string[]) =>
    nameWriters(paths, "signatures").signatures.map(({ writer }) => writer);
  const people = ["Ann Lee", "José Muñoz", "Bob van Dyk Ray", "Cem Can"];
  for (const folder of ["", "genuine/", "scans/"]) {
    const paths = people.map((name) => `${folder}${name}.png`);
    assert.equal(new Set(writersOf(...paths)).size, people.length);
  }
  assert.deepEqual(writersOf("张伟.png", "王小明.png", "李雷.png"), ["张伟", "王小明", "李雷"]);
  // Descriptions of the signatures of one person, and too few names.
  for (const names of [["blue ink", "black ink", "on a train"], ["Ann Lee", "Bob Ray"]]) {
    assert.equal(new Set(writersOf(...names.map((name) => `${name}.png`))).size, 1);
  }
});

Deno.test("nameWriters() takes letters for kinds only where no other letter could be an initial", () => {
  const kindsOf = (...stems: string[]) =>
    nameWriters(stems.map((stem) => `${stem}.png`), "data").signatures.map(({ kind }) => kind);
  assert.deepEqual(kindsOf("ann_g1", "ann_f1", "bob_g1", "bob_f1"), [
    "genuine",
    "forged",
    "genuine",
    "forged",
  ]);
  const people = kindsOf("ann_g1", "ann_f1", "bob_g1", "bob_f1", "bob_m1");
  assert.ok(people.every((kind) => kind === "genuine"));
});

Deno.test("nameWriters() takes a number beside a date for a writer only if it is repeated", () => {
  const writersOf = (...stems: string[]) =>
    nameWriters(stems.map((stem) => `${stem}.png`), "data").signatures.map(({ writer }) => writer);
  assert.deepEqual(writersOf("001_20230501", "001_20230502", "002_20230501", "002_20230503"), [
    "001",
    "001",
    "002",
    "002",
  ]);
  assert.deepEqual(writersOf("0001_20230501", "0002_20230501"), ["data", "data"]);
  assert.deepEqual(writersOf("20230501_001", "20230502_001"), ["data", "data"]);
});

Deno.test("nameWriters() never divides a person, nor mistakes a kind, where two layouts lie side by side", () => {
  const layouts = Object.values(LAYOUTS);
  for (const [index, first] of layouts.entries()) {
    // All pairs would take minutes; every layout meets a ninth of the others.
    for (const second of layouts.slice(index + 1).filter((_, other) => (index + other) % 9 === 0)) {
      const files = [
        ...moved(first, (path) => `Alpha/${path}`),
        ...moved(second, (path) => `Beta/${path}`),
      ];
      const { signatures } = nameWriters(files.map(([path]) => path), "signatures");
      const named = new Map<string, string | undefined>();
      files.forEach(([path, person, kind], index) => {
        const { writer, kind: foundKind } = signatures[index]!;
        assert.equal(foundKind, kind, path);
        const key = `${path.startsWith("Alpha")} ${person}`;
        assert.equal(named.get(key) ?? writer, writer, path);
        named.set(key, writer);
      });
    }
  }
});

Deno.test("splitByWriter() has nobody on both sides in 500 random layouts, and all forgeries are known", () => {
  let forgeries = 0;
  for (let seed = 0; seed < 500; seed++) {
    const files = randomLayout(seed);
    const { signatures } = nameWriters(files.map(({ path }) => path), "data");
    const people = new Map<string, string>();
    files.forEach(({ path, person, isForged }, index) => {
      const { writer, kind } = signatures[index]!;
      assert.equal(kind, isForged ? "forged" : "genuine", `${seed}: ${path}`);
      assert.equal(people.get(writer!) ?? person, person, `${seed}: ${path} merges ${writer}`);
      people.set(writer!, person);
      if (isForged) forgeries++;
    });
    const genuine = files.flatMap(({ person, isForged }, index) =>
      isForged ? [] : [{ person, writer: signatures[index]!.writer! }]
    );
    const split = splitByWriter({ writers: genuine.map(({ writer }) => writer) }, { seed });
    assert.ok(split.byWriter);
    const trained = new Set(split.training.map((index) => genuine[index]!.person));
    for (const index of split.validation) {
      assert.ok(!trained.has(genuine[index]!.person), `${seed}: ${genuine[index]!.person}`);
    }
  }
  assert.ok(forgeries > 1250, `${forgeries}`);
});

Deno.test("nameWriters() gives each of any odd paths a writer, soon", () => {
  const random = new Random(5, "odd names");
  const pieces = [
    ..."aZ09_-. ()[]{}'\"%~#+,;=@é\u0301ßŁ张署ابहि🖋\u200f\u0000",
    "train",
    "trainset",
    "genuine",
    "forged",
    "sig",
    "0".repeat(60),
    "__proto__",
    "constructor",
    "U1S1",
    "NFI-",
    "..",
  ];
  const odd = (most: number) =>
    Array.from(
      { length: random.integer(1, most) },
      () => pieces[random.integer(0, pieces.length - 1)],
    )
      .join("");
  const start = performance.now();
  for (let layout = 0; layout < 500; layout++) {
    const paths = Array.from(
      { length: 12 },
      () => Array.from({ length: random.integer(1, 5) }, () => odd(6)).join("/"),
    );
    paths.push("trainset".repeat(30), `${"1_".repeat(120)}/${"F1".repeat(120)}.png`);
    const { signatures } = nameWriters(paths, odd(3));
    assert.equal(signatures.length, paths.length);
    for (const { writer, kind } of signatures) {
      assert.ok(kind === "forged" || typeof writer === "string", `${writer} ${kind}`);
    }
  }
  // A pattern that backtracks takes minutes and more; a busy machine does not.
  assert.ok(performance.now() - start < 120_000);
});

Deno.test("nameWriters() takes no date for a number twice over", () => {
  const files: Truth[] = [
    ["20230101.png", "signatures", "genuine"],
    ["10110101.png", "signatures", "genuine"],
    ["20230102_000.png", "signatures", "genuine"],
    ["20231231.png", "signatures", "genuine"],
    ["00012345_1.png", "00012345", "genuine"],
  ];
  assert.deepEqual(findFaults(files), []);
});

Deno.test("nameWriters() says where names might be writers that were not taken for them", () => {
  const unused = (...paths: string[]) => nameWriters(paths, "data").hasUnusedNames;
  assert.ok(unused("ann/home/1.png", "ann/work/1.png", "bob/home/1.png"));
  assert.ok(unused("x/ann_1.png", "x/bob_1.png", "x/cem_1.png", "y/1.png"));
  assert.ok(unused("class A/1.png", "class B/2.png", "images/3.png") === false);
  assert.ok(unused("images/1.png", "photos/2.png"));
  assert.ok(!unused("train/001/1.png", "test/002_forg/1.png"));
  assert.ok(!unused("ann/1.png", "bob/1.png"));
  assert.ok(!unused("1.png", "2.png"));
});

Deno.test("nameWriters() names a forgery after nobody where nothing says whom it imitates", () => {
  const { signatures } = nameWriters(["genuine/IMG_1.png", "forged/IMG_2.png"], "ann");
  assert.deepEqual(signatures, [
    { writer: "ann", kind: "genuine" },
    { writer: undefined, kind: "forged" },
  ]);
});
