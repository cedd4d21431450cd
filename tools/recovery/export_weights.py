"""The weights of the cue network in the order of `layerTensors` in architecture.ts."""

import numpy as np
import torch
from torch import nn

from cue_network import CUES, FEATURES, Convolution, CueNetwork

# Outputs of a convolution that the kernels compute together.
LANES = 8


def pack(weight: np.ndarray) -> np.ndarray:
    """[outputs, rows, taps] -> [outputs / 8, rows, taps, 8]."""
    outputs, rows, taps = weight.shape
    return weight.reshape(outputs // LANES, LANES, rows, taps).transpose(0, 2, 3, 1).ravel()


def convolution(layer: Convolution) -> list[np.ndarray]:
    """Weights and biases with the batch normalization folded into them: w g / sqrt(v + e) and
    b - m g / sqrt(v + e), where m and v are the mean and the variance of training."""
    norm = layer.norm
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = (layer.filter.weight * scale[:, None, None, None]).numpy()
    outputs, inputs, side, _ = weight.shape
    rows = weight.transpose(0, 2, 3, 1).reshape(outputs, side, side * inputs)
    return [pack(rows), (norm.bias - norm.running_mean * scale).numpy()]


def transposed_convolution(layer: nn.ConvTranspose2d) -> list[np.ndarray]:
    """One filter per row of outputs; each makes two adjacent outputs of all channels."""
    weight, bias = layer.weight.numpy(), np.tile(layer.bias.numpy(), 2)
    inputs = len(weight)
    tensors = []
    for row in range(2):
        taps = weight[:, :, row, :].transpose(2, 1, 0).reshape(-1, 1, inputs)
        tensors += [pack(taps), bias]
    return tensors


def cue_head(layer: nn.Conv2d) -> list[np.ndarray]:
    """The cues and zeros up to a whole number of lanes."""
    weight, bias = np.zeros((LANES, 1, FEATURES), np.float32), np.zeros(LANES, np.float32)
    weight[:CUES, 0], bias[:CUES] = layer.weight[:, :, 0, 0].numpy(), layer.bias.numpy()
    return [pack(weight), bias]


@torch.no_grad()
def network_weights(network: CueNetwork) -> np.ndarray:
    """All weights up to the perceptrons."""
    tensors = convolution(network.stem)
    for down, blocks in zip(network.down, network.encoder):
        for layer in (down, *blocks):
            tensors += convolution(layer)
    tensors.append(network.position[0].permute(1, 2, 0).numpy())
    for up, blocks in zip(network.up, network.decoder):
        tensors += transposed_convolution(up)
        for layer in blocks:
            tensors += convolution(layer)
    tensors += convolution(network.features) + cue_head(network.cues)
    return np.concatenate([tensor.ravel() for tensor in tensors]).astype(np.float32)
