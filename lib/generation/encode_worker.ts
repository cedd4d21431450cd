/**
 * A thread that encodes signatures.
 *
 * @module
 */
import { serveJobs, startWorkerThread } from "../worker_thread.ts";
import { type EncodedForm, encodeForms, type EncodeOptions } from "./encode_forms.ts";
import { GeneratedSignature, type SignatureContent } from "./generated_signature.ts";

/** Encodes several signatures. */
export interface EncodeJob {
  /** What the signatures are made of. */
  readonly signatures: readonly SignatureContent[];
  /** Formats, size and ink. */
  readonly options: EncodeOptions;
}

const KIND = "encode";

/**
 * Starts a thread that runs {@linkcode EncodeJob}s, one at a time in the order of the messages.
 *
 * @returns The thread; `undefined` if the program may not start one: from source, that takes
 * permission to read its own code.
 */
export function startEncodeWorker(): Promise<Worker | undefined> {
  return startWorkerThread(KIND, import.meta.url);
}

/**
 * Runs a job.
 *
 * @param job The signatures and how they are encoded.
 * @returns The files of each signature.
 */
export function runEncodeJob({ signatures, options }: EncodeJob): EncodedForm[][] {
  return signatures.map((content) => encodeForms(new GeneratedSignature(content), options));
}

await serveJobs(KIND, {
  run: runEncodeJob,
  transfer: (files) => [...new Set(files.flat().map(({ bytes }) => bytes.buffer))],
});
