# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's wardrobe is changed by the backend: pieces of others added, a pack fetched, one removed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Done
from .._shared.protocol.requests import ChangeWardrobeRequest
from .._shared.protocol.wardrobe import ChangedWardrobeResult, Entry, Pack
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, labels, looks, properties, wardrobe
from . import wardrobe as listing

MOST_TOLD = 6
"""pieces that are named one by one"""


class ChangedWardrobe(JobHandler):
    """What became of it is told in the panel."""

    in_panel = True

    def on_result(self, job: Job, done: Done) -> None:
        result: ChangedWardrobeResult = done.result
        wardrobe.learn(*result.added)
        wardrobe.forget(result.removed)
        told = tell(result)
        wardrobe.say(told)
        properties.panel().note = told[0]
        listing.ask()

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        wardrobe.say(["Cancelled. What was added before is in the wardrobe"])
        properties.panel().note = f"Cancelled: {job.title}"
        listing.ask()


def add(path: str, name: str = "", slot: str = "", licence: str = "") -> Job:
    """A .mhclo file, a folder of them or a pack (.zip). Raises BadRequest where none is chosen."""
    if not path:
        raise BadRequest("No file was chosen.", "Choose a .mhclo file, a folder of them or an asset pack (.zip).")
    where = bpy.path.abspath(path)
    request = ChangeWardrobeRequest(action="add", what=where, name=name, slot=slot, licence=licence)
    return _ask(request, f"add {Path(where).name or where}")


def get(pack: Pack, accept_licence: bool) -> Job:
    """Raises BadRequest where Blender is set to stay offline."""
    if not bpy.app.online_access:
        raise BadRequest(
            "Blender is set to stay offline.",
            "Allow Online Access in Preferences > System, or download the pack yourself and press Add.",
        )
    request = ChangeWardrobeRequest(action="get", what=pack.name, accept_licence=accept_licence)
    return _ask(request, f"get {pack.name}")


def remove(name: str) -> Job:
    """Raises BadRequest where the user has added no piece of that name."""
    if not wardrobe.is_yours(name):
        known = wardrobe.entry(name)
        hint = "What comes with Galatea stays." if known else "Only what you added can be removed."
        raise BadRequest(f"You have added no piece {name[:60]!r}.", hint)
    return _ask(ChangeWardrobeRequest(action="remove", what=name), f"remove {wardrobe.label(name)}")


def wearers(name: str) -> list[str]:
    """The names of the avatars that wear a piece."""
    return [
        thing.name
        for thing in avatars.everyone()
        if any(worn.piece == name for worn in looks.look_of(thing.galatea.look).worn)
    ]


def _ask(request: ChangeWardrobeRequest, title: str) -> Job:
    job = session.connection.submit(request, ChangedWardrobe(), title=labels.shorten(title))
    wardrobe.say([])
    properties.panel().note = ""
    properties.forget_problem()
    return job


def tell(result: ChangedWardrobeResult) -> list[str]:
    """In sentences: what was added under which licence, what is missing, what was left out and why."""
    told = []
    if result.removed:
        told.append(f"Removed {_names([labels.title(name) for name in result.removed])}")
    if len(result.added) > MOST_TOLD:
        rights = Counter(_rights(entry) for entry in result.added).most_common()
        told.append(f"Added {len(result.added)} pieces: " + ", ".join(f"{many} {each}" for each, many in rights[:4]))
    else:
        told += [f"Added {entry.label}: {_rights(entry)}" for entry in result.added]
    if result.here_already:
        told.append(f"Here already: {_names(result.here_already)}")
    for name, files in list(result.missing.items())[:MOST_TOLD]:
        told.append(
            f"{wardrobe.label(name)} does without {_names(files)}, which {'is' if len(files) == 1 else 'are'} missing"
        )
    told += [f"Left out {name}: {why}" for name, why in list(result.left_out.items())[:MOST_TOLD]]
    more = len(result.left_out) - MOST_TOLD
    if more > 0:
        told.append(f"Left out {more} more")
    return told or ["Nothing was changed"]


def _rights(entry: Entry) -> str:
    return f"{entry.licence or 'licence not stated'}{f', by {entry.author}' if entry.author else ''}"


def _names(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:4])
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown
