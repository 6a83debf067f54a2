"""A tiny model of each published family, from sliders to an FBX and a GLB file that hold what was meant."""

import os
from pathlib import Path

import pytest
from published_models import ict, published
from toy_context import ToyContext

from backend import blender
from backend.blender import export_avatar, find_blender
from backend.body.published import save_published
from backend.capabilities.exchange.check import check_export
from backend.capabilities.shape.jobs import run_shape
from backend.protocol.avatar_file import save_avatar
from backend.protocol.requests import Figure, ShapeRequest
from backend.protocol.sound_results import check_result
from rigging.skeletons import HUMANOID_REQUIRED, skeleton_of

REAL = Path(os.environ.get("GALATEA_BLENDER") or blender.OWN_PYTHON)
FAMILIES = {
    "smpl": ("mixamo", 25, 0),
    "smplx": ("mixamo", 65, 6),
    "flame": ("head", 5, 6),
    "ict": ("head", 4, 5),
    "smal": ("smal", 33, 0),
}
"""Family -> its skeleton unasked, with how many bones, and how many face keys it has."""


@pytest.fixture(params=FAMILIES)
def family(request):
    return request.param


@pytest.fixture
def result(family, tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    model = ict() if family == "ict" else published(family)
    save_published(model, "made for a test")
    clip = "none" if family == "smal" else "rom"
    figure = Figure(body=model.name, texture_size=256, preview_size=64, clip=clip)
    return run_shape(ShapeRequest(figure=figure, sliders=_moved(family)), ToyContext(tmp_path))


def _moved(family):
    shape = {"flame": "shape_0", "ict": "identity000"}.get(family, "beta_0")
    face = {"flame": "expression_1", "smplx": "expression_1", "ict": "jawOpen"}.get(family)
    return {shape: -1.5, **({face: 0.5} if face else {})}


def test_it_is_an_avatar_with_its_skeleton_and_keys(family, result):
    check_result(result)
    kind, bones, keys = FAMILIES[family]
    avatar = result.avatar
    assert (avatar.rig.kind, len(avatar.rig.bone_names)) == (kind, bones)
    assert len(avatar.shape_keys.names) == keys and not avatar.parts
    assert set(avatar.provenance.models.values()) == {"made up for tests"}
    if kind == "mixamo":
        assert set(HUMANOID_REQUIRED) <= set(skeleton_of("mixamo", avatar.rig.bone_names).humanoid)
    assert result.preview.shape[0] == 64 and result.report["warnings"] == []


@pytest.mark.skipif(not REAL.is_file(), reason="no Blender is set up")
def test_its_files_hold_what_was_meant(result, tmp_path):
    save_avatar(tmp_path / "avatar.npz", result.avatar)
    for name in ("fbx", "glb"):
        export_avatar(find_blender(REAL), tmp_path / "avatar.npz", tmp_path / f"avatar.{name}")
        checks = check_export((tmp_path / f"avatar.{name}").read_bytes(), name, result.avatar)
        assert set(checks.values()) == {"ok"}, {key: told for key, told in checks.items() if told != "ok"}
