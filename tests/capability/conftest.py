import os
import sys
from functools import partial
from pathlib import Path

import pytest

from backend.commands import batch, connect, make
from backend.protocol.table import added
from backend.server.local import local_server

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "protocol")]


@pytest.fixture(autouse=True)
def tiny_lines(tmp_path, monkeypatch):
    """The lines of tiny.py stand in the table, here and in backends; nothing is seen or left in the user's folders."""
    from tiny import LINES

    paths = [str(HERE), str(HERE.parent)]
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([*paths, *filter(None, [os.environ.get("PYTHONPATH")])]))
    for module in (connect, batch):
        monkeypatch.setattr(module, "local_server", partial(local_server, job_table="tiny:LINES"))
    with added(LINES):
        yield


@pytest.fixture
def tiny_client():
    with local_server(job_table="tiny:LINES") as server, server.client() as client:
        yield client


@pytest.fixture
def no_blender(monkeypatch):
    """Blender's place is taken by a file of no use, and the check of it lets it pass."""
    monkeypatch.setattr(make, "find_blender", lambda path: None)
    monkeypatch.setattr(
        make, "export_avatar", lambda blender, avatar, out, *, preset, one_mesh: out.write_bytes(b"no model")
    )
    monkeypatch.setattr(make, "_export", lambda here, result, output: {})
