"""The PNG files of textures: Blender sees the same pixels in them, and its own files are larger."""

import bpy
import numpy as np
import pytest


def smooth(rng, height, width):
    steps = rng.normal(0, 2, (height, width, 4)).cumsum(0).cumsum(1)
    return (128 + 100 * np.sin(steps / 60)).astype(np.uint8)


def read(file):
    """(H, W, 4) uint8, first row at the top."""
    image = bpy.data.images.load(str(file))
    image.alpha_mode = "CHANNEL_PACKED"
    width, height = image.size
    found = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(found)
    out = np.full((height, width, 4), 255.0)
    out[..., : image.channels] = np.rint(found.reshape(height, width, -1)[::-1] * 255)
    if image.channels < 3:
        out[..., :3] = out[..., :1]
    bpy.data.images.remove(image)
    return out


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (64, 33)])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("kind", ["noise", "smooth", "grey", "flat", "few", "too many"])
def test_another_reader_sees_the_same_pixels(addon, tmp_path, shape, alpha, kind):
    from blender_addon.scene import png

    rng = np.random.default_rng(3)
    pixels = {
        "noise": rng.integers(0, 256, (*shape, 4)).astype(np.uint8),
        "smooth": smooth(rng, *shape),
        "grey": np.repeat(rng.integers(0, 256, (*shape, 1)).astype(np.uint8), 4, axis=2),
        "flat": np.full((*shape, 4), 77, np.uint8),
        "few": rng.integers(0, 256, (256, 4)).astype(np.uint8)[rng.integers(0, 256, shape)],
        "too many": rng.integers(0, 256, (257, 4)).astype(np.uint8)[np.arange(np.prod(shape)).reshape(shape) % 257],
    }[kind]
    (tmp_path / "a.png").write_bytes(png.encoded(pixels, alpha))
    here, channels = read(tmp_path / "a.png"), 4 if alpha else 3
    assert np.array_equal(here[..., :channels], pixels[..., :channels])
    assert alpha or (here[..., 3] == 255).all()


def test_few_colours_take_a_byte_a_pixel(addon):
    from blender_addon.scene import png

    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 256, (256, 4)).astype(np.uint8)[rng.integers(0, 256, (128, 128))]
    assert len(png.encoded(pixels, alpha=False)) < 1.1 * 128 * 128


def test_a_picture_is_smaller_than_blenders(addon):
    from blender_addon.scene import png

    pixels = smooth(np.random.default_rng(4), 256, 256)
    pixels[..., 3] = 255
    image = bpy.data.images.new("theirs", 256, 256)
    image.pixels.foreach_set((pixels[::-1] / np.float32(255)).astype(np.float32).ravel())
    image.pack()
    assert len(png.encoded(pixels, alpha=False)) < len(image.packed_file.data)
    bpy.data.images.remove(image)
