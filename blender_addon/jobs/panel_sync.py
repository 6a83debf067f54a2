# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's sliders and lists stay those of the selected avatar and of the opened file, through undo and restarts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import bpy
from bpy.app.handlers import persistent

from .._shared.protocol.events import Welcome
from ..scene import covered, parts
from ..session import session
from ..state import avatars, object_pairs, panel_inputs, preview_icons, properties, undo
from ..state.memory import memory
from ..state.signals import Signal
from . import body_sliders, clip_paths, generating, held_results, live_edit, live_face, recovered_jobs

changed = Signal()
"""the panel shows another avatar, or another list"""


@dataclass
class Synced:
    """What the panel was last filled for."""

    stale: bool = True
    """whether the panel's copy must be read again: after opening a file, undo or redo"""
    welcome: Welcome | None = None
    """how the backend greeted whose sliders the panel shows; another greeting follows every new connection"""
    objects: tuple[int, int] = (0, 0)
    """the selected avatar and the number of objects, as they were when copies were last looked for"""


def refresh() -> None:
    """The next turn reads everything again."""
    memory.of(Synced).stale = True


def step() -> None:
    """Keep the panel's copy that of the selected avatar; a new backend may know other sliders and open jobs."""
    synced, connection = memory.of(Synced), session.connection
    if connection.welcome is not None and connection.welcome is not synced.welcome:
        synced.welcome, synced.stale = connection.welcome, True
        generating.pick_up()
        live_edit.send_again()
    listed, connection.listed = connection.listed, None
    if listed is not None:
        recovered_jobs.take_over(listed, {*connection.jobs, *held_results.job_ids()})
        changed.send()
    clip_paths.step()
    panel = properties.panel()
    thing = avatars.active()
    objects = (thing.session_uid if thing else 0, len(bpy.data.objects))
    if synced.stale or objects != synced.objects:
        synced.objects = objects
        avatars.separate_twins()
        _show_bared_skin()
    dragged = thing is not None and live_edit.works_on(thing.galatea.uid)
    if thing is not None and not (synced.stale or dragged) and object_pairs.follow_name(thing):
        undo.push_step("Galatea: Rename")
    if synced.stale:
        recovered_jobs.show()
    uid = thing.galatea.uid if thing else ""
    if panel.uid not in ("", uid) and not connection.jobs:
        preview_icons.clear()
    if (synced.stale and not live_edit.works_on(uid)) or uid != panel.uid:
        body_sliders.show(thing)
        changed.send()
    synced.stale = False


def _show_bared_skin() -> None:
    """Of avatars whose clothes the artist deleted."""
    for thing in avatars.everyone():
        if thing.mode == "OBJECT" and covered.of(thing) is not None and parts.gone(thing):
            covered.show_again(thing)


def handlers() -> tuple[tuple[list, Callable[..., None]], ...]:
    """What Blender calls, by the list in which it stands."""
    kinds = bpy.app.handlers
    return (
        (kinds.load_post, _opened),
        (kinds.save_pre, _saving),
        (kinds.undo_post, _stepped),
        (kinds.redo_post, _stepped),
        (kinds.depsgraph_update_post, object_pairs.watch),
        (kinds.depsgraph_update_post, clip_paths.watch),
    )


@persistent
def _opened(*_: object) -> None:
    """A file was opened."""
    refresh()
    session.connection.file += 1
    live_edit.opened()
    live_face.forget()
    object_pairs.forget()
    panel_inputs.bring_back()
    generating.pick_up()


@persistent
def _saving(*_: object) -> None:
    """The file is about to be saved."""
    panel_inputs.keep()


@persistent
def _stepped(*_: object) -> None:
    """Undo or redo: the object's values are right, and a job that is over must not come back with them."""
    refresh()
    for thing in avatars.everyone():
        if thing.galatea.job not in session.connection.jobs:
            thing.galatea.job = ""
    live_edit.forget_all()
    object_pairs.forget()
    clip_paths.touch()
