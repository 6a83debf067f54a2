# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an avatar came from, as custom properties that FBX and glTF carry along."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import bpy

from .._shared.protocol.portable import without_folders
from .._shared.protocol.results import Avatar

AVATAR_ID = "galatea_avatar_id"
PROVENANCE = "galatea_provenance"


def stamp(thing: bpy.types.Object, avatar: Avatar) -> None:
    """Write request, seed, models with their licences and versions on an object."""
    source = avatar.provenance
    told = {
        "request": _plain(source.request),
        "seed": source.seed,
        "models": dict(source.models),
        "versions": dict(source.versions),
    }
    thing[AVATAR_ID] = avatar.avatar_id
    thing[PROVENANCE] = json.dumps(told, sort_keys=True)


def read(thing: bpy.types.Object) -> dict[str, Any] | None:
    """What `stamp` wrote, None on an object that is no avatar."""
    text = thing.get(PROVENANCE)
    return json.loads(text) if text else None


def make_portable(thing: bpy.types.Object) -> None:
    """Take the folders of this machine out of what `stamp` wrote, before it leaves in a file."""
    if told := read(thing):
        thing[PROVENANCE] = json.dumps(without_folders(told), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
