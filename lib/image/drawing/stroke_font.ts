/**
 * A stroke font for the labels of contact sheets.
 *
 * The letters are "Simplex Roman" of the Hershey fonts, created by Dr. A. V. Hershey at the U.S.
 * National Bureau of Standards in 1967; they are free for any use.
 *
 * @module
 */

/**
 * The printable characters of ASCII from the space on. Two digits of base 36 encode a point; each
 * is the coordinate plus 16. The first pair is the left and right end of the character; its strokes
 * follow, separated by spaces. Capitals reach from -12 to 9, the baseline.
 */
const GLYPHS: readonly string[] = [
  "8o",
  "bl g4gi gnfogphogn",
  "8o c4cb k4kb",
  "6r h0aw n0gw adod 9jnj",
  "6q e0et i0it n7l5i4e4b59799abbcddjflgmhnjnmloipepbo9m",
  "4s p47p c4e6e8dabb9b797785a4c4e5h6k6n5p4 lijjilinkpmpoopmpknili",
  "3t qdqcpbobncmekjimgoepap8o7n6l6j7h8gfcgbh9h7g5e4c5b7b9ccefjmlonpppqoqn",
  "bl g6f5g4h5h7g9fa",
  "9n k0i2g5e9dediengriukw",
  "9n c0e2g5i9jejiingreucw",
  "8o gagm bdlj ldbj",
  "3t g7gp 7gpg",
  "ck hlgmflgkhlhnfp",
  "3t 7gpg",
  "ck gkflgmhlgk",
  "5r p07w",
  "6q f4c5a89d9galcofphpkomlngndm8k5h4f4",
  "6q c8e7h4hp",
  "6q a9a8b6c5e4i4k5l6m8malcjf9pnp",
  "6q b4m4gcjcldmenhnjmmkohpepboan9l",
  "6q j49ioi j4jp",
  "6q l4b4adbcebhbkcmenhnjmmkohpepboan9l",
  "6q m7l5i4g4d5b8adaibmdogphpkommnjnimfkdhcgcddbfai",
  "6q n4dp 94n4",
  "6q e4b5a7a9bbdchdkemgninlmnloipepboan9l9iagcefdjclbm9m7l5i4e4",
  "6q mblejgghfhcgae9b9aa7c5f4g4j5l7mbmglljogpepboam",
  "ck gdfegfhegd gkflgmhlgk",
  "ck gdfegfhegd hlgmflgkhlhnfp",
  "4s o78gop",
  "3t 7dpd 7jpj",
  "4s 87og8p",
  "7p a9a8b6c5e4i4k5l6m8malckdgfgi gnfogphogn",
  "3u lckai9f9dacbbebhcjekhkjjkh f9dbcechdjek l9khkjmkokqirfrdqap8n6l5i4f4c5a6887a6d6g7j8lancofpiplonnom m9lhljmk",
  "7p g48p g4op bili",
  "5q 949p 94i4l5m6n8namcldie 9eielfmgninlmnloip9p",
  "6r o9n7l5j4f4d5b7a99c9hakbmdofpjplonmok",
  "5q 949p 94g4j5l7m9ncnhmklmjogp9p",
  "6p a4ap a4n4 aeie apnp",
  "6o a4ap a4n4 aeie",
  "6r o9n7l5j4f4d5b7a99c9hakbmdofpjplonmokoh jhoh",
  "5r 949p n4np 9ene",
  "ck g4gp",
  "8o k4kkjniogpepcobnakai",
  "5q 949p n49i ednp",
  "6n a4ap apmp",
  "4s 848p 84gp o4gp o4op",
  "5r 949p 94np n4np",
  "5r e4c5a7998c8h9kamcoepipkommnkohocn9m7k5i4e4",
  "5q 949p 94i4l5m6n8nbmdleif9f",
  "5r e4c5a7998c8h9kamcoepipkommnkohocn9m7k5i4e4 hlnr",
  "5q 949p 94i4l5m6n8namcldie9e genp",
  "6q n7l5i4e4b59799abbcddjflgmhnjnmloipepbo9m",
  "8o g4gp 94n4",
  "5r 949jamcofphpkommnjn4",
  "7p 84gp o4gp",
  "4s 64bp g4bp g4lp q4lp",
  "6q 94np n49p",
  "7p 84gegp o4ge",
  "6q n49p 94n4 9pnp",
  "9n d0dw e0ew d0k0 dwkw",
  "9n 94ns",
  "9n i0iw j0jw c0j0 cwjw",
  "8o g28g g2og",
  "7p 7wpw",
  "ck h9fbfdgehdgcfd",
  "7q mbmp mekcibfbdcbeahajbmdofpipkomm",
  "6p a4ap aeccebhbjclemhmjlmjohpepcoam",
  "7p mekcibfbdcbeahajbmdofpipkomm",
  "7q m4mp mekcibfbdcbeahajbmdofpipkomm",
  "7p ahmhmfldkcibfbdcbeahajbmdofpipkomm",
  "bn l4j4h5g8gp dbkb",
  "7q mbmrlukviwfwdv mekcibfbdcbeahajbmdofpipkomm",
  "7q b4bp bfecgbjblcmfmp",
  "ck f4g5h4g3f4 gbgp",
  "bl g4h5i4h3g4 hbhsgvewcw",
  "7o b4bp lbbl fhmp",
  "ck g4gp",
  "1v 5b5p 5f8cabdbfcgfgp gfjclbobqcrfrp",
  "7q bbbp bfecgbjblcmfmp",
  "7q fbdcbeahajbmdofpipkommnjnhmekcibfb",
  "6p abaw aeccebhbjclemhmjlmjohpepcoam",
  "7q mbmw mekcibfbdcbeahajbmdofpipkomm",
  "9m dbdp dheegciblb",
  "8p melcibfbccbecgehjiljmlmmloipfpcobm",
  "bn g4glhojplp dbkb",
  "7q bbblcoephpjoml mbmp",
  "8o abgp mbgp",
  "5r 8bcp gbcp gbkp obkp",
  "8p bbmp mbbp",
  "8o abgp mbgpetcvaw9w",
  "8p mbbp bbmb bpmp",
  "9n i0g1f2e4e6f8g9hbhdff g1f3f5g7h8iaichedghiikimhogpfrftgv fhhjhlgnfoeqesfugviw",
  "ck g0gw",
  "9n e0g1h2i4i6h8g9fbfdhf g1h3h5g7f8eaecfejgfiekemfogphrhtgv hhfjflgnhoiqishugvew",
  "4s 7j7h8eadcdeeihkimiohpf 7h8faeceefiikjmjoipfpd",
];

/** Height of capitals above the baseline, in units of the font. */
export const CAP_HEIGHT = 21;

/** A stroke of a letter: `x0, y0, x1, y1, ...`, the baseline at 0, y downwards. */
export type LetterStroke = readonly number[];

/** Text as strokes, in units of the font. */
export interface TextStrokes {
  /** From the start of the first character to the end of the last one. */
  readonly width: number;
  /** In writing order. */
  readonly strokes: readonly LetterStroke[];
}

const OFFSET = 16;
const BASE_LINE = 9;

/**
 * Sets a line of text.
 *
 * @param text The text; characters outside printable ASCII become question marks.
 * @returns Its strokes: capitals are {@linkcode CAP_HEIGHT} high, and the text starts at x = 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(textStrokes("VAE").width, textStrokes("V").width + textStrokes("AE").width);
 * ```
 */
export function textStrokes(text: string): TextStrokes {
  const strokes: number[][] = [];
  let pen = 0;
  for (const character of text) {
    const glyph = GLYPHS[character.charCodeAt(0) - 32] ?? GLYPHS["?".charCodeAt(0) - 32]!;
    const [ends, ...parts] = glyph.split(" ");
    const left = parseInt(ends![0]!, 36) - OFFSET;
    const right = parseInt(ends![1]!, 36) - OFFSET;
    for (const part of parts) {
      const stroke: number[] = [];
      for (let i = 0; i < part.length; i += 2) {
        stroke.push(pen + parseInt(part[i]!, 36) - OFFSET - left);
        stroke.push(parseInt(part[i + 1]!, 36) - OFFSET - BASE_LINE);
      }
      strokes.push(stroke);
    }
    pen += right - left;
  }
  return { width: pen, strokes };
}
