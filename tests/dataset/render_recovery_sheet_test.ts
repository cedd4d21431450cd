import assert from "node:assert/strict";
import { renderRecoverySheet } from "../../lib/dataset/render_recovery_sheet.ts";
import { loadFolder, loadPenFolder } from "../../lib/dataset/load_folder.ts";
import { drawnPng, TemporaryFolder } from "./temporary_folder.ts";

type Rgb = [red: number, green: number, blue: number];

const AROUND = [[0, 0], [-2, 0], [2, 0], [0, -2], [0, 2]] as const;
const [CELL_HEIGHT, CELL_WIDTH, GAP] = [196, 388, 4];

Deno.test("renderRecoverySheet() renders strokes in colour on the ink that they were recovered from", async () => {
  using folder = new TemporaryFolder();
  ["ann/1.png", "ann/2.png", "bob/1.png"].forEach((name, i) => folder.write(name, drawnPng(i)));
  const { dataset } = await loadPenFolder(folder.path, { pointCount: 96, threads: 0 });
  const sheet = (await renderRecoverySheet(folder.path, dataset, { threads: 0 }))!;
  assert.equal(sheet.width, 3 * CELL_WIDTH + GAP);
  assert.ok(sheet.height > CELL_HEIGHT + GAP);
  const size = { height: 192, width: 384 };
  const { dataset: { images } } = await loadFolder(folder.path, { ...size, threads: 0 });
  for (let cell = 0; cell < 3; cell++) {
    const inkAt = (y: number, x: number) => images[(cell * size.height + y) * size.width + x]!;
    let [coloured, stray, bare] = [0, 0, 0];
    for (let y = 4; y < size.height - 4; y++) {
      for (let x = 4; x < size.width - 4; x++) {
        const start = 3 * ((GAP + y) * sheet.width + cell * CELL_WIDTH + GAP + x);
        const [red, green, blue] = sheet.data.subarray(start, start + 3) as unknown as Rgb;
        const isColoured = Math.max(red, green, blue) - Math.min(red, green, blue) > 100;
        if (isColoured) {
          coloured++;
          if (!AROUND.some(([dy, dx]) => inkAt(y + dy, x + dx) > 128)) stray++;
        } else if (inkAt(y, x) === 255 && red === green && red > 206) bare++;
      }
    }
    assert.ok(coloured > 300, `${coloured} pixels of strokes`);
    assert.ok(stray < coloured / 20, `${stray} of ${coloured} pixels of strokes have no ink near`);
    assert.equal(bare, 0, "ink is rendered faintly");
  }
});

Deno.test("renderRecoverySheet() leaves out images that cannot be read any more, and respects the limit", async () => {
  using folder = new TemporaryFolder();
  for (let i = 0; i < 5; i++) folder.write(`writer-${i}/1.png`, drawnPng(i));
  const { dataset } = await loadPenFolder(folder.path, { pointCount: 32, threads: 0 });
  const two = (await renderRecoverySheet(folder.path, dataset, { limit: 2, threads: 0 }))!;
  assert.equal(two.width, 2 * CELL_WIDTH + GAP);
  Deno.removeSync(`${folder.path}/writer-2/1.png`);
  assert.equal(
    (await renderRecoverySheet(folder.path, dataset, { threads: 0 }))!.width,
    4 * CELL_WIDTH + GAP,
  );
  for (const i of [0, 1, 3, 4]) Deno.removeSync(`${folder.path}/writer-${i}/1.png`);
  assert.equal(await renderRecoverySheet(folder.path, dataset, { threads: 0 }), undefined);
});
