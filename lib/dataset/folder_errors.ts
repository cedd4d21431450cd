/**
 * Errors of folders that hold no usable image.
 *
 * @module
 */
import type { FolderScan, SkippedFile } from "./scan_folder.ts";

export function noImageError(directory: string, { others, skipped }: FolderScan): Error {
  const count = [...others.values()].reduce((sum, number) => sum + number, 0);
  const kinds = [...others].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([kind, number]) => `${number} ${kind}`).join(", ");
  const unread = skipped.map(({ file, reason }) => `; "${file}": ${reason}`).slice(0, 3).join("");
  const state = count === 0
    ? "there is no file in it"
    : `no image among ${count} file${count === 1 ? "" : "s"} (${kinds})`;
  return new Error(
    `Cannot load "${directory}": ${state}${unread}, expected PNG, JPEG, BMP, TIFF, GIF or WebP images`,
  );
}

export function forgeriesError(directory: string, count: number): Error {
  return new Error(
    `Cannot load "${directory}": all of its ${count} images are forgeries or may be, which are left ` +
      'out unless forgeries is "include"',
  );
}

export function unreadableError(directory: string, failed: readonly SkippedFile[]): Error {
  const examples = failed.slice(0, 3).map(({ file, reason }) => `\n  ${file}: ${reason}`).join("");
  const more = failed.length > 3 ? `\n  and ${failed.length - 3} more` : "";
  return new Error(
    `Cannot load "${directory}": none of its ${failed.length} images can be read${examples}${more}`,
  );
}
