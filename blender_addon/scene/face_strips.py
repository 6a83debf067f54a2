# SPDX-License-Identifier: GPL-3.0-or-later
"""The strips of takes of faces on keys and armatures, and what of a body's own action gives way to them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

import bpy

from . import action
from .objects import ArmatureObject

MARK = "galatea_face"
OF = "galatea_face_of"
"""on actions of the head and of companions: that of the keys they belong to"""
SEEN = "Face Seen"
"""custom property on the keys: the confidence of the frame"""
_MUTED = "galatea_face_muted"
"""on an action of the body: JSON, paths of the curves that were muted for a head"""


def strips(owner: Any) -> Iterator[tuple[bpy.types.NlaTrack, Any]]:
    """Tracks and strips of takes of faces."""
    data = owner.animation_data if owner is not None else None
    for track in data.nla_tracks if data else ():
        for strip in track.strips:
            if strip.action is not None and MARK in strip.action:
                yield track, strip


def curves_in(made: Any) -> list[bpy.types.FCurve]:
    """Every curve of an action, whatever its slot."""
    if not hasattr(made, "layers"):
        return list(made.fcurves)
    bags = [bag for layer in made.layers for strip in layer.strips for bag in strip.channelbags]
    return [curve for bag in bags for curve in bag.fcurves]


def settle(rig: ArmatureObject | None, live: Collection[str] = ()) -> None:
    """Mute the curves of the body's action for bones that a take turns; those that none turns any more go on.

    live: paths that something else turns just now.
    """
    if rig is None or rig.animation_data is None:
        return
    heads = [strip.action for track, strip in strips(rig) if not track.mute]
    taken = {curve.data_path for made in heads for curve in curves_in(made)} | set(live)
    body = rig.animation_data.action
    if body is None:
        return
    before = set(json.loads(body.get(_MUTED, "[]")))
    muted = set()
    for curve in action.curves_of(rig.animation_data):
        if curve.data_path in taken and (not curve.mute or curve.data_path in before):
            curve.mute = True
            muted.add(curve.data_path)
        elif curve.data_path in before:
            curve.mute = False
    if muted:
        body[_MUTED] = json.dumps(sorted(muted))
    elif _MUTED in body:
        del body[_MUTED]
