/**
 * What a comparison of models is asked to do.
 *
 * @module
 */
import type { BackendFlags } from "../shared_flags.ts";
import type { WriterFlags } from "../writer_flags.ts";

/** Which models are compared, and how. */
export interface CompareRequest extends WriterFlags, BackendFlags {
  /**
   * The first model; the newest run by default. Several are one model, cross-validated: each is
   * compared by the writers that it held out.
   */
  readonly model?: readonly string[] | undefined;
  /** The models that it is compared with. */
  readonly compare?: readonly string[] | undefined;
  /** Folders of images; built-in signatures by default. */
  readonly data?: readonly string[] | undefined;
  /** Whether to leave out writers that a model was trained on. */
  readonly heldOut: boolean;
  /** Number of samples of each model, and maximum number of signatures of each folder. */
  readonly count: number;
  /** Seed of all sampling. */
  readonly seed: number;
  /** Temperature of sampling. */
  readonly temperature: number;
  /** Folder for the report. */
  readonly out: string;
}
