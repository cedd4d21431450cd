"""The perceptrons that judge edges, transitions, ends, starts and the number of strokes: see
path_judges.ts."""

from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cue_network import COUNT_INPUTS, FEATURES, STROKE_COUNTS
from examples import read_rows
from losses import count_targets

# These are the constants of architecture.ts.
HIDDEN_UNITS = 48
EDGE_INPUTS = FEATURES + 24
TRANSITION_INPUTS, BRANCH_INPUTS = 2 * FEATURES + 29, 2 * FEATURES + 21

BATCH, LEARNING_RATE = 1024, 3e-3
# Long edges weigh more in the loss, but at most so many times the mean.
MAX_EDGE_WEIGHT = 4


class Perceptron(nn.Module):
    """One hidden layer. Inputs are normalized; export folds that into the weights."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.hidden = nn.Linear(inputs, HIDDEN_UNITS)
        self.output = nn.Linear(HIDDEN_UNITS, outputs)
        self.mean, self.deviation = torch.zeros(inputs), torch.ones(inputs)

    def normalize_by(self, rows: Tensor) -> None:
        self.mean, self.deviation = rows.mean(0), rows.std(0) + 1e-3

    def forward(self, x: Tensor) -> Tensor:
        return self.output(F.relu(self.hidden((x - self.mean) / self.deviation)))

    def tensors(self) -> list[np.ndarray]:
        weight = self.hidden.weight / self.deviation
        bias = self.hidden.bias - (self.hidden.weight * (self.mean / self.deviation)).sum(1)
        values = (weight, bias, self.output.weight, self.output.bias)
        return [value.detach().numpy().ravel() for value in values]


Loss = Callable[[Tensor, Tensor], Tensor]


def fit(model: nn.Module, loss: Loss, rows: Tensor, targets: Tensor, steps: int) -> None:
    """Minimizes `loss(outputs, targets)` over all rows but the first tenth."""
    first = len(rows) // 10
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, weight_decay=1e-3)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * (1 - step / steps) + 1e-5
        chosen = torch.randint(first, len(rows), (BATCH,))
        optimizer.zero_grad()
        loss(model(rows[chosen]), targets[chosen]).backward()
        optimizer.step()


def binary_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits[:, 0], targets)


class Edge(nn.Module):
    """Scores of forward, backward and both from the inputs in either direction.

    The scores of both directions add up, so that reversing an edge swaps forward and backward.
    """

    def __init__(self):
        super().__init__()
        self.perceptron = Perceptron(EDGE_INPUTS, 2)

    def forward(self, inputs: Tensor) -> Tensor:
        ahead, back = (self.perceptron(part) for part in inputs.split(EDGE_INPUTS, 1))
        return torch.stack([ahead[:, 0], back[:, 0], ahead[:, 1] + back[:, 1]], 1)


def train_edge(file: str, steps: int) -> Perceptron:
    """Minimizes the cross-entropy of the passes, -log softmax(scores), weighted by length."""
    rows = read_rows(file, 2 + 2 * EDGE_INPUTS)
    labels, length, inputs = rows[:, 0], rows[:, 1], rows[:, 2:]
    weight = (length / length.mean()).clamp(max=MAX_EDGE_WEIGHT)
    edge = Edge()
    edge.perceptron.normalize_by(torch.cat(inputs.split(EDGE_INPUTS, 1)))
    # The last input is constant.
    edge.perceptron.mean[-1], edge.perceptron.deviation[-1] = 0, 1

    def loss(scores: Tensor, targets: Tensor) -> Tensor:
        label, weight = targets.T.contiguous()
        entropy = F.cross_entropy(scores, label.long(), reduction="none")
        return (entropy * weight).mean() / weight.mean()

    fit(edge, loss, inputs, torch.stack([labels, weight], 1), steps)
    held_out = len(rows) // 10
    is_right = edge(inputs[:held_out]).argmax(1) == labels[:held_out]
    report("edge, by length", (is_right * length[:held_out]).sum() / length[:held_out].sum())
    return edge.perceptron


def train_binary(name: str, inputs: Tensor, labels: Tensor, steps: int) -> Perceptron:
    perceptron = Perceptron(inputs.shape[1], 1)
    perceptron.normalize_by(inputs)
    fit(perceptron, binary_loss, inputs, labels, steps)
    held_out = len(inputs) // 10
    is_right = (perceptron(inputs[:held_out])[:, 0] > 0) == (labels[:held_out] > 0.5)
    report(name, is_right.float().mean())
    return perceptron


def train_count(file: str, steps: int) -> Perceptron:
    """Minimizes the cross-entropy of the number of strokes."""
    rows = read_rows(file, 1 + COUNT_INPUTS)
    counts, inputs = rows[:, 0], rows[:, 1:]
    # Rows are in the order of their files; those that are held out are to be of all of them.
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))
    counts, inputs = counts[order], inputs[order]
    targets = count_targets(counts)
    perceptron = Perceptron(COUNT_INPUTS, STROKE_COUNTS)
    perceptron.normalize_by(inputs)
    fit(perceptron, F.cross_entropy, inputs, targets, steps)
    held_out = len(rows) // 10
    odds = torch.softmax(perceptron(inputs[:held_out]), 1)
    near = F.conv1d(odds[:, None], torch.ones(1, 1, 3), padding=1)[:, 0].argmax(1)
    is_right = (near - counts[:held_out].clamp(max=STROKE_COUNTS - 1)).abs() <= 1
    report("number of strokes, off by at most 1", is_right.float().mean())
    return perceptron


def report(name: str, accuracy: Tensor) -> None:
    print(f"{name}: {100 * accuracy:.1f} % of the held-out labels", flush=True)


def train_perceptrons(name: str, steps: int) -> np.ndarray:
    """Trains those of the graph on NAME.edges, NAME.transitions and NAME.lifts: their weights."""
    torch.manual_seed(0)
    perceptrons = [train_edge(f"{name}.edges", steps)]
    rows = read_rows(f"{name}.transitions", 1 + TRANSITION_INPUTS)
    perceptrons.append(train_binary("transition", rows[:, 1:], rows[:, 0], 2 * steps))
    lifts = read_rows(f"{name}.lifts", 2 + BRANCH_INPUTS)
    for kind, lift in enumerate(("end", "start")):
        rows = lifts[lifts[:, 0] == kind]
        perceptrons.append(train_binary(lift, rows[:, 2:], rows[:, 1], steps))
    return weights_of(perceptrons)


def train_counter(name: str, steps: int) -> np.ndarray:
    """Trains the one of the number of strokes on NAME.counts: its weights."""
    torch.manual_seed(0)
    return weights_of([train_count(f"{name}.counts", steps)])


def weights_of(perceptrons: list[Perceptron]) -> np.ndarray:
    return np.concatenate([tensor for each in perceptrons for tensor in each.tensors()])


def perceptron_size(inputs: int, outputs: int) -> int:
    return HIDDEN_UNITS * (inputs + 1 + outputs) + outputs


def counter_size() -> int:
    """Weights of the perceptron of the number of strokes, the last one."""
    return perceptron_size(COUNT_INPUTS, STROKE_COUNTS)


def weight_count() -> int:
    """Weights of all perceptrons."""
    sizes = ((EDGE_INPUTS, 2), (TRANSITION_INPUTS, 1), (BRANCH_INPUTS, 1), (BRANCH_INPUTS, 1))
    return sum(perceptron_size(*size) for size in sizes) + counter_size()
