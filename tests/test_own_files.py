"""A file of the installation that is damaged or gone is named, with what to do: no job ends in a traceback over one."""

import os
import shutil

import pytest

from assets import asset
from backend.appearance import maps
from backend.body import anny, helpers
from backend.clip import encoder
from backend.clip.looks import load_looks
from backend.protocol.errors import BadFile, NotAvailable
from backend.words import english, lexicon, tables
from backend.words.vocabulary import read_vocabulary

READERS = {
    "anny/body.npz": lambda folder: anny.load(),
    "anny/face.npz": lambda folder: anny.load(),
    "anny/corrections.json": lambda folder: anny.load(),
    "anny/helpers.npz": lambda folder: helpers.load_helpers(folder / "anny" / "helpers.npz"),
    "appearance/anny.npz": lambda folder: maps.load_maps.__wrapped__("anny", 256),
    "encoder/encoder.json": lambda folder: encoder.load_trained(folder / "encoder"),
    "encoder/galatea-96.json": lambda folder: encoder.load_trained(folder / "encoder"),
    "encoder/galatea-96.safetensors": lambda folder: encoder.load_trained(folder / "encoder"),
    "encoder/galatea-looks.json": lambda folder: load_looks(folder / "encoder"),
    "encoder/galatea-looks.safetensors": lambda folder: load_looks(folder / "encoder"),
    "encoder/looks.json": lambda folder: load_looks(folder / "encoder"),
    "encoder/vocabulary.txt": lambda folder: read_vocabulary(folder / "encoder" / "vocabulary.txt", 0.1),
    "lexicon/lexicon.tsv": lambda folder: lexicon.read_lexicon(folder / "lexicon" / "lexicon.tsv"),
    "lexicon/foreign.tsv": lambda folder: english._languages.__wrapped__(),
    "lexicon/unshown.tsv": lambda folder: tables.table.__wrapped__("unshown", 3),
}


def _gone(path):
    path.unlink()


def _empty(path):
    path.write_bytes(b"")


def _half(path):
    data = path.read_bytes()
    path.write_bytes(b"\x00\xff" + data[: len(data) // 2])


def _other(path):
    path.write_bytes(b"\xff\xfe\x00 not this \n" * 1000)


def _a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A copy of the installation's files, which is read in their place."""
    for file in READERS:
        (tmp_path / file).parent.mkdir(exist_ok=True)
    for room in {file.partition("/")[0] for file in READERS}:
        shutil.copytree(asset(room), tmp_path / room, dirs_exist_ok=True, copy_function=_link)
    for module in (maps, anny, english, tables):
        monkeypatch.setattr(module, "asset", lambda *parts: tmp_path.joinpath(*parts))
    return tmp_path


def _link(source, target):
    """What is not damaged is not copied."""
    os.symlink(source, target)


@pytest.mark.parametrize("damage", [_gone, _empty, _half, _other, _a_folder])
@pytest.mark.parametrize("file", READERS)
def test_a_damaged_file_is_named_with_what_to_do(installed, file, damage):
    path = installed / file
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    damage(path)
    with pytest.raises((BadFile, NotAvailable)) as caught:
        READERS[file](installed)
    assert path.name in caught.value.message or path.parent.name in caught.value.message
    assert caught.value.hint
