import os
import sys
from functools import partial
from pathlib import Path

import pytest

from backend.commands import connect, make
from backend.server.local import local_server

TESTS = Path(__file__).parents[1]
TOYS = [str(TESTS / "server"), str(TESTS / "protocol")]
sys.path.extend(TOYS)


@pytest.fixture(autouse=True)
def a_state_folder_of_its_own(tmp_path, monkeypatch):
    """No test sees or leaves anything in the user's own folders."""
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))


@pytest.fixture
def toys(monkeypatch):
    """Backends that commands start do the toy jobs of the server's tests."""
    paths = [*TOYS, *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setattr(connect, "local_server", partial(local_server, job_table="toy_jobs:COMMANDS"))


@pytest.fixture
def no_blender(monkeypatch):
    """Blender's place is taken by a file of no use, which the toy check lets pass."""
    monkeypatch.setattr(make, "find_blender", lambda path: None)
    monkeypatch.setattr(
        make, "export_avatar", lambda blender, avatar, out, *, preset, one_mesh: out.write_bytes(b"no model")
    )
