"""In pictures the arms hang beside the body, whatever the rest pose; nothing else moves, and clothes go along."""

import dataclasses

import numpy as np
import pytest
from toy_context import ToyContext

from backend.capabilities.shape.jobs import run_shape
from backend.figure.relaxed import relaxed
from backend.protocol.requests import Figure, Look, ShapeRequest, Worn

LOOK = Look(worn=(Worn(slot="top", piece="t_shirt"), Worn(slot="bottom", piece="jeans")), unsaid="bare")
pytestmark = pytest.mark.usefixtures("toys")


def made(tmp_path, **form):
    figure = dataclasses.replace(Figure(texture_size=256, preview_size=0), **form)
    return run_shape(ShapeRequest(look=LOOK, figure=figure), ToyContext(tmp_path / "job")).avatar


def moved_by(avatar, name):
    """Vertices that a bone and those that hang on it move, and no other."""
    rig = avatar.rig
    below = np.zeros(len(rig.parents), bool)
    for bone, parent in enumerate(rig.parents):
        below[bone] = rig.bone_names[bone] == name or (parent >= 0 and below[parent])
    return (rig.weights * below[rig.bone_indices]).sum(axis=1) > 0.9999


@pytest.mark.parametrize(("skeleton", "hand"), [("mixamo", "mixamorig:{}Hand"), ("anny", "wrist.{}")])
def test_both_arms_hang_and_keep_their_size(tmp_path, skeleton, hand):
    found = {}
    for pose in ("t", "a"):
        avatar = made(tmp_path, skeleton=skeleton, rest_pose=pose)
        before = [part.mesh.vertices for part in avatar.all_parts]
        body, jeans, shirt = relaxed(avatar, before)
        found[pose] = body
        for side in (("Left", "Right"), "LR")[skeleton == "anny"]:
            palm = moved_by(avatar, hand.format(side))
            assert body[palm, 2].max() < 0.62 * body[:, 2].max()
            for points in (before[0][palm], body[palm]):
                assert np.ptp(points, axis=0).max() < 0.25
            size = [np.linalg.norm(p[palm] - p[palm].mean(axis=0), axis=1) for p in (before[0], body)]
            assert np.allclose(*size, atol=1e-4)
        heights = before[0][:, 2] / before[0][:, 2].max()
        still = (heights > 0.9) | (heights < 0.4)
        assert np.allclose(body[still], before[0][still], atol=1e-4)
        assert np.allclose(jeans, avatar.parts[0].mesh.vertices, atol=1e-4)
        near = np.linalg.norm(body[None] - shirt[::31, None], axis=2).min(axis=1)
        assert near.max() < 0.03
    assert np.abs(found["t"] - found["a"]).max() < 0.015


def test_a_figure_without_such_arms_stands_as_it_is(tmp_path):
    figure = Figure(body="toy", texture_size=256, preview_size=0)
    avatar = run_shape(ShapeRequest(figure=figure), ToyContext(tmp_path / "job")).avatar
    assert np.array_equal(relaxed(avatar, [avatar.mesh.vertices])[0], avatar.mesh.vertices)
