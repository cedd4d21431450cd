"""The pen model's training step in PyTorch: the same networks, loss, batch and optimizer.

Usage: python3 train_pen.py THREADS HIDDEN CHANNELS BLOCKS BATCH STEPS [VARIANT]. VARIANT is one of
time_steps.py, eager by default. Prints one JSON object: the milliseconds of each step after a warm-up,
on the clock and of all threads' processor time, and the number of parameters.
"""

import os
import sys

threads, hidden, channels, blocks, batch, steps = (int(argument) for argument in sys.argv[1:7])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import torch  # noqa: E402

from pen_vae import PenVAE  # noqa: E402
from time_steps import Variant, time_steps  # noqa: E402

POINTS, LATENT_DIM, FREE_BITS = 128, 48, 1.0

torch.set_num_threads(threads)
torch.manual_seed(1)
variant = Variant(sys.argv[7] if len(sys.argv) > 7 else "eager")
model = variant.model(PenVAE(POINTS, hidden, channels, LATENT_DIM, blocks))
optimizer = variant.optimizer(model)
points = torch.rand(batch, POINTS, 4) * 60
points[..., 2] = (points[..., 2] > 5).float()
points[..., 3] = 1.5


def loss(points, epsilon):
    _, _, reconstruction, kl = model.losses(points, epsilon)
    return reconstruction.mean() + kl.mean(0).clamp(min=FREE_BITS).sum()


loss = variant.loss(loss)
time_steps(
    model, optimizer, lambda: loss(points, torch.randn(batch, LATENT_DIM)), steps, clip_norm=200.0
)
