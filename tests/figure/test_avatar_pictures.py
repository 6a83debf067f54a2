"""Pictures of an avatar of several meshes, from the avatar alone."""

import dataclasses

import numpy as np
import torch
from dressed_avatar import dressed_avatar

from backend.figure.pictures import avatar_sheet
from backend.protocol.avatar_file import load_avatar, save_avatar

SIZE = 64
HAIR, SHIRT = (70, 40, 20), (40, 90, 160)


def near(sheet, colour):
    """(H, W) how well each pixel has a colour, whatever light falls on it: the cosine of the two."""
    pixels = sheet.astype(float)
    return pixels @ colour / np.linalg.norm(pixels, axis=-1).clip(1) / np.linalg.norm(colour)


def test_every_part_is_in_the_pictures_with_its_own_texture_and_alpha(tmp_path):
    torch.manual_seed(0)
    save_avatar(tmp_path / "a.npz", dressed_avatar())
    avatar = load_avatar(tmp_path / "a.npz")
    sheet = avatar_sheet(avatar, SIZE)
    body = avatar_sheet(dataclasses.replace(avatar, parts=()), SIZE)
    assert sheet.shape[0] == SIZE and sheet.shape == body.shape
    for colour in (HAIR, SHIRT):
        assert (near(sheet, colour) > 0.995).sum() > 20 + (near(body, colour) > 0.995).sum()
    solid = [
        dataclasses.replace(p, material=dataclasses.replace(p.material, alpha_mode="opaque")) for p in avatar.parts
    ]
    without_alpha = avatar_sheet(dataclasses.replace(avatar, parts=tuple(solid)), SIZE)
    assert (near(without_alpha, HAIR) > 0.995).sum() > (near(sheet, HAIR) > 0.995).sum()
    assert avatar_sheet(avatar, 0).shape == (0, 0, 3)
