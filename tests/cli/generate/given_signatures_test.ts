import assert from "node:assert/strict";
import { readGivenSignatures } from "../../../lib/cli/generate/given_signatures.ts";
import { createReporter } from "../../../lib/cli/reporter.ts";
import { encodeColorPng } from "../../../lib/image/codecs/encode.ts";
import { simulatePhoto } from "../../image/cleaning/simulated_photo.ts";
import { inFolder } from "../run_program.ts";

Deno.test("readGivenSignatures() counts a file with several warnings once", () =>
  inFolder(async (folder) => {
    const { image } = await simulatePhoto("page on a patterned cloth", 202);
    await Deno.writeFile(`${folder}/photo.png`, encodeColorPng({ ...image, data: image.color! }));
    const warnings: string[] = [];
    const reporter = createReporter({ quiet: true, json: false });
    const listener = { ...reporter, warn: (message: string) => void warnings.push(message) };
    const [signature] = await readGivenSignatures([`${folder}/photo.png`], listener);
    assert.ok(signature!.warnings.length > 1, "the photo has one warning only");
    assert.match(warnings[0]!, /read 1 file that should be reviewed/);
    assert.equal(warnings.length, 2);
  }));

Deno.test("readGivenSignatures() says what a file is instead of an image", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text.png`, "This is no image.");
    const reporter = createReporter({ quiet: true, json: false });
    const expected = /: it is named \.png, but it is a text file, expected a PNG, JPEG/;
    await assert.rejects(readGivenSignatures([`${folder}/text.png`], reporter), expected);
    await assert.rejects(readGivenSignatures([folder], reporter), expected);
  }));
