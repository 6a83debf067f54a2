"""Hair as it is painted: in the colour that was asked for, whole at the root and soft at the tip."""

from __future__ import annotations

import numpy as np
import pytest

from backend.appearance.strands import CARDS, COLUMNS, EDGE, FULL, KINDS, ROOT, paint_hair
from backend.bake.wardrobe.reference import reference
from backend.wear.piece import Entry, Piece

SIZE = 256
COLOURS = [(0.05, 0.04, 0.04), (0.36, 0.24, 0.15), (0.80, 0.69, 0.50), (0.62, 0.62, 0.62), (0.1, 0.5, 0.9)]


def piece(strands: str) -> Piece:
    none = np.zeros((0, 3), np.int32)
    return Piece(
        entry=Entry(name="hair", label="Hair", slot="hair"),
        binding=reference().bound(np.zeros((0, 3))),
        faces=none,
        uvs=np.zeros((0, 2), np.float32),
        uv_faces=none,
        hides=np.zeros(0, np.int32),
        paint="hair",
        strands=strands,
    )


def painted(strands: str, colour=COLOURS[1], seed: int = 0) -> dict[str, np.ndarray]:
    return paint_hair(piece(strands), colour, SIZE, seed)


@pytest.mark.parametrize("strands", KINDS)
@pytest.mark.parametrize("colour", COLOURS)
def test_its_mean_is_the_colour_that_was_asked_for(strands, colour):
    albedo = painted(strands, colour)["albedo"].astype(float) / 255
    seen = albedo[..., 3:]
    assert np.abs((albedo[..., :3] * seen).sum((0, 1)) / seen.sum() - colour).max() < 0.05
    # what is cut out has the colour too, or its edges would shine when the texture is made smaller
    assert np.abs(albedo[albedo[..., 3] == 0][:, :3] - colour).max(initial=0) < 0.01


@pytest.mark.parametrize("strands", KINDS)
def test_all_maps_have_the_size_and_normals_their_length(strands):
    maps = painted(strands)
    assert set(maps) == {"albedo", "normal", "roughness"}
    assert all(image.shape == (SIZE, SIZE, 4) and image.dtype == np.uint8 for image in maps.values())
    normal = maps["normal"][..., :3] / 127.5 - 1
    assert np.abs(np.linalg.norm(normal, axis=2) - 1).max() < 0.02 and (normal[..., 2] > 0).all()


@pytest.mark.parametrize("strands", ["straight", "wavy", "curly", "coily"])
def test_strips_are_whole_at_the_root_and_soft_at_the_tip(strands):
    alpha = painted(strands)["albedo"][..., 3] / 255
    strip = SIZE * CARDS / COLUMNS
    for column in range(COLUMNS - 1):
        inside = alpha[:, round((column + 0.3) * strip) : round((column + 0.7) * strip)]
        assert inside[round(1.4 * ROOT * SIZE) : SIZE // 5].mean() > 0.97
        assert inside[0].mean() < 0.9  # no strip begins with an edge
        rows = inside.mean(1)
        assert rows[-SIZE // 50 :].mean() < 0.25 and (rows[SIZE // 2 :] > 0.05).sum() > SIZE // 5
    dense = alpha[:, round(SIZE * (CARDS + 0.02)) :]
    # sheets and caps are whole between the hairline, where it begins hair by hair, and their ends
    assert dense[round(SIZE * (1 - FULL + 0.02)) : round(SIZE * (1 - EDGE - 0.02))].min() > 0.95
    assert dense[0].mean() < 0.3 and dense[-3:].mean() < 0.2
    begun = dense[: round(SIZE * (1 - FULL))].mean(axis=1)
    assert np.diff(begun[:: SIZE // 50]).min() > -0.05 and begun[len(begun) // 2] < 0.9


def test_grey_hair_is_of_white_and_dark_hairs():
    def varied(colour):
        albedo = painted("straight", colour)["albedo"]
        return albedo[albedo[..., 3] > 250][:, 0].astype(float).std() / 255 / colour[0]

    assert varied((0.55, 0.55, 0.55)) > 1.3 * varied((0.55, 0.40, 0.25))


def test_the_seed_alone_varies_it():
    first, again, other = painted("wavy"), painted("wavy"), painted("wavy", seed=1)
    assert all((first[name] == again[name]).all() for name in first)
    assert (first["albedo"] != other["albedo"]).any()


def test_streaks_are_of_the_second_colour_and_less_than_half_of_the_hair():
    dark, red = (0.12, 0.08, 0.06), (0.75, 0.12, 0.15)
    plain, streaked = (
        paint_hair(piece("straight"), dark, SIZE, second=second)["albedo"].astype(float) / 255 for second in (None, red)
    )
    whole = plain[..., 3] > 0.98
    share = (streaked[whole][:, 0] - plain[whole][:, 0]) / (red[0] - dark[0])
    assert 0.15 < (share > 0.5).mean() < 0.5 and (share < 0.1).mean() > 0.25
    assert (plain[..., 3] == streaked[..., 3]).all()
