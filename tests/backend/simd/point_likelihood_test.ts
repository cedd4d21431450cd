import * as tf from "@tensorflow/tfjs";
import type { Features } from "../../../lib/model/pen/layers.ts";
import { DISTRIBUTION_SIZE, penNegativeLogLikelihood } from "../../../lib/model/pen/likelihood.ts";
import { trajectoryStates } from "../../../lib/model/pen/states.ts";
import { assertLikeCpu, normal } from "./compare.ts";

Deno.test("penNegativeLogLikelihood() and its gradient are those of the cpu backend", async () => {
  // Wide enough for every bound to be passed.
  for (const [batch, points, spread] of [[1, 2, 1], [3, 40, 1], [7, 61, 4]] as const) {
    await assertLikeCpu(
      () => {
        const walk = normal([batch, points, 4], "points").mul<tf.Tensor3D>(10);
        const [way, pen, width] = tf.split(walk, [2, 1, 1], 2) as tf.Tensor3D[];
        const trajectories = tf.concat([way!, pen!.greater(0).toFloat(), width!.abs().add(1)], 2);
        const { states, targets } = trajectoryStates(trajectories as tf.Tensor3D);
        const outputs = normal([points * batch, DISTRIBUTION_SIZE], "outputs").mul(spread);
        const loss = (outputs: tf.Tensor) =>
          penNegativeLogLikelihood(outputs as Features, states, targets, batch);
        return [loss(outputs), tf.grad(loss)(outputs, normal([batch], "dy"))];
      },
      `${batch} x ${points}`,
      1e-5,
    );
  }
});
