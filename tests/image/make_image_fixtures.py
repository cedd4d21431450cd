"""Writes image_fixtures.ts: small files of several formats, made by libtiff, libjpeg and others.

Needs Pillow, NumPy, tifffile, imagecodecs and libtiff's tiffcp. Run in this folder, then `deno fmt`.
The images follow formulas, which decode_test.ts repeats as its oracle.
"""

import base64
import io
import subprocess
import tempfile

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

HEIGHT, WIDTH = 13, 19
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
black = (x * x + 3 * y * y) % 37 < 14
gray = ((11 * x + 7 * y) % 256).astype(np.uint8)
gray16 = ((3001 * x + 701 * y) % 65536).astype(np.uint16)
rgb = np.stack([13 * x, 255 - 17 * y, (x * y) % 256], -1).astype(np.uint8)
index = ((x + y) % 13).astype(np.uint8)

PHOTO_HEIGHT, PHOTO_WIDTH = 21, 34
y, x = np.mgrid[0:PHOTO_HEIGHT, 0:PHOTO_WIDTH]
photo = np.stack([20 + 5 * x, 60 + 6 * y, 220 - 4 * x], -1).astype(np.uint8)
photo_gray = (30 + 4 * x + 3 * y).astype(np.uint8)

palette = Image.fromarray(index, "P")
palette.putpalette([v for i in range(16) for v in (20 * i % 256, 70 * i % 256, 130 * i % 256)])

IMAGES = {
    "black": Image.fromarray(~black).convert("1"),
    "gray": Image.fromarray(gray),
    "rgb": Image.fromarray(rgb),
    "palette": palette,
}

fixtures = {}


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def tiffcp(name, image, *options):
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/in.tif", "wb") as file:
            file.write(fixtures[image] if image in fixtures else saved(IMAGES[image], "TIFF"))
        subprocess.check_call(["tiffcp", *options, f"{folder}/in.tif", f"{folder}/out.tif"])
        with open(f"{folder}/out.tif", "rb") as file:
            fixtures[name] = file.read()


def tiff(name, array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, metadata=None, software=False, **options)
    fixtures[name] = buffer.getvalue()


for image in IMAGES:
    for method in ("none", "lzw", "packbits", "zip"):
        tiffcp(f"{image} {method}.tiff", image, "-c", method)
for method in ("g3:1d", "g3:2d", "g3:2d:fill", "g4"):
    tiffcp(f"black {method}.tiff", "black", "-c", method)
    tiffcp(f"black {method} strips lsb2msb.tiff", "black", "-c", method, "-r", "5", "-f", "lsb2msb")
fixtures["black rle.tiff"] = saved(IMAGES["black"], "TIFF", compression="tiff_ccitt")
tiff("black black is zero.tiff", ~black, photometric="minisblack")
tiff("black white is zero.tiff", black, photometric="miniswhite")
tiffcp("black g4 white is zero.tiff", "black white is zero.tiff", "-c", "g4")
tiff("gray white is zero.tiff", 255 - gray, photometric="miniswhite")
tiff("gray16 little.tiff", gray16, photometric="minisblack", byteorder="<")
tiff("gray16 big.tiff", gray16, photometric="minisblack", byteorder=">")
tiff("gray16 predictor.tiff", gray16, photometric="minisblack", compression="lzw", predictor=2)
tiff("gray bigtiff.tiff", gray, photometric="minisblack", bigtiff=True)
tiff(
    "rgb bigtiff tiles.tiff", rgb, photometric="rgb", bigtiff=True, byteorder=">",
    tile=(16, 16), compression="zlib", predictor=True,
)
for bits in (16, 32, 64):
    unit = (gray / 255).astype(f"float{bits}")
    tiff(f"gray float{bits}.tiff", unit, photometric="minisblack", byteorder=">")
    tiff(
        f"gray float{bits} predictor.tiff", unit, photometric="minisblack",
        compression="zlib", predictor=True,
    )
tiff("rgb float planes.tiff", np.moveaxis(rgb, 2, 0).astype(np.float32), photometric="rgb",
     planarconfig="separate", rowsperstrip=5)
for kind in ("uint32", "int16", "int32"):
    tiff(
        f"gray {kind}.tiff", gray.astype(kind), photometric="minisblack",
        compression="lzw", predictor=True,
    )
tiff("gray16 packed.tiff", np.round(gray16 / 65535 * 4095).astype(np.uint16),
     photometric="minisblack", bitspersample=12)
tiffcp("gray big endian strips.tiff", "gray", "-c", "lzw", "-B", "-r", "4")
tiffcp("gray tiles.tiff", "gray", "-c", "zip", "-t", "-w", "16", "-l", "16")
tiffcp("rgb predictor.tiff", "rgb", "-c", "lzw:2")
tiffcp("rgb planes.tiff", "rgb", "-c", "lzw", "-p", "separate", "-r", "6")
fixtures["gray orientation 6.tiff"] = saved(
    Image.fromarray(np.rot90(gray)), "TIFF", tiffinfo={274: 6}
)
fixtures["photo.tiff"] = saved(Image.fromarray(photo), "TIFF", compression="jpeg", quality=95)

color, dim = Image.fromarray(photo), Image.fromarray(photo_gray)
for name, options in (("baseline", {}), ("progressive", {"progressive": True})):
    for sampling in ("4:4:4", "4:2:0"):
        fixtures[f"photo {name} {sampling}.jpeg"] = saved(
            color, "JPEG", quality=96, subsampling=sampling, **options
        )
    fixtures[f"dim {name}.jpeg"] = saved(dim, "JPEG", quality=96, **options)
    fixtures[f"dim {name} restarts.jpeg"] = saved(
        dim, "JPEG", quality=96, restart_marker_blocks=2, **options
    )
fixtures["photo rgb.jpeg"] = saved(color, "JPEG", quality=96, keep_rgb=True)
fixtures["photo cmyk.jpeg"] = saved(color.convert("CMYK"), "JPEG", quality=96)
# Adobe stores CMYK inverted, as Pillow does by itself.
fixtures["photo ycck.jpeg"] = imagecodecs.jpeg8_encode(
    255 - np.asarray(color.convert("CMYK")), level=96, colorspace="cmyk", outcolorspace="ycck"
)

# The transparent part of an image has no colour of its own: what is seen is the paper.
y, x = np.mgrid[0:PHOTO_HEIGHT, 0:PHOTO_WIDTH]
alpha = np.where((x + 2 * y) % 11 < 4, 0, np.where(x < 17, 255, 100)).astype(np.uint8)
veil = Image.fromarray(np.dstack([photo, alpha]))
turned = veil.transpose(Image.Transpose.ROTATE_180)
fixtures["photo lossy.webp"] = saved(color, "WEBP", quality=98)
fixtures["photo lossless.webp"] = saved(color, "WEBP", lossless=True)
fixtures["veil lossy.webp"] = saved(veil, "WEBP", quality=98)
fixtures["veil lossless.webp"] = saved(veil, "WEBP", lossless=True)
exif = Image.Exif()
exif[274] = 8
fixtures["photo orientation 8.webp"] = saved(
    color.transpose(Image.Transpose.ROTATE_270), "WEBP", lossless=True, exif=exif
)
for kind, quality in (("lossy", {"quality": 98}), ("lossless", {"lossless": True})):
    fixtures[f"veil animated {kind}.webp"] = saved(
        veil, "WEBP", save_all=True, append_images=[turned], duration=100, **quality
    )
blank = Image.new("RGB", color.size, "white")
fixtures["photo animated after blank.webp"] = saved(
    blank, "WEBP", save_all=True, append_images=[color], duration=100, lossless=True
)
gray_gif = Image.fromarray(gray)
fixtures["gray.gif"] = saved(gray_gif, "GIF", interlace=0)
fixtures["gray interlaced.gif"] = saved(gray_gif, "GIF", interlace=1)
fixtures["palette.gif"] = saved(palette, "GIF")
fixtures["gray animated.gif"] = saved(
    gray_gif, "GIF", save_all=True, append_images=[Image.fromarray(255 - gray)], duration=100
)
stencil = Image.fromarray(np.where(black, 1, 0).astype(np.uint8), "P")
stencil.putpalette([255, 0, 0, 0, 0, 0])
fixtures["black transparent.gif"] = saved(stencil, "GIF", transparency=0)

with open("image_fixtures.ts", "w") as file:
    file.write("/** Made by make_image_fixtures.py: files of known images, in base64. */\n")
    file.write("export const FIXTURES: Readonly<Record<string, string>> = {\n")
    for name, data in fixtures.items():
        file.write(f'  "{name}":\n    "{base64.b64encode(data).decode()}",\n')
    file.write("};\n")
print(len(fixtures), sum(map(len, fixtures.values())))
