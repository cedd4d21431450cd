/**
 * Samples from a prior of your own: signatures that resemble one given signature.
 *
 *     deno run --allow-read --allow-write --allow-env=XDG_RUNTIME_DIR examples/own_prior.ts DATA FOLDER
 *
 * A prior turns noise into latents. Here it is the posterior of the first signature in DATA, scaled:
 * with radius 1, samples keep its layout and gesture; larger radii leave more freedom. The letters
 * differ in any case, because z does not hold them.
 *
 * @module
 */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { loadModel, SignatureModel } from "@signature-vae/signature-vae";
import { loadPenFolder, type Posterior, type Prior } from "@signature-vae/signature-vae/training";

/** N(mean, (radius * std)^2): a posterior with scaled deviations. It owns the posterior's tensors. */
function priorAround({ mean, logVar }: Posterior, radius: number): Prior {
  const logStd = tf.tidy(() => logVar.mul<typeof logVar>(0.5).add(Math.log(radius)));
  return {
    kind: "gaussian",
    latentDim: mean.shape[1],
    transform: (epsilon) => tf.tidy(() => mean.add(epsilon.mul(logStd.exp()))),
    negativeLogLikelihood: (z) =>
      tf.tidy(() => {
        const error = z.sub(mean).div(logStd.exp());
        return error.square().mul(0.5).add(logStd).add(Math.log(2 * Math.PI) / 2).sum(1);
      }),
    tensors: () => Promise.resolve(new Map()), // what a model file would store; not needed to sample
    dispose: () => tf.dispose([mean, logVar, logStd]),
  };
}

/** Writes `count` signatures that resemble the first one in `data` to a folder. */
export async function generateAlike(
  data: string,
  folder: string,
  { count = 10, radius = 1 }: { count?: number; radius?: number } = {},
): Promise<void> {
  using pretrained = await loadModel("pretrained");

  // An observation of the pen model is a trajectory of 128 points: x, y, pen-down, width.
  const { dataset } = await loadPenFolder(data);
  const first = dataset.points.subarray(0, dataset.pointCount * 4);
  const observation = tf.tensor(first, [1, dataset.pointCount, 4]);
  const prior = priorAround(pretrained.vae.encode(observation), radius);
  observation.dispose();
  const model = new SignatureModel(pretrained.vae, prior); // the same networks, another prior

  await Deno.mkdir(folder, { recursive: true });
  let i = 0;
  for await (const signature of model.generate({ count, seed: 1 })) {
    await Deno.writeFile(join(folder, `${++i}.png`), signature.toPng());
  }
  prior.dispose();
}

if (import.meta.main) {
  const [data = "data", folder = "outputs/example"] = Deno.args;
  await generateAlike(data, folder);
}
