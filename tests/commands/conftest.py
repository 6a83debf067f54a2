import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TOYS = [str(TESTS / "server"), str(TESTS / "protocol")]
sys.path.extend(TOYS)


@pytest.fixture(autouse=True)
def a_state_folder_of_its_own(tmp_path, monkeypatch):
    """No test sees or leaves anything in the user's own folders."""
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
