# SPDX-License-Identifier: GPL-3.0-or-later
"""Clips that follow their curves again when these were changed, as soon as the artist's hand rests.

No step of undo is made of it: going back brings back the curve, and the clip follows that.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import bpy
from bpy.app.handlers import persistent

from .._shared.protocol.errors import GalateaError
from ..scene import armature_of, current, ground_curve
from ..state import avatars, export_reports, properties
from ..state.memory import memory

REST_S = 0.25
"""seconds without a change"""


@dataclass
class Touched:
    """When a curve was last changed; 0 where none was since clips followed."""

    at: float = 0.0


@persistent
def watch(_scene: bpy.types.Scene | None = None, depsgraph: bpy.types.Depsgraph | None = None) -> None:
    """After each change of the scene."""
    curves = (bpy.types.Curve, bpy.types.Object)
    if depsgraph is not None and any(isinstance(update.id, curves) for update in depsgraph.updates):
        touch()


def touch() -> None:
    if next(ground_curve.all_of_them(), None) is not None:
        memory.of(Touched).at = time.monotonic()


def step(now: bool = False) -> None:
    """Called every turn of the event loop. now: without waiting for the hand to rest."""
    touched = memory.of(Touched)
    if not now and (not touched.at or time.monotonic() - touched.at < REST_S):
        return
    touched.at = 0.0
    for drawn in list(ground_curve.all_of_them()):
        try:
            if ground_curve.is_behind(drawn):
                follow(drawn)
        except GalateaError as error:
            properties.problem(error)


def follow(drawn: bpy.types.Object) -> None:
    """Raises BadRequest where clip or curve goes nowhere."""
    ground_curve.follow(current.scene(), drawn)
    for thing in avatars.everyone():
        if armature_of(thing) == drawn.parent:
            export_reports.outdate(thing.galatea.uid)
