import assert from "node:assert/strict";
import { textStrokes } from "../../../lib/image/drawing/stroke_font.ts";

Deno.test("textStrokes() has strokes within the box for every printable character", () => {
  for (let code = 33; code < 127; code++) {
    const { width, strokes } = textStrokes(String.fromCharCode(code));
    assert.ok(strokes.length > 0 && width > 0);
    for (const stroke of strokes) {
      assert.ok(stroke.length >= 2 && stroke.length % 2 === 0);
      for (let i = 0; i < stroke.length; i += 2) {
        assert.ok(stroke[i]! >= -1 && stroke[i]! <= width + 1);
        assert.ok(stroke[i + 1]! >= -26 && stroke[i + 1]! <= 8);
      }
    }
  }
});

Deno.test("textStrokes() writes a question mark for what it cannot write", () => {
  assert.deepEqual(textStrokes("\u00e9"), textStrokes("?"));
});
