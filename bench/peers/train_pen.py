"""The pen model's training step in PyTorch: the same networks, loss, batch and optimizer.

Usage: python3 train_pen.py THREADS HIDDEN BATCH STEPS. Prints one JSON object: the milliseconds of
each step after a warm-up, and the number of parameters.
"""

import json
import os
import sys
import time

threads, hidden, batch, steps = (int(argument) for argument in sys.argv[1:5])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

torch.set_num_threads(threads)
POINTS, LATENT = 128, 64


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(hidden, elementwise_affine=False)
        self.linear = nn.Linear(hidden, hidden)

    def forward(self, x):
        return x + F.silu(self.linear(self.norm(x)))


class PenVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder_in = nn.Linear(6 * POINTS, hidden)
        self.encoder = nn.Sequential(Block(), Block())
        self.moments = nn.Linear(hidden, 2 * LATENT)
        self.decoder_in = nn.Linear(LATENT, hidden)
        self.decoder = nn.Sequential(Block(), Block(), Block())
        self.out = nn.Linear(hidden, 4 * POINTS)
        self.skip = nn.Linear(LATENT, 4 * POINTS)

    def loss(self, points):
        x, y, pen, width = points.unbind(-1)
        log_width = width.clamp(min=0.3).log()
        step = F.pad(points[:, 1:, :2] - points[:, :-1, :2], (0, 0, 0, 1)) / 4
        features = [(x - 64) / 40, (y - 32) / 20, 2 * pen - 1, (log_width - 0.2) / 0.4]
        features = torch.cat([torch.stack(features, -1), step], -1).flatten(1)
        moments = self.moments(F.silu(self.encoder(self.encoder_in(features))))
        mean, log_var = moments.chunk(2, 1)
        log_var = log_var.clamp(-10, 10)
        z = mean + torch.randn_like(mean) * (log_var / 2).exp()
        decoded = self.out(F.silu(self.decoder(self.decoder_in(z)))) + self.skip(z)
        decoded = decoded.view(-1, POINTS, 4)
        position = torch.stack([64 + 40 * decoded[..., 0], 32 + 20 * decoded[..., 1]], -1)
        target, drawn = points[..., :2], pen[:, :-1, None]

        def per_example(value):
            return value.flatten(1).sum(1).mean()

        def velocity(p):
            return p[:, 1:] - p[:, :-1]

        def bend(p):
            return p[:, 2:] - 2 * p[:, 1:-1] + p[:, :-2]

        error = per_example((position - target).abs()) / 1.5
        error += per_example((velocity(position) - velocity(target)).abs() * (0.9 * drawn + 0.1)) / 0.9
        error += per_example((bend(position) - bend(target)).abs() * drawn[:, 1:] * drawn[:, :-1]) * 0.25
        error += per_example(F.binary_cross_entropy_with_logits(decoded[..., 2], pen, reduction="none"))
        error += per_example((decoded[..., 3].clamp(-1.2, 1.6) - log_width).abs()) * 0.75
        return error + (mean**2 + log_var.exp() - 1 - log_var).sum(1).mean() / 2


model = PenVAE()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
points = torch.rand(batch, POINTS, 4) * 60
points[..., 2] = (points[..., 2] > 5).float()
points[..., 3] = 1.5
milliseconds = []
for _ in range(steps + 3):
    start = time.perf_counter()
    optimizer.zero_grad()
    model.loss(points).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 500.0)
    optimizer.step()
    milliseconds.append(1000 * (time.perf_counter() - start))
print(
    json.dumps(
        {
            "milliseconds": milliseconds[3:],
            "parameters": sum(p.numel() for p in model.parameters()),
            "torch": torch.__version__,
        }
    )
)
