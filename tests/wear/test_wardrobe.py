"""The wardrobe lists its pieces without loading them, sees new ones at once, and names what is near a wrong name."""

import pytest
from toy_wardrobe import pieces

from backend.protocol.errors import BadFile, BadRequest
from backend.wear import wardrobe as module
from backend.wear.piece_file import save_piece
from backend.wear.wardrobe import piece, wardrobe
from backend.wear.wardrobe import pieces as pieces_called


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """An empty wardrobe: the folder of what is bundled, and the user's."""
    bundled, own = tmp_path / "bundled", tmp_path / "own"
    monkeypatch.setattr(module, "bundled_folder", lambda: bundled)
    monkeypatch.setattr(module, "own_pieces", lambda: {path.stem: path for path in own.glob("*.npz")})
    return bundled, own


def put(folder, made, name=""):
    folder.mkdir(exist_ok=True)
    save_piece(made, folder / f"{name or made.entry.name}.npz")


def test_what_is_added_is_there_at_once_and_what_is_removed_is_gone(folders):
    assert not wardrobe()
    shirt, jeans = pieces()[0], pieces()[3]
    put(folders[0], shirt)
    assert dict(wardrobe()) == {"t_shirt": shirt.entry}
    put(folders[1], jeans)
    assert [*wardrobe()] == ["jeans", "t_shirt"]
    assert piece("jeans").entry == jeans.entry and piece("jeans") is piece("jeans")
    (folders[1] / "jeans.npz").unlink()
    assert [*wardrobe()] == ["t_shirt"]


def test_the_users_own_piece_comes_before_the_bundled_one_of_its_name(folders):
    put(folders[0], pieces()[0])
    put(folders[1], pieces()[1], "t_shirt")
    assert wardrobe()["t_shirt"] == pieces()[1].entry == piece("t_shirt").entry


def test_a_wrong_name_gets_near_ones_and_a_damaged_file_is_named(folders):
    put(folders[0], pieces()[0])
    with pytest.raises(BadRequest) as refused:
        piece("t-shirt")
    assert "t_shirt" in refused.value.hint
    (folders[0] / "t_shirt.npz").write_bytes(b"PK nothing")
    with pytest.raises(BadFile, match="t_shirt"):
        wardrobe()


def test_what_is_bundled_can_be_worn():
    for name, entry in wardrobe().items():
        assert name == entry.name and piece(name).entry == entry and entry.nouns and entry.label


def test_pieces_asked_for_by_name_are_those_there_are(folders):
    put(folders[0], pieces()[0])
    put(folders[0].parent, pieces()[3], "beside")
    found = pieces_called(("t_shirt", "jeans", "../beside", ""))
    assert [*found] == ["t_shirt"] and found["t_shirt"] is piece("t_shirt")
