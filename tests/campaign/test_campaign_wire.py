"""The campaign's parts about the wire, in short form; `galatea bench faults` runs them in full."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

PARTS = ("hostile_backend", "hostile_files")


@pytest.fixture(autouse=True)
def toys_on_path(monkeypatch):
    rooms = [str(Path(__file__).parents[1] / room) for room in ("server", "protocol")]
    before = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([*rooms, *([before] if before else [])]))


@pytest.mark.parametrize("part", PARTS)
def test_no_promise_is_broken(part):
    figures = __import__(part).run(scale=0.02)
    assert figures and all(isinstance(figure, float) for figure in figures.values())
