import sys
from pathlib import Path

import pytest

from backend.commands import make

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def no_blender(tmp_path, monkeypatch):
    """Nothing is exported, and nothing is seen or left in the user's folders."""
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(make, "_export", lambda here, result, output: {})
