import assert from "node:assert/strict";
import { LIST_FILE, writePage } from "../../../lib/play/site/write_page.ts";
import { inFolder, readFolder } from "../../cli/run_program.ts";

const site = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]));

/** The text of each file but the list. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const files = [...await readFolder(folder)].filter(([name]) => name !== LIST_FILE);
  return Object.fromEntries(
    files.map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]),
  );
}

Deno.test("writePage() replaces what it wrote before, and leaves other files alone", () =>
  inFolder(async (folder) => {
    const out = `${folder}/a/b`;
    await writePage(site({ "index.html": "1", "chunk-1.js": "1" }), out);
    await Deno.writeTextFile(`${out}/CNAME`, "example.org");
    await writePage(site({ "index.html": "2", "chunk-2.js": "2" }), out);
    const expected = { CNAME: "example.org", "chunk-2.js": "2", "index.html": "2" };
    assert.deepEqual(await contentOf(out), expected);
  }));

Deno.test("writePage() overwrites neither files of others nor changed ones", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/index.html`, "mine");
    const files = site({ "index.html": "1", "main.js": "1" });
    await assert.rejects(writePage(files, folder), /already contains "index.html"/);
    assert.deepEqual(await contentOf(folder), { "index.html": "mine" });
    await Deno.remove(`${folder}/index.html`);
    await writePage(files, folder);
    await Deno.writeTextFile(`${folder}/index.html`, "changed");
    await assert.rejects(writePage(files, folder), /contains a changed "index.html"/);
    await assert.rejects(writePage(site({ "a.js": "1" }), folder), /contains a changed/);
    assert.deepEqual(await contentOf(folder), { "index.html": "changed", "main.js": "1" });
  }));

Deno.test("writePage() goes on where an interruption left it", () =>
  inFolder(async (folder) => {
    await writePage(site({ "a.js": "1", "b.js": "1" }), folder);
    // Between the two writes of the list, some files are new.
    const list = JSON.parse(await Deno.readTextFile(`${folder}/${LIST_FILE}`));
    await inFolder(async (other) => {
      await writePage(site({ "a.js": "2", "b.js": "2" }), other);
      const next = JSON.parse(await Deno.readTextFile(`${other}/${LIST_FILE}`));
      for (const name of Object.keys(next)) list[name].push(...next[name]);
    });
    await Deno.writeTextFile(`${folder}/${LIST_FILE}`, JSON.stringify(list));
    await Deno.writeTextFile(`${folder}/a.js`, "2");
    await writePage(site({ "a.js": "3", "b.js": "3" }), folder);
    assert.deepEqual(await contentOf(folder), { "a.js": "3", "b.js": "3" });
  }));

Deno.test("writePage() names a file where its folder should be, and keeps it", () =>
  inFolder(async (folder) => {
    const out = `${folder}/file`;
    await Deno.writeTextFile(out, "mine");
    await assert.rejects(
      writePage(site({ "index.html": "1" }), out),
      /file": it is a file, expected/,
    );
    assert.equal(await Deno.readTextFile(out), "mine");
  }));
