"""Capabilities whose results are no whole avatars go through server and commands, and their files are whole."""

import dataclasses
import json

import numpy as np
import pytest
import tiny_changes
from random_avatar import random_avatar

from backend.cli import main
from backend.protocol.change_file import load_change
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Base, Figure, ShapeRequest

AVATAR = random_avatar()
TOY = Figure(body="toy", skeleton="own", texture_size=256, preview_size=0)


@pytest.mark.parametrize("kind", tiny_changes.CHANGES)
def test_a_server_gives_a_change_and_keeps_it(kind, tiny_client):
    told = {"bones": AVATAR.rig.bone_names, "vertices": len(AVATAR.mesh.vertices)}
    request = getattr(tiny_changes, f"{kind.title()}Request")(avatar_id=AVATAR.avatar_id, **told)
    job = tiny_client.submit(request)
    change = tiny_client.wait(job, timeout=120)
    assert type(change).__name__ == tiny_changes.CHANGES[kind] and change.avatar_id == AVATAR.avatar_id
    assert change.report["warnings"] == [f"Only a {kind}."]
    again = tiny_client.wait(tiny_client.watch(job), timeout=60)
    assert again.provenance.request == change.provenance.request


@pytest.mark.parametrize("kind", tiny_changes.CHANGES)
def test_a_command_writes_its_files_and_again_does_too(kind, tmp_path, capsys):
    first, second = tmp_path / "first", tmp_path / "second"
    assert main([kind, "--vertices", "5", "--bones", "a", "b", "--out", str(first)]) == 0
    assert main(["again", str(first / "request.json"), "--out", str(second)]) == 0
    one, other = load_change(first / "change.npz"), load_change(second / "change.npz")
    assert type(one) is type(other) and one.provenance.request == other.provenance.request
    pictures = {"albedo.png"} if kind == "stain" else set()
    assert {file.name for file in first.iterdir()} == {"change.npz", "request.json", "report.json", *pictures}
    assert json.loads((first / "report.json").read_text())["warnings"] == [f"Only a {kind}."]


def test_a_job_starts_from_the_avatar_of_another_job_until_that_one_is_deleted(tiny_client):
    job = tiny_client.submit(ShapeRequest(sliders={"height": 0.25}, figure=TOY))
    before = tiny_client.wait(job, timeout=120).avatar
    asked = ShapeRequest(sliders={"weight": 0.8}, figure=TOY, base=Base(job=job))
    new = tiny_client.wait(tiny_client.submit(asked), timeout=60).avatar
    assert new.sliders["height"] == 0.25 and new.provenance.request["base"]["job"] == job
    dented = dataclasses.replace(
        before.mesh, vertices=before.mesh.vertices + np.float32([[0, 0, 0], [0.02, 0, 0]] * 32)
    )
    itself = dataclasses.replace(asked, base=Base(avatar=dataclasses.replace(before, mesh=dented)))
    over_the_wire = tiny_client.wait(tiny_client.submit(itself), timeout=60).avatar
    assert np.abs(over_the_wire.mesh.vertices - new.mesh.vertices).max() == pytest.approx(0.02, abs=1e-4)
    tiny_client.forget(job)
    with pytest.raises(BadRequest, match=f"{job} is not here") as error:
        tiny_client.wait(tiny_client.submit(asked), timeout=60)
    assert "avatar.npz" in error.value.hint
