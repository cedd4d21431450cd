/**
 * Collects the outcomes of files as the arrays of a data set.
 *
 * @module
 */
import type { SignatureDataset } from "./dataset.ts";
import type { Outcome } from "./folder_cache.ts";
import { misnamedReason, type SkippedFile } from "./scan_folder.ts";
import type { AssignedImage } from "./writers/assign_writers.ts";
import type { SignatureKind } from "./writers/read_level.ts";

/** Collects the data of usable files and the reasons of the others. */
export function collectOutcomes(
  files: readonly AssignedImage[],
  outcomes: readonly Outcome[],
  size: number,
): Pick<SignatureDataset, "writers" | "names"> & {
  bytes: Uint8Array<ArrayBuffer>;
  kinds: SignatureKind[];
  failed: SkippedFile[];
  doubtful: SkippedFile[];
} {
  const count = outcomes.filter((outcome) => "ink" in outcome).length;
  const bytes = new Uint8Array(count * size);
  const writers: string[] = [];
  const names: string[] = [];
  const kinds: SignatureKind[] = [];
  const failed: SkippedFile[] = [];
  const doubtful: SkippedFile[] = [];
  files.forEach(({ path, writer, kind }, index) => {
    const outcome = outcomes[index]!;
    if ("ink" in outcome) {
      bytes.set(outcome.ink, names.length * size);
      names.push(path);
      writers.push(writer);
      kinds.push(kind);
      if (outcome.warnings.length > 0) {
        doubtful.push({ file: path, reason: outcome.warnings.join("; ") });
      }
    } else {
      const { reason, found } = outcome;
      failed.push({
        file: path,
        reason: found === undefined ? reason : misnamedReason(path, found),
      });
    }
  });
  return { bytes, writers, names, kinds, failed, doubtful };
}
