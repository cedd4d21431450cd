"""Timing a training step of a peer."""

import json
import time

import torch

WARM_UP = 3
VARIANTS = ("eager", "tuned", "compiled")


class Variant:
    """How a step runs: as written, with fused Adam and channels_last, or compiled as well.

    `eager` is PyTorch as most people write it. `tuned` uses the fused Adam kernel and stores
    activations and weights of convolutions with the channels last. `compiled` adds torch.compile,
    which needs a C++ compiler.
    """

    def __init__(self, name):
        if name not in VARIANTS:
            raise SystemExit(f"variant is {name!r}, expected one of {', '.join(VARIANTS)}")
        self.name = name

    def model(self, model):
        return model if self.name == "eager" else model.to(memory_format=torch.channels_last)

    def images(self, images):
        return images if self.name == "eager" else images.to(memory_format=torch.channels_last)

    def optimizer(self, model):
        fused = None if self.name == "eager" else True
        return torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)

    def loss(self, loss):
        return torch.compile(loss) if self.name == "compiled" else loss


def time_steps(model, optimizer, loss, steps, clip_norm=None):
    """Prints one JSON object: the milliseconds of each step after a warm-up, on the clock and of all
    threads' processor time, and the number of parameters."""
    milliseconds, cpu_milliseconds = [], []
    for _ in range(steps + WARM_UP):
        start, cpu_start = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        loss().backward()
        if clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
        optimizer.step()
        milliseconds.append(1000 * (time.perf_counter() - start))
        cpu_milliseconds.append(1000 * (time.process_time() - cpu_start))
    result = {
        "milliseconds": milliseconds[WARM_UP:],
        "cpuMilliseconds": cpu_milliseconds[WARM_UP:],
        "parameters": sum(p.numel() for p in model.parameters()),
        "torch": torch.__version__,
    }
    print(json.dumps(result))
