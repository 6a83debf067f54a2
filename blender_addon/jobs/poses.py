# SPDX-License-Identifier: GPL-3.0-or-later
"""Words become poses of an avatar: the backend is asked for its bones as they are in the scene."""

from __future__ import annotations

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import PoseRequest
from ..scene import armature_of, takes
from ..session.job import Job
from ..state.avatar_object import AvatarObject
from . import apply_change, generating

PICTURE = 128
"""pixels of a candidate"""


def from_words(thing: AvatarObject, words: str, candidates: int, seed: int) -> Job:
    """Raises BadRequest where there are no words, no armature, or work on the avatar."""
    if not words.strip():
        raise BadRequest("There are no words.", "Type a pose, for example: sitting cross-legged, pointing left")
    rig = armature_of(thing)
    if rig is None:
        raise BadRequest("The avatar has no armature.", "Undo its removal, or make the avatar again.")
    generating.must_be_idle(thing.galatea.uid)
    request = PoseRequest(
        prompt=words.strip(),
        rig=takes.rig_for_wire(rig),
        candidates=candidates,
        seed=seed,
        preview_size=PICTURE,
    )
    return apply_change.ask(request, thing, f"pose: {words.strip()}"[:60])
