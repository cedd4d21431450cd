"""Trains the network of trajectory recovery; docs/recovery.md has the commands.

`train.py network` trains the cue network, `train.py perceptrons` the perceptrons that judge edges and
junctions by its cues, and `train.py counter` the one that judges the number of strokes.
"""

import argparse
import math
import time

import numpy as np
import torch
from torch import Tensor

from cue_network import CueNetwork
from examples import POINTS, Examples, roughen
from export_weights import network_weights
from losses import LOSS_WEIGHTS, all_losses
from perceptrons import counter_size, train_counter, train_perceptrons, weight_count

WARMUP_STEPS, MAX_NORM = 200, 3
EVALUATION_STEPS, EVALUATION_EXAMPLES = 500, 60
# Minimum weight of the last losses in their running means, which are printed.
MIN_MEAN_RATE = 0.02


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear warm-up, then a cosine that ends at a hundredth of the peak."""
    warmup = min(1, (step + 1) / WARMUP_STEPS)
    return peak * warmup * (0.5 * (1 + math.cos(math.pi * step / steps)) + 0.01)


def train_network(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    examples, test = Examples(args.train), Examples([args.test])
    print(f"{len(examples)} examples", flush=True)
    network = CueNetwork().to(memory_format=torch.channels_last)
    if args.init:
        load(network, args.init)
    optimizer = torch.optim.AdamW(
        network.parameters(), args.learning_rate, weight_decay=1e-2, betas=(0.9, 0.98)
    )
    means, start = dict.fromkeys(LOSS_WEIGHTS, 0.0), time.time()
    for step in range(args.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, args.steps, args.learning_rate)
        images, points = examples.batch(rng.integers(0, len(examples), args.batch_size))
        for name, loss in update(network, optimizer, roughen(images, rng), points).items():
            means[name] += max(MIN_MEAN_RATE, 1 / (step + 1)) * (loss - means[name])
        if (step + 1) % 100 == 0:
            text = ", ".join(f"{name} {value:.4f}" for name, value in means.items())
            print(f"step {step + 1}, {time.time() - start:.0f} s: {text}", flush=True)
        if (step + 1) % EVALUATION_STEPS == 0:
            print(evaluate(network, test, EVALUATION_EXAMPLES), flush=True)
            save(network, args.out)
    print(evaluate(network, test, len(test)))
    save(network, args.out)


def update(
    network: CueNetwork, optimizer: torch.optim.Optimizer, images: Tensor, points: Tensor
) -> dict[str, float]:
    """One step of the optimizer. Returns the losses by name."""
    losses, _ = all_losses(network, images, points)
    optimizer.zero_grad()
    sum(LOSS_WEIGHTS[name] * loss for name, loss in losses.items()).backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), MAX_NORM)
    optimizer.step()
    return {name: loss.item() for name, loss in losses.items()}


def load(network: CueNetwork, file: str) -> None:
    """Reads trained weights; residual convolutions and a counter that they lack stay as they are."""
    unread = network.load_state_dict(torch.load(file), strict=False)
    added = ("encoder.", "decoder.", "counter.")
    lost = [name for name in unread.missing_keys if not name.startswith(added)]
    if lost or unread.unexpected_keys:
        raise SystemExit(f"Cannot start from {file}: {lost + unread.unexpected_keys}")


@torch.no_grad()
def evaluate(network: CueNetwork, test: Examples, count: int, batch: int = 20) -> str:
    """Fraction of points whose direction is right, and of pairs of points whose order is right."""
    network.eval()
    direction, order = [], []
    earlier, later = torch.combinations(torch.arange(POINTS), 2).unbind(1)
    for first in range(0, min(count, len(test)), batch):
        images, points = test.batch(range(first, min(first + batch, count, len(test))))
        _, cues = all_losses(network, images, points)
        direction.append(((cues[..., :2] * points[..., 2:4]).sum(-1) > 0).float().mean().item())
        order.append((cues[:, later, 2] > cues[:, earlier, 2]).float().mean().item())
    network.train()
    return f"test: direction {np.mean(direction):.4f}, order {np.mean(order):.4f}"


def save(network: CueNetwork, out: str) -> None:
    """Writes OUT.pt for PyTorch, and OUT.bin, whose perceptrons are zero."""
    torch.save(network.state_dict(), f"{out}.pt")
    perceptrons = np.zeros(weight_count(), np.float32)
    np.concatenate([network_weights(network), perceptrons]).tofile(f"{out}.bin")


def complete_weights(args: argparse.Namespace) -> None:
    weights = np.fromfile(args.network, np.float32)
    weights[-weight_count() : -counter_size()] = train_perceptrons(args.examples, args.steps)
    weights.tofile(args.out)


def complete_counter(args: argparse.Namespace) -> None:
    weights = np.fromfile(args.network, np.float32)
    weights[-counter_size() :] = train_counter(args.examples, args.steps)
    weights.tofile(args.out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1, help="threads of PyTorch")
    commands = parser.add_subparsers(required=True)
    network = commands.add_parser("network", help="train the cue network")
    network.add_argument("--train", nargs="+", required=True, help="files of write_examples.ts")
    network.add_argument("--test", required=True, help="files of write_examples.ts to measure on")
    network.add_argument("--steps", type=int, default=7053)
    network.add_argument("--learning-rate", type=float, default=3e-3, help="the highest one")
    network.add_argument("--batch-size", type=int, default=8)
    network.add_argument("--seed", type=int, default=0)
    network.add_argument("--init", help="a file OUT.pt to start from")
    network.add_argument("--out", required=True, help="writes OUT.pt and OUT.bin")
    network.set_defaults(run=train_network)
    perceptrons = commands.add_parser("perceptrons", help="train the perceptrons")
    perceptrons.add_argument("--network", required=True, help="the file OUT.bin")
    perceptrons.add_argument("--examples", required=True, help="files of write_graph_examples.ts")
    perceptrons.add_argument("--steps", type=int, default=5000)
    perceptrons.add_argument("--out", required=True, help="the file with all weights")
    perceptrons.set_defaults(run=complete_weights)
    counter = commands.add_parser("counter", help="train the perceptron of the number of strokes")
    counter.add_argument("--network", required=True, help="the file that `perceptrons` wrote")
    counter.add_argument("--examples", required=True, help="file of write_count_examples.ts")
    counter.add_argument("--steps", type=int, default=3000)
    counter.add_argument("--out", required=True, help="the file with all weights")
    counter.set_defaults(run=complete_counter)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.run(args)


if __name__ == "__main__":
    main()
