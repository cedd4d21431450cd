// The patterns are of bytes, control characters among them.
// deno-lint-ignore-file no-control-regex
/**
 * Recognizes files that are not supported images, with advice for their conversion.
 *
 * @module
 */

/** A file format that cannot be decoded. */
export interface ForeignFormat {
  /** With its article, such as "a PDF document". */
  readonly name: string;
  /** How to convert it to an image; absent if it is neither an image nor a document. */
  readonly advice?: string;
  /** Pattern of the first bytes, as text of one character per byte. */
  readonly pattern?: RegExp;
  /** File name extensions, in lower case. */
  readonly extensions?: readonly string[];
  /** Whether the extension takes precedence over the content, which matches another format. */
  readonly byExtension?: boolean;
  /** Whether other formats may match the pattern, so that the content alone is not conclusive. */
  readonly isWeak?: boolean;
}

function convert(command: string): string {
  return `convert it to PNG, e.g. with "${command}"`;
}

/** Formats in order of precedence. */
const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  {
    name: "a camera's raw image",
    advice: "export it as JPEG",
    // Most of them are TIFF files with a small preview and the image in a proprietary format.
    extensions: [".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw"],
    byExtension: true,
  },
  {
    name: "a PDF document",
    advice: 'convert its pages to PNG, e.g. with "pdftoppm -png"',
    pattern: /^\s{0,16}%PDF/,
    extensions: [".pdf"],
  },
  {
    name: "a HEIC image",
    advice: convert("heif-convert"),
    pattern: /^[^]{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/,
    extensions: [".heic", ".heif", ".hif"],
  },
  {
    name: "an AVIF image",
    advice: convert("avifdec"),
    pattern: /^[^]{4}ftypavi[fs]/,
    extensions: [".avif"],
  },
  {
    name: "a JPEG XL image",
    advice: convert("djxl"),
    pattern: /^(?:\xff\x0a|[^]{4}JXL )/,
    isWeak: true,
    extensions: [".jxl"],
  },
  {
    name: "a JPEG 2000 image",
    advice: convert("opj_decompress"),
    pattern: /^(?:\xff\x4f\xff\x51|[^]{4}jP {2})/,
    extensions: [".jp2", ".j2k", ".jpf", ".jpx"],
  },
  {
    name: "an SVG drawing",
    advice: convert("rsvg-convert"),
    pattern: /^(?:\xef\xbb\xbf)?\s*(?:<svg|<\?xml[^]*<svg)/i,
    extensions: [".svg", ".svgz"],
  },
  {
    name: "a Photoshop document",
    advice: convert("magick"),
    pattern: /^8BPS/,
    extensions: [".psd", ".psb"],
  },
  {
    name: "a PostScript document",
    advice: convert("gs -sDEVICE=pnggray"),
    pattern: /^(?:%!PS|\xc5\xd0\xd3\xc6)/,
    extensions: [".ps", ".eps", ".ai"],
  },
  {
    name: "a DjVu document",
    advice: 'convert its pages, e.g. with "ddjvu -format=tiff"',
    pattern: /^AT&TFORM/,
    extensions: [".djvu", ".djv"],
  },
  {
    name: "an office document",
    advice: "save the images in it as PNG",
    pattern:
      /^(?:PK\x03\x04[^]*(?:word\/|ppt\/)|PK[^]*mimetypeapplication\/vnd\.oasis|\xd0\xcf\x11\xe0)/,
    extensions: [".doc", ".docx", ".ppt", ".pptx", ".odt", ".odp", ".pages", ".key"],
  },
  {
    name: "an icon",
    isWeak: true,
    advice: convert("magick"),
    pattern: /^\0\0[\x01\x02]\0[^\0]\0/,
    extensions: [".ico", ".cur", ".icns"],
  },
  {
    name: "a Netpbm image",
    isWeak: true,
    advice: convert("magick"),
    pattern: /^P[1-7]\s+(?:#|\d|WIDTH)/,
    extensions: [".pbm", ".pgm", ".ppm", ".pnm", ".pam"],
  },
  {
    name: "a drawing or an image of a rare format",
    advice: convert("magick"),
    extensions: [
      ".tga",
      ".pcx",
      ".xcf",
      ".dds",
      ".exr",
      ".hdr",
      ".wmf",
      ".emf",
      ".xps",
      ".wdp",
      ".jxr",
      ".fits",
    ],
  },
  {
    name: "an archive",
    // Spreadsheets and arrays of numbers are ZIP archives too.
    isWeak: true,
    advice: "unpack it",
    pattern: /^(?:PK[\x03\x05]|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ)/,
    extensions: [".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"],
  },
  { name: "an empty file", pattern: /^$/ },
  { name: "a video", pattern: /^[^]{4}ftyp/ },
  { name: "an HTML page", pattern: /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)/i },
  { name: "an XML document", pattern: /^(?:\xef\xbb\xbf)?\s*<\?xml/i },
  { name: "a text file", pattern: /^[\t\n\r\x20-\x7e]+$/ },
];

/** Finds the format by the first bytes of a file. */
export function findForeignFormat(start: string): ForeignFormat | undefined {
  return FOREIGN_FORMATS.find(({ pattern }) => pattern?.test(start));
}

/** Finds the format by the extension of a file. */
export function findByExtension(extension: string): ForeignFormat | undefined {
  return FOREIGN_FORMATS.find(({ extensions }) => extensions?.includes(extension));
}

/** Describes a file and how to convert it, for messages. */
export function describeForeign({ name, advice }: ForeignFormat): string {
  return advice === undefined ? `it is ${name}` : `it is ${name}: ${advice}`;
}
