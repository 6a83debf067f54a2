"""The user's wardrobe is changed by a request: added, told, fetched under its licence, removed."""

import pytest
from makehuman_files import clothes, write_asset
from toy_context import ToyContext

from backend.capabilities.wardrobe import adding
from backend.capabilities.wardrobe.change import run_change_wardrobe
from backend.capabilities.wardrobe.jobs import run_wardrobe
from backend.protocol.checks import check_request
from backend.protocol.errors import BadFile, BadRequest, JobCancelled, NotAvailable
from backend.protocol.requests import ChangeWardrobeRequest, WardrobeRequest
from backend.protocol.sound_results import check_result
from backend.wear.own import own_pieces

PLACES = ("10500", "10600", "10700", "10800")


@pytest.fixture
def context(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    return ToyContext(tmp_path / "job")


def change(context, action, what, **other):
    result = run_change_wardrobe(ChangeWardrobeRequest(action=action, what=str(what), **other), context)
    check_result(result)
    return result


def listed(context):
    result = run_wardrobe(WardrobeRequest(picture_size=0), context)
    check_result(result)
    return result


def test_what_is_added_is_told_with_its_licence_listed_as_ones_own_and_removed(context, tmp_path):
    file = write_asset(tmp_path / "vest01", mhclo=clothes(lines=PLACES), png=None)
    told = change(context, "add", file, slot="neck")
    (entry,) = told.added
    assert (entry.name, entry.slot, entry.licence, entry.author) == ("vest01", "neck", "CC-BY-4.0", "Ada Weaver")
    assert told.missing == {"vest01": ("vest01.png",)} and not told.left_out
    assert listed(context).own == ("vest01",) and {pack.licence for pack in listed(context).packs} == {"CC0-1.0"}
    with pytest.raises(BadRequest, match="already"):
        change(context, "add", file)
    assert change(context, "remove", "vest01").removed == ("vest01",)
    assert listed(context).own == () and not own_pieces()


def test_of_a_folder_what_is_damaged_is_named_and_the_rest_added(context, tmp_path):
    write_asset(tmp_path / "all" / "hat01", "hat01", mhclo=clothes("hat01", lines=PLACES), png=None)
    write_asset(tmp_path / "all" / "bad01", "bad01", mhclo=clothes("bad01", lines=("99999",) * 4), png=None)
    told = change(context, "add", tmp_path / "all")
    assert [entry.name for entry in told.added] == ["hat01"]
    assert ["bad01" in name for name in told.left_out] == [True] and "99999" in "".join(told.left_out.values())
    assert change(context, "add", tmp_path / "all").here_already == ("hat01",)
    assert change(context, "remove", "all").removed == ("hat01",)


def test_what_cannot_be_done_is_refused(context, tmp_path):
    with pytest.raises(BadFile, match="no file"):
        change(context, "add", tmp_path / "none.mhclo")
    with pytest.raises(BadRequest, match="added no piece"):
        change(context, "remove", "t_shirt")
    with pytest.raises(NotAvailable, match="pack"):
        change(context, "get", "makehuman-sytem-assets", accept_licence=True)
    with pytest.raises(NotAvailable, match="not accepted"):
        change(context, "get", "makehuman-system-assets")
    for wrong in ({"what": "  "}, {"what": "a\0b"}, {"what": "x" * 5000}, {"what": "a", "slot": "nose"}):
        with pytest.raises(BadRequest):
            check_request(ChangeWardrobeRequest(**({"action": "add"} | wrong)))


def test_a_pack_is_fetched_with_progress_and_what_was_added_stays_when_it_is_cancelled(context, tmp_path, monkeypatch):
    for name in ("hat01", "hat02"):
        write_asset(tmp_path / "pack" / name, name, mhclo=clothes(name, lines=PLACES), png=None)

    def fetch(item, accept_licence, on_progress):
        assert accept_licence(item)
        on_progress(1 << 20, 2 << 20)
        return tmp_path / "pack"

    monkeypatch.setattr(adding, "fetch", fetch)
    context.cancel_at = 0.85
    with pytest.raises(JobCancelled):
        change(context, "get", "makehuman-system-assets", accept_licence=True)
    assert len(own_pieces()) == 1 and ("downloading", 0.4) in context.progressed
    assert context.fractions == sorted(context.fractions)
