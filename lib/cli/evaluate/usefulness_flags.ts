/**
 * The flags of `evaluate --usefulness`.
 *
 * @module
 */
import { DEFAULT_USEFULNESS_OPTIONS } from "../../evaluation/usefulness/measure_usefulness.ts";
import { type FlagValues, optional, toggle } from "../flags.ts";
import { wholeNumber } from "../parsers.ts";

/** Size of the synthetic set, where the flags do not say it. */
export const USEFULNESS_DEFAULTS = { writers: 2000, signatures: 6 } as const;

/** Declarations. */
export const usefulnessFlags = {
  usefulness: toggle(
    "Train verifiers on synthetic and real signatures, and test them on held-out writers of --data",
  ),
  writers: optional(
    wholeNumber(2, 100_000),
    "N",
    `With --usefulness: synthetic writers (default ${USEFULNESS_DEFAULTS.writers})`,
  ),
  signatures: optional(
    wholeNumber(1, 100),
    "N",
    `With --usefulness: signatures of each synthetic writer (default ${USEFULNESS_DEFAULTS.signatures})`,
  ),
  folds: optional(
    wholeNumber(2, 20),
    "N",
    `With --usefulness: folds of the cross-validation over the writers of --data (default ${DEFAULT_USEFULNESS_OPTIONS.folds})`,
  ),
  steps: optional(
    wholeNumber(1, 1_000_000),
    "N",
    `With --usefulness: updates of each verifier (default ${DEFAULT_USEFULNESS_OPTIONS.steps})`,
  ),
} as const;

/** Names of the flags that `--usefulness` alone understands. */
const OWN_FLAGS = ["writers", "signatures", "folds", "steps"] as const;

/**
 * Checks the flags that belong to experiments on usefulness.
 *
 * @throws {RangeError} If one is given without `--usefulness`, or it lacks one folder.
 */
export function checkUsefulness(
  flags: FlagValues<typeof usefulnessFlags> & {
    readonly data?: readonly string[] | undefined;
    readonly model?: readonly string[] | undefined;
    readonly compare?: readonly string[] | undefined;
    readonly forgeries?: string | undefined;
    readonly count?: number | undefined;
  },
): void {
  if (!flags.usefulness) {
    const given = OWN_FLAGS.find((name) => flags[name] !== undefined);
    if (given !== undefined) {
      throw new RangeError(`Cannot use --${given} alone, expected --usefulness`);
    }
    return;
  }
  if (flags.data?.length !== 1) {
    throw new RangeError("Cannot measure usefulness without real writers, expected one --data");
  }
  if (flags.compare?.length || (flags.model?.length ?? 0) > 1) {
    throw new RangeError("Cannot measure the usefulness of several models, expected one --model");
  }
  if (flags.count !== undefined) {
    throw new RangeError(
      "Cannot use --count with --usefulness, expected --writers and --signatures",
    );
  }
  if (flags.forgeries !== undefined) {
    throw new RangeError(
      "Cannot use --forgeries with --usefulness: forgeries are always tested, and never trained on",
    );
  }
}
