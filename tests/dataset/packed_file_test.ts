import assert from "node:assert/strict";
import { readPackedFile, writePackedFile } from "../../lib/dataset/packed_file.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

Deno.test("readPackedFile() gives back what writePackedFile() wrote", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/new/folder/file.pack`;
  const file = { header: { name: "署名", list: [1, 2] }, body: new Uint8Array([5, 0, 255]) };
  await writePackedFile(path, file);
  const read = await readPackedFile(path);
  assert.deepEqual(read?.header, file.header);
  assert.deepEqual([...read!.body], [...file.body]);
  assert.deepEqual([...Deno.readDirSync(`${folder.path}/new/folder`)].length, 1);
});

Deno.test("readPackedFile() gives nothing when any byte is changed or missing", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/file.pack`;
  await writePackedFile(path, { header: [1], body: new Uint8Array([1, 2, 3]) });
  const bytes = Deno.readFileSync(path);
  for (let i = 0; i < bytes.length; i++) {
    const changed = bytes.slice();
    changed[i]! ^= 1;
    Deno.writeFileSync(path, changed);
    assert.equal(await readPackedFile(path), undefined, `byte ${i} changed`);
    Deno.writeFileSync(path, bytes.subarray(0, i));
    assert.equal(await readPackedFile(path), undefined, `cut off at ${i}`);
  }
  Deno.writeFileSync(path, bytes);
  assert.notEqual(await readPackedFile(path), undefined);
  assert.equal(await readPackedFile(`${folder.path}/missing`), undefined);
});
