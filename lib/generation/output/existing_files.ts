/**
 * Which files of a run exist.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { folderEntries } from "../../files/check_vacant.ts";
import type { OutputPlan } from "./output_plan.ts";

/** The files of a folder and its subfolders, each of which is read once, on first use. */
export class ExistingFiles {
  readonly #folder: string;
  #root: ReadonlySet<string> | undefined;
  #subfolder: { readonly name: string; readonly names: ReadonlySet<string> } | undefined;

  /**
   * Creates a view of a folder.
   *
   * @param folder Path of the folder; it may be missing.
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Whether a file exists. Ask for the files of one subfolder one after the other, as only the names
   * of one are kept.
   *
   * @param path Path within the folder, with slashes.
   */
  async has(path: string): Promise<boolean> {
    this.#root ??= new Set(await folderEntries(this.#folder));
    const name = dirname(path);
    if (name === ".") return this.#root.has(path);
    if (!this.#root.has(name.split("/")[0]!)) return false;
    if (this.#subfolder?.name !== name) {
      const names = await folderEntries(join(this.#folder, name));
      this.#subfolder = { name, names: new Set(names.map((file) => `${name}/${file}`)) };
    }
    return this.#subfolder.names.has(path);
  }

  /**
   * Whether all files of a unit exist.
   *
   * @param plan The files of the run.
   * @param unit Number of the unit.
   */
  async hasUnit(plan: OutputPlan, unit: number): Promise<boolean> {
    for (const file of plan.filesOf(unit)) if (!await this.has(file)) return false;
    return true;
  }
}
