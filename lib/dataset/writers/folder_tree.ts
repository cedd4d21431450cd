/**
 * Folders that name writers or groups of them, and which of the two they name.
 *
 * @module
 */
import { bareNumber } from "./file_schemes.ts";
import type { Identity } from "./read_level.ts";
import type { PathReading } from "./read_paths.ts";

/** A folder among those of the same meaning: `train/001` and `test/001_forg` are one. */
export interface FolderNode {
  /** What it names; nothing in the folder that holds all. */
  readonly identity: Identity;
  /** It names a script or a collection, which is no writer. */
  readonly isGroup: boolean;
  /** Files right in it. */
  readonly files: PathReading[];
  /** Folders right in it, by the keys of their names. */
  readonly children: Map<string, FolderNode>;
}

/**
 * Puts files into the tree of those folders that name a writer or a group.
 *
 * @param files What their paths say.
 * @returns The folder that holds all.
 */
export function buildTree(files: readonly PathReading[]): FolderNode {
  const root: FolderNode = {
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

/** Whether a folder is called by a number, perhaps with a letter. */
function looksNumbered({ identity: { key } }: FolderNode): boolean {
  return /^(?:\p{L}{1,2} )?\d+(?: \p{L})?$/u.test(key);
}

/** So many names in the files of one writer are no chance. */
const MIN_NAMES = 3;

/** Whether the files right in a folder are named after several people, as people name them. */
export function namesSeveral({ files }: FolderNode): boolean {
  const names = files.map(({ reading }) => reading.identity?.key).filter(Boolean);
  return new Set(names).size >= MIN_NAMES;
}

/** How many writers the schemes of public collections find among the files right in a folder. */
function schemeWriters({ files }: FolderNode): number {
  const writers = new Set<string>();
  for (const { scheme } of files) {
    if (scheme !== undefined) writers.add(`${scheme.series ?? ""} ${bareNumber(scheme.writer)}`);
  }
  return writers.size;
}

function holdsSeveral(node: FolderNode): boolean {
  return schemeWriters(node) > 1;
}

/** Whether a folder beside which there is nothing holds several writers, or may do so. */
export function holdsAll(node: FolderNode): boolean {
  if (node.isGroup || !looksNumbered(node) || node.children.size > 0) return true;
  const names = node.files.map(({ reading }) => reading.identity?.key).filter(Boolean);
  return holdsSeveral(node) || new Set(names).size > 1;
}

/** The folder that holds all there is in a folder. */
function coreOf(node: FolderNode): FolderNode {
  const [child] = node.children.values();
  return node.files.length === 0 && node.children.size === 1 ? coreOf(child!) : node;
}

/** What a folder divides into. */
function partsOf(node: FolderNode): FolderNode[] {
  const core = coreOf(node);
  return core.children.size > 0 || core === node ? [...core.children.values()] : [core];
}

/** What folders that lie beside each other have in common. */
export interface Siblings {
  /** How many hold files of one writer by their names. */
  readonly singles: number;
  /** How many hold files of several. */
  readonly several: number;
  /** There are some with files whose names name no writers. */
  readonly hasOwnFiles: boolean;
  /** What they divide into looks like people. */
  readonly divideIntoWriters: boolean;
}

/**
 * Compares folders that lie beside each other and are neither scripts nor collections.
 *
 * @param nodes The folders.
 */
export function compareSiblings(nodes: readonly FolderNode[]): Siblings {
  const counts = nodes.map((node) => schemeWriters(coreOf(node)));
  return {
    singles: counts.filter((count) => count === 1).length,
    several: counts.filter((count) => count > 1).length,
    hasOwnFiles: nodes.some((node) => node.files.length > 0 && !holdsSeveral(node)),
    divideIntoWriters: divideIntoWriters(nodes),
  };
}

/**
 * Whether a folder is a writer, and no group of writers.
 *
 * @param node The folder.
 * @param siblings What it has in common with those beside it.
 */
export function isWriter(node: FolderNode, siblings: Siblings): boolean {
  // One folder of a set that numbers each writer's may have misnamed files.
  if (holdsSeveral(coreOf(node))) return siblings.singles > siblings.several;
  if (node.files.length > 0) return true;
  if (holdsGroup(node)) return false;
  if (siblings.hasOwnFiles) return true;
  // Beside a collection there is another one.
  return siblings.several === 0 && !siblings.divideIntoWriters;
}

/** Whether a folder divides into scripts or collections of several writers: `001/English` does not. */
function holdsGroup({ children }: FolderNode): boolean {
  const [child] = children.values();
  return [...children.values()].some((node) =>
    node.isGroup && (node.children.size > 0 || holdsSeveral(node) || namesSeveral(node))
  ) || children.size === 1 && holdsGroup(child!);
}

/** Whether the folders below folders are people, rather than what one person left in several places. */
function divideIntoWriters(parents: readonly FolderNode[]): boolean {
  if (parents.length === 0) return false;
  const parts = parents.map(partsOf);
  const counts = parts.map(({ length }) => length).sort((a, b) => a - b);
  const median = counts[counts.length >> 1]!;
  const below = parts.flat();
  const areNumbers = below.filter(looksNumbered).length > below.length / 2;
  if (parents.filter(looksNumbered).length > parents.length / 2) {
    return areNumbers && median >= 4 * parents.length;
  }
  if (areNumbers) return median >= 3;
  // "a/ann", "b/bob"
  const areInitials = parents.every(({ identity: { key } }, index) =>
    /^\p{L}$/u.test(key) && parts[index]!.every(({ identity }) => identity.key.startsWith(key))
  );
  if (areInitials) return true;
  const areUnique = new Set(below.map(({ identity }) => identity.key)).size === below.length;
  return areUnique && median > parents.length;
}
