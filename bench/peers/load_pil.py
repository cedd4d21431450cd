"""Loads a folder of signatures with Pillow on several processes: the peer of bench/load.ts.

python3 load_pil.py FOLDER PROCESSES; prints one JSON object. The clock starts after the imports.
"""

import json
import multiprocessing
import os
import platform
import resource
import sys
import time

import PIL
from PIL import Image, ImageOps

HEIGHT, WIDTH, MARGIN = 64, 128, 3
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")


def otsu(histogram):
    """The threshold that separates two classes of gray best."""
    total = sum(histogram)
    total_sum = sum(level * count for level, count in enumerate(histogram))
    below = below_sum = best = threshold = 0
    for level, count in enumerate(histogram):
        below += count
        below_sum += level * count
        if below == 0 or below == total:
            continue
        gap = below_sum / below - (total_sum - below_sum) / (total - below)
        between = below * (total - below) * gap * gap
        if between > best:
            best, threshold = between, level
    return threshold


def prepare(path):
    """Gray, Otsu, crop to the ink, shrink with the aspect kept, centre on the canvas."""
    image = Image.open(path).convert("L")
    threshold = otsu(image.histogram())
    ink = image.point(lambda level: 255 if level <= threshold else 0)
    ink = ink.crop(ink.getbbox())
    ink = ImageOps.contain(ink, (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN), Image.Resampling.BOX)
    canvas = Image.new("L", (WIDTH, HEIGHT))
    canvas.paste(ink, ((WIDTH - ink.width) // 2, (HEIGHT - ink.height) // 2))
    return canvas.tobytes()


def main():
    folder, processes = sys.argv[1], int(sys.argv[2])
    start, cpu_start = time.perf_counter(), time.process_time()
    paths = sorted(
        os.path.join(directory, name)
        for directory, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(ENDINGS)
    )
    with multiprocessing.Pool(processes) as pool:
        images = pool.map(prepare, paths, chunksize=8)
        pool.close()
        pool.join()
    seconds = time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_seconds = time.process_time() - cpu_start + children.ru_utime + children.ru_stime
    print(json.dumps({
        "seconds": seconds,
        "cpuSeconds": cpu_seconds,
        "images": len(images),
        "python": platform.python_version(),
        "pillow": PIL.__version__,
    }))


if __name__ == "__main__":
    main()
