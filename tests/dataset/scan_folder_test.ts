import assert from "node:assert/strict";
import { scanFolder } from "../../lib/dataset/scan_folder.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

Deno.test("scanFolder() finds images at any depth in an order of its own", async () => {
  using folder = new TemporaryFolder();
  const names = [
    "b/2.PNG",
    "b/10.jpeg",
    "a/x/y/1.tif",
    "Z.bmp",
    "署名/Ünïcode ✒.png",
    "a b/#1%.png",
  ];
  for (const name of names) folder.write(name, "");
  const { images, skipped, others } = await scanFolder(folder.path);
  const expected = ["Z.bmp", "a b/#1%.png", "a/x/y/1.tif", "b/10.jpeg", "b/2.PNG"];
  assert.deepEqual(images.slice(0, 5), expected);
  assert.equal(images[5]!.normalize("NFC"), "署名/Ünïcode ✒.png".normalize("NFC"));
  assert.equal(images.length, 6);
  assert.deepEqual(skipped, []);
  assert.equal(others.size, 0);
});

Deno.test("scanFolder() passes over hidden and system files and counts what is no image", async () => {
  using folder = new TemporaryFolder();
  for (const name of [".DS_Store", "._1.png", ".git/1.png", "__MACOSX/a/1.png", "Thumbs.db"]) {
    folder.write(name, "");
  }
  for (const name of ["a.txt", "sub/b.TXT", "c.pdf", "LICENSE"]) folder.write(name, "");
  const { images, skipped, others } = await scanFolder(folder.path);
  assert.deepEqual([images, skipped], [[], []]);
  assert.deepEqual(
    Object.fromEntries(others),
    { hidden: 3, ".txt": 2, ".pdf": 1, "without extension": 1 },
  );
});

Deno.test("scanFolder() names images of formats that nothing here reads", async () => {
  using folder = new TemporaryFolder();
  folder.write("a/1.webp", "");
  folder.write("a/2.png", "");
  const { images, skipped } = await scanFolder(folder.path);
  assert.deepEqual(images, ["a/2.png"]);
  assert.equal(skipped[0]!.file, "a/1.webp");
  assert.match(skipped[0]!.reason, /\.webp/);
});

Deno.test({
  name: "scanFolder() ends and counts once when links make a circle",
  // Making links takes the permission to write anywhere.
  ignore: Deno.build.os === "windows" ||
    Deno.permissions.querySync({ name: "write" }).state !== "granted",
  fn: async () => {
    using folder = new TemporaryFolder();
    folder.write("ann/1.png", "");
    Deno.symlinkSync("..", `${folder.path}/ann/up`);
    Deno.symlinkSync("ann", `${folder.path}/zed`);
    Deno.symlinkSync("self.png", `${folder.path}/self.png`);
    Deno.symlinkSync("nowhere.png", `${folder.path}/broken.png`);
    Deno.symlinkSync("ann/1.png", `${folder.path}/link.png`);
    const { images, skipped } = await scanFolder(folder.path);
    assert.deepEqual(images, ["ann/1.png", "link.png"]);
    assert.deepEqual(skipped.map(({ file }) => file), ["broken.png", "self.png"]);
    assert.match(skipped[0]!.reason, /does not exist/);
  },
});

Deno.test("scanFolder() says what is wrong when there is no folder", async () => {
  using folder = new TemporaryFolder();
  const file = folder.write("file.png", "");
  await assert.rejects(scanFolder(`${folder.path}/none`), /none": it does not exist, a folder/);
  await assert.rejects(scanFolder(file), /it is a file, a folder of images is wanted/);
});
