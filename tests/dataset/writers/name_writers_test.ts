import assert from "node:assert/strict";
import { nameWriters } from "../../lib/dataset/name_writers.ts";

Deno.test("nameWriters() takes the subfolder right below the folder, whatever lies deeper", () => {
  const paths = ["ann/1.png", "ann/2024/may/1.png", "bob/original_1_2.png"];
  assert.deepEqual(nameWriters(paths, "data"), ["ann", "ann", "bob"]);
});

Deno.test("nameWriters() puts genuine and forged signatures of a writer together", () => {
  const paths = ["049/1.png", "049_forg/1.png", "050-genuine/1.png", "050 forgeries/1.png"];
  assert.deepEqual(nameWriters(paths, "data"), ["049", "049", "050", "050"]);
  assert.deepEqual(nameWriters(["forged/1.png", "_forg/1.png"], "data"), ["forged", "_forg"]);
});

Deno.test("nameWriters() knows the file names of research collections in a flat folder", () => {
  const names: [string, string][] = [
    ["original_12_3.png", "12"],
    ["forgeries_12_24.png", "12"],
    ["H-S-160-G-01.tif", "H-S-160"],
    ["B-S-1-F-30.tif", "B-S-1"],
    ["NFI-00301004.png", "004"],
    ["NISDCC-001_002.png", "001"],
    ["0012v03.bmp", "0012"],
    ["0012f03.bmp", "0012"],
    ["cf-001-05.jpg", "001"],
  ];
  for (const [path, writer] of names) assert.deepEqual(nameWriters([path], "x"), [writer], path);
});

Deno.test("nameWriters() prefers a collection's names when one subfolder holds many writers", () => {
  const paths = ["full_org/original_1_1.png", "full_org/original_2_1.png", "full_org/odd.png"];
  assert.deepEqual(nameWriters(paths, "data"), ["1", "2", "full_org"]);
  const hindi = ["Hindi/001/H-S-001-G-01.tif", "Hindi/002/H-S-002-G-01.tif"];
  assert.deepEqual(nameWriters(hindi, "BHSig260"), ["H-S-001", "H-S-002"]);
});

Deno.test("nameWriters() reads the habits of people in a flat folder", () => {
  const paths = ["012_3.png", "Maria_1.jpg", "Jörg Müller-02.png", "writer-7_1.png"];
  assert.deepEqual(nameWriters(paths, "x"), ["012", "Maria", "Jörg Müller", "writer-7"]);
});

Deno.test("nameWriters() gives what fits nothing to one writer of the folder's name", () => {
  const paths = ["20240105_123456.jpg", "scan.png", "1.png", "a-b-c.png", "署名.png"];
  assert.deepEqual(nameWriters(paths, "mine"), new Array(5).fill("mine"));
});

Deno.test("nameWriters() treats composed and decomposed letters alike", () => {
  const paths = ["Zo\u00eb/1.png", "Zoe\u0308/2.png"];
  assert.deepEqual(new Set(nameWriters(paths, "x")), new Set(["Zo\u00eb"]));
});
