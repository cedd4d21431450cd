/**
 * Tells folders of writers from folders of groups of writers.
 *
 * @module
 */
import { bareNumber } from "./scheme_context.ts";
import type { Identity } from "./read_level.ts";
import type { PathReading } from "./read_paths.ts";

/** A folder merged with those of the same identity: `train/001` and `test/001_forg` are one. */
export interface FolderNode {
  /** Its identity; empty for the root. */
  readonly identity: Identity;
  /** Whether it names a script or a collection, not a writer. */
  readonly isGroup: boolean;
  /** Files directly in it. */
  readonly files: PathReading[];
  /** Folders directly in it, by the keys of their names. */
  readonly children: Map<string, FolderNode>;
}

/**
 * Builds the tree of folders that name writers or groups.
 *
 * @param files The parsed paths.
 * @returns The root.
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

/** Whether the name of a folder is a number, possibly with a letter. */
function isNumbered({ identity: { key } }: FolderNode): boolean {
  return /^(?:\p{L}{1,2} )?\d+(?: \p{L})?$/u.test(key);
}

/** Minimum number of different names in one folder that are not coincidence. */
const MIN_NAMES = 3;

/** Whether the files directly in a folder are named after several people. */
export function namesSeveral({ files }: FolderNode): boolean {
  const names = files.map(({ reading }) => reading.identity?.key).filter(Boolean);
  return new Set(names).size >= MIN_NAMES;
}

/**
 * Number of writers that the schemes of public collections find among the files directly in a
 * folder.
 */
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

/** Whether a folder without siblings holds several writers, or may do so. */
export function holdsAll(node: FolderNode): boolean {
  if (node.isGroup || !isNumbered(node) || node.children.size > 0) return true;
  const names = node.files.map(({ reading }) => reading.identity?.key).filter(Boolean);
  return holdsSeveral(node) || new Set(names).size > 1;
}

/** Descends through folders whose only content is one folder. */
function coreOf(node: FolderNode): FolderNode {
  const [child] = node.children.values();
  return node.files.length === 0 && node.children.size === 1 ? coreOf(child!) : node;
}

/** The parts that a folder divides into. */
function partsOf(node: FolderNode): FolderNode[] {
  const core = coreOf(node);
  return core.children.size > 0 || core === node ? [...core.children.values()] : [core];
}

/** Properties of sibling folders. */
export interface Siblings {
  /** Number of folders whose files name a single writer. */
  readonly singles: number;
  /** Number of folders whose files name several writers. */
  readonly several: number;
  /** Whether some have files whose names tell no writers. */
  readonly hasOwnFiles: boolean;
  /** Whether their subfolders seem to be people. */
  readonly divideIntoWriters: boolean;
}

/**
 * Compares sibling folders that are neither scripts nor collections.
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
 * Whether a folder is a writer rather than a group of writers.
 *
 * @param node The folder.
 * @param siblings Properties of it and its siblings.
 */
export function isWriter(node: FolderNode, siblings: Siblings): boolean {
  // A single folder among numbered writers may have misnamed files.
  if (holdsSeveral(coreOf(node))) return siblings.singles > siblings.several;
  if (node.files.length > 0) return true;
  if (holdsGroup(node)) return false;
  if (siblings.hasOwnFiles) return true;
  // A collection has sibling collections.
  return siblings.several === 0 && !siblings.divideIntoWriters;
}

/** Whether a folder divides into scripts or collections of several writers: `001/English` does not. */
function holdsGroup({ children }: FolderNode): boolean {
  const [child] = children.values();
  return [...children.values()].some((node) =>
    node.isGroup && (node.children.size > 0 || holdsSeveral(node) || namesSeveral(node))
  ) || children.size === 1 && holdsGroup(child!);
}

/** Whether subfolders are people, rather than parts of the signatures of one person. */
function divideIntoWriters(parents: readonly FolderNode[]): boolean {
  if (parents.length === 0) return false;
  const parts = parents.map(partsOf);
  const counts = parts.map(({ length }) => length).sort((a, b) => a - b);
  const median = counts[counts.length >> 1]!;
  const below = parts.flat();
  const areNumbers = below.filter(isNumbered).length > below.length / 2;
  if (parents.filter(isNumbered).length > parents.length / 2) {
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
