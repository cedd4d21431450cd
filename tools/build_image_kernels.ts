/**
 * Compiles the kernels for images in `lib/image/assembly`.
 *
 * @module
 */
import { embedSmallKernels } from "./compile_assembly.ts";

const FOLDER = new URL("../lib/image/", import.meta.url);

if (import.meta.main) {
  await embedSmallKernels(FOLDER, "build_image_kernels.ts", "The kernels for images");
}
