"""Every face key has one row, in words that say what it does; left and right share one."""

from __future__ import annotations


def test_every_key_has_one_row_that_says_what_it_does(addon):
    from blender_addon._shared.protocol.sliders import ARKIT_52
    from blender_addon.state.face_labels import FACE_GROUPS, face_rows

    rows = [(group, row) for group in FACE_GROUPS for row in face_rows(group)]
    assert sorted(key for _, row in rows for key in row.keys) == sorted(ARKIT_52)
    for _, row in rows:
        assert len(row.keys) in (1, 2)
        if len(row.keys) == 2:
            left, right = row.keys
            assert left.removesuffix("Left") == right.removesuffix("Right") and len(row.label) <= 13
    labels = [(group, row.label) for group, row in rows]
    assert len(set(labels)) == len(labels)
    assert all(row.label not in ("Left", "Right", "Close", "Funnel") for group, row in rows if group == "mouth")
