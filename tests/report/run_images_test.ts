import assert from "node:assert/strict";
import { RECOVERY_SHEET_CELL } from "../../lib/dataset/render_recovery_sheet.ts";
import { encodeColorPng } from "../../lib/image/codecs/encode.ts";
import { RunImageReader } from "../../lib/report/run_images.ts";
import { recoverySheet } from "../../lib/strokes/rendering/recovery_sheet.ts";
import { inFolder } from "../cli/run_program.ts";

Deno.test("RunImageReader.read() finds each signature of a recovery sheet, and which are doubtful", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/samples`);
    const { height, width } = RECOVERY_SHEET_CELL;
    const image = { height, width, data: new Float32Array(height * width) };
    const stroke = { x: [20, 300], y: [100, 40], width: [3, 3] };
    const trajectory = [{
      x: Float32Array.from(stroke.x),
      y: Float32Array.from(stroke.y),
      width: Float32Array.from(stroke.width),
    }];
    for (const [count, doubtful] of [[1, 0], [1, 1], [6, 2], [7, 7], [14, 3]] as const) {
      const sheet = recoverySheet(
        Array.from({ length: count }, (_, i) => ({ image, trajectory, isDoubtful: i < doubtful })),
      );
      await Deno.writeFile(`${folder}/traces.png`, encodeColorPng(sheet));
      const { recoverySheet: found, samples } = await new RunImageReader(folder, {
        height: 64,
        width: 128,
      }).read(0);
      assert.equal(samples, undefined);
      assert.deepEqual(
        found!.cells.map(({ isDoubtful }) => isDoubtful),
        Array.from({ length: count }, (_, i) => i < doubtful),
      );
      assert.deepEqual([found!.height, found!.width], [sheet.height, sheet.width]);
      const { left, top } = found!.cells.at(-1)!;
      const start = 3 * ((top + 100) * sheet.width + left + 20);
      const [red, green] = sheet.data.subarray(start, start + 2);
      assert.ok(red! < 200 || green! < 200, "a stroke begins there");
    }
  }));
