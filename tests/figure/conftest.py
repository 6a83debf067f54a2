"""A wardrobe of toy pieces in place of the bundled one."""

from __future__ import annotations

import pytest
from toy_wardrobe import toy_wardrobe

from backend.wear import wardrobe


@pytest.fixture(scope="session")
def toy_pieces(tmp_path_factory):
    return toy_wardrobe(tmp_path_factory.mktemp("wardrobe"))


@pytest.fixture
def toys(toy_pieces, monkeypatch, tmp_path):
    monkeypatch.setattr(wardrobe, "bundled_folder", lambda: toy_pieces)
    monkeypatch.setattr(wardrobe, "own_pieces", dict)
