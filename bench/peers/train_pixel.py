"""The pixel model's training step in PyTorch: the same networks, loss, batch and optimizer.

Usage: python3 train_pixel.py THREADS CHANNELS BATCH STEPS [VARIANT]. VARIANT is one of time_steps.py,
eager by default. Prints what train_pen.py prints.
"""

import os
import sys

threads, channels, batch, steps = (int(argument) for argument in sys.argv[1:5])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from time_steps import Variant, time_steps  # noqa: E402

HEIGHT, WIDTH, LATENT_DIM = 64, 128, 64

torch.set_num_threads(threads)
torch.manual_seed(1)


class PixelVAE(nn.Module):
    """The networks of tests/reference/pixel_vae.py in their usual size."""

    def __init__(self):
        super().__init__()
        sizes = [1] + [channels * 2**level for level in range(4)]
        self.shape = (sizes[4], HEIGHT // 16, WIDTH // 16)
        features = sizes[4] * self.shape[1] * self.shape[2]
        down = [nn.Conv2d(sizes[i], sizes[i + 1], 4, 2, 1) for i in range(4)]
        up = [nn.ConvTranspose2d(sizes[i + 1], sizes[i], 4, 2, 1) for i in (3, 2, 1, 0)]
        self.down, self.up = nn.ModuleList(down), nn.ModuleList(up)
        self.moments = nn.Linear(features, 2 * LATENT_DIM)
        self.features = nn.Linear(LATENT_DIM, features)

    def loss(self, images):
        x = images
        for layer in self.down:
            x = F.relu(layer(x))
        mean, log_var = self.moments(x.flatten(1)).chunk(2, 1)
        log_var = log_var.clamp(-10, 10)
        z = mean + torch.randn_like(mean) * (log_var / 2).exp()
        x = F.relu(self.features(z)).view(-1, *self.shape)
        for layer in self.up[:3]:
            x = F.relu(layer(x))
        logits = self.up[3](x)
        reconstruction = F.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        kl = (mean**2 + log_var.exp() - 1 - log_var).sum() / 2
        return (reconstruction + kl) / len(images)


variant = Variant(sys.argv[5] if len(sys.argv) > 5 else "eager")
model = variant.model(PixelVAE())
optimizer = variant.optimizer(model)
images = variant.images((torch.rand(batch, 1, HEIGHT, WIDTH) < 0.06).float())
loss = variant.loss(model.loss)

time_steps(model, optimizer, lambda: loss(images), steps)
