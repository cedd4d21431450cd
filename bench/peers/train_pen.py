"""The pen model's training step in PyTorch: the same networks, loss, batch and optimizer.

Usage: python3 train_pen.py THREADS HIDDEN CHANNELS BATCH STEPS. Prints one JSON object: the
milliseconds of each step after a warm-up, on the clock and of all threads' processor time, and the
number of parameters.
"""

import json
import os
import sys
import time

threads, hidden, channels, batch, steps = (int(argument) for argument in sys.argv[1:6])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import torch  # noqa: E402
from torch import nn  # noqa: E402

from pen_vae import PenVAE  # noqa: E402

POINTS, LATENT_DIM, FREE_BITS = 128, 48, 1.0

torch.set_num_threads(threads)
torch.manual_seed(1)
model = PenVAE(POINTS, hidden, channels, LATENT_DIM)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
points = torch.rand(batch, POINTS, 4) * 60
points[..., 2] = (points[..., 2] > 5).float()
points[..., 3] = 1.5
milliseconds = []
cpu_milliseconds = []
for _ in range(steps + 3):
    start, cpu_start = time.perf_counter(), time.process_time()
    optimizer.zero_grad()
    _, _, reconstruction, kl = model.losses(points, torch.randn(batch, LATENT_DIM))
    (reconstruction.mean() + kl.mean(0).clamp(min=FREE_BITS).sum()).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 200.0)
    optimizer.step()
    milliseconds.append(1000 * (time.perf_counter() - start))
    cpu_milliseconds.append(1000 * (time.process_time() - cpu_start))
print(
    json.dumps(
        {
            "milliseconds": milliseconds[3:],
            "cpuMilliseconds": cpu_milliseconds[3:],
            "parameters": sum(p.numel() for p in model.parameters()),
            "torch": torch.__version__,
        }
    )
)
