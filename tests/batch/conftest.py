import os
import sys
from functools import partial
from pathlib import Path

import pytest

from backend.commands import batch
from backend.server.local import local_server

HERE = Path(__file__).parent
sys.path.append(str(HERE))


@pytest.fixture(autouse=True)
def a_state_folder_of_its_own(tmp_path, monkeypatch):
    """No test sees or leaves anything in the user's own folders."""
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))


@pytest.fixture
def toys(monkeypatch, tmp_path):
    """Backends of a batch do the jobs of batch_jobs.py; gives the file that holds back those that are told to wait."""
    hold = tmp_path / "hold"
    monkeypatch.setenv("BATCH_HOLD", str(hold))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), str(HERE.parent)]))
    monkeypatch.setattr(batch, "local_server", partial(local_server, job_table="batch_jobs:JOBS"))
    return hold
