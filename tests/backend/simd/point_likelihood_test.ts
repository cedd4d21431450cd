import * as tf from "@tensorflow/tfjs";
import type { Features } from "../../../lib/model/layers.ts";
import { distributionSize, trajectoryNll } from "../../../lib/model/pen/likelihood.ts";
import { trajectoryStates } from "../../../lib/model/pen/states.ts";
import { assertLikeCpu, normal } from "./compare.ts";

Deno.test("trajectoryNll() and its gradient are those of the cpu backend", async () => {
  // Wide enough for every bound to be passed.
  for (
    const [batch, points, spread, components] of [
      ...[[1, 2, 1, 8], [3, 40, 1, 8], [7, 61, 4, 8], [3, 40, 2, 4], [3, 40, 2, 20], [2, 9, 2, 64]],
    ] as [number, number, number, number][]
  ) {
    await assertLikeCpu(
      () => {
        const walk = normal([batch, points, 4], "points").mul<tf.Tensor3D>(10);
        const [position, pen, width] = tf.split(walk, [2, 1, 1], 2) as tf.Tensor3D[];
        const trajectories = tf.concat(
          [position!, pen!.greater(0).toFloat(), width!.abs().add(1)],
          2,
        );
        const { states, targets } = trajectoryStates(trajectories as tf.Tensor3D);
        const outputs = normal([points * batch, distributionSize(components)], "outputs").mul(
          spread,
        );
        const loss = (outputs: tf.Tensor) =>
          trajectoryNll(outputs as Features, states, targets, batch);
        return [loss(outputs), tf.grad(loss)(outputs, normal([batch], "dy"))];
      },
      `${batch} x ${points}`,
      1e-5,
    );
  }
});
