"""Marks of the skin: each is seen, where it belongs, and nothing of it where it does not."""

from types import SimpleNamespace

import numpy as np
import pytest

from backend.appearance import paint_skin
from backend.appearance.maps import load_maps, sparse_detail
from backend.protocol.requests import Look
from backend.protocol.requests.look import Skin

ANNY, SIZE = SimpleNamespace(name="anny"), 256


def painted(skin: Skin, tone: float = 0.5) -> np.ndarray:
    look = Look(skin=skin, skin_tone=tone)
    return paint_skin(ANNY, look, SIZE)["albedo"][..., :3].reshape(-1, 3).astype(float)


@pytest.mark.parametrize("mark", ["soot", "burns", "bruises", "sunburn", "vitiligo"])
def test_a_mark_changes_the_skin_where_its_map_is_and_nothing_else(mark) -> None:
    without, marked = painted(Skin()), painted(Skin(**{mark: 1.0}))
    texels, density = sparse_detail("anny", SIZE, mark)
    seen = np.abs(marked - without).mean(axis=1)
    face = load_maps("anny", SIZE)["suit"].reshape(-1)[texels] == 0
    assert seen[texels[(density > 0.9) & face]].mean() > 15
    untouched = np.ones(SIZE * SIZE, bool)
    untouched[texels] = False
    assert seen[untouched].max() < 2
    np.testing.assert_array_equal(marked, painted(Skin(**{mark: 1.0})))


def test_soot_darkens_vitiligo_pales_and_sunburn_reddens() -> None:
    without = painted(Skin())
    for mark, holds in (("soot", lambda c: c.mean() < -30), ("vitiligo", lambda c: c.mean() > 15),
                        ("sunburn", lambda c: c[1] < -20 and c[0] > -12)):  # fmt: skip
        texels, density = sparse_detail("anny", SIZE, mark)
        there = texels[density > 0.8]
        assert holds((painted(Skin(**{mark: 1.0})) - without)[there].mean(axis=0)), mark


def test_a_tint_colours_skin_and_leaves_eyes_and_teeth() -> None:
    without, green = painted(Skin()), painted(Skin(tint=1.0, tint_colour=(0.2, 0.6, 0.2)))
    pale = (load_maps("anny", SIZE)["pale"] > 128).reshape(-1)
    assert (green[pale][:, 1] > green[pale][:, 0] + 30).mean() > 0.9
    for part in ("eyes", "teeth"):
        whole = (load_maps("anny", SIZE)[part] > 250).reshape(-1)
        assert np.abs(green - without)[whole].mean() < 2


def test_palms_of_a_tint_are_no_brighter_on_dark_skin() -> None:
    pale = (load_maps("anny", SIZE)["pale"] > 200).reshape(-1)
    blue = Skin(tint=1.0, tint_colour=(0.1, 0.2, 0.8))
    fair, dark = (float(painted(blue, tone)[pale].mean()) for tone in (0.2, 0.9))
    assert abs(dark / fair - 1.0) < 0.08


@pytest.mark.parametrize("name", ["white", "lightning", "stripes"])
def test_face_paint_lies_on_the_face_alone(name) -> None:
    change = np.abs(painted(Skin(face_paint=name)) - painted(Skin())).mean(axis=1)
    face = np.zeros(SIZE * SIZE, bool)
    for which in ("paint_face", "lightning_rim", "paint_stripes"):
        face[sparse_detail("anny", SIZE, which)[0]] = True
    assert (change[face] > 30).sum() > 60 and change[~face].max() < 2


@pytest.mark.parametrize("name", ["face", "chin"])
def test_tattoos_of_the_face_darken_it(name) -> None:
    texels, density = sparse_detail("anny", SIZE, f"tattoo_{name}")
    change = (painted(Skin(tattoo=name), 0.3) - painted(Skin(), 0.3)).mean(axis=1)
    assert change[texels[density > 0.7]].mean() < -50
