"""Hair and clothes that others made are added, listed, shown, fetched and removed again, each with its licence."""

import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from makehuman_files import clothes, write_asset
from PIL import Image

from backend import assets
from backend.capabilities.wardrobe import adding
from backend.cli import main
from backend.wear.own import own_pieces
from backend.wear.piece_file import load_piece

PLACES = ("10500", "10600", "10700", "10800")


def add(*words: str) -> int:
    return main(["wardrobe", "add", *words])


def test_a_file_is_added_with_its_licence_shown_and_removed(capsys, tmp_path) -> None:
    file = write_asset(tmp_path / "vest01", mhclo=clothes(lines=PLACES), png=None)
    assert add(str(file)) == 0
    told = capsys.readouterr().out
    for text in ("vest01", "outer", "CC-BY-4.0", "Ada Weaver", "name its author", "vest01.png"):
        assert text in told
    piece = load_piece(own_pieces()["vest01"])
    assert piece.entry.licence == "CC-BY-4.0" and len(piece.binding) == 4
    record = assets.require("vest01", "wearable").record
    assert (record.licence, record.source) == ("CC-BY-4.0", str(file))
    assert main(["wardrobe"]) == 0
    assert "vest01" in capsys.readouterr().out
    picture = tmp_path / "vest.png"
    assert main(["wardrobe", "show", "vest01", "--out", str(picture)]) == 0
    assert str(picture) in capsys.readouterr().out
    pixels = np.asarray(Image.open(picture))
    assert pixels.shape[1] > 2 * pixels.shape[0] and pixels.std() > 10
    assert main(["wardrobe", "remove", "vest01"]) == 1 and own_pieces()
    assert main(["wardrobe", "remove", "vest01", "--yes"]) == 0
    assert not own_pieces() and file.exists() and assets.own_models() == ()


def test_two_pieces_have_two_names_and_the_user_may_give_one(capsys, tmp_path) -> None:
    file = write_asset(tmp_path / "a", mhclo=clothes(lines=PLACES, head="basemesh hm08\n"), obj=None, png=None)
    (tmp_path / "a" / "vest01.obj").write_text("v -1 11 2\nv 1 11 2\nv 1 13 2\nv -1 13 2\nf 1 2 3 4\n")
    assert add(str(file), "--licence", "a gift") == 0
    assert "a gift" in capsys.readouterr().out
    assert add(str(file)) == 2
    assert "--name" in capsys.readouterr().err
    assert add(str(file), "--name", "other", "--slot", "neck") == 0
    assert set(own_pieces()) == {"vest01", "other"}
    assert load_piece(own_pieces()["other"]).entry.slot == "neck"
    assert "not stated" in capsys.readouterr().out
    for wrong in (("--name", "../x"), ("--slot", "nose")):
        assert add(str(file), *wrong) == 2
    assert set(own_pieces()) == {"vest01", "other"}


def pack_at(tmp_path):
    for name in ("hat01", "shoe01"):
        write_asset(tmp_path / "clothes" / name, name, mhclo=clothes(name, lines=PLACES), png=None)
    write_asset(tmp_path / "clothes" / "bad01", "bad01", mhclo=clothes("bad01", lines=("99999",) * 4), png=None)
    pack = tmp_path / "fine_pack.zip"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted((tmp_path / "clothes").rglob("*.*")):
            if file.is_file():
                out.write(file, file.relative_to(tmp_path).as_posix())
    return pack


def test_of_a_pack_all_that_is_whole_is_added_and_nothing_twice(capsys, tmp_path) -> None:
    pack = pack_at(tmp_path)
    assert add(str(pack)) == 1  # one of them is damaged, and named
    captured = capsys.readouterr()
    assert "bad01" in captured.err and "99999" in captured.err
    assert set(own_pieces()) == {"hat01", "shoe01"}
    assert set(assets.own_models()) == {"fine-pack/hat01", "fine-pack/shoe01"}
    assert add(str(pack)) == 1
    assert "hat01 is here already" in capsys.readouterr().out
    assert main(["wardrobe", "remove", "hat01", "--yes"]) == 0 and set(own_pieces()) == {"shoe01"}
    assert main(["wardrobe", "remove", "fine-pack", "--yes"]) == 0 and not own_pieces()


@pytest.fixture
def publisher(tmp_path, monkeypatch):
    """Serves a pack with ranges, and tells what was asked for; the first answer breaks off after half."""
    data = pack_at(tmp_path / "pack").read_bytes()
    starts: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
            starts.append(start)
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            self.wfile.write(data[start:] if len(starts) > 1 else data[: len(data) // 2])

        def log_message(self, *arguments):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    name = "makehuman-system-assets"
    item = replace(adding.PACKS[name], url=f"http://127.0.0.1:{http.server_port}/pack.zip")
    monkeypatch.setitem(adding.PACKS, name, item)
    yield starts, len(data)
    http.shutdown()
    thread.join()
    http.server_close()


def test_a_pack_is_fetched_after_its_licence_was_accepted_and_goes_on_after_a_break(capsys, publisher) -> None:
    starts, size = publisher
    get = ["wardrobe", "get", "makehuman-system-assets"]
    assert main(get) == 3 and starts == []
    assert "CC0-1.0" in capsys.readouterr().out
    assert main([*get, "--accept-licence"]) == 3 and not own_pieces()
    assert main([*get, "--accept-licence"]) == 1  # one of its pieces is damaged
    assert starts == [0, size // 2] and set(own_pieces()) == {"hat01", "shoe01"}
    assert "127.0.0.1" in assets.require("makehuman-system-assets/hat01").record.source
    assert main(["wardrobe", "remove", "makehuman-system-assets", "--yes"]) == 0
    assert assets.own_models() == () and not own_pieces()
    assert main(["wardrobe", "get", "makehuman-system-asset"]) == 3
    assert "makehuman-system-assets" in capsys.readouterr().err


def test_what_cannot_be_worn_is_told_in_a_sentence(capsys, tmp_path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear Sir or Madam")
    binary = tmp_path / "picture.mhclo"
    binary.write_bytes(bytes(range(256)))
    empty = tmp_path / "empty"
    empty.mkdir()
    for path in (text, binary, empty, tmp_path / "nowhere"):
        assert add(str(path)) == 2
        captured = capsys.readouterr()
        assert "error:" in captured.err and "Traceback" not in captured.err
    for words in (["show", "nothing"], ["remove", "nothing", "--yes"], ["add"], ["list", "nose"]):
        assert main(["wardrobe", *words]) == 2
    assert not own_pieces()


def test_other_models_are_not_removed_as_clothes_and_clothes_not_added_unread(capsys, tmp_path) -> None:
    file = tmp_path / "w.bin"
    file.write_bytes(b"w")
    assets.add("mine", file, "body", "MIT")
    assert main(["wardrobe", "remove", "mine", "--yes"]) == 2 and assets.own_models() == ("mine",)
    assert main(["models", "add", "coat", str(file), "--kind", "wearable", "--licence", "MIT"]) == 2
    assert "galatea wardrobe add" in capsys.readouterr().err
    assert not own_pieces()
