"""The cue network in PyTorch: the training side of lib/strokes/recovery/network/cue_network.ts."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# These are the constants of architecture.ts.
CELL = 2
LEVEL_CHANNELS = (16, 32, 64, 96, 128)
LAST_LEVEL = len(LEVEL_CHANNELS) - 1
DOWN_BLOCKS = (0, 2, 3, 3, 6)
UP_BLOCKS = (0, 2, 3, 3, 0)
COARSEST_SIZE = (6, 12)
FEATURES = 24
# Direction x and y, order, start, end, retraced. The file of weights has eight: two are zero.
CUES = 6
# What the perceptron of the number of strokes reads, and the numbers that it tells apart.
COUNT_INPUTS, STROKE_COUNTS = FEATURES + 4, 26


class Convolution(nn.Module):
    """A convolution and batch normalization, which the exported weights have folded into them."""

    def __init__(self, inputs: int, outputs: int, side: int = 3, stride: int = 1):
        super().__init__()
        padding = (side - 1) // 2 if stride == 1 else 0
        self.filter = nn.Conv2d(inputs, outputs, side, stride, padding, bias=False)
        self.norm = nn.BatchNorm2d(outputs, momentum=0.03)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.filter(x))


def blocks(count: int, channels: int) -> nn.ModuleList:
    """Residual convolutions that add nothing at first, so that a trained network can get more."""
    convolutions = nn.ModuleList([Convolution(channels, channels) for _ in range(count)])
    for convolution in convolutions:
        nn.init.zeros_(convolution.norm.weight)
    return convolutions


def residuals(x: Tensor, convolutions: nn.ModuleList) -> Tensor:
    for convolution in convolutions:
        x = x + convolution(F.relu(x))
    return x


class CueNetwork(nn.Module):
    """A U-Net (Ronneberger et al. 2015) with residual convolutions, from ink to cues."""

    def __init__(self):
        super().__init__()
        channels, levels = LEVEL_CHANNELS, range(1, LAST_LEVEL + 1)
        self.stem = Convolution(CELL * CELL, channels[0])
        self.down = nn.ModuleList([Convolution(channels[i - 1], channels[i], 2, 2) for i in levels])
        self.encoder = nn.ModuleList([blocks(DOWN_BLOCKS[i], channels[i]) for i in levels])
        self.position = nn.Parameter(torch.zeros(1, channels[-1], *COARSEST_SIZE))
        # These two are listed from the coarsest level.
        self.up = nn.ModuleList(
            [nn.ConvTranspose2d(channels[i], channels[i - 1], 2, 2) for i in reversed(levels)]
        )
        self.decoder = nn.ModuleList(
            [blocks(UP_BLOCKS[i - 1], channels[i - 1]) for i in reversed(levels)]
        )
        self.features = Convolution(channels[0], FEATURES)
        self.cues = nn.Conv2d(FEATURES, CUES, 1)
        # These judge pairs of points and the number of strokes during training only; see affinity_loss
        # and count_loss.
        self.affinity = nn.Sequential(nn.Linear(2 * FEATURES + 6, 64), nn.ReLU(), nn.Linear(64, 1))
        self.counter = nn.Sequential(
            nn.Linear(COUNT_INPUTS, 64), nn.ReLU(), nn.Linear(64, STROKE_COUNTS)
        )

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Images [batch, 1, 192, 384] -> features [batch, 24, 96, 192], cues [batch, 6, 96, 192]."""
        maps = [self.stem(F.pixel_unshuffle(images, CELL))]
        for level, (down, convolutions) in enumerate(zip(self.down, self.encoder), start=1):
            x = down(F.relu(maps[-1]))
            maps.append(residuals(x + self.position if level == LAST_LEVEL else x, convolutions))
        x = maps.pop()
        for up, convolutions in zip(self.up, self.decoder):
            x = residuals(maps.pop() + up(F.relu(x)), convolutions)
        features = F.relu(self.features(F.relu(x)))
        return features, self.cues(features)
