"""An avatar without the skin under its clothes is the same avatar, where it is seen."""

from __future__ import annotations

import dataclasses

import numpy as np
from corrected_avatar import corrected
from toy_avatar import toy_avatar

from backend.protocol.covered import as_shown, hidden_vertices
from backend.protocol.sound import check_avatar


def test_only_what_no_seen_face_needs_is_hidden():
    faces = np.array([[0, 1, 2, 3], [2, 3, 4, 5], [4, 5, 6, 7]])
    assert hidden_vertices(faces, np.array([0, 1, 2, 3]), 8).tolist() == [0, 1]
    assert hidden_vertices(faces, np.array([0, 1, 2, 4]), 8).tolist() == []
    assert hidden_vertices(faces, np.arange(8), 8).tolist() == list(range(8))


def test_every_seen_face_keeps_its_place_keys_weights_and_texture():
    avatar = dataclasses.replace(toy_avatar(), covered=np.arange(27, dtype=np.int32))
    shown = as_shown(avatar)
    check_avatar(shown)
    whole, left = avatar.mesh, shown.mesh
    seen = ~np.isin(whole.faces, np.arange(24)).any(axis=1)
    assert len(left.vertices) == len(whole.vertices) - 24 and len(left.faces) == seen.sum()
    assert np.array_equal(left.vertices[left.faces], whole.vertices[whole.faces[seen]])
    assert np.array_equal(left.uvs[left.uv_faces], whole.uvs[whole.uv_faces[seen]])
    assert np.array_equal(shown.rig.weights[left.faces], avatar.rig.weights[whole.faces[seen]])
    assert np.array_equal(shown.shape_keys.offsets[:, left.faces], avatar.shape_keys.offsets[:, whole.faces[seen]])


def test_corrective_shapes_keep_what_is_seen():
    avatar = dataclasses.replace(corrected(toy_avatar()), covered=np.arange(27, dtype=np.int32))
    shown = as_shown(avatar)
    check_avatar(shown)
    left = {name: (rows, offsets) for name, rows, offsets in shown.correctives.of("body")}
    for name, rows, offsets in avatar.correctives.of("body"):
        kept = rows >= 24
        found, moved = left.get(name, (rows[:0], offsets[:0]))
        assert np.array_equal(found + 24, rows[kept]) and np.array_equal(moved, offsets[kept])
    assert shown.correctives.counts["shirt"] is avatar.correctives.counts["shirt"]


def test_who_covers_nothing_stays_as_it_is():
    avatar = toy_avatar()
    assert as_shown(avatar) is avatar
