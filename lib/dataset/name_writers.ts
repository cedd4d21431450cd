/**
 * Whose signature a file is, told from its path.
 *
 * @module
 */

/** File names of well-known research collections; the first group names the writer. */
const COLLECTIONS: readonly RegExp[] = [
  // CEDAR: original_12_3, forgeries_12_3
  /^(?:original|forgeries)_(\d+)_\d+$/i,
  // BHSig260: H-S-160-G-01, B-S-1-F-01; the first letter is the script
  /^([A-Z]-S-\d+)-[GF]-\d+$/i,
  // SigComp 2009: NFI-00301004 is the third writer's first attempt at the signature of the fourth
  /^NFI-\d{5}(\d{3})$/i,
  // SigComp 2009, evaluation: NISDCC-001_002
  /^NISDCC-(\d+)_/i,
  // MCYT-75: 0012v03, 0012f03
  /^(\d{4})[vf]\d{2}$/i,
  // GPDS: c-001-05, cf-001-05
  /^cf?-(\d+)-\d+$/i,
];

/** Names that people give; only for images that no subfolder puts in order. */
const HABITS: readonly RegExp[] = [
  // 012_3, writer-12_3
  /^((?:writer|user|person|signer|subject|id)?[-_ ]?\d{1,5})[-_ ]\d{1,4}$/i,
  // Maria_1, Jörg Müller-02
  /^(\p{L}[\p{L}\p{M}\p{Lm}'’. -]*?)[-_ ]+\d{1,4}$/u,
];

/** Endings of a subfolder that tell genuine signatures from forged ones of the same writer. */
const KIND = /[-_ ](?:forg(?:ed|ery|eries)?|fake|genuine|real|orig(?:inal)?)s?$/i;

function match(patterns: readonly RegExp[], path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  for (const pattern of patterns) {
    const writer = pattern.exec(name)?.[1];
    if (writer !== undefined) return writer;
  }
  return undefined;
}

/**
 * Names the writer of each image of a folder.
 *
 * The subfolder right below the folder names the writer, whatever lies deeper; an ending such as
 * `_forg` or `-genuine` is left away. Where the file names of one subfolder follow a well-known
 * collection (CEDAR, BHSig260, SigComp 2009, MCYT, GPDS) and name several writers, they count
 * instead. Images beside the subfolders, or of a folder without any, are told apart by the name of
 * such a collection or by one like `012_3.png` or `Maria_1.png`; what fits nothing belongs to one
 * writer of the folder's own name.
 *
 * @param paths Paths below the folder, with `/` between the parts.
 * @param folder Name of the folder.
 * @returns A writer for each path, in Unicode normalisation form C.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(nameWriters(["ann/1.png", "bob_forg/2024/1.png"], "data"), ["ann", "bob"]);
 * assert.deepEqual(nameWriters(["012_1.png", "013_1.png", "x.png"], "data"), ["012", "013", "data"]);
 * assert.deepEqual(nameWriters(["org/original_1_7.png", "org/original_2_7.png"], "data"), ["1", "2"]);
 * ```
 */
export function nameWriters(paths: readonly string[], folder: string): string[] {
  const named = new Map<string, Set<string>>();
  for (const path of paths) {
    const subfolder = subfolderOf(path);
    const writer = match(COLLECTIONS, path);
    if (subfolder === undefined || writer === undefined) continue;
    const writers = named.get(subfolder) ?? new Set();
    named.set(subfolder, writers.add(writer));
  }
  return paths.map((path) => {
    const subfolder = subfolderOf(path);
    if (subfolder === undefined) {
      return (match(COLLECTIONS, path) ?? match(HABITS, path) ?? folder).normalize("NFC");
    }
    const several = (named.get(subfolder)?.size ?? 0) > 1;
    const writer = several ? match(COLLECTIONS, path) : undefined;
    return (writer ?? withoutKind(subfolder)).normalize("NFC");
  });
}

function subfolderOf(path: string): string | undefined {
  const end = path.indexOf("/");
  return end < 0 ? undefined : path.slice(0, end);
}

function withoutKind(subfolder: string): string {
  return subfolder.replace(KIND, "") || subfolder;
}
