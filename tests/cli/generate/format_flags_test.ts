import assert from "node:assert/strict";
import {
  checkFormatFlags,
  checkStrokeless,
  type FormatFlags,
  formOptions,
  outputFormats,
} from "../../../lib/cli/generate/format_flags.ts";
import { millimetres } from "../../../lib/cli/parsers.ts";

const NONE: FormatFlags = {
  transparent: false,
  animated: false,
  loop: false,
  scan: false,
  scanMask: false,
};

function optionsOf(flags: Partial<FormatFlags>) {
  return formOptions({ ...NONE, ...flags }, 1);
}

Deno.test("checkFormatFlags() refuses flags without effect and names what is expected", () => {
  const cases: [Partial<FormatFlags>, RegExp][] = [
    [{ animated: true }, /with --animated: expected --format svg/],
    [{ loop: true }, /with --loop: expected --format gif, or svg and --animated/],
    [{ scan: true, format: ["svg"] }, /with --scan: expected --format png or jpg/],
    [{ scanMask: true }, /with --scan-mask: expected --scan/],
    [{ scan: true, transparent: true }, /with --scan and --transparent: a scan has paper/],
    [{ transparent: true, format: ["jpg"] }, /with --transparent: expected --format png or gif/],
    [{ jpegQuality: 50 }, /with --jpeg-quality: expected --format jpg, or --scan/],
    [{ sampleRate: 100 }, /with --sample-rate: expected --format inkml, json, csv or svc/],
    [
      { format: ["csv"], imageSize: { height: 64, width: 128 } },
      /Cannot write CSV with --image-size: it has no pixels/,
    ],
    [
      { imageSize: { height: 64, width: 128 }, dpi: 300, physicalWidth: 60 },
      /--image-size, --dpi and --physical-width: expected two of them/,
    ],
    [{ dpi: 9000, physicalWidth: 60 }, /images would have 10630 x 21260 pixels/],
    [{ imageSize: { height: 64, width: 4096 }, physicalWidth: 0.01 }, /it is too small/],
  ];
  for (const [flags, message] of cases) {
    assert.throws(() => checkFormatFlags({ ...NONE, ...flags }), message);
  }
  checkFormatFlags(NONE);
  checkFormatFlags({
    ...NONE,
    format: ["png", "jpg", "svg", "gif", "inkml"],
    animated: true,
    loop: true,
    scan: true,
    scanMask: true,
    jpegQuality: 70,
    sampleRate: 100,
    dpi: 300,
    physicalWidth: 60,
  });
});

Deno.test("checkStrokeless() refuses whatever needs strokes", () => {
  const size = { height: 16, width: 32 };
  const cases: [Partial<FormatFlags>, RegExp][] = [
    [{ format: ["png", "inkml"] }, /Cannot write INKML with a pixel model: it has no strokes/],
    [{ ink: "natural" }, /with --ink natural: a pixel model has no strokes/],
    [{ imageSize: size }, /with --image-size: .*trained with, 16x32/],
    [{ dpi: 300, physicalWidth: 60 }, /with --physical-width and --dpi: .*trained with, 16x32/],
  ];
  for (const [flags, message] of cases) {
    assert.throws(() => checkStrokeless({ ...NONE, ...flags }, "pixel", size), message);
  }
  checkStrokeless({ ...NONE, format: ["png", "jpg"], scan: true, scanMask: true }, "pixel", size);
});

Deno.test("formOptions(): two of pixels, resolution and size on paper give the third", () => {
  assert.deepEqual(
    [optionsOf({ dpi: 300 }).dpi, optionsOf({ dpi: 300 }).width],
    [300, undefined],
  );
  const fromDpi = optionsOf({ dpi: 300, physicalWidth: 60 });
  assert.deepEqual([fromDpi.height, fromDpi.width, fromDpi.dpi], [355, 709, 300]);
  const fromSize = optionsOf({ imageSize: { height: 355, width: 709 }, physicalWidth: 60 });
  assert.deepEqual([fromSize.height, fromSize.width, fromSize.dpi], [355, 709, 300]);
  assert.equal(optionsOf({ physicalWidth: 60 }).dpi, undefined);
});

Deno.test("outputFormats() adds the mask, and PNG where no format is named", () => {
  assert.deepEqual(outputFormats({ scanMask: true, format: ["jpg"] }).formats, ["jpg", "mask.png"]);
  assert.deepEqual(outputFormats({ scanMask: false, format: ["webdataset"] }), {
    formats: ["png"],
    isArchived: true,
  });
});

Deno.test("millimetres() reads lengths on paper", () => {
  const cases = { "60": 60, "60mm": 60, " 6.5 cm ": 65, "2in": 50.8, "1 MM": 1 };
  for (const [text, expected] of Object.entries(cases)) {
    assert.ok(Math.abs(millimetres(text) - expected) < 1e-9, text);
  }
  for (const text of ["", "0", "mm", "60px", "-3", "1e9"]) {
    assert.throws(() => millimetres(text), /expected a length such as 60mm/, text);
  }
});
