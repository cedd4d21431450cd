import type { Random } from "../../../../lib/random.ts";
import { layerTensors } from "../../../../lib/strokes/recovery/network/architecture.ts";

/** Random weights of the perceptrons by name: their outputs are about N(0, 1) for such inputs. */
export function perceptronTensors(random: Random): Map<string, Float32Array> {
  const tensors = layerTensors().filter(({ name }) => /\.(hidden|output)\./.test(name));
  return new Map(tensors.map(({ name, size }) => [
    name,
    random.normals(size).map((value) => 0.2 * value),
  ]));
}
