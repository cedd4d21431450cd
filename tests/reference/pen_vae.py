"""The pen model once more, in PyTorch: the numbers that tests/model/pen/reference_test.ts compares with.

    python3 tests/reference/pen_vae.py

writes pen_vae.safetensors beside this script, computed in float64 from weights and inputs that float32
holds exactly. The networks are those of bench/peers/pen_vae.py; the trajectories are random walks.
"""

import json
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench" / "peers"))
from pen_vae import PenVAE, to_file_layout  # noqa: E402
from pixel_vae import save_safetensors  # noqa: E402

POINTS, HIDDEN, CHANNELS, LATENT_DIM, BATCH = 80, 8, 6, 3, 2
BETA, FREE_BITS = 0.7, 0.4
SAMPLES = 64


def trajectories(generator):
    """Random walks with pen-up jumps, `[BATCH, POINTS, 4]`."""
    steps = 3 * torch.randn((BATCH, POINTS, 2), generator=generator)
    pen = (torch.rand((BATCH, POINTS), generator=generator) > 0.15).float()
    steps[:, 1:] += 12 * torch.randn((BATCH, POINTS - 1, 2), generator=generator) * (1 - pen[:, :-1, None])
    place = torch.tensor([40.0, 30.0]) + steps.cumsum(1)
    width = (0.3 * torch.randn((BATCH, POINTS), generator=generator)).exp()
    return torch.cat([place, pen[..., None], width[..., None]], -1)


def named(model, pick):
    """Parameters or gradients by the project's names and in its layouts."""
    result = {"decoder.plan.always": pick(model.position_embedding)}
    for name, layer in model.layers().items():
        result[f"{name}.weight"] = to_file_layout(pick(layer.weight))
        if layer.bias is not None:
            result[f"{name}.bias".replace("tap0.bias", "tap.bias")] = pick(layer.bias)
    return {name: value.detach().clone() for name, value in result.items()}


def importance_weighted_bound(model, observations, epsilon):
    """-log of the mean importance weight (Burda et al. 2016, equation 8), by torch.distributions."""
    mean, log_var = model.encode(observations)
    posterior = torch.distributions.Normal(mean, (log_var / 2).exp())
    prior = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
    weights = []
    for noise in epsilon:
        z = mean + noise * (log_var / 2).exp()
        log_likelihood = -model.negative_log_likelihood(observations, z)
        weights.append(log_likelihood + prior.log_prob(z).sum(1) - posterior.log_prob(z).sum(1))
    return math.log(len(weights)) - torch.logsumexp(torch.stack(weights), 0)


def main():
    generator = torch.Generator().manual_seed(7)
    model = PenVAE(POINTS, HIDDEN, CHANNELS, LATENT_DIM)
    for parameter in model.parameters():
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 4
        parameter.data = torch.randn(parameter.shape, generator=generator) / fan_in**0.5
    observations = trajectories(generator)
    epsilon = torch.randn((BATCH, LATENT_DIM), generator=generator)
    tensors = {"observations": observations, "epsilon": epsilon}
    tensors.update({f"parameter.{name}": v for name, v in named(model, lambda p: p).items()})
    model = model.double()
    model.between = (1 - (torch.arange(POINTS).double()[:, None] / (POINTS - 1) * 15
                          - torch.arange(16).double()[None]).abs()).clamp(min=0)
    mean, log_var, reconstruction, kl = model.losses(observations.double(), epsilon.double())
    free_bits_kl = kl.mean(0).clamp(min=FREE_BITS).sum()
    loss = reconstruction.mean() + BETA * free_bits_kl
    loss.backward()
    tensors.update(mean=mean, logVar=log_var, reconstruction=reconstruction.mean(), loss=loss)
    tensors.update(kl=kl.sum(1).mean())
    tensors.update({f"gradient.{name}": v for name, v in named(model, lambda p: p.grad).items()})
    samples = torch.randn((SAMPLES, BATCH, LATENT_DIM), generator=generator)
    tensors["samples"] = samples
    for count in (1, 8, SAMPLES):
        tensors[f"bound.{count}"] = importance_weighted_bound(
            model, observations.double(), samples[:count].double())
    config = {"model": "pen", "height": 64, "width": 128, "latentDim": LATENT_DIM, "points": POINTS}
    config.update(hidden=HIDDEN, channels=CHANNELS)
    metadata = {"config": json.dumps(config), "beta": str(BETA), "freeBits": str(FREE_BITS)}
    path = pathlib.Path(__file__).with_suffix(".safetensors")
    tensors = {name: value.detach() for name, value in tensors.items()}
    save_safetensors(path, tensors, {**metadata, "torch": torch.__version__})
    print(f"wrote {path.name}: {path.stat().st_size} bytes, loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
