/**
 * Reads the paths of a folder, each in the context of all.
 *
 * @module
 */
import type { SchemeMatch } from "./file_schemes.ts";
import { matchScheme } from "./match_scheme.ts";
import { fileNameContexts } from "./file_name_context.ts";
import { type FileNameReading, readFileName, stemOf } from "./read_file_name.ts";
import { areYears, type Level, levelContext, readLevel, type SignatureKind } from "./read_level.ts";
import { schemeContext, type SchemeFile } from "./scheme_context.ts";

/** A parsed path. */
export interface PathReading {
  /** Its folders without those that name a kind. */
  readonly place: string;
  /** Folders that name a writer or a group, from the top. */
  readonly levels: readonly Level[];
  /** Kind of the signature. */
  readonly kind: SignatureKind;
  /** Its name parsed by the scheme of a public collection. */
  readonly scheme: SchemeMatch | undefined;
  /** Its name parsed as an informal name. */
  readonly reading: FileNameReading;
}

/**
 * Reads the paths of a folder.
 *
 * @param paths Paths below the folder, with `/` between the parts.
 * @returns The parsed paths, in the same order.
 */
export function readPaths(paths: readonly string[]): PathReading[] {
  const folders = paths.map((path) => path.normalize("NFC").split("/").slice(0, -1));
  const known = readFolderNames(folders);
  const kinds = folders.map((parts) =>
    parts.map((part) => known.get(part)!.kind).findLast((kind) => kind !== undefined)
  );
  const levels = levelsOf(folders, known);
  const files = paths.map((path, index) => ({ stem: stemOf(path), kind: kinds[index] }));
  const scopes = scopesOf(levels);
  const matches = matchSchemes(files, scopes, known);
  const contexts = fileNameContexts(files.map(({ stem }) => stem), scopes);
  const readings = files.map(({ stem }, index) =>
    matches[index] === undefined ? readFileName(stem, contexts.get(scopes[index]!)!) : {}
  );
  const numbered = new Set(readings.map(({ identity }) => identity?.key));
  return folders.map((parts, index) => {
    const kind = kinds[index];
    const scheme = matches[index];
    const { unnumbered, ...reading } = readings[index]!;
    const identity = numbered.has(unnumbered?.key) ? unnumbered : undefined;
    return {
      place: parts.filter((part) => known.get(part)!.kind === undefined).join("/"),
      levels: levels[index]!,
      kind: kindOf(kind, scheme, reading),
      scheme,
      reading: identity === undefined ? reading : { ...reading, identity },
    };
  });
}

/** The names of folders, parsed. */
type KnownLevels = ReadonlyMap<string, Level>;

function readFolderNames(folders: readonly (readonly string[])[]): KnownLevels {
  const names = new Set(folders.flat());
  const context = levelContext(names);
  return new Map(Array.from(names, (name) => [name, readLevel(name, context)]));
}

/** The folders of each file that name a writer or a group; years do not. */
function levelsOf(folders: readonly (readonly string[])[], known: KnownLevels): Level[][] {
  const years = foldersOfYears(folders);
  const isYear = (parts: readonly string[], depth: number) =>
    /^\d{4}$/.test(parts[depth]!) && years.has(parts.slice(0, depth).join("/"));
  return folders.map((parts) =>
    parts.filter((_, depth) => !isYear(parts, depth))
      .map((part) => known.get(part)!)
      .filter(({ identity }) => identity !== undefined)
  );
}

/** The scheme that each file name follows. Collections differ in theirs: each has its own context. */
function matchSchemes(
  files: readonly SchemeFile[],
  scopes: readonly string[],
  known: KnownLevels,
): (SchemeMatch | undefined)[] {
  const numbers = Array.from(known.values(), ({ identity }) => identity?.key ?? "")
    .filter((key) => /^\d+$/.test(key));
  const contexts = new Map(
    Array.from(
      Map.groupBy(files, (_, index) => scopes[index]!),
      ([scope, members]) => [scope, schemeContext(members, numbers)],
    ),
  );
  return files.map((file, index) => matchScheme(file, contexts.get(scopes[index]!)!));
}

/** The first folder of each file that not all files share. */
function scopesOf(levels: readonly (readonly Level[])[]): string[] {
  const keyAt = (depth: number) => (file: readonly Level[]) => file[depth]?.identity?.key ?? "";
  let depth = 0;
  const first = levels[0] ?? [];
  while (
    depth < first.length && levels.every((file) => keyAt(depth)(file) === keyAt(depth)(first))
  ) {
    depth++;
  }
  return levels.map(keyAt(depth));
}

/** Paths of the folders whose numbered folders are years. */
function foldersOfYears(folders: readonly (readonly string[])[]): Set<string> {
  const below = new Map<string, Set<string>>();
  for (const parts of folders) {
    parts.forEach((part, depth) => {
      const above = parts.slice(0, depth).join("/");
      below.set(above, (below.get(above) ?? new Set()).add(part));
    });
  }
  return new Set([...below].filter(([, names]) => areYears(names)).map(([above]) => above));
}

/** The kind of a file: from its folder, unless its name spells out that it is forged. */
function kindOf(
  folder: SignatureKind | undefined,
  scheme: SchemeMatch | undefined,
  reading: FileNameReading,
): SignatureKind {
  const said = scheme?.kind ?? reading.kind;
  if (folder === undefined || folder === "questioned") return said ?? folder ?? "genuine";
  const isSpelledOut = scheme?.isSpelledOut ?? true;
  return folder === "genuine" && said === "forged" && isSpelledOut ? "forged" : folder;
}
