/**
 * Whose signature each file of a folder is, told from its path.
 *
 * @module
 */
import {
  bareNumber,
  matchScheme,
  schemeContext,
  type SchemeMatch,
} from "./file_schemes.ts";
import { type FileNameReading, readFileName, stemOf } from "./read_file_name.ts";
import {
  type Identity,
  type Level,
  levelContext,
  readLevel,
  type SignatureKind,
} from "./read_level.ts";

/** Whose signature a file is. */
export interface NamedSignature {
  /** The writer; of a forgery the writer whose signature it imitates, or `undefined` if nobody says. */
  readonly writer: string | undefined;
  /** Who it is by. */
  readonly kind: SignatureKind;
}

/** What {@linkcode nameWriters} understood. */
export interface WriterNaming {
  /** One for each path. */
  readonly signatures: readonly NamedSignature[];
  /** Folders lie below the one that was taken for the writer, and none of their names is understood. */
  readonly hasDeeperFolders: boolean;
}

/**
 * Names the writer of each image of a folder.
 *
 * Folders that name a split (`train`, `test`), a kind (`genuine`, `forged`, `001_forg`), a device or
 * session, or that hold everything, are no writers. Of what remains, the deepest folder that divides
 * each of the folders above it into several is the writer, together with a script or collection above
 * it where there are several (`Bengali/001` and `Hindi/001`). Where one folder holds many writers, the
 * names of the files tell them apart: by the schemes of public collections, or as people write them,
 * such as `012_3` and `Maria_1`. Files that cameras, scanners and clocks named tell nobody from others:
 * they belong to one writer of the folder's own name.
 *
 * @param paths Paths below the folder, with `/` between the parts.
 * @param folder Name of the folder.
 * @returns Writer and kind of each path; names in Unicode normalisation form C.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const writersOf = (...paths: string[]) =>
 *   nameWriters(paths, "data").signatures.map(({ writer, kind }) => `${writer} ${kind}`);
 * assert.deepEqual(writersOf("train/ann/1.png", "test/bob_forg/1.png"), ["ann genuine", "bob forged"]);
 * assert.deepEqual(writersOf("012_1.png", "013_1.png", "x.png"), ["012 genuine", "013 genuine", "data genuine"]);
 * assert.deepEqual(writersOf("org/original_1_7.png", "forg/forgeries_2_7.png"), ["1 genuine", "2 forged"]);
 * ```
 */
export function nameWriters(paths: readonly string[], folder: string): WriterNaming {
  const files = readPaths(paths);
  const root = buildTree(files);
  const namer = new Namer();
  const name = folder.normalize("NFC");
  namer.visit(root, { key: "", name: "", fallback: { key: "", name } });
  namer.resolveVictims();
  const names = namer.uniqueNames();
  const signatures = files.map((file) => {
    const key = namer.keys.get(file);
    return { writer: key === undefined ? undefined : names.get(key), kind: file.kind };
  });
  return { signatures, hasDeeperFolders: namer.hasDeeperFolders };
}

/** A file as its path is read. */
interface File {
  /** Folders that name a writer or a group, from the top. */
  readonly levels: readonly Level[];
  readonly kind: SignatureKind;
  readonly scheme: SchemeMatch | undefined;
  readonly reading: FileNameReading;
}

function readPaths(paths: readonly string[]): File[] {
  const folders = paths.map((path) => path.normalize("NFC").split("/").slice(0, -1));
  const names = new Set(folders.flat());
  const context = levelContext(names);
  const known = new Map(Array.from(names, (name) => [name, readLevel(name, context)]));
  const kinds = folders.map((parts) =>
    parts.map((part) => known.get(part)!.kind).findLast((kind) => kind !== undefined)
  );
  const numbers = Array.from(known.values(), ({ identity }) => identity?.key ?? "")
    .filter((key) => /^\d+$/.test(key));
  const stems = paths.map(stemOf);
  const schemes = schemeContext(stems.map((stem, index) => ({ stem, kind: kinds[index] })), numbers);
  const readings = stems.map(readFileName);
  const numbered = new Set(readings.map(({ identity }) => identity?.key));
  return stems.map((stem, index) => {
    const levels = folders[index]!.map((part) => known.get(part)!)
      .filter(({ identity }) => identity !== undefined);
    const kind = kinds[index];
    const scheme = matchScheme({ stem, kind }, schemes);
    const { unnumbered, ...reading } = scheme === undefined ? readings[index]! : {};
    const identity = numbered.has(unnumbered?.key) ? unnumbered : undefined;
    return {
      levels,
      kind: kindOf(kind, scheme, reading),
      scheme,
      reading: identity === undefined ? reading : { ...reading, identity },
    };
  });
}

/** The kind of a file: its folder says it, unless its name spells out that it is forged. */
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

/** A folder among those of the same meaning: `train/001` and `test/001_forg` are one. */
interface Node {
  readonly identity: Identity;
  readonly isGroup: boolean;
  readonly files: File[];
  readonly children: Map<string, Node>;
}

function buildTree(files: readonly File[]): Node {
  const root: Node = {
    identity: { key: "", name: "" },
    isGroup: true,
    files: [],
    children: new Map(),
  };
  for (const file of files) {
    let node = root;
    for (const { identity, isGroup } of file.levels) {
      const { key } = identity!;
      const child = node.children.get(key) ??
        { identity: identity!, isGroup, files: [], children: new Map() };
      node.children.set(key, child);
      node = child;
    }
    node.files.push(file);
  }
  return root;
}

/** Where the tree is read: what stands before each name, and whose the files without a name are. */
interface Scope extends Identity {
  readonly fallback: Identity;
}

/** Walks the tree and gives each file the key of its writer. */
class Namer {
  /** The key of the writer of each file, or of the victim; none where nobody says. */
  readonly keys = new Map<File, string>();
  hasDeeperFolders = false;
  /** How a writer is called: by genuine signatures where there are any. */
  readonly #names = new Map<string, { name: string; long: string; isGenuine: boolean }>();

  /** Reads a folder that is no writer. */
  visit(node: Node, scope: Scope): void {
    for (const file of node.files) this.#nameByFile(file, scope);
    const children = [...node.children.values()];
    // A lone folder holds everything there is.
    const isWrapper = children.length === 1 && node.files.length === 0;
    const people = children.filter(({ isGroup }) => !isGroup);
    for (const child of children) {
      if (isWrapper && holdsAll(child)) {
        this.visit(child, { ...scope, fallback: within(scope, child.identity) });
      } else if (child.isGroup || !isWriter(child, people)) {
        const inner = within(scope, child.identity);
        this.visit(child, { ...inner, fallback: inner });
      } else {
        this.hasDeeperFolders ||= child.children.size > 0;
        this.#assign(child, within(scope, child.identity));
      }
    }
  }

  #assign(node: Node, writer: Identity): void {
    for (const file of node.files) this.#note(file, writer);
    for (const child of node.children.values()) this.#assign(child, writer);
  }

  #nameByFile(file: File, scope: Scope): void {
    const { scheme, reading: { identity }, kind } = file;
    if (scheme !== undefined) {
      const { writer, series } = scheme;
      const key = [series?.toLowerCase() ?? "", bareNumber(writer.toLowerCase())].filter(Boolean).join(" ");
      const long = [series ?? "", writer].filter(Boolean).join("-");
      // The letter of BHSig260 names the script, so it always belongs to the name.
      const name = series?.endsWith("-S") ? long : writer;
      this.#note(file, within(scope, { key, name }), within(scope, { key, name: long }).name);
    } else if (identity !== undefined) {
      this.#note(file, within(scope, identity));
    } else if (kind !== "forged") {
      this.#note(file, scope.fallback);
    }
  }

  #note(file: File, { key, name }: Identity, long: string = name): void {
    this.keys.set(file, key);
    const isGenuine = file.kind !== "forged";
    const known = this.#names.get(key);
    if (
      known === undefined || isGenuine && !known.isGenuine ||
      isGenuine === known.isGenuine && isPadded(name, known.name)
    ) {
      this.#names.set(key, { name, long, isGenuine });
    }
  }

  /** Finds the writers of forgeries that lie elsewhere than the genuine signatures. */
  resolveVictims(): void {
    const genuine = new Set<string>();
    const byLast = new Map<string, Set<string>>();
    for (const [{ kind }, key] of this.keys) {
      if (kind === "forged" || kind === "questioned") continue;
      genuine.add(key);
      const last = key.slice(key.lastIndexOf("/") + 1);
      byLast.set(last, (byLast.get(last) ?? new Set()).add(key));
    }
    for (const [file, key] of this.keys) {
      if (genuine.has(key)) continue;
      const alike = byLast.get(key.slice(key.lastIndexOf("/") + 1));
      if (alike?.size === 1) this.keys.set(file, [...alike][0]!);
    }
  }

  /** The name of each key, no name twice. */
  uniqueNames(): Map<string, string> {
    const counts = new Map<string, number>();
    for (const key of new Set(this.keys.values())) {
      const { name } = this.#names.get(key)!;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const names = new Map<string, string>();
    const taken = new Set<string>();
    for (const key of new Set(this.keys.values())) {
      const { name, long } = this.#names.get(key)!;
      let unique = counts.get(name) === 1 ? name : long;
      while (taken.has(unique)) unique += "'";
      taken.add(unique);
      names.set(key, unique);
    }
    return names;
  }
}

/** "001" says more than "1". */
function isPadded(name: string, other: string): boolean {
  return name.length > other.length && name.replace(/0/g, "") === other.replace(/0/g, "");
}

function within(scope: Identity, { key, name }: Identity): Identity {
  return {
    key: scope.key === "" ? key : `${scope.key}/${key}`,
    name: scope.name === "" ? name : `${scope.name}/${name}`,
  };
}

function looksNumbered({ identity: { key } }: Node): boolean {
  return /^(?:\p{L}{1,2} )?\d+(?: \p{L})?$/u.test(key);
}

/** How many writers the schemes of public collections find among the files right in a folder. */
function schemeWriters({ files }: Node): number {
  const writers = new Set<string>();
  for (const { scheme } of files) {
    if (scheme !== undefined) writers.add(`${scheme.series ?? ""} ${bareNumber(scheme.writer)}`);
  }
  return writers.size;
}

function holdsSeveral(node: Node): boolean {
  return schemeWriters(node) > 1;
}

/** Whether a folder beside which there is nothing holds several writers, or may do so. */
function holdsAll(node: Node): boolean {
  if (node.isGroup || !looksNumbered(node) || node.children.size > 0) return true;
  const names = node.files.map(({ reading }) => reading.identity?.key).filter(Boolean);
  return holdsSeveral(node) || new Set(names).size > 1;
}

/** Whether a folder is a writer, and no group of writers, as its siblings tell. */
function isWriter(node: Node, siblings: readonly Node[]): boolean {
  if (node.files.length > 0) {
    if (!holdsSeveral(node)) return true;
    // One folder of a set that numbers each writer's may have misnamed files.
    const singles = siblings.filter((sibling) => schemeWriters(sibling) === 1).length;
    return singles > siblings.filter(holdsSeveral).length;
  }
  const children = [...node.children.values()];
  if (children.some(({ isGroup }) => isGroup)) return false;
  if (siblings.some(({ files }) => files.length > 0)) return true;
  return !dividesIntoWriters(siblings);
}

/** Whether the folders below folders are people, rather than what one person left in several places. */
function dividesIntoWriters(parents: readonly Node[]): boolean {
  const counts = parents.map(({ children }) => children.size).sort((a, b) => a - b);
  const median = counts[counts.length >> 1]!;
  const below = parents.flatMap(({ children }) => [...children.values()]);
  const areNumbers = below.filter(looksNumbered).length > below.length / 2;
  if (parents.filter(looksNumbered).length > parents.length / 2) {
    return areNumbers && median >= 4 * parents.length;
  }
  if (areNumbers) return median >= 3;
  // "a/ann", "b/bob"
  const areInitials = parents.every(({ identity: { key }, children }) =>
    /^\p{L}$/u.test(key) && [...children.keys()].every((name) => name.startsWith(key))
  );
  if (areInitials) return true;
  const areUnique = new Set(below.map(({ identity }) => identity.key)).size === below.length;
  return areUnique && median > parents.length;
}

