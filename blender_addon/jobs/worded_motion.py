# SPDX-License-Identifier: GPL-3.0-or-later
"""Words become a clip of an avatar: a new action, or variants of one to choose among."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from .._shared.protocol.change_file import save_change
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Done
from .._shared.protocol.requests import MotionFile, MotionRequest
from ..scene import armature_of, clip, current, face_rig, ground_curve, takes
from ..scene.objects import ArmatureObject
from ..session.job import Job
from ..state import labels, motion_variants
from ..state.avatar_object import AvatarObject
from . import apply_change, generating


class WordedMotion(apply_change.ChangeHandler):
    """The clip comes into the scene; pictures of variants are kept for the panel."""

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        pictures = getattr(done.result, "pictures", {})
        strips = {int(found[1]): picture for name, picture in pictures.items() if (found := _SEED.fullmatch(name))}
        if strips and job.request is not None:
            motion_variants.keep(job.uid, job.request.text, strips)
        return super().on_result(job, done)


_SEED = re.compile(r"seed (\d+)")


def of_words(
    thing: AvatarObject,
    text: str,
    seconds: float,
    seed: int,
    variants: int,
    *,
    loop: bool = False,
    goes_on: bool = False,
    path: str = "",
    steps: tuple[str, ...] = (),
) -> Job:
    """goes_on: whether the clip that plays is gone on with; path: name of a curve of the scene that is followed.

    Raises BadRequest where there are no words, no armature, no such curve, or no clip to go on with.
    """
    if not text.strip():
        raise BadRequest("There are no words.", 'Write what the figure does: "walks forward, then waves".')
    rig = armature_of(thing)
    if rig is None:
        raise BadRequest("The avatar has no armature.", "Undo its removal, or make the avatar again.")
    generating.must_be_idle(thing.galatea.uid)
    plain = " ".join(text.split())
    request = MotionRequest(
        text=plain,
        rig=takes.rig_for_wire(rig),
        face_keys=face_rig.keys_of(thing),
        seconds=seconds,
        seed=seed,
        variants=variants,
        loop=loop,
        name=f"{plain[:48].strip()} {seed}" if seed else plain[:54].strip(),
        after=_before(thing, rig) if goes_on else None,
        path=_path(rig, path) if path else (),
        steps=steps,
        preview_size=0,
    )
    return apply_change.ask(request, thing, labels.shorten(plain), WordedMotion())


def _before(thing: AvatarObject, rig: ArmatureObject) -> MotionFile:
    """The clip that plays, as a file that goes along."""
    if clip.own_action(rig) is None:
        raise BadRequest("No clip plays that could be gone on with.", "Make or choose one first.")
    take, known = takes.sampled(current.scene(), rig)
    change = takes.as_change(takes.on(take, known, takes.own_body(rig)), take.name, "")
    with tempfile.TemporaryDirectory(prefix="galatea-") as folder:
        file = Path(folder) / "change.npz"
        save_change(file, change)
        return MotionFile(file="change.npz", content=np.fromfile(file, np.uint8))


def _path(rig: ArmatureObject, name: str) -> tuple[float, ...]:
    """Metres to the left and ahead, point by point, of a curve as the armature sees it."""
    drawn: Any = current.scene().objects.get(name)
    if drawn is None or drawn.type != "CURVE":
        raise BadRequest(f"There is no curve {name!r}.", "Add one (Shift A, Curve, Path) and choose it.")
    points = ground_curve.points_of(rig, drawn).tolist()
    return tuple(round(value, 4) for x, y in points for value in (x, -y))
