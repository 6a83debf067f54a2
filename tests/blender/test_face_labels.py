"""Every face key has one row, in words that say what it does; left and right share one, also of unknown names."""

from __future__ import annotations


def test_every_key_has_one_row_that_says_what_it_does(addon):
    from blender_addon._shared.protocol.face_labels import FACE_GROUPS, face_groups
    from blender_addon._shared.protocol.sliders import ARKIT_52

    groups = face_groups(ARKIT_52, {})
    assert [(name, title) for name, (title, _) in groups.items()] == list(FACE_GROUPS.items())
    rows = [(group, row) for group, (_, rows) in groups.items() for row in rows]
    assert sorted(key for _, row in rows for key in row.keys) == sorted(ARKIT_52)
    for _, row in rows:
        assert len(row.keys) in (1, 2)
        if len(row.keys) == 2:
            left, right = row.keys
            assert left.removesuffix("Left") == right.removesuffix("Right") and len(row.label) <= 13
    labels = [(group, row.label) for group, row in rows]
    assert len(set(labels)) == len(labels)
    assert all(row.label not in ("Left", "Right", "Close", "Funnel") for group, row in rows if group == "mouth")


def test_keys_that_nobody_here_knows_are_shown_as_the_body_tells_of_them(addon):
    from blender_addon._shared.protocol.events import SliderInfo
    from blender_addon._shared.protocol.face_labels import FaceRow, face_groups

    told = {
        name: SliderInfo(name=name, group="expression", minimum=-4.0, maximum=4.0, default=0.0, label=label, part=part)
        for name, label, part in (
            ("expression_0", "Expression 0", "expression"),
            ("eyelid_left", "Eyelid left", "eyes"),
            ("eyelid_right", "Eyelid right", "eyes"),
        )
    }
    assert face_groups(told, told) == {
        "eyes": ("Eyes", (FaceRow("Eyelid", ("eyelid_left", "eyelid_right")),)),
        "expression": ("Expression", (FaceRow("Expression 0", ("expression_0",)),)),
    }
    alone = face_groups(told, {})
    assert alone["expression"][1][0] == FaceRow("Expression 0", ("expression_0",)), "without a backend, by the names"
    assert {key for _, rows in alone.values() for row in rows for key in row.keys} == set(told)
