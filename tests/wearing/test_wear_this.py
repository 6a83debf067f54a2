"""What an artist made around a figure is worn as it was made, by that figure and by every other."""

import dataclasses

import numpy as np
import pytest
from toy_context import ToyContext
from toy_wardrobe import toy_wardrobe

from backend.capabilities.shape.jobs import run_shape
from backend.capabilities.wardrobe.jobs import run_wardrobe
from backend.capabilities.wearing.jobs import run_wear_this
from backend.protocol.checks import request_as_json, request_from_json
from backend.protocol.codec import raw
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Base, Figure, Look, ShapeRequest, WardrobeRequest, WearThisRequest, Worn
from backend.protocol.results import Mesh
from backend.protocol.sound_results import check_result
from backend.wear import wardrobe
from backend.wear.own import own_pieces

RED = np.full((4, 4, 4), (220, 10, 10, 255), np.uint8)
SLIDERS = {"gender": 0.1, "weight": 0.7, "age": 0.5}


@pytest.fixture
def context(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    folder = toy_wardrobe(tmp_path / "toys")
    monkeypatch.setattr(wardrobe, "bundled_folder", lambda: folder)
    return ToyContext(tmp_path / "job")


def figure(context, worn: tuple[Worn, ...] = (), sliders=SLIDERS, rest_pose="t"):
    asked = Figure(texture_size=256, preview_size=0, rest_pose=rest_pose)
    look = Look(worn=worn, unsaid="bare")
    return run_shape(ShapeRequest(sliders=sliders, figure=asked, look=look), context).avatar


def part_of(avatar, name="T-shirt"):
    return next(part for part in avatar.parts if part.name == name)


def made(mesh: Mesh, avatar, **other) -> WearThisRequest:
    arrays = {field.name: getattr(mesh, field.name) for field in dataclasses.fields(Mesh)}
    return WearThisRequest(**(arrays | {"label": "My shirt", "slot": "top", "base": Base(avatar=avatar)} | other))


@pytest.mark.parametrize("rest_pose", ["t", "a"])
def test_it_is_worn_as_it_was_made_and_follows_other_shapes(context, rest_pose) -> None:
    shirt = Worn(slot="top", piece="t_shirt")
    bare, dressed = figure(context, rest_pose=rest_pose), figure(context, (shirt,), rest_pose=rest_pose)
    model = part_of(dressed).mesh
    request = made(model, bare, textures={"albedo": np.full((4, 4, 4), (9, 90, 200, 255), np.uint8)})
    plain, arrays = request_as_json(request)
    request = request_from_json(plain, [raw(named.array) for named in arrays])
    told = run_wear_this(request, context)
    check_result(told)
    assert (told.entry.name, told.entry.slot, told.entry.licence) == ("my_shirt", "top", "yours") and told.covers > 100
    own = Worn(slot="top", piece=told.entry.name)
    again = part_of(figure(context, (own,), rest_pose=rest_pose), "My shirt")
    away = np.linalg.norm(again.mesh.vertices - model.vertices, axis=1)
    assert away.max() < 0.002  # four influences of six
    assert again.textures["albedo"][0, 0].tolist() == [9, 90, 200, 255]
    other = {"gender": 1.0, "weight": 0.1, "age": 1.0}
    theirs = part_of(figure(context, (shirt,), other, rest_pose)).mesh.vertices
    mine = part_of(figure(context, (own,), other, rest_pose), "My shirt").mesh.vertices
    assert np.quantile(np.linalg.norm(mine - theirs, axis=1), 0.9) < 0.01
    weights = part_of(dressed).skin
    assert (
        np.allclose(again.skin.weights.sum(axis=1), 1, atol=1e-3) and weights.weights.shape == again.skin.weights.shape
    )


def test_it_takes_a_colour_that_is_said_and_keeps_its_own_where_none_is(context) -> None:
    shirt = Worn(slot="top", piece="t_shirt")
    request = made(part_of(figure(context, (shirt,))).mesh, figure(context), textures={"albedo": RED})
    name = run_wear_this(request, context).entry.name

    def seen(**said):
        avatar = figure(context, (Worn(slot="top", piece=name, **said),))
        return part_of(avatar, "My shirt").textures["albedo"][..., :3].reshape(-1, 3).mean(axis=0)

    assert np.abs(seen() - RED[0, 0, :3]).max() <= 1
    assert np.abs(seen(colour=(0.1, 0.2, 0.8)) - np.array((0.1, 0.2, 0.8)) * 255).max() < 8


def test_a_name_is_taken_once_unless_it_shall_be_replaced(context) -> None:
    bare = figure(context)
    hat = Mesh(
        vertices=bare.mesh.vertices[:4] + np.float32([0, 0, 0.02]),
        faces=np.array([[0, 1, 2]], np.int32),
        uvs=np.zeros((1, 2), np.float32),
        uv_faces=np.zeros((1, 3), np.int32),
    )
    request = made(hat, bare, label="Odd  Hat!", slot="")
    first = run_wear_this(request, context)
    assert (first.entry.name, first.entry.label, first.entry.slot) == ("odd_hat", "Odd Hat!", "head")
    with pytest.raises(BadRequest, match="odd_hat"):
        run_wear_this(request, context)
    second = run_wear_this(dataclasses.replace(request, slot="neck", replace=True), context)
    assert second.entry.slot == "neck" and set(own_pieces()) == {"odd_hat"}
    before = _picture(context)
    run_wear_this(dataclasses.replace(request, slot="neck", replace=True, textures={"albedo": RED}), context)
    assert (_picture(context) != before).any()
    with pytest.raises(BadRequest, match="t_shirt"):  # a bundled piece stays
        run_wear_this(dataclasses.replace(request, label="T shirt", replace=True), context)


def _picture(context) -> np.ndarray:
    listed = run_wardrobe(WardrobeRequest(picture_size=32), context)
    return listed.pictures[[entry.name for entry in listed.entries].index("odd_hat")]


def test_what_cannot_be_worn_is_refused_and_nothing_is_kept(context) -> None:
    bare = figure(context)
    mesh = Mesh(
        vertices=bare.mesh.vertices[:3],
        faces=np.array([[0, 1, 2]], np.int32),
        uvs=np.zeros((1, 2), np.float32),
        uv_faces=np.zeros((1, 3), np.int32),
    )
    far = dataclasses.replace(mesh, vertices=mesh.vertices + np.float32([50, 0, 0]))
    outside = dataclasses.replace(mesh, faces=np.array([[0, 1, 3]], np.int32))
    nan = dataclasses.replace(mesh, vertices=mesh.vertices * np.float32(np.nan))
    toy = run_shape(ShapeRequest(figure=Figure(body="toy", texture_size=256, preview_size=0)), context).avatar
    for request in (
        made(far, bare),
        made(outside, bare),
        made(nan, bare),
        made(mesh, bare, slot="nose"),
        made(mesh, bare, label="  "),
        made(mesh, bare, label="\u0000"),
        made(mesh, bare, label="ü" * 50),
        made(mesh, bare, base=None),
        made(mesh, toy),
        made(mesh, bare, textures={"albedo": np.zeros((4, 4, 3), np.uint8)}),
    ):
        with pytest.raises(BadRequest):
            run_wear_this(request, context)
    assert not own_pieces()
