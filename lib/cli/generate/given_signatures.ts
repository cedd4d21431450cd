/**
 * The signatures that `--like` names.
 *
 * @module
 */
import { join } from "node:path";
import { misnamedReason, reasonOf, scanFolder } from "../../dataset/scan_folder.ts";
import { ImageFormatError } from "../../errors.ts";
import { type GivenSignature, recoverSignature } from "../../generation/recover_signature.ts";
import { decodeImage } from "../../image/codecs/decode.ts";
import { sha256 } from "../../sha256.ts";
import { reportDoubtful, reportSkipped } from "../report_files.ts";
import type { Reporter } from "../reporter.ts";

/** A signature from a file. */
export interface SignatureFile extends GivenSignature {
  /** Path of the file. */
  readonly file: string;
  /** SHA-256 of its content, in hexadecimal digits. */
  readonly hash: string;
}

/**
 * Reads signatures from files and folders. Images of a folder that show no signature are skipped and
 * named; a file that was named itself must show one.
 *
 * @param paths Files, and folders whose images are taken at any depth.
 * @param reporter Prints what is skipped, and the warnings of cleaning.
 * @returns The signatures, in the order of the paths.
 * @throws {Error} If a file cannot be read or shows no signature, or a folder has none at all.
 */
export async function readGivenSignatures(
  paths: readonly string[],
  reporter: Reporter,
): Promise<SignatureFile[]> {
  const signatures: SignatureFile[] = [];
  for (const path of paths) {
    if (await isFolder(path)) signatures.push(...await readFolder(path, reporter));
    else signatures.push(await readSignature(path));
  }
  const doubtful = signatures.flatMap(({ file, warnings }) =>
    warnings.length === 0 ? [] : [{ file, reason: warnings.join("; ") }]
  );
  reportDoubtful(doubtful, reporter);
  return signatures;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readFolder(folder: string, reporter: Reporter): Promise<SignatureFile[]> {
  const { images, skipped } = await scanFolder(folder);
  const signatures: SignatureFile[] = [];
  const failed = [...skipped];
  for (const [i, file] of images.entries()) {
    try {
      signatures.push(await readSignature(join(folder, file)));
    } catch (error) {
      failed.push({ file, reason: describe(file, error instanceof Error ? error.cause : error) });
    }
    reporter.progress("reading signatures", i + 1, images.length);
  }
  if (signatures.length === 0) {
    throw new Error(
      `Cannot read signatures from "${folder}": ` +
        (failed[0] === undefined
          ? "there is no image in it"
          : `"${failed[0].file}": ${failed[0].reason}`),
    );
  }
  reportSkipped(failed, reporter);
  return signatures;
}

async function readSignature(file: string): Promise<SignatureFile> {
  try {
    const bytes = await Deno.readFile(file);
    return { file, hash: await sha256(bytes), ...await recoverSignature(await decodeImage(bytes)) };
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): Error {
  const reason = describe(file, error);
  return new Error(`Cannot read a signature from "${file}": ${reason}`, { cause: error });
}

/** Why a file shows no signature, as a folder of training images says it. */
function describe(file: string, error: unknown): string {
  return error instanceof ImageFormatError && error.found !== undefined
    ? misnamedReason(file, error.found)
    : reasonOf(error);
}
