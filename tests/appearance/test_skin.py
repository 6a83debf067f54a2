"""The close look at skin: what each field of it changes and where, that nobody is naked, that maps are sound."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from backend.appearance import Traits, paint_albedo, paint_skin
from backend.appearance.maps import detail, load_maps
from backend.body import load_body, parameter_vector, rest_shape
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Look, Skin, Worn
from backend.protocol.requests.look import SLOTS

BODY = load_body("anny")
SIZE = 512
MAN, WOMAN, CHILD = Traits(years=30, gender=0), Traits(years=30, gender=1), Traits(years=8, gender=1)
FIELDS = {
    "freckles": ("bare",),
    "moles": ("bare",),
    "tan": ("sun",),
    "blush": ("cheek",),
    "stubble": ("beard",),
    "dirt": ("dirt",),
    "scars": ("scars",),
    "eye_shadow": ("eye_shadow",),
    "eyeliner": ("eyeliner",),
    "wrinkles": ("wrinkles", "creases", "bare"),
}
"""Field of Skin -> the maps outside of which it changes nothing."""


def albedo(look: Look, traits: Traits = MAN, size: int = SIZE, seed: int = 0) -> np.ndarray:
    return paint_skin(BODY, look, size, seed, traits)["albedo"]


def changed(one: Look, other: Look) -> np.ndarray:
    return (albedo(one) != albedo(other)).any(-1)


def about(which: str) -> np.ndarray:
    """(H, W) bool: where a map of the details is not empty, and two texels beyond, for the maps are of many sizes."""
    return np.asarray(Image.fromarray(detail("anny", SIZE, which)).filter(ImageFilter.MaxFilter(5))) > 0


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_the_skin_changes_its_own_place_and_nothing_else(field):
    values: list[dict[str, Any]] = [{"moles": 0.0, field: value} for value in (0.0, 1.0)]
    none, full = (Look(skin=Skin(**each)) for each in values)
    seen = changed(none, full)
    allowed = np.any([about(which) for which in FIELDS[field]], axis=0)
    assert seen.sum() > 20, "it is seen"
    assert not (seen & ~allowed).any()


def test_lips_have_the_colour_of_the_lipstick():
    red, blue = (Look(skin=Skin(lipstick=1.0, lipstick_colour=c)) for c in ((0.6, 0.0, 0.0), (0.0, 0.0, 0.6)))
    lips = load_maps("anny", SIZE)["lips"]
    assert not (changed(Look(), red) & (lips == 0)).any()
    assert albedo(red)[lips == 255][:, 0].mean() > 120 > 40 > albedo(blue)[lips == 255][:, 0].mean()


@pytest.mark.parametrize("paint", ["warrior", "skull", "tiger", "clown"])
def test_face_paint_stays_on_the_face(paint):
    seen = changed(Look(), Look(skin=Skin(face_paint=paint)))
    assert seen.sum() > 300
    assert not (seen & ~about("paint_face")).any()


def test_tattoos_differ_and_are_on_no_face():
    kinds = [
        changed(Look(worn=DRESSED), Look(worn=DRESSED, skin=Skin(tattoo=t))) for t in ("bands", "tribal", "sleeves")
    ]
    assert all(kind.sum() > 300 for kind in kinds)
    assert all((one != other).sum() > 300 for one, other in itertools.combinations(kinds, 2))
    assert not any((kind & (detail("anny", SIZE, "paint_face") > 0)).any() for kind in kinds)


DRESSED = (Worn(slot="bottom", piece="jeans"),)


@functools.cache
def private(size: int = SIZE) -> dict[str, np.ndarray]:
    """(H, W) bool: hips and chest, by where the mesh's vertices lie, and not by the masks that are painted."""
    vertices = rest_shape(BODY, parameter_vector(BODY, {}))[0].numpy()
    height = vertices[:, 2].max()
    flat = np.zeros((2, len(vertices)), bool)
    middle = np.abs(vertices[:, 0]) < 0.05
    flat[0] = middle & (vertices[:, 2] > 0.475 * height) & (vertices[:, 2] < 0.53 * height)
    flat[1] = (np.abs(vertices[:, 0]) < 0.13) & (vertices[:, 1] < -0.08)
    flat[1] &= (vertices[:, 2] > 0.69 * height) & (vertices[:, 2] < 0.715 * height)
    assert flat.any(1).all()
    out = {}
    for name, chosen in zip(("hips", "chest"), flat, strict=True):
        uv = BODY.uvs.numpy()[np.unique(BODY.uv_faces.numpy()[chosen[BODY.faces.numpy()].all(1)])]
        mask = np.zeros((size, size), bool)
        mask[((1 - uv[:, 1]) * size).astype(int), (uv[:, 0] * size).astype(int)] = True
        out[name] = mask
    return out


@pytest.mark.parametrize("traits", [MAN, WOMAN, CHILD], ids=["man", "woman", "child"])
@pytest.mark.parametrize("slots", [(), ("top",), ("bottom",), ("underwear",), SLOTS, ("back", "head"), ("outer",)])
@pytest.mark.parametrize("paint", [paint_albedo, paint_skin])
def test_nobody_is_naked(paint, slots, traits):
    """Where clothes would be, the colour of the skin changes nothing, whatever is worn or said not to be."""
    for piece in ("", "t_shirt"):
        worn = tuple(Worn(slot=slot, piece=piece) for slot in slots)
        looks = [Look(skin_tone=tone, worn=worn, unsaid="bare", skin=Skin(moles=0)) for tone in (0.0, 1.0)]
        pictures = [paint(BODY, look, SIZE, 0, traits) for look in looks]
        pale, dark = (p if isinstance(p, np.ndarray) else p["albedo"] for p in pictures)
        hidden = private()
        parts = ["hips", "chest"] if traits is not MAN else ["hips"]
        for part in parts:
            assert (pale[hidden[part]] == dark[hidden[part]]).all(), part


@pytest.mark.parametrize(("slot", "part"), [("bottom", "hips"), ("top", "chest")])
def test_what_shows_of_painted_underwear_has_the_colour_of_what_is_worn_over_it(slot, part):
    red = (0.8, 0.05, 0.05)
    look = Look(worn=(Worn(slot=slot, piece="mawashi", colour=red),), unsaid="bare")
    seen = albedo(look, WOMAN)[private()[part]][:, :3].astype(float)
    assert (seen[:, 0] > 2 * seen[:, 1:].max(axis=1)).all()


@pytest.mark.parametrize("slot", ["top", "one_piece"])
def test_a_childs_painted_vest_shows_at_no_armhole_or_neck(slot):
    girl = Look(worn=(Worn(slot=slot, piece="x", colour=(0.0, 0.9, 0.0)),), unsaid="bare", skin=Skin(moles=0))
    vest, band = (detail("anny", SIZE, name) for name in ("vest", "chest_band"))
    shown = albedo(girl, CHILD)[(vest == 255) & (band == 0) & (detail("anny", SIZE, "briefs") == 0)].astype(int)
    assert (shown[:, 0] > shown[:, 1]).mean() > 0.9, "skin"


@pytest.mark.parametrize("slots", [("underwear", "top"), ("underwear", "one_piece"), ("underwear",), ("outer",)])
def test_what_shows_at_an_armhole_has_the_colour_of_the_garment_and_not_of_what_is_under_it(slots):
    grey, red = (0.7, 0.7, 0.7), (0.8, 0.05, 0.05)
    worn = tuple(Worn(slot=s, piece="x", colour=red if s == slots[-1] else grey) for s in slots)
    seen = albedo(Look(worn=worn, unsaid="bare"), WOMAN)[private()["chest"]][:, :3].astype(float)
    assert (seen[:, 0] > 2 * seen[:, 1:].max(axis=1)).all()


def test_what_is_worn_takes_the_place_of_what_is_painted():
    maps = load_maps("anny", SIZE)
    for slot, mask in (("hair", "hair"), ("brows", "brow"), ("lashes", "lash")):
        shown, worn, gone = (
            albedo(Look(hair_colour=(0.05, 0.04, 0.04), worn=w)).astype(int)[maps[mask] > 200][:, :3].mean()
            for w in ((), (Worn(slot=slot, piece="bob"),), (Worn(slot=slot),))
        )
        assert shown < worn < gone, slot


def test_teeth_are_not_dark_where_a_smile_bares_them():
    teeth = load_maps("anny", SIZE)["teeth"] == 255
    covered_by_lips = teeth & (load_maps("anny", SIZE)["openness"] < 100) & (detail("anny", SIZE, "tooth_gaps") == 0)
    shown = albedo(Look())[covered_by_lips][:, :3].astype(float).mean(axis=1)
    assert np.median(shown) > 140


def test_a_shaved_head_has_a_shade_of_stubble_that_goes_with_age():
    skin = Skin(wrinkles=0.0, moles=0.0)
    shaved = Look(worn=(Worn(slot="hair", piece="shaved_head"),), skin=skin)
    bald = Look(worn=(Worn(slot="hair"),), skin=skin)
    scalp = load_maps("anny", SIZE)["hair"] == 255
    young, old, bare = (
        albedo(look, Traits(years=years, gender=0)).astype(int)[scalp].mean()
        for look, years in ((shaved, 25), (shaved, 80), (bald, 25))
    )
    assert young < old - 3
    assert young < bare - 3


def test_who_has_brows_of_strands_and_no_hair_is_bald_and_shines():
    """A look that is whole says nothing of what is not worn."""
    whole, bald = (
        Look(worn=(Worn(slot="brows", piece="brows"),)),
        Look(worn=(Worn(slot="brows", piece="brows"), Worn(slot="hair"))),
    )
    assert (albedo(whole) == albedo(bald)).all()
    scalp = load_maps("anny", SIZE)["hair"] == 255
    haired, bare = (
        paint_skin(BODY, look, SIZE, 0, MAN)["roughness"].astype(int)[scalp][:, :3].mean()
        for look in (Look(worn=(Worn(slot="hair", piece="bob"),)), whole)
    )
    assert bare < haired - 10


def test_wrinkles_and_spots_grow_with_the_years_unless_it_is_said():
    faces = detail("anny", SIZE, "wrinkles") > 60
    ages = [albedo(Look(), Traits(years=y, gender=1))[faces].mean() for y in (10, 30, 50, 70, 90)]
    assert (np.diff(ages) < 0).sum() >= 3 and ages[-1] < ages[0] - 8
    said = Look(skin=Skin(wrinkles=0.0))
    assert (albedo(said, Traits(years=30)) == albedo(said, Traits(years=90))).all()


def test_a_child_has_smooth_skin_and_lips_that_stand_out_little():
    look, child, woman = Look(), Traits(years=8, gender=1.0), Traits(years=25, gender=1.0)
    small, grown = (paint_skin(BODY, look, SIZE, 0, who) for who in (child, woman))
    lips, face = load_maps("anny", SIZE)["lips"] > 200, detail("anny", SIZE, "freckled") > 60
    red, green = (np.array([each["albedo"][lips, k].mean() for each in (small, grown)]) for k in (0, 1))
    assert (red / green)[0] < (red / green)[1] - 0.02, "less red"
    rough = [each["normal"][face, :2].astype(float).std() for each in (small, grown)]
    assert rough[0] < 0.8 * rough[1]


def test_the_same_seed_gives_the_same_skin_and_another_one_other_freckles():
    look = Look(skin=Skin(freckles=1.0, moles=1.0, dirt=0.3, stubble=0.5))
    one, again = (paint_skin(BODY, look, SIZE, 4, WOMAN) for _ in range(2))
    albedo(Look(skin_tone=0.9))  # nothing of another picture stays
    assert all((one[name] == again[name]).all() for name in one)
    assert (one["albedo"] == paint_skin(BODY, look, SIZE, 4, WOMAN)["albedo"]).all()
    assert (one["albedo"] != albedo(look, WOMAN, seed=5)).any()


def test_more_freckles_keep_the_ones_that_are_there():
    few, many = (albedo(Look(skin=Skin(freckles=f, moles=0))).astype(int)[..., :3].sum(-1) for f in (0.2, 0.9))
    none = albedo(Look(skin=Skin(moles=0))).astype(int)[..., :3].sum(-1)
    assert (many[few < none] < none[few < none]).all()


@pytest.mark.parametrize("size", [256, 1024, 4096])
def test_maps_are_opaque_pictures_of_that_size_with_normals_of_one_length(size):
    maps = paint_skin(BODY, Look(skin=Skin(scars=1.0)), size, 0, Traits(years=70))
    assert set(maps) == {"albedo", "normal", "roughness"}
    for picture in maps.values():
        assert picture.shape == (size, size, 4) and picture.dtype == np.uint8 and (picture[..., 3] == 255).all()
    normal = (maps["normal"][..., :3].astype(np.float32) - 128) / 127
    assert np.abs(np.linalg.norm(normal, axis=-1) - 1).max() < 0.02
    assert (normal[..., 2] > 0.3).all() and np.abs(normal[..., :2].mean((0, 1))).max() < 0.02
    assert (maps["roughness"][..., 0] == maps["roughness"][..., 2]).all()


def test_eyes_and_lips_are_wet_and_palms_are_dry():
    rough = paint_skin(BODY, Look(), SIZE, 0, MAN)["roughness"][..., 0]
    maps = load_maps("anny", SIZE)
    eyes, lips = (rough[maps[name] == 255].mean() for name in ("eyes", "lips"))
    palms, bare = rough[maps["pale"] > 200].mean(), rough[detail("anny", SIZE, "bare") == 255].mean()
    assert eyes < 20 < lips < bare < palms


def test_the_body_from_afar_is_what_the_encoder_learned():
    """Nothing worn: no field of the skin and nobody's age changes it."""
    plain = paint_albedo(BODY, Look(unsaid="bare"), 256)
    for look in (Look(), Look(skin=Skin(freckles=1, stubble=1, dirt=1, face_paint="skull"))):
        assert (paint_albedo(BODY, look, 256) == plain).all()
    assert (paint_albedo(BODY, Look(), 256, 0, Traits(years=80, gender=0)) == plain).all()


@pytest.mark.parametrize("skin", [Skin(freckles=1e9), Skin(moles=float("nan")), Skin(lipstick_colour=(0, 0, 2.0))])
def test_a_skin_out_of_range_is_refused_by_name(skin):
    with pytest.raises(BadRequest, match="of the skin is"):
        albedo(Look(skin=skin))


def test_a_body_without_masks_has_an_albedo_alone():
    assert set(paint_skin(load_body("toy"), Look(), 32)) == {"albedo"}


def test_a_colour_of_the_skin_is_taken_as_it_is_said():
    shadow = Look(skin=Skin(eye_shadow=1.0, eye_shadow_colour=(0.0, 0.9, 0.2)))
    lid = detail("anny", SIZE, "eye_shadow") > 200
    assert albedo(shadow)[lid][:, 1].mean() > albedo(shadow)[lid][:, 0].mean() + 60
