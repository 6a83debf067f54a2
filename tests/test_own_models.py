"""Models of the user's own: any kind is added with its record, found again whole, and removed without harm."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from backend import assets
from backend.assets.bundled import bundled_record, read_list
from backend.assets.licences import selling
from backend.assets.records import read_record, write_record
from backend.assets.store import recorded
from backend.protocol.errors import BadFile, BadRequest, GalateaError, NotAvailable, ResourceExhausted

CONTENT = bytes(range(256)) * 9000


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path):
    (tmp_path / "theirs").mkdir()
    path = tmp_path / "theirs" / "weights.bin"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "coat"
    for name in ("coat.mhclo", "textures/red.png", "textures/deep/blue.png"):
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(name.encode())
    return path


def everything(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*") if p.is_file()}


@pytest.mark.parametrize("kind", assets.KINDS)
def test_a_file_of_every_kind_is_added_found_and_removed(kind, file, home):
    name = "ViT-B-32/mine" if kind == "encoder" else f"my-{kind}"
    steps = []
    assets.add(name, file, kind, "CC-BY-4.0", on_progress=lambda done, total: steps.append((done, total)))
    file.unlink()
    found = assets.require(name, kind)
    assert found.path.read_bytes() == CONTENT and assets.own_models() == (name,)
    (part,) = found.record.files
    assert (part.size, part.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert (found.record.origin, found.record.source, found.licence) == ("added", str(file), "CC-BY-4.0")
    assert steps[-1] == (len(CONTENT), len(CONTENT)) and steps == sorted(steps)
    other = next(k for k in assets.KINDS if k != kind)
    with pytest.raises(BadRequest, match=f"kind {kind}, not {other}"):
        assets.require(name, other)
    assets.remove(name)
    assert assets.own_models() == () and not everything(home) and not list((home / "models").iterdir())


def test_a_folder_is_one_model(folder, home):
    before = everything(folder)
    assets.add("coat", folder, "wearable", "CC0")
    assets.add("coat/textures", folder / "coat.mhclo", "wearable", "CC0")  # a name inside another's
    assert everything(assets.require("coat").path) == before == everything(folder)
    assets.remove("coat")
    assert assets.own_models() == ("coat/textures",) and assets.require("coat/textures").path.read_bytes()
    assets.remove("coat/textures")
    assert not list((home / "models").iterdir())


def test_what_is_left_where_it_is_takes_no_room_and_is_never_deleted(folder, file, home):
    assets.add("coat", folder, "wearable", "CC0", leave=True)
    assets.add("prior", file, "motion_prior", "CC0", leave=True)
    assert (assets.require("coat").path, assets.require("prior").path) == (folder, file)
    assert list(everything(home)) and not any("files" in name for name in everything(home))
    before = everything(folder)
    assets.remove("coat")
    assert everything(folder) == before and assets.own_models() == ("prior",)
    file.write_bytes(CONTENT[:-1])
    with pytest.raises(NotAvailable, match="not whole") as caught:
        assets.require("prior")
    assert "galatea models add prior FILE" in caught.value.hint
    assets.remove("prior")
    assert file.exists()


def test_what_cannot_be_added_is_told_and_leaves_nothing(file, tmp_path, home, monkeypatch):
    (tmp_path / "empty").mkdir()
    wrong = [
        (("anny", file, "body", "CC0"), BadRequest, "anny already"),
        (("embedded", file, "body", "CC0"), BadRequest, "embedded already"),
        (("../out", file, "body", "CC0"), BadRequest, "not the name"),
        (("mine", file, "bodies", "CC0"), BadRequest, "no kind"),
        (("mine", file, "body", " "), BadRequest, "which licence"),
        (("mine", file, "body", "CC0\0"), BadRequest, "licence of a model"),
        (("mine", file, "encoder", "CC0"), BadRequest, "architecture"),
        (("mine", tmp_path / "gone", "body", "CC0"), BadFile, "no file"),
        (("mine", tmp_path / "empty", "body", "CC0"), BadFile, "0 files"),
    ]
    for arguments, error, match in wrong:
        with pytest.raises(error, match=match) as caught:
            assets.add(*arguments)
        assert caught.value.hint or "licence of a model" in caught.value.message
        assert not everything(home)
    monkeypatch.setattr("backend.assets.store.shutil.disk_usage", lambda path: Disk)
    with pytest.raises(ResourceExhausted, match="disk space"):
        assets.add("mine", file, "body", "CC0")
    assert not everything(home) and file.read_bytes() == CONTENT


class Disk:
    free = 10


def test_no_model_takes_the_place_of_another(file, home):
    assets.add("mine", file, "body", "CC0")
    before = everything(home)
    with pytest.raises(BadRequest, match="already"):
        assets.add("mine", file, "wearable", "MIT")
    assert everything(home) == before


def test_a_copy_that_fails_on_the_way_leaves_nothing(file, home, monkeypatch):
    def full(done, total):
        raise OSError(28, "No space left on device")

    with pytest.raises(ResourceExhausted, match="no space left"):
        assets.add("mine", file, "body", "CC0", on_progress=full)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assets.add("mine", file, "body", "CC0", on_progress=stop)
    assert not everything(home) and assets.own_models() == ()
    assert assets.add("mine", file, "body", "CC0").path.read_bytes() == CONTENT


def test_records_of_before_are_read(home):
    """When all models were encoders that were fetched, with one file."""
    place = home / "models" / "ViT-B-32" / "openai"
    place.mkdir(parents=True)
    (place / "w.safetensors").write_bytes(CONTENT)
    old = {
        "id": "ViT-B-32/openai",
        "url": "https://example.org/w.safetensors",
        "sha256": "0" * 64,
        "size": len(CONTENT),
        "licence": "mit",
        "filename": "w.safetensors",
    }
    (place / assets.RECORD).write_text(json.dumps(old))
    found = assets.require("ViT-B-32/openai", "encoder")
    assert found.path == place / "w.safetensors" and found.record.size == len(CONTENT)
    assert (found.record.origin, found.record.source) == ("fetched", "https://example.org/w.safetensors")


def test_a_record_of_later_is_read_and_one_that_leads_away_is_not(file, home):
    assets.add("mine", file, "body", "CC0")
    record = home / "models" / "mine" / assets.RECORD
    plain = json.loads(record.read_text())
    record.write_text(json.dumps({**plain, "kind": "a kind of later", "a field of later": [1]}))
    assert assets.require("mine").record.kind == "a kind of later"
    (home / "weights.bin").write_bytes(CONTENT)
    for changes in (
        {"place": "../.."},
        {"files": [{"path": "../../../weights.bin"}]},
        {"files": []},
        {"licence": 3},
        {"origin": "x" * 100_000},
        {"origin": "\x1b[2J"},
    ):
        record.write_text(json.dumps({**plain, **changes}))
        assert recorded("mine") is None


def test_a_record_is_the_same_again(tmp_path):
    for name, entry in read_list()["models"].items():
        record = bundled_record(name, entry)
        write_record(record, tmp_path / "record.json")
        assert read_record(tmp_path / "record.json", name) == record


def test_the_readme_names_every_bundled_model_with_the_licence_that_is_told():
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    table = readme[readme.index("| Bundled |") :].split("\n\n")[0]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]
    words = {"anny": "Anny body", "embedded": "encoder", "anny-appearance": "appearance", "english": "lexicon"}
    words |= {"wardrobe": "wardrobe", "people": "people in photos", "photo": "bodies from photos", "faces": "faces"}
    words |= {"capture": "expressions from points", "motion": "movements from words", "poses": "poses from words"}
    words |= {"motion-evaluator": "which movement shows which words"}
    words |= {f"toy{kind}": "`toy`" for kind in ("", "-smpl", "-flame")}
    words |= {f"anny-{space}": "mappers" for space in ("body", "face", "expression")}
    models = read_list()["models"]
    assert set(words) == set(models)
    for name, begins in words.items():
        licences = " ".join(row[1] for row in rows if row[0].startswith(begins))
        for known in re.findall(r"Apache-2\.0|CC0|MIT|CC-BY[\w.-]*", models[name]["licence"]):
            assert known in licences, (name, known)


@pytest.mark.parametrize(
    ("licence", "answer"),
    [
        ("MIT", "yes"),
        ("apache-2.0", "yes"),
        ("Apache 2.0", "yes"),
        ("CC0", "yes"),
        ("CC-BY-4.0", "yes"),
        ("cc-by-nc-4.0", "no"),
        ("CC BY-NC-SA 4.0", "no"),
        ("Non-commercial scientific research", "no"),
        ("for research only", "no"),
        ("noncommercial_use", "no"),
        ("MIT for the code, weights as their source says", "unknown"),
        ("other", "unknown"),
        ("not known", "unknown"),
        ("GPL-3.0", "unknown"),
        ("not named by its publisher; see https://example.org", "unknown"),
    ],
)
def test_whether_it_may_be_sold_is_told_where_it_is_known(licence, answer):
    told = selling(licence)
    assert told.answer == answer
    assert {"yes": "may be sold.", "no": "may not be sold", "unknown": "not known"}[answer] in told.sentence or (
        answer == "yes" and "may be sold; name its author" in told.sentence
    )


def test_what_makers_state_holds_but_for_a_licence_that_forbids():
    assert selling("a licence of our own", "yes").answer == "yes"
    assert selling("a licence of our own", "no").answer == "no"
    assert selling("CC-BY-NC-4.0", "yes").answer == "no"


def test_every_error_of_a_name_says_what_to_do():
    for name in ("", "a//b", "a b", "+files", "a/+files"):
        with pytest.raises(GalateaError) as caught:
            assets.folder_of(name)
        assert caught.value.hint
