# SPDX-License-Identifier: GPL-3.0-or-later
"""Galatea for scripts: functions that wait for their result and raise the error that the panel would show.

from bl_ext.user_default.galatea import api
man = api.generate("a tall muscular man, smiling", seed=3)
api.change(man, "old and tired")
api.set_sliders(man, height=0.9)
api.wear(man, "hoodie", colour=(0.5, 0.1, 0.1))
api.export(man, "man.fbx", preset="unity")
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from ._shared.protocol.errors import BadRequest
from ._shared.protocol.requests import Look, RootMotion, Worn
from ._shared.rigging.faces.use import FaceUse
from .jobs import (
    face_takes,
    fit_measurement,
    generating,
    held_results,
    motions,
    pieces,
    waiting,
    worded_motion,
)
from .jobs import wear_this as wearing
from .scene import current
from .scene.objects import MeshObject
from .session import session
from .session.job import Job
from .state import avatars, looks, metrics
from .state.avatar_object import AvatarObject

__all__ = [
    "apply_face_settings",
    "change",
    "connect",
    "expression",
    "export",
    "face_take",
    "fetch",
    "generate",
    "import_motion",
    "keep_measure",
    "new_avatar",
    "resume",
    "look",
    "motion",
    "set_look",
    "take_off",
    "wear",
    "wear_this",
    "set_measure",
    "set_sliders",
]


def connect(address: str = "", token: str = "", server_key: str = "") -> None:
    """Use this backend from now on; without an address the one of the preferences, started if need be."""
    if address:
        session.connect(address, token, server_key)
    waiting.ensure_ready()


def generate(
    prompt: str,
    *,
    sliders: Mapping[str, float] | None = None,
    look: Look | None = None,
    timeout_s: float | None = None,
    **options: Any,
) -> AvatarObject:
    """Words become another person; `options` are the fields of AvatarRequest and Figure. Returns the mesh object."""
    _let_in(None)
    return _result(generating.from_words(prompt, sliders=sliders, look=look, **options), timeout_s)


def change(
    avatar: AvatarObject,
    prompt: str,
    *,
    face_only: bool = False,
    sliders: Mapping[str, float] | None = None,
    locked: tuple[str, ...] = (),
    look: Look | None = None,
    timeout_s: float | None = None,
    **options: Any,
) -> AvatarObject:
    """Words change `avatar` and leave what is locked. Returns the mesh object.

    `options` are the fields of AvatarRequest and Figure.
    """
    _let_in(avatar)
    job = generating.from_words(
        prompt, avatar, face_only=face_only, sliders=sliders, locked=locked, look=look, **options
    )
    return _result(job, timeout_s)


def new_avatar(sliders: Mapping[str, float] | None = None, **options: Any) -> AvatarObject:
    """Sliders become a person; `options` are the fields of ShapeRequest and Figure. Returns the mesh object."""
    _let_in(None)
    return _result(generating.from_sliders(sliders=sliders, **options))


def set_sliders(avatar: AvatarObject, sliders: Mapping[str, float] | None = None, **named: float) -> None:
    """Give an avatar another body."""
    _let_in(avatar)
    _result(generating.from_sliders(avatar, {**(sliders or {}), **named}))


def set_measure(avatar: AvatarObject, **named: float) -> None:
    """Make an avatar measure all of this: height, waist, hips, chest in cm, weight in kg, bmi, age in years."""
    _let_in(avatar)
    waiting.ensure_ready()
    sliders, sizes = fit_measurement.asked_for(avatar, named)
    avatars.hold_at(avatar, sizes)
    _result(generating.from_sliders(avatar, sliders, measures=sizes))


def keep_measure(avatar: AvatarObject, *names: str, kept: bool = True) -> None:
    """Keep numbers ("height", "waist", "weight" …) as the avatar measures them, whatever is changed; or let them go."""
    known = avatars.measurements(avatar.galatea.measurements)
    for name in names:
        measure = metrics.named(name).measure
        if measure not in known:
            raise BadRequest(f"{avatar.name} has no {name}.", f"It measures {', '.join(known)}.")
        avatars.hold(avatar, measure, known[measure] if kept else None)


def set_look(avatar: AvatarObject, look: Look) -> None:
    """Give an avatar another look: colours, skin, what it wears."""
    _let_in(avatar)
    _result(generating.from_sliders(avatar, look=look))


def look(avatar: AvatarObject) -> Look:
    """How an avatar looks; with `dataclasses.replace` another one is made of it, for `set_look`."""
    return looks.look_of(avatar.galatea.look)


def wear(avatar: AvatarObject, piece: str, **options: Any) -> None:
    """Wear a piece of the wardrobe: colour, second_colour, pattern, fabric, length, looseness as of `Worn`."""
    _let_in(avatar)
    worn = Worn(slot=pieces.entry_named(piece).slot, piece=piece, **options)
    set_look(avatar, looks.wearing(look(avatar), worn, pieces.entries()))


def take_off(avatar: AvatarObject, slot: str) -> None:
    """Wear nothing in a slot."""
    set_look(avatar, looks.wearing(look(avatar), Worn(slot=slot), {}))


def wear_this(avatar: AvatarObject, garment: MeshObject, label: str = "", slot: str = "", replace: bool = False) -> str:
    """Have an avatar wear a mesh that was made around it; it is kept in your wardrobe. Returns its name there.

    label: what it is called; empty: as the object. slot: one of SLOTS; empty: told by its name, else by where it lies.
    replace: whether a piece of yours with that name goes for it.
    """
    _let_in(avatar)
    making = wearing.ask(avatar, garment, label, slot, replace)
    waiting.wait_for_all(making.jobs)
    assert making.entry is not None  # or an error was raised
    return making.entry.name


def resume(job_id: str, timeout_s: float | None = None) -> AvatarObject:
    """Go on with a job that failed or was cancelled, from what is saved of it. Returns the mesh object."""
    waiting.ensure_ready()
    return _result(generating.resume(job_id), timeout_s)


def fetch(job_id: str, timeout_s: float | None = None) -> AvatarObject:
    """Make a new avatar of a result that the backend has, or will have. Returns the mesh object."""
    _let_in(None)
    return _result(generating.fetch(job_id), timeout_s)


def expression(avatar: AvatarObject, **keys: float) -> None:
    """Set face keys by their names, each within its own range."""
    avatars.check_face_keys(avatar, keys)
    for name, value in keys.items():
        if not math.isfinite(value):
            raise BadRequest(f"The face key {name!r} is {value}.", "Give a finite number.")
    avatars.set_expression(avatar, keys)


def face_take(
    thing: AvatarObject, file: str | Path, *, name: str = "", start: int = 1, strength: float = 1.0, smooth: float = 0.1
) -> str:
    """Put a recording of a face (CSV of Live Link Face, text of iFacialMocap, npz) on an avatar, or on any mesh with
    shape keys; returns what is to be told of it. Further settings: `thing.galatea.capture`, then `apply_face_settings`.
    """
    use = FaceUse(start=start, strength=strength, smooth=smooth)
    take = face_takes.read_file(str(file))
    return face_takes.put_on(current.scene(), thing, take, name or Path(file).stem, use).note


def apply_face_settings(thing: AvatarObject) -> None:
    """Write the take that plays anew, as `thing.galatea.capture` says now."""
    face_takes.apply_settings(current.scene(), thing)


def motion(avatar: AvatarObject, text: str, seconds: float = 0.0, seed: int = 0, steps: tuple[str, ...] = ()) -> None:
    """Words become a clip that plays on an avatar; clips that are there wait in the list."""
    _let_in(avatar)
    _result(worded_motion.of_words(avatar, text, seconds, seed, 1, steps=steps))


def import_motion(avatar: AvatarObject, file: str | Path, steps: tuple[str, ...] = ()) -> None:
    """A motion of another program becomes a clip that plays on an avatar."""
    _let_in(avatar)
    _result(motions.from_file(avatar, str(file), steps, {}, 0.0, True))


def export(
    avatar: AvatarObject,
    file: str | Path,
    preset: str = "mixamo",
    one_mesh: bool = False,
    *,
    clips: Literal["shown", "all", "each"] = "shown",
    fps: float = 0.0,
    root_motion: RootMotion = "hips",
    twist_bones: bool = False,
) -> dict[str, str]:
    """Write FBX or glTF and read it back; returns check -> "ok" or what differs.

    clips: as the scene shows, all clips of the avatar in one file, or a file for each (FILE@CLIP.fbx). fps: of the
    clips, 0 the scene's. root_motion: who goes the way over the ground. twist_bones: whether limbs have bones that
    spread their twist, for the presets unreal and blender. Warns where the file holds something otherwise than the
    scene shows it.
    """
    from .export import ClipsWanted
    from .export.export_file import write_and_check

    wanted = ClipsWanted(clips, fps, root_motion, twist_bones)
    return write_and_check(avatar, str(file), preset, one_mesh=one_mesh, wanted=wanted)


def _result(job: Job, timeout_s: float | None = None) -> AvatarObject:
    _, thing = waiting.wait_for(job, timeout_s)
    if thing is not None:
        return thing
    if held_results.waits(job):
        raise BadRequest("The result waits.", f"{held_results.obstacle(avatars.find(job.uid))}, then it goes in.")
    raise BadRequest(
        "The avatar was deleted or another file was opened while it was made.",
        f'The result is kept: bpy.ops.galatea.fetch_job(job="{job.job_id}")',
    )


def _let_in(avatar: AvatarObject | None) -> None:
    """Connected, and free to take the result. Raises BadRequest before any work is done."""
    waiting.ensure_ready()
    if why := held_results.obstacle(avatar):
        raise BadRequest(f"A result could not go in now. {why}.", "In a script: bpy.ops.object.mode_set(mode='OBJECT')")
