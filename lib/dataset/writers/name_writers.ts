/**
 * Finds the writer of each file of a folder from its path.
 *
 * @module
 */
import { bareNumber } from "./scheme_context.ts";
import {
  buildTree,
  compareSiblings,
  type FolderNode,
  holdsAll,
  isWriter,
  namesSeveral,
} from "./folder_tree.ts";
import type { Identity, SignatureKind } from "./read_level.ts";
import { type PathReading, readPaths } from "./read_paths.ts";

/** Writer and kind of a file. */
export interface NamedSignature {
  /** The writer; for a forgery the writer that it imitates, `undefined` if unknown. */
  readonly writer: string | undefined;
  /** Kind of the signature. */
  readonly kind: SignatureKind;
}

/** Result of {@linkcode nameWriters}. */
export interface WriterNaming {
  /** One per path. */
  readonly signatures: readonly NamedSignature[];
  /**
   * Whether there are folders, or names of several people in one folder, that were not taken as
   * writers.
   */
  readonly hasUnusedNames: boolean;
}

/**
 * Finds the writer of each image of a folder.
 *
 * Folders that name a split (`train`, `test`), a kind (`genuine`, `forged`, `001_forg`), a device
 * or session, or that contain everything, are not writers. Among the others, the deepest folder
 * that divides each folder above it into several is the writer, together with a script or
 * collection above it if there are several (`Bengali/001` and `Hindi/001`). In a folder of many
 * writers, file names distinguish them: by the schemes of public collections, or by common names
 * such as `012_3` and `Maria_1`. Names from cameras, scanners and clocks identify nobody: such
 * files belong to one writer, named like the folder.
 *
 * @param paths Paths below the folder, with `/` between the parts.
 * @param folder Name of the folder.
 * @returns Writer and kind of each path; names in Unicode normalization form C.
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
  const places = new Set(files.map(({ place }) => place));
  const hasUnusedFolders = namer.unnamed > files.length / 2 && places.size > 1;
  return { signatures, hasUnusedNames: namer.hasUnusedNames || hasUnusedFolders };
}

/** Scope of a part of the tree: the prefix of names, and the writer of files without a name. */
interface Scope extends Identity {
  readonly fallback: Identity;
}

/** Walks the tree and assigns each file the key of its writer. */
class Namer {
  /** Key of the writer, or of the victim, of each file; absent if unknown. */
  readonly keys = new Map<PathReading, string>();
  /**
   * Whether there are folders below those of writers, or files named after several people in one.
   */
  hasUnusedNames = false;
  /** Number of files without a writer in either folder or file name. */
  unnamed = 0;
  /** Name of each writer, from genuine signatures if there are any. */
  readonly #names = new Map<string, { name: string; long: string; isGenuine: boolean }>();

  /** Visits a folder that is not a writer. */
  visit(node: FolderNode, scope: Scope): void {
    for (const file of node.files) this.#nameByFile(file, scope);
    const children = [...node.children.values()];
    // A single folder without files beside it contains everything.
    const isWrapper = children.length === 1 && node.files.length === 0;
    const siblings = compareSiblings(children.filter(({ isGroup }) => !isGroup));
    for (const child of children) {
      if (isWrapper && holdsAll(child)) {
        this.visit(child, { ...scope, fallback: within(scope, child.identity) });
      } else if (child.isGroup || !isWriter(child, siblings)) {
        const inner = within(scope, child.identity);
        this.visit(child, { ...inner, fallback: inner });
      } else {
        this.hasUnusedNames ||= child.children.size > 0 || namesSeveral(child);
        this.#assign(child, within(scope, child.identity));
      }
    }
  }

  #assign(node: FolderNode, writer: Identity): void {
    for (const file of node.files) this.#note(file, writer);
    for (const child of node.children.values()) this.#assign(child, writer);
  }

  #nameByFile(file: PathReading, scope: Scope): void {
    const { scheme, reading: { identity }, kind } = file;
    if (scheme !== undefined) {
      const { writer, series } = scheme;
      const key = [series?.toLowerCase() ?? "", bareNumber(writer.toLowerCase())].filter(Boolean)
        .join(" ");
      const long = [series ?? "", writer].filter(Boolean).join("-");
      // The letter of BHSig260 is the script, so it always belongs to the name.
      const name = series?.endsWith("-S") ? long : writer;
      this.#note(file, within(scope, { key, name }), within(scope, { key, name: long }).name);
    } else if (identity !== undefined) {
      this.#note(file, within(scope, identity));
    } else {
      this.unnamed++;
      if (kind !== "forged") this.#note(file, scope.fallback);
    }
  }

  #note(file: PathReading, { key, name }: Identity, long: string = name): void {
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

  /** Finds the victims of forgeries that are in other folders than the genuine signatures. */
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
      // The folder may be that of the forger, and the file name that of the victim.
      const lasts = [key.slice(key.lastIndexOf("/") + 1), bareNumber(file.scheme?.writer ?? "")];
      const victim = lasts.map((last) => onlyOne(byLast.get(last) ?? [], key))
        .find((found) => found !== undefined);
      if (victim !== undefined) this.keys.set(file, victim);
    }
  }

  /** Assigns unique names to keys. */
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
      const preferred = counts.get(name) === 1 ? name : long;
      let unique = preferred;
      for (let copy = 2; taken.has(unique); copy++) unique = `${preferred} (${copy})`;
      taken.add(unique);
      names.set(key, unique);
    }
    return names;
  }
}

/** Returns the single key, or the single one in the same group as another key. */
function onlyOne(keys: Iterable<string>, other: string): string | undefined {
  const all = [...keys];
  const [group] = other.split("/");
  const near = all.length === 1 ? all : all.filter((key) => key.split("/")[0] === group);
  return near.length === 1 ? near[0] : undefined;
}

/** Whether a name has more leading zeros than another: "001" is preferred to "1". */
function isPadded(name: string, other: string): boolean {
  return name.length > other.length && name.replace(/0/g, "") === other.replace(/0/g, "");
}

function within(scope: Identity, { key, name }: Identity): Identity {
  return {
    key: scope.key === "" ? key : `${scope.key}/${key}`,
    name: scope.name === "" ? name : `${scope.name}/${name}`,
  };
}
