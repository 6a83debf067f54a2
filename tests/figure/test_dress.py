"""Each piece becomes a part of the avatar: on the body, moved by its bones and face, and what it covers is not seen."""

import dataclasses

import numpy as np
import pytest
from toy_context import ToyContext
from toy_wardrobe import SOLE

from backend.capabilities.shape.jobs import run_shape
from backend.capabilities.shape.live import run_live_shape
from backend.figure.pictures import surfaces_of
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.requests import Base, Figure, LiveShapeRequest, Look, ShapeRequest, Worn, look_of
from backend.protocol.sound import check_avatar
from backend.wear.lying import GAP
from rigging.folds import cut

FIGURE = Figure(texture_size=256, preview_size=0)
WORN = (
    Worn(slot="brows", piece="brows"),
    Worn(slot="hair", piece="short_hair"),
    Worn(slot="top", piece="t_shirt", colour=(0.9, 0.1, 0.1)),
    Worn(slot="bottom", piece="jeans"),
    Worn(slot="shoes", piece="trainers"),
)
LOOK = Look(worn=WORN, unsaid="bare")
SHAPE = {"weight": 0.8, "age": 0.5, "gender": 0.2}
pytestmark = pytest.mark.usefixtures("toys")


@pytest.fixture
def context(tmp_path):
    return ToyContext(tmp_path / "job")


def made(context, look=LOOK, figure=FIGURE, base=None, **sliders):
    based = Base(avatar=base) if base else None
    return run_shape(ShapeRequest(sliders=sliders or SHAPE, look=look, figure=figure, base=based), context).avatar


def part(avatar, name):
    return next(part for part in avatar.parts if part.name == name)


@pytest.mark.parametrize("skeleton", ("standard", "anny", "own"))
@pytest.mark.parametrize("pose", ("t", "a"))
def test_a_shell_stays_as_far_from_the_skin_in_every_rest_pose(context, skeleton, pose):
    figure = dataclasses.replace(FIGURE, skeleton=skeleton, rest_pose=pose)
    avatar = made(context, figure=figure)
    check_avatar(avatar)
    assert [p.name for p in avatar.parts] == ["Jeans", "Brows", "Short hair", "T-shirt", "Trainers"]
    for worn, away in (("T-shirt", 0.006 + GAP), ("Jeans", 0.006), ("Trainers", SOLE)):  # the shirt over the jeans
        points = part(avatar, worn).mesh.vertices
        near = np.linalg.norm(avatar.mesh.vertices[None] - points[::29, None], axis=2).min(axis=1)
        assert near.max() < away + 0.002, worn
    assert avatar.mesh.vertices[:, 2].min() == pytest.approx(SOLE, abs=0.005)
    assert part(avatar, "Trainers").mesh.vertices[:, 2].min() == pytest.approx(0.0, abs=1e-6)


def test_bones_move_a_piece_as_they_move_the_skin_under_it(context):
    avatar = made(context)
    shirt, rig = part(avatar, "T-shirt"), avatar.rig
    near = np.linalg.norm(avatar.mesh.vertices[None] - shirt.mesh.vertices[:, None], axis=2).argmin(axis=1)
    for weights, bones, row in ((shirt.skin.weights, shirt.skin.bone_indices, slice(None)),):
        own, skin = np.zeros((len(near), len(rig.bone_names))), np.zeros((len(near), len(rig.bone_names)))
        np.add.at(own, (np.arange(len(near))[:, None], bones), weights[row])
        np.add.at(skin, (np.arange(len(near))[:, None], rig.bone_indices[near]), rig.weights[near])
    assert np.median(np.abs(own - skin).sum(axis=1)) < 0.05
    hair = part(avatar, "Short hair").skin
    assert {rig.bone_names[b] for b in hair.bone_indices[:, 0]} == {"mixamorig:Head"} and (
        hair.weights[:, 0] == 1
    ).all()


def test_brows_have_the_keys_that_move_them_and_hair_has_none(context):
    avatar = made(context, **SHAPE, browInnerUp=0.5)
    brows = part(avatar, "Brows").shape_keys
    assert "browInnerUp" in brows.names and "jawOpen" not in brows.names
    assert brows.values[brows.names.index("browInnerUp")] == pytest.approx(0.5)
    assert not part(avatar, "Short hair").shape_keys.names


def test_what_is_covered_is_not_seen_but_its_rim_is(context):
    avatar = made(context)
    quads = avatar.mesh.faces
    hidden = np.isin(quads, avatar.covered).all(axis=1)
    seen = surfaces_of(avatar)[0].mesh.faces
    assert 1500 < hidden.sum() < len(quads) - 1500
    of = cut(avatar.mesh.vertices, quads)[0]  # a surface has vertices of its own on both sides of a fold
    assert len(seen) == 2 * (~hidden).sum() and set(of[seen.unique()].tolist()) == set(
        np.unique(quads[~hidden]).tolist()
    )
    assert not len(made(context, look=Look(unsaid="bare")).covered)


def test_what_lies_wholly_under_another_piece_is_left_out_of_its_mesh(context):
    over = Look(worn=(*WORN, Worn(slot="outer", piece="blazer")), unsaid="bare")
    assert len(part(made(context, look=over), "T-shirt").mesh.faces) < len(part(made(context), "T-shirt").mesh.faces)


def test_the_file_gives_back_what_is_covered(context, tmp_path):
    avatar = made(context)
    save_avatar(tmp_path / "avatar.npz", avatar)
    again = load_avatar(tmp_path / "avatar.npz")
    assert np.array_equal(again.covered, avatar.covered) and look_of(again) == look_of(avatar)


def test_the_look_of_a_figure_makes_the_same_figure(context):
    asked = made(context, look=Look())
    again = made(context, look=look_of(asked))
    assert [p.name for p in again.parts] == [p.name for p in asked.parts] and again.look == asked.look
    for one, other in zip(asked.all_parts, again.all_parts, strict=True):
        assert np.array_equal(one.mesh.vertices, other.mesh.vertices)
        assert all(np.array_equal(one.textures[name], other.textures[name]) for name in one.textures)
    assert made(context, look=Look()).avatar_id == asked.avatar_id


def test_a_drag_shows_what_the_figure_will_be(context):
    avatar = made(context)
    live = run_live_shape(LiveShapeRequest(sliders=SHAPE, figure=FIGURE, worn=WORN), context)
    assert np.allclose(live.vertices, avatar.mesh.vertices, atol=1e-5)
    assert live.part_vertices.keys() == {p.name for p in avatar.parts}
    for p in avatar.parts:
        assert np.allclose(live.part_vertices[p.name], p.mesh.vertices, atol=1e-5)


def test_a_base_is_fitted_anew_and_keeps_what_was_painted_on_it(context):
    before = made(context)
    shirt = part(before, "T-shirt")
    painted = {"albedo": np.full_like(shirt.textures["albedo"], 77)}
    others = [p for p in before.parts if p is not shirt]
    foreign = dataclasses.replace(shirt, name="Scarf of hers", kind="neck")
    base = dataclasses.replace(before, parts=(dataclasses.replace(shirt, textures=painted), *others, foreign))
    new, alone = made(context, Look(), base=base, weight=0.1), made(context, **{**SHAPE, "weight": 0.1})
    assert not context.warnings
    assert {p.name for p in new.parts} == {*(p.name for p in alone.parts), "Scarf of hers"}
    for p in alone.parts:
        assert np.allclose(part(new, p.name).mesh.vertices, p.mesh.vertices, atol=1e-5)
    assert (part(new, "T-shirt").textures["albedo"] == 77).all()
    blue = dataclasses.replace(WORN[2], colour=(0.1, 0.1, 0.9))
    recoloured = made(context, Look(worn=(blue,)), base=base)
    assert not (part(recoloured, "T-shirt").textures["albedo"] == 77).all()


def test_a_sculpt_carries_the_clothes_over_it(context):
    before = made(context)
    vertices = before.mesh.vertices.copy()
    away = np.linalg.norm(vertices - (0.0, -0.1, 1.15), axis=1)
    vertices += (0.05 * np.exp(-((away / 0.1) ** 2)))[:, None] * np.float32((0, -1, 0))
    base = dataclasses.replace(before, mesh=dataclasses.replace(before.mesh, vertices=vertices.astype(np.float32)))
    moved = part(made(context, base=base), "T-shirt").mesh.vertices - part(before, "T-shirt").mesh.vertices
    assert moved[:, 1].min() < -0.035


def test_a_longer_piece_is_longer(context):
    longer = dataclasses.replace(WORN[2], length=1.0)
    shirts = [
        part(made(context, Look(worn=(worn,), unsaid="bare")), "T-shirt").mesh.vertices for worn in (WORN[2], longer)
    ]
    assert shirts[0][:, 2].min() - shirts[1][:, 2].min() == pytest.approx(0.05, abs=0.01)
