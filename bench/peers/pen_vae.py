"""The pen model in PyTorch: the same networks and likelihood, for benchmarks and as a reference.

Names of parameters are those of the project's files; `to_file_layout` gives their layouts there.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

WINDOW, DILATIONS, ANCHORS, COMPONENTS = 8, (1, 4, 12, 36), 16, 8
INITIAL_DEVIATIONS = (0.3, 0.6, 1.0, 1.7, 3.0, 6.0, 12.0, 24.0)
LOG_DEVIATION_RANGE = (math.log(0.1), math.log(60))
MIN_P = 0.25
LOG_WIDTH_SCALE_RANGE = (math.log(0.02), math.log(4))
ROWS, COLUMNS, CELL, CONVOLUTIONS = 32, 64, 2, 4
SAMPLES_PER_LINE, DOT_LENGTH, LENGTH_UNIT = 3, 0.5, 2


def norm(x):
    return F.layer_norm(x, x.shape[-1:], eps=1e-5)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)

    def forward(self, x):
        return x + F.silu(self.linear(norm(x)))


class CausalBlock(nn.Module):
    """Rows are ordered by point: a point is `batch` rows below the one before it."""

    def __init__(self, width, dilation):
        super().__init__()
        self.dilation = dilation
        self.tap0 = nn.Linear(width, width)
        self.tap1 = nn.Linear(width, width, bias=False)
        self.tap2 = nn.Linear(width, width, bias=False)
        self.output = nn.Linear(width, width)

    def forward(self, h, batch):
        x, far = norm(h), self.dilation * batch
        summed = self.tap0(x) + self.tap1(shift(x, far)) + self.tap2(shift(x, 2 * far))
        return h + self.output(F.silu(summed))


def shift(x, rows):
    return F.pad(x, (0, 0, rows, 0))[: len(x)]


def to_file_layout(weight):
    return weight.permute(2, 3, 1, 0) if weight.dim() == 4 else weight.t()


def from_file_layout(weight):
    return weight.permute(3, 2, 0, 1) if weight.dim() == 4 else weight.t()


def cell_weights(positions, cells):
    """Linear weights of each position in each cell along one axis."""
    centres = CELL * (torch.arange(cells, dtype=positions.dtype) + 0.5)
    return (1 - (positions[..., None] - centres).abs() / CELL).clamp(min=0)


def rasterize(observations):
    """Trajectories as small images, `[batch, 4, ROWS, COLUMNS]`."""
    position, pen, width = observations[..., :2], observations[:, :-1, 2], observations[:, :-1, 3]
    start, offset = position[:, :-1], position[:, 1:] - position[:, :-1]
    dx, dy = offset.unbind(-1)
    squares = dx**2 + dy**2
    length = (squares.sqrt() + DOT_LENGTH) * pen / (LENGTH_UNIT * SAMPLES_PER_LINE)
    per_square = length / (squares + 1e-6)
    log_width = (width.clamp(min=0.3).log() - 0.2) / 0.4
    channels = [length, (dx**2 - dy**2) * per_square, 2 * dx * dy * per_square, length * log_width]
    fractions = [(i + 0.5) / SAMPLES_PER_LINE for i in range(SAMPLES_PER_LINE)]
    samples = torch.cat([start + offset * fraction for fraction in fractions], 1)
    weights = torch.stack(channels, 1).repeat(1, 1, SAMPLES_PER_LINE)
    column_weights = cell_weights(samples[..., 0], COLUMNS)
    row_weights = cell_weights(samples[..., 1], ROWS)
    return torch.einsum("bcn,bnr,bnx->bcrx", weights, row_weights, column_weights)


class PenVAE(nn.Module):
    def __init__(self, points, hidden, channels, latent_dim, blocks=4):
        super().__init__()
        self.points, self.channels = points, channels
        first = math.ceil(hidden / 12)
        sizes = [4, first] + [2 * first] * (CONVOLUTIONS - 1)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(sizes[i], sizes[i + 1], 4, stride=2, padding=1) for i in range(CONVOLUTIONS)
        )
        cells = (ROWS >> CONVOLUTIONS) * (COLUMNS >> CONVOLUTIONS)
        self.encoder_in = nn.Linear(cells * sizes[-1], hidden)
        self.encoder = nn.Sequential(Block(hidden), Block(hidden))
        self.moments = nn.Linear(hidden, 2 * latent_dim)
        self.plan1 = nn.Linear(latent_dim, 2 * channels)
        self.plan2 = nn.Linear(2 * channels, channels)
        self.anchors = nn.Linear(channels, ANCHORS * channels)
        self.position_embedding = nn.Parameter(0.3 * torch.randn(points, 1, channels))
        self.input = nn.Linear(6 * WINDOW + 2, channels)
        dilations = (DILATIONS[i % len(DILATIONS)] for i in range(blocks))
        self.blocks = nn.ModuleList(CausalBlock(channels, dilation) for dilation in dilations)
        self.output = nn.Linear(channels, 6 * COMPONENTS + 3)
        place = torch.arange(points) / (points - 1) * (ANCHORS - 1)
        distance = (place[:, None] - torch.arange(ANCHORS)[None]).abs()
        self.register_buffer("between", (1 - distance).clamp(min=0))

    def encode(self, observations):
        x = rasterize(observations)
        for convolution in self.convolutions:
            x = F.relu(convolution(x))
        features = x.permute(0, 2, 3, 1).flatten(1)
        mean, log_var = self.moments(F.silu(self.encoder(self.encoder_in(features)))).chunk(2, 1)
        return mean, log_var.clamp(-10, 10)

    def plan(self, z):
        batch = len(z)
        placed = self.anchors(F.silu(self.plan2(F.silu(self.plan1(z)))))
        placed = placed.view(batch, ANCHORS, self.channels).transpose(0, 1).reshape(ANCHORS, -1)
        curve = (self.between @ placed).view(self.points, batch, self.channels)
        return curve + self.position_embedding

    def negative_log_likelihood(self, observations, z):
        batch = len(observations)
        rows = observations.transpose(0, 1)
        start = rows.new_tensor([64.0, 32.0, 0.0, math.exp(0.2)]).expand(1, batch, 4)
        before = torch.cat([start, rows[:-1]])
        position, pen = before[..., :2], before[..., 2:3]
        log_width = before[..., 3:].clamp(min=0.3).log()
        offset = torch.cat([torch.zeros_like(position[:1]), position[1:] - position[:-1]])
        was_down = torch.cat([torch.zeros_like(pen[:1]), pen[:-1]])
        pen_down, pen_up = offset * was_down / 2, offset * (1 - was_down) / 20
        parts = [pen_down, pen_up, pen * 2 - 1, (log_width - 0.2) / 0.4]
        features = torch.cat(parts, -1).flatten(0, 1)
        window = [shift(features, i * batch) for i in range(WINDOW)]
        place = (position - position.new_tensor([64.0, 32.0])) / position.new_tensor([40.0, 20.0])
        h = self.input(torch.cat([*window, place.flatten(0, 1)], 1)) + self.plan(z).flatten(0, 1)
        for block in self.blocks:
            h = block(h, batch)
        output = self.output(F.silu(norm(h))).view(self.points, batch, -1)
        return self.score(output, rows, position, offset * was_down * pen, log_width)

    def score(self, output, rows, position, momentum, log_width):
        k = COMPONENTS
        logits, mean_x, mean_y, log_x, log_y, rho = output[..., : 6 * k].split(k, -1)
        pen, change, log_scale = output[..., 6 * k :].unbind(-1)
        first = output.new_tensor(INITIAL_DEVIATIONS).log()
        log_x, log_y = ((v + first).clamp(*LOG_DEVIATION_RANGE) for v in (log_x, log_y))
        rho = 0.95 * torch.tanh(rho)
        offset = rows[..., :2] - position
        u = (offset[..., :1] - momentum[..., :1] - 2 * mean_x) * (-log_x).exp()
        v = (offset[..., 1:] - momentum[..., 1:] - 2 * mean_y) * (-log_y).exp()
        uncorrelated = 1 - rho**2
        log_density = -(u**2 + v**2 - 2 * rho * u * v) / (2 * uncorrelated)
        log_density = log_density - log_x - log_y - uncorrelated.log() / 2 - math.log(2 * math.pi)
        mixture_nll = -torch.logsumexp(torch.log_softmax(logits, -1) + log_density, -1)
        pen_nll = F.binary_cross_entropy_with_logits(pen, rows[..., 2], reduction="none")
        log_scale = log_scale.clamp(*LOG_WIDTH_SCALE_RANGE)
        error = rows[..., 3].clamp(min=0.3).log() - log_width[..., 0] - change
        width_nll = error.abs() * (-log_scale).exp() + log_scale + math.log(2)
        return (mixture_nll + pen_nll + width_nll).sum(0)

    def losses(self, observations, epsilon):
        """Mean, log-variance, reconstruction of each example, KL of each dimension."""
        mean, log_var = self.encode(observations)
        z = mean + epsilon * (log_var / 2).exp()
        kl = (mean**2 + log_var.exp() - 1 - log_var) / 2
        return mean, log_var, self.negative_log_likelihood(observations, z), kl

    def layers(self):
        """Layers and parameters by the project's names."""
        result = {f"encoder.conv{i}": layer for i, layer in enumerate(self.convolutions)}
        result["encoder.input"] = self.encoder_in
        result.update({f"encoder.block{i}": block.linear for i, block in enumerate(self.encoder)})
        result.update({"encoder.moments": self.moments, "decoder.plan.hidden1": self.plan1})
        result.update({"decoder.plan.hidden2": self.plan2, "decoder.plan.anchors": self.anchors})
        result.update({"decoder.input": self.input, "decoder.output": self.output})
        for i, block in enumerate(self.blocks):
            result.update({f"decoder.block{i}.tap{t}": getattr(block, f"tap{t}") for t in range(3)})
            result[f"decoder.block{i}.output"] = block.output
        return result
