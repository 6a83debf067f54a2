"""Published models are kept clean: exact, found by name, replaced only when asked, and never lost half way."""

from pathlib import Path

import numpy as np
import pytest

from backend import assets
from backend.assets import made as assets_made
from backend.body.published import PublishedModel, load_published, published_names, read_published, save_published
from backend.protocol.errors import BadFile, BadRequest, NotAvailable, ResourceExhausted
from tests import published_files as files
from tests.published_bodies import TINY


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def smpl(folder: Path, seed: int = 0) -> PublishedModel:
    folder.mkdir(exist_ok=True)
    files.smpl_uv(folder, seed=seed)
    (model,) = read_published([files.smpl_pickle(folder, seed=seed)], TINY)
    return model


def same(one: PublishedModel, other: PublishedModel) -> bool:
    for name, value in vars(one).items():
        theirs = getattr(other, name)
        if name == "extras":
            equal = value.keys() == theirs.keys() and all(np.array_equal(value[key], theirs[key]) for key in value)
        elif isinstance(value, np.ndarray):
            equal = value.dtype == theirs.dtype and np.array_equal(value, theirs)
        else:
            equal = value == theirs
        if not equal:
            return False
    return True


def test_what_is_kept_is_what_was_read(tmp_path: Path) -> None:
    made = [
        smpl(tmp_path / "a"),
        *read_published([files.smplx_npz(tmp_path)], TINY),
        *read_published([files.flame_pickle(tmp_path)], TINY),
        *read_published([files.ict_folder(tmp_path / "ict")], TINY),
    ]
    for model in made:
        assert save_published(model, "somewhere")
        assert same(load_published(model.name), model)
    assert published_names() == ("flame-2020", "ict", "smpl-neutral", "smplx-neutral")


def test_its_licence_says_what_may_be_sold(tmp_path: Path) -> None:
    answers = {}
    for model in (
        smpl(tmp_path / "a"),
        *read_published([files.flame_pickle(tmp_path, "2023-open")], TINY),
        *read_published([files.ict_folder(tmp_path / "ict")], TINY),
    ):
        save_published(model, "somewhere")
        answers[model.name] = assets.require(model.name).record.selling.answer
    assert answers == {"smpl-neutral": "no", "flame-2023-open": "yes", "ict": "yes"}
    save_published(smpl(tmp_path / "a"), "somewhere", licence="bought from Meshcapade, 2026", replace=True)
    record = assets.require("smpl-neutral").record
    assert (record.licence, record.selling.answer) == ("bought from Meshcapade, 2026", "unknown")
    assert load_published("smpl-neutral").licence == "bought from Meshcapade, 2026"


def test_the_same_again_changes_nothing_and_another_only_when_asked(tmp_path: Path, home: Path) -> None:
    first, other = smpl(tmp_path / "a"), smpl(tmp_path / "b", seed=1)
    assert save_published(first, "a")
    assert not save_published(first, "a")
    with pytest.raises(BadRequest, match=r"another smpl-neutral already, from a\. Replace it with --replace"):
        save_published(other, "b")
    assert same(load_published("smpl-neutral"), first)
    assert save_published(other, "b", replace=True)
    assert same(load_published("smpl-neutral"), other)
    assert len([path for path in home.rglob("*") if path.is_file()]) == 2, "one file and its record"


@pytest.mark.parametrize("step", ["save_file", "put_whole", "write_record"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_break_leaves_what_was_there(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    first, other = smpl(tmp_path / "a"), smpl(tmp_path / "b", seed=1)
    owner = "backend.body.published.store" if step == "save_file" else "backend.assets.made"

    def fail(*_: object) -> None:
        raise error

    expected = ResourceExhausted if isinstance(error, OSError) else KeyboardInterrupt
    with monkeypatch.context() as broken:
        broken.setattr(f"{owner}.{step}", fail)
        with pytest.raises(expected):
            save_published(first, "a")
    assert published_names() == ()
    assert not [path for path in home.rglob("*") if path.is_file()]
    save_published(first, "a")
    with monkeypatch.context() as broken:
        broken.setattr(f"{owner}.{step}", fail)
        with pytest.raises(expected):
            save_published(other, "b", replace=True)
    assert same(load_published("smpl-neutral"), first)
    assert save_published(other, "b", replace=True)
    assert same(load_published("smpl-neutral"), other)


def test_what_a_killed_process_left_is_swept(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = home / "models" / "smpl-neutral" / "+files"
    place.mkdir(parents=True)
    (place / ".0123.part").write_bytes(b"half")
    monkeypatch.setattr(assets_made, "LEFT_BEHIND_S", -1)
    save_published(smpl(tmp_path / "a"), "a")
    assert [path.suffix for path in place.iterdir()] == [".safetensors"]


def test_a_damaged_or_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotAvailable, match="smpl-neutral is not on this machine"):
        load_published("smpl-neutral")
    save_published(smpl(tmp_path / "a"), "a")
    path = assets.require("smpl-neutral").path
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(NotAvailable, match="not whole"):
        load_published("smpl-neutral")
    for damaged in (b"\0" * len(whole), whole[:8] + b"{" * 100 + whole[108:], b"\xff" * 16 + whole[16:]):
        path.write_bytes(damaged)
        with pytest.raises(BadFile, match="The kept file of smpl-neutral is damaged"):
            load_published("smpl-neutral")
