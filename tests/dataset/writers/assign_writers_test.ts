import assert from "node:assert/strict";
import { assignWriters, imitatedWriter } from "../../../lib/dataset/writers/assign_writers.ts";
import { summarizeWriters } from "../../../lib/dataset/writers/summarize_writers.ts";

const PATHS = [
  "reference/001/1.png",
  "reference/001/2.png",
  "reference/002/1.png",
  "forged/001/1.png",
  "forged/x.png",
  "questioned/002/1.png",
];

Deno.test("assignWriters() leaves out what is forged or may be, and tells it", () => {
  const { images, forgeries } = assignWriters(PATHS, "data", { forgeries: "exclude" });
  assert.deepEqual(images, [
    { path: PATHS[0], writer: "001", kind: "genuine" },
    { path: PATHS[1], writer: "001", kind: "genuine" },
    { path: PATHS[2], writer: "002", kind: "genuine" },
  ]);
  assert.deepEqual(forgeries.map(({ path, kind }) => [path, kind]), [
    [PATHS[3], "forged"],
    [PATHS[4], "forged"],
    [PATHS[5], "questioned"],
  ]);
});

Deno.test("assignWriters() takes forgeries as writers of their own, never as their victims", () => {
  const { images } = assignWriters(PATHS, "data", { forgeries: "include" });
  const writers = images.map(({ writer }) => writer);
  assert.deepEqual(writers, [
    "001",
    "001",
    "002",
    "forgeries of 001",
    "forgeries",
    "questioned of 002",
  ]);
  assert.deepEqual(writers.map(imitatedWriter), ["001", "001", "002", "001", "forgeries", "002"]);
});

Deno.test("assignWriters() takes writers by a pattern, and knows forgeries all the same", () => {
  const writerPattern = "([^/]+)/[^/]+$";
  const options = { forgeries: "include", writerPattern } as const;
  const paths = ["a/real/x/1.png", "a/fake/x/2.png", "3.png"];
  const { images, unmatched } = assignWriters(paths, "data", options);
  assert.deepEqual(images.map(({ writer }) => writer), ["x", "forgeries of x"]);
  assert.deepEqual(unmatched, ["3.png"]);
});

Deno.test("summarizeWriters() counts writers, images of each, forgeries and examples", () => {
  const excluded = assignWriters(PATHS, "data", { forgeries: "exclude" });
  assert.deepEqual(summarizeWriters(excluded), {
    images: 3,
    writers: 2,
    imagesPerWriter: { min: 1, median: 1.5, max: 2 },
    forgeries: 2,
    questioned: 1,
    areForgeriesUsed: false,
    examples: PATHS.slice(0, 3).map((path) => ({ path, writer: path.slice(10, 13) })),
    unmatched: 0,
    isDoubtful: false,
  });
  const included = summarizeWriters(assignWriters(PATHS, "data", { forgeries: "include" }));
  assert.equal(included.writers, 5);
  assert.equal(included.areForgeriesUsed, true);
  assert.deepEqual(included.examples.map(({ writer }) => writer), [
    "001",
    "forgeries of 001",
    "questioned of 002",
  ]);
});

Deno.test("summarizeWriters() doubts few writers above other names, unless a pattern names them", () => {
  const paths = ["ann/home/1.png", "ann/work/1.png", "bob/home/1.png"];
  const told = assignWriters(paths, "data", { forgeries: "exclude" });
  assert.equal(summarizeWriters(told).isDoubtful, true);
  const options = { forgeries: "exclude", writerPattern: "^(.+?)/" } as const;
  assert.equal(summarizeWriters(assignWriters(paths, "data", options)).isDoubtful, false);
  const many = ["a", "b", "c", "d"].flatMap((writer) => [`${writer}x/home/1.png`]);
  const summary = summarizeWriters(assignWriters(many, "data", { forgeries: "exclude" }));
  assert.equal(summary.writers, 4);
  assert.equal(summary.isDoubtful, false);
});
