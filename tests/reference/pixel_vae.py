"""The pixel model once more, in PyTorch: the numbers that tests/model/reference_test.ts compares with.

    python3 tests/reference/pixel_vae.py

writes pixel_vae.safetensors beside this script. Any PyTorch from 1.13 on will do (Debian's python3-torch,
or `pip install torch`); nothing else is needed. PyTorch 1.13 and 2.15 write the same tensors, bit by bit.

Everything is computed in float64 from weights and inputs that float32 holds exactly; the script then
repeats it in float32 and prints how far apart the two are, which is the best that a float32 backend can do.

The images are random arcs and blobs. Names and layouts in the file are those of the project: images NHWC,
convolutions [kernel, kernel, in, out], transposed convolutions [kernel, kernel, out, in], dense [in, out],
and a feature map is flattened with the channel last.
"""

import array
import json
import math
import pathlib
import struct

import torch
from torch import nn
from torch.nn import functional as F

HEIGHT, WIDTH, BATCH, LATENT_DIM, CHANNELS = 32, 48, 3, 5, 3
IMPORTANCE_SAMPLES = 64
OBSERVATION_STD = 0.25
GRADIENT_BETA = 0.7  # gradients are taken with it, so that a KL without its weight is noticed
FREE_BITS = 0.4  # above the KL of some dimensions and below that of others; main() checks it
LEARNING_RATE, ADAM_STEPS = 1e-3, 3
# Adam hardly sees the scale of a gradient, so a wrong clip would go unnoticed if the clipped gradient stayed
# far above Adam's epsilon (1e-8): 1e-5 over 14,573 parameters does not. The other is a usual value.
CLIP_NORM = {"bce": 1e-5, "mse": 50.0}
# With the usual epsilon a gradient of any size is a whole step at first, so that one that is nearly zero
# goes either way by the rounding of float32 sums. The gradients of mse are some tenths after clipping.
ADAM_EPSILON = {"bce": 1e-8, "mse": 1e-3}
LARGE = 1000  # mse: parameters with more values are left out of the Adam results, to keep the file small


class PixelVAE(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [1] + [CHANNELS * 2**level for level in range(4)]
        self.map_shape = (sizes[4], HEIGHT // 16, WIDTH // 16)
        features = math.prod(self.map_shape)
        self.encoder_convs = nn.ModuleList(
            nn.Conv2d(sizes[i], sizes[i + 1], 4, stride=2, padding=1) for i in range(4)
        )
        self.moments = nn.Linear(features, 2 * LATENT_DIM)
        self.features = nn.Linear(LATENT_DIM, features)
        self.decoder_convs = nn.ModuleList(
            nn.ConvTranspose2d(sizes[i + 1], sizes[i], 4, stride=2, padding=1) for i in range(4)
        )

    def encode(self, images):
        x = images
        for conv in self.encoder_convs:
            x = F.relu(conv(x))
        mean, log_var = self.moments(x.flatten(1)).chunk(2, dim=1)
        return mean, log_var.clamp(-10, 10)

    def logits(self, z):
        x = F.relu(self.features(z)).view(-1, *self.map_shape)
        for level in (3, 2, 1, 0):
            x = self.decoder_convs[level](x)
            if level > 0:
                x = F.relu(x)
        return x

    def forward(self, images, epsilon, loss):
        mean, log_var = self.encode(images)
        logits = self.logits(mean + torch.exp(log_var / 2) * epsilon)
        if loss == "bce":
            negative = F.binary_cross_entropy_with_logits(logits, images, reduction="none")
        else:
            normal = torch.distributions.Normal(torch.sigmoid(logits), OBSERVATION_STD)
            negative = -normal.log_prob(images)
        posterior = torch.distributions.Normal(mean, torch.exp(log_var / 2))
        prior = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
        kl = torch.distributions.kl_divergence(posterior, prior)
        return mean, log_var, logits, negative.sum(dim=(1, 2, 3)).mean(), kl

    def importance_weighted_bound(self, images, samples, loss):
        """-log mean_k p(x, z_k) / q(z_k | x) of each image, by the densities of torch.distributions."""
        mean, log_var = self.encode(images)
        posterior = torch.distributions.Normal(mean, torch.exp(log_var / 2))
        prior = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
        log_weights = []
        for epsilon in samples:
            z = mean + torch.exp(log_var / 2) * epsilon
            logits = self.logits(z)
            if loss == "bce":
                # Gray pixels are outside the support that Bernoulli validates.
                log_likelihood = torch.distributions.Bernoulli(logits=logits, validate_args=False).log_prob(images)
            else:
                log_likelihood = torch.distributions.Normal(torch.sigmoid(logits), OBSERVATION_STD).log_prob(images)
            log_ratio = prior.log_prob(z) - posterior.log_prob(z)
            log_weights.append(log_likelihood.sum(dim=(1, 2, 3)) + log_ratio.sum(dim=1))
        return math.log(len(samples)) - torch.logsumexp(torch.stack(log_weights), dim=0)

    def named(self, gradients=False):
        """Parameters, or their gradients, by the project's names and in its layouts."""

        def pick(parameter):
            return (parameter.grad if gradients else parameter).detach().clone()

        def dense(layer, before, after):
            return before(pick(layer.weight).t()), after(pick(layer.bias))

        def channel_last(values):  # the last axis counts features: from channel-first to channel-last
            maps = values.reshape(-1, *self.map_shape).permute(0, 2, 3, 1)
            return maps.reshape(values.shape)

        result = {}
        for level, conv in enumerate(self.encoder_convs):
            result[f"encoder.conv{level}.weight"] = pick(conv.weight).permute(2, 3, 1, 0)  # from [out, in, k, k]
            result[f"encoder.conv{level}.bias"] = pick(conv.bias)
        weight, bias = dense(self.moments, lambda w: channel_last(w.t()).t(), lambda b: b)
        result["encoder.moments.weight"], result["encoder.moments.bias"] = weight, bias
        weight, bias = dense(self.features, channel_last, channel_last)
        result["decoder.features.weight"], result["decoder.features.bias"] = weight, bias
        for level in (3, 2, 1, 0):
            conv = self.decoder_convs[level]
            result[f"decoder.conv{level}.weight"] = pick(conv.weight).permute(2, 3, 1, 0)  # from [in, out, k, k]
            result[f"decoder.conv{level}.bias"] = pick(conv.bias)
        return result


def synthetic_images(generator):
    """Soft arcs and blobs, `[BATCH, 1, HEIGHT, WIDTH]`, ink is 1."""

    def uniform(low, high):
        return low + (high - low) * torch.rand((), generator=generator).item()

    rows = torch.arange(HEIGHT).view(-1, 1).float()
    columns = torch.arange(WIDTH).view(1, -1).float()
    images = torch.zeros(BATCH, 1, HEIGHT, WIDTH)
    for image in images[:, 0]:
        for _ in range(3):
            y, x, radius = uniform(8, 24), uniform(10, 38), uniform(3, 12)
            distance = torch.hypot(rows - y, (columns - x) / uniform(1, 2))
            arc = torch.clamp(1.8 - (distance - radius).abs(), 0, 1)
            arc = arc * (columns * uniform(-1, 1) + rows * uniform(-1, 1) < uniform(-10, 30))
            blob = torch.clamp(uniform(1, 3) - torch.hypot(rows - y - radius, columns - x), 0, 1)
            image.copy_(torch.maximum(image, torch.maximum(arc, blob)))
    return images


def make_model(generator):
    """He-scaled weights, biases that are not zero, all rounded to float32."""
    model = PixelVAE()
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            std = 0.1
        elif "decoder_convs" in name:
            std = math.sqrt(2 / (4 * parameter.shape[0]))
        else:
            std = math.sqrt(2 / parameter[0].numel())
        parameter.data = torch.randn(parameter.shape, generator=generator) * std
    return model


def compute(model, images, epsilon, samples, dtype):
    """Every expected tensor by its name in the file."""
    model, images, epsilon, samples = (x.to(dtype) for x in (model, images, epsilon, samples))
    start = {name: value.clone() for name, value in model.state_dict().items()}
    result = {}
    for loss in ("bce", "mse"):
        model.load_state_dict(start)
        mean, log_var, logits, reconstruction, kl = model(images, epsilon, loss)
        mean_kl = kl.sum(dim=1).mean()
        objective = reconstruction + GRADIENT_BETA * mean_kl
        floored = torch.clamp(kl.mean(dim=0), min=FREE_BITS).sum()
        if loss == "bce":
            result["mean"], result["logVar"], result["kl"] = mean, log_var, mean_kl
            result["klPerDimension"] = kl.mean(dim=0)
            result["logits"] = logits.permute(0, 2, 3, 1)
        result[f"{loss}.reconstruction"] = reconstruction
        result[f"{loss}.loss"] = reconstruction + mean_kl
        result[f"{loss}.loss.beta"] = objective
        result[f"{loss}.loss.freeBits"] = reconstruction + floored
        result[f"{loss}.iwae"] = model.importance_weighted_bound(images, samples, loss)
        model.zero_grad()
        objective.backward()
        for name, gradient in model.named(gradients=True).items():
            result[f"{loss}.gradient.{name}"] = gradient
        result.update(run_adam(model, images, epsilon, loss))
    return {name: value.detach().clone() for name, value in result.items()}


def run_adam(model, images, epsilon, loss):
    """The negative ELBO before each step, the norms of its gradients, and the parameters in the end."""
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.999), eps=ADAM_EPSILON[loss])
    losses, norms = [], []
    for _ in range(ADAM_STEPS):
        _, _, _, reconstruction, kl = model(images, epsilon, loss)
        objective = reconstruction + kl.sum(dim=1).mean()
        optimizer.zero_grad()
        objective.backward()
        losses.append(objective.detach())
        norms.append(torch.norm(torch.stack([p.grad.norm() for p in model.parameters()])))
        scale = torch.clamp(CLIP_NORM[loss] / norms[-1], max=1)  # clip_grad_norm_ would add 1e-6 to the norm
        for parameter in model.parameters():
            parameter.grad.mul_(scale)
        optimizer.step()
    result = {f"{loss}.adam.losses": torch.stack(losses), f"{loss}.adam.norms": torch.stack(norms)}
    for name, value in model.named().items():
        if loss == "bce" or value.numel() <= LARGE:
            result[f"{loss}.adam.parameter.{name}"] = value
    return result


def disagreement(actual, expected):
    """The largest difference, relative to the expected value or the expected root mean square."""
    scale = torch.maximum(expected.abs(), expected.square().mean().sqrt())
    return ((actual.double() - expected) / scale).abs().max().item()


def save_safetensors(path, tensors, metadata):
    """An 8-byte length, a JSON header, and the values: https://huggingface.co/docs/safetensors."""
    header, chunks, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        chunk = array.array("f", tensor.float().contiguous().flatten().tolist()).tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(chunk)],
        }
        chunks.append(chunk)
        offset += len(chunk)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def main():
    generator = torch.Generator().manual_seed(20)
    images = synthetic_images(generator)
    epsilon = torch.randn((BATCH, LATENT_DIM), generator=generator)
    model = make_model(generator)
    # A generator of its own, so that the other numbers stay what they were.
    samples = torch.randn(
        (IMPORTANCE_SAMPLES, BATCH, LATENT_DIM), generator=torch.Generator().manual_seed(21)
    )
    inputs = {"images": images.permute(0, 2, 3, 1), "epsilon": epsilon, "importanceSamples": samples}
    inputs.update({f"parameter.{name}": value for name, value in model.named().items()})
    start = {name: value.clone() for name, value in model.state_dict().items()}
    expected = compute(model, images, epsilon, samples, torch.float64)
    model.float().load_state_dict(start)
    single = compute(model, images, epsilon, samples, torch.float32)

    floors = expected["klPerDimension"] < FREE_BITS
    assert floors.any() and not floors.all(), expected["klPerDimension"]
    for loss, clip in CLIP_NORM.items():
        assert (expected[f"{loss}.adam.norms"] > clip).all(), "the gradient is not clipped"

    worst = sorted(expected, key=lambda name: -disagreement(single[name], expected[name]))
    for name in worst[:5]:
        print(f"{name}: float32 differs by {disagreement(single[name], expected[name]):.1e}")
    config = {
        "model": "pixel",
        "height": HEIGHT,
        "width": WIDTH,
        "latentDim": LATENT_DIM,
        "channels": CHANNELS,
        "loss": "bce",
        "observationStd": OBSERVATION_STD,
    }
    metadata = {
        "config": json.dumps(config),
        "beta": str(GRADIENT_BETA),
        "freeBits": str(FREE_BITS),
        "learningRate": str(LEARNING_RATE),
        "clipNorm.bce": str(CLIP_NORM["bce"]),
        "clipNorm.mse": str(CLIP_NORM["mse"]),
        "adamEpsilon.bce": str(ADAM_EPSILON["bce"]),
        "adamEpsilon.mse": str(ADAM_EPSILON["mse"]),
        "torch": torch.__version__,
    }
    path = pathlib.Path(__file__).with_suffix(".safetensors")
    save_safetensors(path, {**inputs, **expected}, metadata)
    print(f"wrote {path.name}: {path.stat().st_size} bytes, {len(inputs) + len(expected)} tensors")


if __name__ == "__main__":
    main()
