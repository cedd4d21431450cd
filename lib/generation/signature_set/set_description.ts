/**
 * What determines a set of generated writers with forgeries.
 *
 * @module
 */
import type { Color } from "../../image/color_image.ts";
import type { SignatureFormat } from "../encode_forms.ts";
import type { SignaturePngOptions } from "../generated_signature.ts";

/** A set of generated writers with genuine signatures and forgeries. */
export interface SetDescription {
  /** Version of this package. */
  readonly version: string;
  /** Number of writers. */
  readonly writers: number;
  /** Genuine signatures of each writer. */
  readonly signaturesPerWriter: number;
  /** Skilled forgeries of each writer's signature. */
  readonly forgeriesPerWriter: number;
  /** Seed of the random generator. */
  readonly seed: number;
  /** Sampling temperature. */
  readonly temperature: number;
  /** The model. */
  readonly model: SetModel;
  /** Backend that the model ran on. */
  readonly backend: string;
  /** The formats of each signature, which are extensions; the first one is that of `file_name`. */
  readonly extensions: readonly SignatureFormat[];
  /** Whether archives hold the files. */
  readonly isArchived: boolean;
  /** How signatures are rendered. */
  readonly ink: SetInk;
}

/** The model that a set was sampled from. */
export interface SetModel {
  /** SHA-256 of the model file, in hexadecimal. */
  readonly sha256: string;
  /** Whether it is the model of this package, which was trained on procedural signatures alone. */
  readonly isPretrained: boolean;
}

/** How the signatures of a set are rendered. */
export interface SetInk {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
  /** Whether the ink has one density throughout, or that of a ballpoint pen. */
  readonly kind: NonNullable<SignaturePngOptions["ink"]>;
  /** Colour of the ink; `undefined` if it is sampled for each scan. */
  readonly color: Color | undefined;
  /** What is behind the ink: nothing, white, or the paper of a simulated scan. */
  readonly paper: "transparent" | "white" | "scan";
}
