/**
 * The description of a set in the Croissant format of MLCommons.
 *
 * @module
 */
import type { SignatureFormat } from "../encode_forms.ts";
import type { SetDescription } from "./set_description.ts";
import { SIGNATURES_TABLE_FILE, WRITERS_TABLE_FILE } from "./set_files.ts";
import { SIGNATURES_FOLDER } from "./set_layout.ts";
import {
  type ColumnType,
  SIGNATURE_COLUMNS,
  type TableColumn,
  writerColumns,
} from "./set_tables.ts";
import { HOMEPAGE, setLicense, setSummary } from "./set_license.ts";

/** SHA-256 of each table, in hexadecimal. */
export interface TableHashes {
  /** Of the table of signatures. */
  readonly signatures: string;
  /** Of the table of writers. */
  readonly writers: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The context that every Croissant 1.0 file repeats. */
const CONTEXT: Json = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  equivalentProperty: "cr:equivalentProperty",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileProperty: "cr:fileProperty",
  fileObject: "cr:fileObject",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
};

const IMAGES = { "@id": "images" };
/** Media types of the formats that loaders decode as the image of a signature. */
const IMAGE_TYPES: Readonly<Record<SignatureFormat, string | undefined>> = {
  png: "image/png",
  jpg: "image/jpeg",
  svg: undefined,
  gif: undefined,
  inkml: undefined,
  json: undefined,
  csv: undefined,
  svc: undefined,
  "mask.png": undefined,
};

/**
 * Describes a set in Croissant 1.0: its files, and records of signatures and writers. Loaders get each
 * signature with its image, where it is a file of its own in a format of pixels.
 *
 * The date of publication, which the format recommends, is left out: the same set has the same bytes.
 *
 * @param set The set.
 * @param latentDim Length of a latent vector.
 * @param hashes Hashes of the tables.
 * @returns The text of `metadata.json`.
 */
export function setCroissant(
  set: SetDescription,
  latentDim: number,
  hashes: TableHashes,
): string {
  const images = imageFiles(set);
  const license = setLicense(set);
  return JSON.stringify(
    {
      "@context": CONTEXT,
      "@type": "sc:Dataset",
      conformsTo: "http://mlcommons.org/croissant/1.0",
      name: "generated-signatures",
      description: setSummary(set),
      ...(license === undefined ? {} : { license: license.url }),
      url: HOMEPAGE,
      version: "1.0.0",
      citeAs: `signature-vae ${set.version}, ${HOMEPAGE}`,
      keywords: ["handwritten signatures", "signature verification", "synthetic data"],
      isLiveDataset: false,
      distribution: [
        tableFile(SIGNATURES_TABLE_FILE, hashes.signatures),
        tableFile(WRITERS_TABLE_FILE, hashes.writers),
        ...(images === undefined ? [] : [images]),
      ],
      recordSet: [
        signatureRecords(images !== undefined),
        writerRecords(latentDim),
      ],
    },
    undefined,
    2,
  ) + "\n";
}

/** The images of a set, if they are files of their own in a format that loaders decode. */
function imageFiles({ extensions: [extension], isArchived }: SetDescription): Json | undefined {
  const encodingFormat = isArchived || extension === undefined ? undefined : IMAGE_TYPES[extension];
  return encodingFormat === undefined ? undefined : {
    "@type": "cr:FileSet",
    ...IMAGES,
    name: "images",
    description: "One image per signature, in a folder per writer",
    encodingFormat,
    includes: `${SIGNATURES_FOLDER}/*/*.${extension}`,
  };
}

function tableFile(name: string, sha256: string): Json {
  return {
    "@type": "cr:FileObject",
    "@id": name,
    name,
    contentUrl: name,
    encodingFormat: "text/csv",
    sha256,
  };
}

function signatureRecords(hasImages: boolean): Json {
  const fields = SIGNATURE_COLUMNS.map((column) =>
    tableField("signatures", SIGNATURES_TABLE_FILE, column)
  );
  const [fileName, ...others] = fields;
  return {
    "@type": "cr:RecordSet",
    "@id": "signatures",
    name: "signatures",
    description: "Genuine signatures and skilled forgeries",
    key: { "@id": "signatures/file_name" },
    field: hasImages ? [joinedFileName(fileName!), ...others, imageField()] : fields,
  };
}

/**
 * The column of file names, by whose last part, unique in a set, records and images are joined. Readers
 * apply the transform before and after the join, so it also matches its own result.
 */
function joinedFileName(field: Json): Json {
  return {
    ...field,
    description: "Name of the image",
    source: { ...field["source"] as Json, transform: { regex: "(?:.*/)?(.*)" } },
    references: { fileSet: IMAGES, extract: { fileProperty: "filename" } },
  };
}

function imageField(): Json {
  return {
    "@type": "cr:Field",
    "@id": "signatures/image",
    name: "image",
    description: "The image",
    dataType: "sc:ImageObject",
    source: { fileSet: IMAGES, extract: { fileProperty: "content" } },
  };
}

function writerRecords(latentDim: number): Json {
  return {
    "@type": "cr:RecordSet",
    "@id": "writers",
    name: "writers",
    description: "Writers and the latent vectors that their signatures were decoded from",
    key: { "@id": "writers/writer" },
    field: writerColumns(latentDim).map((column) =>
      tableField("writers", WRITERS_TABLE_FILE, column)
    ),
  };
}

const DATA_TYPES: Readonly<Record<ColumnType, string>> = {
  Text: "sc:Text",
  Integer: "sc:Integer",
  Float: "sc:Float",
};

function tableField(records: string, file: string, { name, type, description }: TableColumn): Json {
  return {
    "@type": "cr:Field",
    "@id": `${records}/${name}`,
    name,
    description,
    dataType: DATA_TYPES[type],
    source: { fileObject: { "@id": file }, extract: { column: name } },
  };
}
