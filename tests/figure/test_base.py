"""A request may start from an avatar of before: what it does not change goes on, what cannot is told."""

import dataclasses

import numpy as np
import pytest
from toy_context import ToyContext

from backend.capabilities.avatar.jobs import run_avatar
from backend.capabilities.shape.jobs import run_shape
from backend.protocol.array_file import checksum_of
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.requests import AvatarRequest, Base, Figure, Look, ShapeRequest
from backend.protocol.results import Mesh, Motion, Part, ShapeKeys, Skin
from backend.protocol.sound import check_avatar

FIGURE = Figure(texture_size=256, preview_size=0)
LOOK = Look(skin_tone=0.6, unsaid="bare")
SLIDERS = {"weight": 0.4, "muscle": 0.7, "jawOpen": 0.5}


@pytest.fixture
def context(tmp_path):
    return ToyContext(tmp_path / "job")


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    context = ToyContext(tmp_path_factory.mktemp("job"))
    return run_shape(ShapeRequest(sliders=SLIDERS, look=LOOK, figure=FIGURE), context).avatar


def shaped(context, base=None, look=LOOK, figure=FIGURE, checksum="", **sliders):
    based = None if base is None else Base(avatar=base, checksum=checksum)
    return run_shape(ShapeRequest(sliders=sliders, look=look, figure=figure, base=based), context).avatar


def sculpted(avatar, by=0.02, near=(0.0, 0.0, 1.2)):
    """With a bump, outward from the middle of the trunk."""
    vertices = avatar.mesh.vertices
    away = np.linalg.norm(vertices - near, axis=1)
    moved = (
        vertices + (by * np.exp(-((away / 0.15) ** 2)))[:, None] * (vertices - near) / np.maximum(away, 0.05)[:, None]
    )
    return dataclasses.replace(avatar, mesh=dataclasses.replace(avatar.mesh, vertices=moved.astype(np.float32)))


def test_a_base_that_nobody_changed_gives_its_sliders_alone(context, before):
    new, alone = shaped(context, before, weight=0.8), shaped(context, **{**SLIDERS, "weight": 0.8})
    assert new.sliders == alone.sliders and not context.warnings
    assert np.abs(new.mesh.vertices - alone.mesh.vertices).max() < 1e-6
    assert np.array_equal(new.textures["albedo"], alone.textures["albedo"])
    assert new.provenance.request["base"] == {"file": "", "job": "", "checksum": checksum_of(before)}


def test_a_sculpt_goes_on_under_another_slider(context, before):
    base = sculpted(before)
    again = shaped(context, base)
    assert np.abs(again.mesh.vertices - base.mesh.vertices).max() < 1e-4
    new, alone = shaped(context, base, weight=0.8), shaped(context, **{**SLIDERS, "weight": 0.8})
    bump = np.linalg.norm(base.mesh.vertices - before.mesh.vertices, axis=1)
    kept = np.linalg.norm(new.mesh.vertices - alone.mesh.vertices, axis=1)
    assert bump.max() > 0.015 and np.abs(kept - bump).max() < 2e-4
    third = shaped(context, new, weight=SLIDERS["weight"])
    assert np.abs(third.mesh.vertices - base.mesh.vertices).max() < 2e-4, "and comes back with the slider"


def test_a_sculpt_turns_with_the_limbs_into_another_rest_pose(context, before):
    wrist = before.rig.rest_matrices[before.rig.bone_names.index("mixamorig:LeftHand"), :3, 3]
    base = sculpted(before, near=wrist)
    lowered = dataclasses.replace(FIGURE, rest_pose="a")
    new, alone = shaped(context, base, figure=lowered), shaped(context, figure=lowered, **SLIDERS)
    bump = np.linalg.norm(base.mesh.vertices - before.mesh.vertices, axis=1)
    kept = new.mesh.vertices - alone.mesh.vertices
    assert np.abs(np.linalg.norm(kept, axis=1) - bump).max() < 0.003
    assert np.abs(kept - (base.mesh.vertices - before.mesh.vertices)).max() > 0.005, "it turned"
    back = shaped(context, new)
    assert np.abs(back.mesh.vertices - base.mesh.vertices).max() < 3e-4


def test_thicker_soles_stand_on_the_ground_again_and_again(context, before):
    down = before.mesh.vertices.copy()
    down[down[:, 2] < 0.03] -= (0.0, 0.0, 0.02)
    base = dataclasses.replace(before, mesh=dataclasses.replace(before.mesh, vertices=down))
    once = shaped(context, base)
    twice = shaped(context, once)
    assert abs(once.mesh.vertices[:, 2].min()) < 1e-5
    assert np.abs(twice.mesh.vertices - once.mesh.vertices).max() < 1e-4
    assert np.abs(twice.rig.rest_matrices - once.rig.rest_matrices).max() < 1e-5
    assert once.rig.rest_matrices[0, 2, 3] - before.rig.rest_matrices[0, 2, 3] == pytest.approx(0.02, abs=1e-4)


def painted_on(avatar, size=256):
    albedo = np.repeat(np.repeat(avatar.textures["albedo"], size // 256, 0), size // 256, 1)
    albedo[:9, :9] = (255, 0, 0, 255)
    return dataclasses.replace(avatar, textures={"albedo": albedo, "normal": albedo})


def test_a_texture_of_its_own_stays_with_its_look(context, before):
    base = painted_on(before)
    new = shaped(context, base, weight=0.8)
    assert np.array_equal(new.textures["albedo"], base.textures["albedo"]) and "normal" in new.textures
    assert not context.warnings
    darker = shaped(context, base, look=dataclasses.replace(LOOK, skin_tone=0.9))
    assert not np.array_equal(darker.textures["albedo"], base.textures["albedo"])
    assert any("painted anew" in told for told in context.warnings)


def test_a_texture_of_its_own_keeps_its_size_and_one_that_can_be_painted_gets_the_other(context, before):
    finer = dataclasses.replace(FIGURE, texture_size=512)
    assert shaped(context, before, figure=finer).textures["albedo"].shape == (512, 512, 4)
    assert not context.warnings
    assert shaped(context, painted_on(before), figure=finer).textures["albedo"].shape == (256, 256, 4)
    assert any("stays at 256 pixels" in told for told in context.warnings)


def waving(avatar, frames=4):
    rotations = np.tile(np.float32((1, 0, 0, 0)), (frames, len(avatar.rig.bone_names), 1))
    motion = Motion(
        name="wave",
        fps=24.0,
        root_translation=np.zeros((frames, 3), np.float32),
        rotations=rotations,
        shape_key_curves=np.full((frames, len(avatar.shape_keys.names)), 0.25, np.float32),
    )
    return dataclasses.replace(avatar, motion=motion)


def test_a_motion_stays_where_the_skeleton_fits(context, before):
    base = waving(before)
    motion = shaped(context, base, height=0.8).motion
    assert motion is not None and motion.name == "wave" and (motion.shape_key_curves == 0.25).all()
    assert not context.warnings
    for other in ({"skeleton": "anny"}, {"rest_pose": "a"}):
        context.warnings.clear()
        assert shaped(context, base, figure=dataclasses.replace(FIGURE, **other)).motion is None
        assert any("another skeleton or rest pose" in told for told in context.warnings)
    asked = shaped(context, base, figure=dataclasses.replace(FIGURE, clip="rom")).motion
    assert asked is not None and asked.name == "range of motion", "another clip was asked for"


def dressed(avatar):
    """With a patch in front of the chest, on the bone of the head."""
    corners = np.float32([(-0.05, -0.2, 1.3), (0.05, -0.2, 1.3), (0.05, -0.2, 1.4), (-0.05, -0.2, 1.4)])
    face = np.array([[0, 1, 2, 3]], np.int32)
    head = avatar.rig.bone_names.index("mixamorig:Head")
    patch = Part(
        name="badge",
        kind="garment",
        mesh=Mesh(vertices=corners, faces=face, uvs=np.zeros((4, 2), np.float32), uv_faces=face),
        skin=Skin(
            weights=np.eye(4, dtype=np.float32)[[0] * 4],
            bone_indices=np.array([[head, 0, 0, 0]] * 4, np.int32),
        ),
        shape_keys=ShapeKeys(names=(), offsets=np.zeros((0, 4, 3), np.float32), values=np.zeros(0, np.float32)),
        textures={},
    )
    return dataclasses.replace(avatar, parts=(patch,))


def test_what_it_wears_goes_along_with_the_body_under_it(context, before):
    base = dressed(before)
    (badge,) = shaped(context, base, height=0.9).parts
    raised = badge.mesh.vertices[:, 2] - base.parts[0].mesh.vertices[:, 2]
    assert (raised > 0.05).all() and np.array_equal(badge.skin.bone_indices, base.parts[0].skin.bone_indices)
    (patch,) = base.parts
    beside = dataclasses.replace(patch.mesh, vertices=patch.mesh.vertices + np.float32((0.2, 0.15, 0.05)))
    at_the_shoulder = dataclasses.replace(base, parts=(dataclasses.replace(patch, mesh=beside),))
    assert "badge" in shaped(context, at_the_shoulder, height=0.5).correctives.counts
    assert not shaped(context, base, figure=dataclasses.replace(FIGURE, skeleton="anny")).parts
    assert any("badge does not fit" in told for told in context.warnings)


def with_a_key(avatar, name="artist"):
    """With one more face key, half on."""
    keys = avatar.shape_keys
    raised = np.full((1, len(avatar.mesh.vertices), 3), 0.01, np.float32)
    more = dataclasses.replace(
        keys,
        names=(*keys.names, name),
        offsets=np.concatenate([keys.offsets, raised]),
        values=np.append(keys.values, np.float32(0.5)),
    )
    return dataclasses.replace(avatar, shape_keys=more)


def moved_by(avatar, name):
    """A dressed avatar whose badge a face key moves."""
    (badge,) = avatar.parts
    value = avatar.shape_keys.values[avatar.shape_keys.names.index(name)]
    own = ShapeKeys(names=(name,), offsets=np.full((1, 4, 3), 0.01, np.float32), values=np.float32([value]))
    return dataclasses.replace(avatar, parts=(dataclasses.replace(badge, shape_keys=own),))


def test_a_key_of_its_own_and_a_motion_stay_together(context, before):
    base = with_a_key(before)
    new = shaped(context, waving(base), weight=0.8)
    check_avatar(new)
    assert new.shape_keys.names[-1] == "artist" and (new.motion.shape_key_curves == 0.25).all()
    clip = shaped(context, base, figure=dataclasses.replace(FIGURE, clip="rom"))
    check_avatar(clip)
    assert (clip.motion.shape_key_curves[:, -1] == 0.5).all(), "what the clip does not move stays where it is"
    assert clip.motion.shape_key_curves[:, :-1].max(axis=0).min() > 0.5
    assert not context.warnings


def test_what_it_wears_has_the_expression_of_the_face_and_its_own_keys(context, before):
    new = shaped(context, moved_by(dressed(before), "jawOpen"), jawOpen=0.9)
    assert new.parts[0].shape_keys.values == pytest.approx([0.9])
    own = shaped(context, moved_by(dressed(with_a_key(before)), "artist"))
    check_avatar(own)
    assert own.parts[0].shape_keys.values == pytest.approx([0.5]) and not context.warnings


def test_a_mesh_with_more_vertices_is_told_and_left(context, before):
    keys, rig = before.shape_keys, before.rig
    more = np.r_[: len(before.mesh.vertices), 0, 1, 2]
    base = dataclasses.replace(
        before,
        mesh=dataclasses.replace(before.mesh, vertices=before.mesh.vertices[more]),
        rig=dataclasses.replace(rig, weights=rig.weights[more], bone_indices=rig.bone_indices[more]),
        shape_keys=dataclasses.replace(keys, offsets=keys.offsets[:, more]),
    )
    check_avatar(base)
    new = shaped(context, base)
    assert new.sliders == before.sliders and np.array_equal(new.mesh.vertices, before.mesh.vertices)
    assert any("other vertices or faces" in told for told in context.warnings)


def test_textures_beside_the_albedo_stay_where_there_is_none(context, before):
    normal = np.full((8, 8, 4), 127, np.uint8)
    new = shaped(context, dataclasses.replace(before, textures={"normal": normal}))
    assert np.array_equal(new.textures["normal"], normal) and "albedo" in new.textures


def test_a_base_is_found_by_its_file_and_by_its_job(context, before, tmp_path):
    base = sculpted(before)
    save_avatar(tmp_path / "avatar.npz", base)
    wanted = shaped(context, base, weight=0.8)
    asked = ShapeRequest(sliders={"weight": 0.8}, look=LOOK, figure=FIGURE)
    by_file = run_shape(dataclasses.replace(asked, base=Base(file=str(tmp_path / "avatar.npz"))), context).avatar
    assert np.array_equal(by_file.mesh.vertices, wanted.mesh.vertices)
    job = "a" * 32
    context.results[job] = run_shape(asked, context)
    by_job = run_shape(dataclasses.replace(asked, base=Base(job=job)), context).avatar
    assert by_job.sliders == context.results[job].avatar.sliders and by_job.provenance.request["base"]["job"] == job
    assert checksum_of(load_avatar(tmp_path / "avatar.npz")) == by_file.provenance.request["base"]["checksum"]


def test_a_base_that_is_not_there_is_one_clear_error(context, before, tmp_path):
    asked = ShapeRequest(figure=FIGURE)
    for base, error, told in (
        (Base(job="b" * 32), BadRequest, "no result of the job"),
        (Base(file=str(tmp_path / "none.npz")), BadFile, "no file"),
        (Base(avatar=before, checksum="0" * 64), BadRequest, "not the one"),
        (Base(), BadRequest, "one avatar of before"),
        (Base(file="a.npz", job="b" * 32), BadRequest, "one avatar of before"),
        (Base(job="../../etc"), BadRequest, "32 hexadecimal digits"),
        (Base(file="x" * 5000), BadRequest, "no path"),
    ):
        with pytest.raises(error, match=told) as raised:
            run_shape(dataclasses.replace(asked, base=base), context)
        assert raised.value.hint


def test_an_avatar_of_another_body_gives_what_fits_and_that_is_told(context, before):
    toy = Figure(body="toy", skeleton="own", texture_size=256, preview_size=0)
    new = shaped(context, sculpted(before), figure=toy)
    assert new.sliders["weight"] == pytest.approx(0.4) and len(new.mesh.vertices) == 64
    (told,) = context.warnings
    assert "not of the body toy" in told, "that says all: its face keys were the other body's, not its own"


def test_sliders_of_another_body_go_on_where_they_mean_the_same(context, before):
    base = dataclasses.replace(before, sliders={"beta_0": 2.0, "weight": 7.0, "height": 0.75})
    other = Figure(body="toy-smpl", texture_size=256, preview_size=0)
    assert shaped(context, base, figure=other).sliders["beta_0"] == 0.0, "it moves something else there"
    toy = shaped(context, base, figure=Figure(body="toy", texture_size=256, preview_size=0))
    assert toy.sliders["height"] == 0.75 and toy.sliders["weight"] == 0.5, "no such weight is there"


def test_the_next_words_keep_what_they_do_not_speak_of(context, before):
    base = painted_on(waving(sculpted(before)))
    asked = AvatarRequest(prompt="a tall man", steps=0, look=LOOK, figure=FIGURE, base=Base(avatar=base))
    new = run_avatar(asked, context).avatar
    assert new.sliders["height"] > before.sliders["height"] + 0.05
    assert new.sliders["muscle"] == pytest.approx(0.7, abs=1e-4), "no word spoke of it, and the request gives none"
    assert np.array_equal(new.textures["albedo"], base.textures["albedo"])
    assert new.motion is not None and new.motion.name == "wave"
    alone = shaped(context, figure=FIGURE, **new.sliders)
    assert np.linalg.norm(new.mesh.vertices - alone.mesh.vertices, axis=1).max() > 0.015
