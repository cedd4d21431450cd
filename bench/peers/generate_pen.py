"""Generates signatures from a model file with PyTorch and Pillow: the peer of bench/generate.ts.

Usage: python3 generate_pen.py MODEL_FILE COUNT FOLDER THREADS [HEIGHTxWIDTH] [png|svg]. Reads a model
of this project, samples z from its prior (flow, gaussian or normal), samples point by point with a
cache of activations, renders lines at four times the size and shrinks them, and saves one PNG per
signature and a contact sheet. As SVG, each line of a stroke is a line with a width. With several
threads and more signatures than a batch, as many processes draw and encode while PyTorch samples the
next batch. Prints one JSON object.
"""

import json
import math
import multiprocessing
import os
import resource
import struct
import sys
import time

file, count, folder, threads = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)

import numpy  # noqa: E402
import PIL  # noqa: E402
import torch  # noqa: E402
from PIL import Image, ImageDraw  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from pen_vae import COMPONENTS, INITIAL_DEVIATIONS, MIN_P, LOG_DEVIATION_RANGE  # noqa: E402
from pen_vae import WINDOW, PenVAE, from_file_layout, norm  # noqa: E402

BATCH = 512
SUPERSAMPLING, SMOOTHING, SUBDIVISIONS, TEMPERATURE = 4, 0.25, 4, 1.0
DTYPES = {"F32": numpy.float32, "F16": numpy.float16}
torch.set_num_threads(threads)
torch.manual_seed(1)


def read_model():
    with open(file, "rb") as source:
        data = source.read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    config = json.loads(header.pop("__metadata__")["config"])
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).astype(numpy.float32)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]))
    return config, tensors


def load_vae(config, tensors):
    if config.get("components", COMPONENTS) != COMPONENTS:
        sys.exit(f"Cannot load {file}: {COMPONENTS} components are wanted")
    sizes = (config[name] for name in ("points", "hidden", "channels", "latentDim"))
    vae = PenVAE(*sizes, config.get("blocks", 4))
    with torch.no_grad():
        for name, layer in vae.layers().items():
            layer.weight.copy_(from_file_layout(tensors[f"{name}.weight"]))
            if layer.bias is not None:
                bias = f"{name}.bias"
                layer.bias.copy_(tensors[bias if bias in tensors else bias.replace("tap0", "tap")])
        vae.position_embedding.copy_(tensors["decoder.plan.always"])
    return vae


def transform(epsilon, tensors):
    """From noise to z by the prior of the file."""
    flow = "prior.flow."
    if f"{flow}whitening.mean" not in tensors:
        gaussian = "prior.gaussian."
        if f"{gaussian}mean" not in tensors:
            return epsilon
        return epsilon @ tensors[f"{gaussian}factor"].T + tensors[f"{gaussian}mean"]
    x, split = epsilon, math.ceil(epsilon.shape[1] / 2)

    def network(name, given):
        def dense(part, x):
            return x @ tensors[f"{name}.{part}.weight"] + tensors[f"{name}.{part}.bias"]

        moments = dense("output", F.relu(dense("hidden2", F.relu(dense("hidden1", given)))))
        log_scale, shift = moments.chunk(2, 1)
        return torch.tanh(log_scale), shift

    blocks = sum(name.endswith(".order") for name in tensors)
    for block in reversed(range(blocks)):
        first, second = x[:, :split], x[:, split:]
        log_scale, shift = network(f"{flow}{block}.b", second)
        first = first * (-log_scale).exp() - shift
        log_scale, shift = network(f"{flow}{block}.a", first)
        second = second * (-log_scale).exp() - shift
        order = tensors[f"{flow}{block}.order"].long()
        x = torch.empty_like(x)
        x[:, order] = torch.cat([first, second], 1)
    return x @ tensors[f"{flow}whitening.factor"].T + tensors[f"{flow}whitening.mean"]


def sample_points(vae, z):
    """Points `[batch, points, 4]`: x, y, pen, width."""
    batch, k = len(z), COMPONENTS
    plan = vae.plan(z)
    position = z.new_tensor([64.0, 32.0]).expand(batch, 2)
    pen, log_width = z.new_zeros(batch, 1), z.new_full((batch, 1), 0.2)
    offset, was_down = z.new_zeros(batch, 2), z.new_zeros(batch, 1)
    features = [z.new_zeros(batch, 6)] * WINDOW
    past = [[] for _ in vae.blocks]
    initial_log_deviations = z.new_tensor(INITIAL_DEVIATIONS).log()
    points = []
    for t in range(vae.points):
        pen_down, pen_up = offset * was_down / 2, offset * (1 - was_down) / 20
        state = [pen_down, pen_up, pen * 2 - 1, (log_width - 0.2) / 0.4]
        features = [torch.cat(state, 1), *features[:-1]]
        place = (position - position.new_tensor([64.0, 32.0])) / position.new_tensor([40.0, 20.0])
        h = vae.input(torch.cat([*features, place], 1)) + plan[t]
        for block, seen in zip(vae.blocks, past):
            seen.append(norm(h))
            summed = block.tap0(seen[-1])
            for tap, back in ((block.tap1, block.dilation), (block.tap2, 2 * block.dilation)):
                if back < len(seen):
                    summed = summed + tap(seen[-1 - back])
            h = h + block.output(F.silu(summed))
        output = vae.output(F.silu(norm(h)))
        logits, mean_x, mean_y, log_x, log_y, rho = output[:, : 6 * k].split(k, 1)
        pen_logit, change, _ = output[:, 6 * k :].split(1, 1)
        momentum = offset * was_down * pen
        relative = (logits - logits.amax(1, keepdim=True)).exp()
        chosen = torch.multinomial(relative * (relative >= MIN_P), 1)
        mean = torch.cat([mean_x.gather(1, chosen), mean_y.gather(1, chosen)], 1) * 2 + momentum
        logs = [(v + initial_log_deviations).clamp(*LOG_DEVIATION_RANGE) for v in (log_x, log_y)]
        deviation = torch.cat([v.gather(1, chosen) for v in logs], 1).exp()
        deviation = (deviation**2 - math.exp(2 * LOG_DEVIATION_RANGE[0])).clamp(min=0).sqrt()
        rho = 0.95 * torch.tanh(rho.gather(1, chosen))
        u, v = torch.randn(batch, 2).split(1, 1)
        offset = mean + torch.cat([u, rho * u + (1 - rho**2).sqrt() * v], 1) * deviation
        position, was_down = position + offset, pen
        pen = (torch.rand(batch, 1) < torch.sigmoid(pen_logit)).float()
        log_width = (log_width + change).clamp(-1.2, 1.6)
        points.append(torch.cat([position, pen, log_width.exp()], 1))
    points[-1][:, 2] = 0
    return torch.stack(points, 1).numpy()


def smooth(values):
    """A Gaussian along the points; the ends stay."""
    reach = min(math.ceil(2.5 * SMOOTHING), len(values) - 1)
    if reach < 1:
        return values
    before, after = 2 * values[0] - values[reach:0:-1], 2 * values[-1] - values[-2 : -2 - reach : -1]
    padded = numpy.concatenate([before, values, after])
    kernel = numpy.exp(-(numpy.arange(-reach, reach + 1) ** 2) / (2 * SMOOTHING**2))
    columns = [numpy.convolve(column, kernel / kernel.sum(), "valid") for column in padded.T]
    result = numpy.stack(columns, 1)
    result[0], result[-1] = values[0], values[-1]
    return result


def subdivide(values):
    """A uniform Catmull-Rom spline through the points."""
    padded = numpy.concatenate([[2 * values[0] - values[1]], values, [2 * values[-1] - values[-2]]])
    a, b, c, d = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    t = (numpy.arange(SUBDIVISIONS) / SUBDIVISIONS)[None, :, None]
    curve = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return numpy.concatenate([curve.reshape(-1, values.shape[1]), values[-1:]])


def strokes_of(points):
    first = 0
    for i in numpy.flatnonzero(points[:, 2] == 0):
        if i > first:
            yield subdivide(smooth(points[first : i + 1][:, [0, 1, 3]]))
        first = i + 1


def place(strokes):
    """Moves what would leave the canvas, and makes it smaller where that is not enough."""
    if not strokes:
        return strokes
    size, margin = numpy.array([124.0, 60.0]), 2
    reach = [(s[:, :2] - s[:, 2:] / 2, s[:, :2] + s[:, 2:] / 2) for s in strokes]
    low = numpy.min([least.min(0) for least, _ in reach], 0)
    high = numpy.max([most.max(0) for _, most in reach], 0)
    scale = min(1, *(size / (high - low)))
    shift = numpy.clip(0, margin - scale * low, margin + size - scale * high)
    return [numpy.concatenate([s[:, :2] * scale + shift, s[:, 2:] * scale], 1) for s in strokes]


def draw(strokes, height, width):
    factor = SUPERSAMPLING * min(height / 64, width / 128)
    canvas = Image.new("L", (width * SUPERSAMPLING, height * SUPERSAMPLING), 255)
    pen = ImageDraw.Draw(canvas)
    for stroke in strokes:
        lines = (stroke * factor).tolist()
        for (x0, y0, w0), (x1, y1, w1) in zip(lines, lines[1:]):
            pen.line((x0, y0, x1, y1), fill=0, width=max(1, round((w0 + w1) / 2)))
        for x, y, w in lines:
            pen.ellipse((x - w / 2, y - w / 2, x + w / 2, y + w / 2), fill=0)
    return canvas.reduce(SUPERSAMPLING)


def to_svg(strokes):
    lines = []
    for stroke in strokes:
        values = stroke.tolist()
        for (x0, y0, w0), (x1, y1, w1) in zip(values, values[1:]):
            lines.append(
                f'<path d="M{x0:.2f} {y0:.2f}L{x1:.2f} {y1:.2f}" stroke-width="{(w0 + w1) / 2:.2f}"/>'
            )
    style = 'fill="none" stroke="#000" stroke-linecap="round"'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 64">'
    return f"{head}<g {style}>{''.join(lines)}</g></svg>\n"


def save(work):
    """Draws and saves one signature; returns what the contact sheet shows of it."""
    i, points, (height, width), extension, sheet_size = work
    strokes = place(list(strokes_of(points)))
    path = os.path.join(folder, f"signature-{i + 1:04}.{extension}")
    if extension == "svg":
        with open(path, "w") as file:
            file.write(to_svg(strokes))
    else:
        image = draw(strokes, height, width)
        image.save(path)
    if sheet_size is None:
        return None
    return draw(strokes, *sheet_size) if extension == "svg" or sheet_size != (height, width) else image


def sample(vae, tensors, latent_dim, size, sheet_size, extension):
    """The work of `save` for each signature, sampled batch by batch."""
    for start in range(0, count, BATCH):
        with torch.inference_mode():
            epsilon = TEMPERATURE * torch.randn(min(BATCH, count - start), latent_dim)
            sampled = sample_points(vae, transform(epsilon, tensors))
        for i, points in enumerate(sampled, start):
            yield i, points, size, extension, sheet_size if i < 200 else None


def main():
    os.makedirs(folder, exist_ok=True)
    config, tensors = read_model()
    height, width = config["height"], config["width"]
    size = tuple(map(int, sys.argv[5].split("x"))) if len(sys.argv) > 5 else (height, width)
    extension = sys.argv[6] if len(sys.argv) > 6 else "png"
    # Processes are started before PyTorch has threads.
    pool = multiprocessing.Pool(threads) if threads > 1 and count > BATCH else None
    vae = load_vae(config, tensors)
    work = sample(vae, tensors, config["latentDim"], size, (height, width), extension)
    shown = min(count, 200)
    columns = math.ceil(math.sqrt(shown / 2))
    sheet = Image.new("L", (columns * 2 * width, math.ceil(shown / columns) * 2 * height), 255)
    for i, image in enumerate(pool.imap(save, work, 16) if pool else map(save, work)):
        if image is not None:
            large = image.resize((2 * width, 2 * height), Image.Resampling.BILINEAR)
            sheet.paste(large, (i % columns * 2 * width, i // columns * 2 * height))
    sheet.save(os.path.join(folder, "grid.png"))
    if pool:
        pool.close()
        pool.join()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({
        "torch": torch.__version__,
        "pillow": PIL.__version__,
        "cpuSeconds": time.process_time() + children.ru_utime + children.ru_stime,
        "peakBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }))


if __name__ == "__main__":
    main()
