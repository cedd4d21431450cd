/**
 * How the pretrained weights were made.
 *
 * @module
 */

/** Everything needed to reproduce weights and to verify that they are equal. */
export interface WeightsOrigin {
  /** Origin of the weights that the training started from; `null` for fresh ones. */
  readonly startedFrom: WeightsOrigin | null;
  /** The command that trained them. */
  readonly command: string;
  /** Version of this package that it ran. */
  readonly version: string;
  /** Engine that it ran on. */
  readonly backend: string;
  /** Seed of every random choice, including that of the procedural writers. */
  readonly seed: number;
  /** Procedural signatures, held-out ones included. */
  readonly signatures: number;
  /** SHA-256 of the signatures as the model sees them. */
  readonly dataSha256: string;
  /** The epoch that was kept, the one with the lowest loss on held-out signatures. */
  readonly epoch: number;
  /** Its loss there, in nats per signature: reconstruction plus KL. */
  readonly validationLoss: number | null;
  /** The reconstruction term of that loss. */
  readonly validationReconstruction: number | null;
  /** The KL term of that loss. */
  readonly validationKl: number | null;
  /** Wall-clock seconds of all epochs. */
  readonly trainingSeconds: number;
  /** Weights of the networks and numbers of the prior. */
  readonly values: number;
  /** Bytes of the safetensors file. */
  readonly bytes: number;
  /** SHA-256 of the safetensors file. */
  readonly sha256: string;
}
