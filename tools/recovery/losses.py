"""The losses of the cue network, at the true points of a trajectory.

Points are [batch, 512, 6]: x, y in pixels, unit vector of the direction, number of the stroke, length
of the trajectory up to the point. They are in the order of writing.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from cue_network import CELL, CUES, STROKE_COUNTS, CueNetwork

# Deviation of the positions at which cues are read in training, in pixels: those of a skeleton are
# not exact either.
POSITION_NOISE = 1.0
# Points up to this many apart make half of the pairs whose order is learned.
NEAR_POINTS = 40
# A line was retraced where another part of the trajectory, more than four points away, runs along it
# within 3.5 pixels.
RETRACED_DISTANCE, RETRACED_COSINE, NEIGHBOURS = 3.5, 0.94, 4
# Anchors per example of the affinity loss, and points that each is compared with.
ANCHORS, COMPARED = 48, 3
# Deviation by which labels of the number of strokes are spread: a number near the true one is nearly
# right.
COUNT_DEVIATION = 0.5
# These are the constants of count_inputs.ts.
MIN_COVERAGE, SUM_UNIT = 0.25, 100

LOSS_WEIGHTS = {"direction": 1.0, "order": 1.0, "lifts": 0.5, "affinity": 0.5, "count": 0.15}


def read_at(maps: Tensor, positions: Tensor) -> Tensor:
    """Interpolates [batch, channels, 96, 192] at [batch, points, 2] in pixels of the image."""
    grid = torch.stack([positions[..., 0] / 192 - 1, positions[..., 1] / 96 - 1], -1)[:, None]
    return F.grid_sample(maps, grid, align_corners=False)[:, :, 0].transpose(1, 2)


def direction_loss(vectors: Tensor, directions: Tensor) -> Tensor:
    """-log sigmoid(2 v . d): 2 v . d is the log-odds of the direction d over -d."""
    return F.softplus(-2 * (vectors * directions).sum(-1)).mean()


def order_loss(order: Tensor) -> Tensor:
    """-log sigmoid(t_j - t_i) of pairs i, j of which j was written later (Bradley & Terry 1952)."""
    batch, count = order.shape
    shape = (batch, count)
    first, second = torch.randint(0, count, shape), torch.randint(0, count, shape)
    is_near = torch.rand(shape) < 0.5
    place = torch.arange(count)[None].expand(shape)
    second = torch.where(is_near, (place + torch.randint(1, NEAR_POINTS, shape)) % count, second)
    first = torch.where(is_near, place, first)
    sign = torch.sign((second - first).float())
    difference = order.gather(1, second) - order.gather(1, first)
    return F.softplus(-sign * difference)[first != second].mean()


def lift_loss(start: Tensor, end: Tensor, retraced: Tensor, points: Tensor) -> Tensor:
    """Sum of the binary cross-entropies of starts, ends and retraced lines, from logits."""
    stroke = points[..., 4]
    is_lifted = (stroke[:, 1:] != stroke[:, :-1]).float()
    edge = torch.ones(len(points), 1)
    entropy = F.binary_cross_entropy_with_logits
    return (
        entropy(start, torch.cat([edge, is_lifted], 1))
        + entropy(end, torch.cat([is_lifted, edge], 1))
        + entropy(retraced, is_retraced(points))
    )


@torch.no_grad()
def is_retraced(points: Tensor) -> Tensor:
    positions, directions = points[..., :2], points[..., 2:4]
    place = torch.arange(points.shape[1])
    is_other = (place[:, None] - place[None]).abs() > NEIGHBOURS
    is_parallel = (directions @ directions.transpose(1, 2)).abs() > RETRACED_COSINE
    is_close = torch.cdist(positions, positions) < RETRACED_DISTANCE
    return (is_close & is_other[None] & is_parallel).any(-1).float()


def affinity_loss(network: CueNetwork, features: Tensor, points: Tensor) -> Tensor:
    """Binary cross-entropy of whether the pen went from one point on to a near one.

    It trains the features, from which the perceptrons then judge transitions; `network.affinity` itself
    is not exported. A quarter of the directions of either point are reversed: such pairs are false.
    """
    anchors, others, has_other = sample_near_pairs(points[..., :2])
    a, b = take_pairs(points, anchors), take_pairs(points, others)
    sign_a, sign_b = random_signs(anchors.shape), random_signs(others.shape)
    offset = b[..., :2] - a[..., :2]
    directions = [a[..., 2:4] * sign_a, b[..., 2:4] * sign_b]
    both = [take_pairs(features, anchors), take_pairs(features, others)]
    logits = network.affinity(torch.cat([*both, offset / 16, *directions], -1))[..., 0]
    length = b[..., 5] - a[..., 5]
    is_next = (a[..., 4] == b[..., 4]) & (length > 0) & (length < 1.5 * offset.norm(dim=-1) + 4)
    target = (is_next & (sign_a[..., 0] > 0) & (sign_b[..., 0] > 0)).float()
    return F.binary_cross_entropy_with_logits(logits[has_other], target[has_other])


def count_targets(counts: Tensor) -> Tensor:
    """Probabilities [batch, 26] of the numbers of strokes, near the true ones [batch]."""
    distances = torch.arange(STROKE_COUNTS) - counts[:, None].clamp(max=STROKE_COUNTS - 1)
    return torch.softmax(-0.5 * (distances / COUNT_DEVIATION) ** 2, 1)


def count_inputs(images: Tensor, features: Tensor, cues: Tensor) -> Tensor:
    """What count_inputs.ts sums over the ink: [batch, 28]."""
    ink = (F.avg_pool2d(images, CELL) > MIN_COVERAGE).float()
    chances = torch.sigmoid(cues[:, 3:6])
    parts = [features / SUM_UNIT, chances[:, :2], chances[:, 2:] / SUM_UNIT, ink / SUM_UNIT]
    return (torch.cat(parts, 1) * ink).sum((2, 3))


def count_loss(network: CueNetwork, inputs: Tensor, points: Tensor) -> Tensor:
    """Cross-entropy of the number of strokes.

    It trains the features, from whose sums a perceptron then reads the number; `network.counter` itself
    is not exported.
    """
    counts = points[:, -1, 4] + 1
    return F.cross_entropy(network.counter(inputs), count_targets(counts))


def take(values: Tensor, index: Tensor) -> Tensor:
    """Rows [batch, count, size] of values [batch, points, size] at index [batch, count]."""
    return values.gather(1, index[..., None].expand(-1, -1, values.shape[-1]))


def take_pairs(values: Tensor, index: Tensor) -> Tensor:
    """Rows [batch, anchors, others, size] at index [batch, anchors, others]."""
    return take(values, index.flatten(1)).view(*index.shape, -1)


def random_signs(shape: torch.Size) -> Tensor:
    """-1 with probability 1/4, else 1: [*shape, 1]."""
    return torch.where(torch.rand(*shape, 1) < 0.75, 1.0, -1.0)


def sample_near_pairs(positions: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Anchors and points 2 to 22 pixels away: two of [batch, 48, 3], and whether there is any."""
    batch, count = positions.shape[:2]
    anchors = torch.randint(0, count, (batch, ANCHORS))
    distance = torch.cdist(take(positions, anchors), positions)
    wanted = 6 + torch.rand(batch, ANCHORS, 1) * 12
    is_near = (distance > wanted - 4) & (distance < wanted + 4)
    is_near.scatter_(2, anchors[..., None], False)
    has_other = is_near.any(-1)
    weights = is_near.float()
    weights[..., 0] += (~has_other).float()
    others = torch.multinomial(weights.flatten(0, 1), COMPARED, replacement=True)
    shape = (batch, ANCHORS, COMPARED)
    anchors, has_other = anchors[..., None].expand(shape), has_other[..., None].expand(shape)
    return anchors, others.view(shape), has_other


def all_losses(network: CueNetwork, images: Tensor, points: Tensor) -> tuple[dict, Tensor]:
    """The losses by name, and the cues [batch, 512, 6] from which they were computed."""
    features, cues = network(images)
    positions = points[..., :2]
    if network.training:
        positions = positions + POSITION_NOISE * torch.randn_like(positions)
    values = read_at(torch.cat([cues, features], 1), positions)
    read = values[..., :CUES]
    losses = {
        "direction": direction_loss(read[..., :2], points[..., 2:4]),
        "order": order_loss(read[..., 2]),
        "lifts": lift_loss(read[..., 3], read[..., 4], read[..., 5], points),
        "affinity": affinity_loss(network, values[..., CUES:], points),
        "count": count_loss(network, count_inputs(images, features, cues), points),
    }
    return losses, read
