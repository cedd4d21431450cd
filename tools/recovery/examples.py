"""The files of write_examples.ts and write_graph_examples.ts."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

HEIGHT, WIDTH = 192, 384
POINTS, POINT_VALUES = 512, 6


class Examples:
    """Images and true points of several files."""

    def __init__(self, names: list[str]):
        shape = (-1, HEIGHT, WIDTH)
        self.images = [np.memmap(f"{name}.img", np.uint8, "r").reshape(shape) for name in names]
        self.points = [
            np.fromfile(f"{name}.pts", np.float32).reshape(-1, POINTS, POINT_VALUES)
            for name in names
        ]
        self.places = [(file, i) for file, rows in enumerate(self.points) for i in range(len(rows))]

    def __len__(self) -> int:
        return len(self.places)

    def batch(self, numbers) -> tuple[Tensor, Tensor]:
        """Ink coverage [batch, 1, 192, 384] and points [batch, 512, 6] of some examples."""
        places = [self.places[number] for number in numbers]
        images = np.stack([self.images[file][i] for file, i in places]).astype(np.float32) / 255
        points = np.stack([self.points[file][i] for file, i in places])
        images = torch.from_numpy(images)[:, None].to(memory_format=torch.channels_last)
        return images, torch.from_numpy(points)


def roughen(images: Tensor, rng: np.random.Generator) -> Tensor:
    """Roughens the edges of ink, as scanning and binarization do, in 30 % of the images."""
    count = len(images)
    chosen = torch.rand(count, 1, 1, 1) < 0.6
    if rng.random() >= 0.5:
        return images
    noise = F.interpolate(
        torch.randn(count, 1, HEIGHT // 2, WIDTH // 2), scale_factor=2, mode="bilinear"
    )
    blurred = F.avg_pool2d(images, 3, 1, 1) + 0.12 * noise
    return torch.where(chosen, ((blurred - 0.5) * 4 + 0.5).clamp(0, 1), images)


def read_rows(file: Path, size: int) -> Tensor:
    """Rows of `size` values."""
    return torch.from_numpy(np.fromfile(file, np.float32).reshape(-1, size))
