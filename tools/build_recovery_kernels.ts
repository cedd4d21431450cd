/**
 * Compiles the kernels of the cue network in `lib/strokes/recovery/network/assembly`.
 *
 * @module
 */
import { embedSmallKernels } from "./compile_assembly.ts";

const FOLDER = new URL("../lib/strokes/recovery/network/", import.meta.url);

if (import.meta.main) {
  await embedSmallKernels(FOLDER, "build_recovery_kernels.ts", "The kernels of the cue network");
}
