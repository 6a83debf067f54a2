"""Small marks of a face, tattoos by their place, clouded eyes and limbs of metal: seen where they belong, and there
alone."""

from types import SimpleNamespace

import numpy as np
import pytest

from backend.appearance import paint_skin
from backend.appearance.maps import load_maps, sparse_detail
from backend.protocol.requests import Look
from backend.protocol.requests.look import Skin, Worn

ANNY, SIZE = SimpleNamespace(name="anny"), 256


def painted(skin: Skin, which: str = "albedo") -> np.ndarray:
    look = Look(skin=skin, worn=(Worn(slot="underwear", piece="briefs"),))
    return paint_skin(ANNY, look, SIZE)[which][..., :3].reshape(-1, 3).astype(float)


@pytest.mark.parametrize("mark", ["warts", "plaster", "bindi", "dark_circles", "nose_ring"])
def test_a_mark_changes_the_skin_where_its_map_is_and_nothing_else(mark) -> None:
    texels, density = sparse_detail("anny", SIZE, mark)
    change = np.abs(painted(Skin(**{mark: 1.0})) - painted(Skin())).mean(axis=1)
    assert change[texels[density > 0.7 * density.max()]].mean() > 15
    change[texels] = 0
    assert change.max() < 2


def test_acne_is_redder_than_the_skin_around_it() -> None:
    texels, density = sparse_detail("anny", SIZE, "acne")
    change = painted(Skin(acne=1.0)) - painted(Skin())
    red = change[texels[(density > 0.3) & (density < 0.6)]].mean(axis=0)
    assert red[0] - red[1] > 15


@pytest.mark.parametrize("name", ["anchor", "neck", "chest", "back", "thighs"])
def test_a_tattoo_is_dark_in_its_place_and_part_of_one_of_the_whole_body(name) -> None:
    texels, density = sparse_detail("anny", SIZE, f"tattoo_{name}")
    there, without = texels[density > 0.8], painted(Skin())
    for whole in {name} | ({"body"} if name != "anchor" else set()):
        assert np.median((painted(Skin(tattoo=whole)) - without)[there]) < -60


def test_one_clouded_eye_leaves_the_other_as_it_is() -> None:
    without, left, both = painted(Skin()), painted(Skin(blind_eyes="left")), painted(Skin(blind_eyes="both"))
    eyes = (load_maps("anny", SIZE)["eyes"] > 250).reshape(-1)
    one, two = (np.abs(each - without)[eyes].mean(axis=1) > 30 for each in (left, both))
    assert 0.3 < one.sum() / two.sum() < 0.7
    assert ((both - without)[eyes][two] > 0).mean() > 0.95


def test_a_limb_of_metal_is_grey_and_glossy_on_its_side_alone() -> None:
    on_left = np.zeros(SIZE * SIZE, bool)
    on_left[sparse_detail("anny", SIZE, "left")[0]] = True
    texels, density = sparse_detail("anny", SIZE, "metal_arms")
    for side in ("left", "right"):
        of_metal, gloss = painted(Skin(metal_arms=side)), painted(Skin(metal_arms=side), "roughness")
        own = texels[(density > 0.95) & (on_left[texels] == (side == "left"))]
        assert np.ptp(of_metal[own], axis=1).max() < 14
        assert gloss[own].mean() < painted(Skin(), "roughness")[own].mean() - 30
        other = texels[on_left[texels] != (side == "left")]
        np.testing.assert_array_equal(of_metal[other], painted(Skin())[other])


def test_nails_take_the_colour_of_their_polish() -> None:
    blue = painted(Skin(nail_polish=1.0, nail_polish_colour=(0.1, 0.2, 0.8)))
    nails = (load_maps("anny", SIZE)["nails"] > 240).reshape(-1)
    assert (blue[nails][:, 2] > blue[nails][:, 0] + 60).mean() > 0.9
