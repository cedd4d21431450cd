"""The VAE that this project descends from, in PyTorch: the peer of bench/ancestor.ts.

Usage: python3 ancestor_vae.py FOLDER OUT COUNT [EPOCHS] [SEED] [THREADS]. FOLDER has `training` and
`held-out`, with gray images of 28 x 28 pixels, dark ink on white. Two strided convolutions of 128 and
256 channels, 15 latent dimensions, binary cross-entropy plus 0.1 KL, both summed; Adam as in the
tutorial that the network is from (smartgeometry-ucl/dl4g, variational_autoencoder). Writes images of
the same size:

- OUT/normal: COUNT samples with z from N(0, I), as the recipe has it;
- OUT/gaussian: COUNT samples with z from a normal distribution fitted to the latents;
- OUT/reconstructions: the held-out images, from the means of their posteriors, by the same names.

An interrupted training goes on from OUT/ancestor.pt. Prints one JSON object.
"""

import json
import os
import sys
import time

folder, out, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
epochs, seed, threads = (int(a) for a in (sys.argv[4:] + ["400", "1", "1"][len(sys.argv) - 4 :]))
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import numpy  # noqa: E402
import torch  # noqa: E402
from PIL import Image  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

SIZE, CHANNELS, LATENT_DIM, BETA = 28, 128, 15, 0.1
BATCH, LEARNING_RATE, WEIGHT_DECAY = 128, 1e-3, 1e-5
EPOCHS_PER_CHECKPOINT = 10

torch.set_num_threads(threads)
torch.manual_seed(seed)


class AncestorVAE(nn.Module):
    def __init__(self):
        super().__init__()
        features = 2 * CHANNELS * (SIZE // 4) ** 2
        self.down1 = nn.Conv2d(1, CHANNELS, 4, 2, 1)
        self.down2 = nn.Conv2d(CHANNELS, 2 * CHANNELS, 4, 2, 1)
        self.mean = nn.Linear(features, LATENT_DIM)
        self.log_var = nn.Linear(features, LATENT_DIM)
        self.features = nn.Linear(LATENT_DIM, features)
        self.up1 = nn.ConvTranspose2d(2 * CHANNELS, CHANNELS, 4, 2, 1)
        self.up2 = nn.ConvTranspose2d(CHANNELS, 1, 4, 2, 1)

    def encode(self, images):
        x = F.relu(self.down2(F.relu(self.down1(images)))).flatten(1)
        return self.mean(x), self.log_var(x)

    def decode(self, z):
        x = self.features(z).view(-1, 2 * CHANNELS, SIZE // 4, SIZE // 4)
        return torch.sigmoid(self.up2(F.relu(self.up1(x))))

    def losses(self, images):
        """Reconstruction and KL in nats, summed over the batch."""
        mean, log_var = self.encode(images)
        z = mean + torch.randn_like(mean) * (log_var / 2).exp()
        reconstruction = F.binary_cross_entropy(self.decode(z), images, reduction="sum")
        return reconstruction, (mean**2 + log_var.exp() - 1 - log_var).sum() / 2


def read_images(part):
    """Ink `[count, 1, 28, 28]` in [0, 1], and the names of the files."""
    names = sorted(os.listdir(os.path.join(folder, part)))
    images = [Image.open(os.path.join(folder, part, name)).convert("L") for name in names]
    return torch.stack([1 - torch.from_numpy(numpy.array(i) / 255).float()[None] for i in images]), names


def write_images(part, images, names):
    os.makedirs(os.path.join(out, part), exist_ok=True)
    for image, name in zip(images, names):
        gray = ((1 - image[0]) * 255).round().byte().numpy()
        Image.fromarray(gray).save(os.path.join(out, part, name))


def train(model, images):
    """Trains, and continues an interrupted training; the losses of each epoch, in nats per image."""
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    checkpoint, history, seconds = os.path.join(out, "ancestor.pt"), [], 0.0
    run = [seed, len(images), images.sum().item()]
    state = torch.load(checkpoint) if os.path.exists(checkpoint) else {}
    if state.get("run") == run:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        history, seconds = state["history"], state["seconds"]
    start = time.process_time() - seconds
    while len(history) < epochs:
        totals = [0.0, 0.0]
        for indices in torch.randperm(len(images)).split(BATCH):
            reconstruction, kl = model.losses(images[indices])
            optimizer.zero_grad()
            (reconstruction + BETA * kl).backward()
            optimizer.step()
            totals = [totals[0] + reconstruction.item(), totals[1] + kl.item()]
        history.append([total / len(images) for total in totals])
        seconds = time.process_time() - start
        if len(history) % EPOCHS_PER_CHECKPOINT == 0:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            state.update(random=torch.get_rng_state(), history=history, seconds=seconds, run=run)
            torch.save(state, checkpoint + ".new")
            os.replace(checkpoint + ".new", checkpoint)
    return history, seconds


def main():
    os.makedirs(out, exist_ok=True)
    training, _ = read_images("training")
    held_out, names = read_images("held-out")
    model = AncestorVAE()
    history, seconds = train(model, training)
    with torch.inference_mode():
        held_out_losses = [loss.item() / len(held_out) for loss in model.losses(held_out)]
        epsilon = torch.randn(count, LATENT_DIM)
        # Samples of q(z), not its means: what the decoder has been trained on.
        mean, log_var = model.encode(training)
        latents = mean + torch.randn_like(mean) * (log_var / 2).exp()
        covariance = torch.cov(latents.T) + 1e-6 * torch.eye(LATENT_DIM)
        factor = torch.linalg.cholesky(covariance)
        numbered = [f"{i + 1:05}.png" for i in range(count)]
        write_images("normal", model.decode(epsilon), numbered)
        write_images("gaussian", model.decode(latents.mean(0) + epsilon @ factor.T), numbered)
        write_images("reconstructions", model.decode(model.encode(held_out)[0]), names)
    print(json.dumps({
        "torch": torch.__version__,
        "images": len(training),
        "epochs": len(history),
        "seed": seed,
        "cpuSeconds": seconds,
        "parameters": sum(p.numel() for p in model.parameters()),
        "trainingLosses": history[-1] if history else None,
        "heldOutLosses": held_out_losses,
    }))


if __name__ == "__main__":
    main()
