"""The panel adds to the user's wardrobe, fetches packs under their licence, removes; nothing waits for it."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import numpy as np
from conftest import turn
from panel_helpers import drawn, in_panel, refused


def rows():
    from blender_addon.panels import wardrobe

    return drawn(lambda layout, context: wardrobe.draw_own(layout))


def test_what_is_added_is_told_with_licence_author_and_what_is_missing(panel_with_wardrobe, tmp_path):
    from blender_addon.state import wardrobe

    bpy.ops.galatea.add_piece(filepath=str(tmp_path / "hat.mhclo"))
    told = " ".join(wardrobe.told())
    for text in ("Hat", "CC-BY-4.0", "Ada Weaver", "hat.png", "shoe", "damaged"):
        assert text in told
    assert "Hat" in panel_with_wardrobe.note and wardrobe.is_yours("hat") and "Hat" in rows().texts
    assert "nothing to wear" in refused(bpy.ops.galatea.add_piece, filepath="/nothing.zip").lower()
    assert "No file" in refused(bpy.ops.galatea.add_piece)


def test_only_what_is_yours_is_removed(panel_with_wardrobe):
    from blender_addon.state import wardrobe

    assert "stays" in refused(bpy.ops.galatea.remove_piece, piece="jeans")
    bpy.ops.galatea.add_piece(filepath="/hat.mhclo")
    assert wardrobe.is_yours("hat")
    bpy.ops.galatea.remove_piece(piece="hat")
    assert not wardrobe.is_yours("hat") and wardrobe.entry("hat") is None and wardrobe.entry("jeans") is not None
    assert "Removed Hat" in panel_with_wardrobe.note


def test_who_wears_what_was_removed_loses_it_with_the_next_change_and_is_told(panel_with_wardrobe, person):
    from blender_addon.scene import parts
    from blender_addon.state import wardrobe

    for piece in ("t_shirt", "jeans"):
        bpy.ops.galatea.wear(piece=piece)
    wardrobe.forget(["t_shirt"])
    assert set(parts.of(person)) == {"T-shirt", "Jeans"}
    bpy.ops.galatea.set_sliders(values='{"height": 0.7}')
    assert set(parts.of(person)) == {"Jeans"}
    assert "T shirt is in no wardrobe here" in panel_with_wardrobe.note
    bpy.ops.galatea.set_sliders(values='{"height": 0.6}')
    assert "wardrobe" not in panel_with_wardrobe.note


def test_a_list_from_before_a_change_does_not_undo_it(panel_with_wardrobe):
    from blender_addon._shared.protocol.wardrobe import WardrobeResult
    from blender_addon.jobs.wardrobe import FetchedWardrobe
    from blender_addon.state import wardrobe

    older, before = FetchedWardrobe(), list(wardrobe.entries())
    bpy.ops.galatea.add_piece(filepath="/hat.mhclo")
    answer = WardrobeResult(entries=tuple(before), pictures=np.zeros((0, 4, 4, 4), np.uint8))
    older.on_result(SimpleNamespace(), SimpleNamespace(result=answer))
    assert wardrobe.is_yours("hat")


def test_a_pack_is_fetched_after_its_licence_was_accepted_and_can_be_cancelled(panel_with_wardrobe, monkeypatch):
    from blender_addon.jobs import change_wardrobe
    from blender_addon.state import wardrobe

    assert [pack.name for pack in wardrobe.packs()] == ["old-clothes"]
    assert "CC0-1.0" in refused(bpy.ops.galatea.get_pack, name="old-clothes")
    assert "no pack" in refused(bpy.ops.galatea.get_pack, name="new-clothes", accept_licence=True)
    if not bpy.app.online_access:
        assert "offline" in refused(bpy.ops.galatea.get_pack, name="old-clothes", accept_licence=True)
    job = change_wardrobe.add("/slow.zip")
    turn(lambda: job.fraction > 0)
    assert in_panel() == [job] and job.message == "1 of 2 MB"
    bpy.ops.galatea.cancel(job=job.job_id)
    turn(lambda: not in_panel())
    assert "Cancelled" in panel_with_wardrobe.note


def test_many_pieces_and_long_names_are_few_rows(panel_with_wardrobe):
    from blender_addon._shared.protocol.wardrobe import ChangedWardrobeResult, Entry
    from blender_addon.jobs.change_wardrobe import tell
    from blender_addon.panels.wardrobe import LISTED
    from blender_addon.state import wardrobe

    many = tuple(Entry(name=f"p{n}", label="A Very Long Name " * 3, slot="top", licence="CC0") for n in range(40))
    wardrobe.learn(*many)
    layout = rows()
    assert len(layout.texts) == LISTED and ("galatea.find_own_piece") in dict(layout.buttons)
    damaged = {f"p{n}": "It is damaged." for n in range(30)}
    told = tell(ChangedWardrobeResult(added=many, left_out=damaged))
    assert told[0] == "Added 40 pieces: 40 CC0" and len(told) < 10
