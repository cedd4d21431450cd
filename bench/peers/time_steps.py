"""Timing a training step of a peer."""

import json
import time

import torch

WARM_UP = 3


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
