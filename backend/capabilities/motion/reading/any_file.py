"""A motion file of any kind that is known, told apart by what is in it and not by its name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rigging.take import Take
from rigging.unreadable import UNREADABLE

from ....assets.pickles import plain_of, read_pickle
from ....figure.motions import bones_of, take_of
from ....protocol.archive import ArrayArchive
from ....protocol.avatar_file import load_avatar
from ....protocol.errors import BadFile
from ....protocol.results import Avatar
from . import smpl
from .bvh import read_bvh
from .deepmimic import read_deepmimic
from .scene_file import SceneClip, read_scene

MOST_BYTES = 1 << 29
_MOST_ARRAYS = 10_000
SCENES = {"FBX": b"Kaydara FBX", "GLB": b"glTF"}
"""kinds of files that Blender reads -> how they begin"""
KINDS = (
    "BVH, FBX, GLB, an npz of AMASS, SMPL or SMPL-X, a pickle of a video-to-motion tool, AvatarCLIP's npy, "
    "or an avatar.npz"
)
_NAMES = (
    *smpl.ROOTS,
    *smpl.BODIES,
    *smpl.WHOLE,
    *smpl.WAYS,
    *smpl.RATES,
    "left_hand_pose",
    "right_hand_pose",
    "pose_hand",
)


@dataclass(frozen=True, eq=False)
class Read:
    """A motion as its file has it, in the file's own axes and unit."""

    take: Take
    kind: str
    """of the file, for people"""
    told: tuple[str, ...] = ()
    ours: bool = False
    """whether it is a figure of ours, in the world frame and metres already"""


def read_motion(path: Path, wanted: SceneClip | None = None) -> Read:
    """wanted: of a file with a scene. Raises BadFile with what to do; of a scene also NotAvailable and BadRequest.

    A file that is too large is told before it is read."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadFile(f"{path.name} has {size / 1e9:.1f} GB, more than the {MOST_BYTES >> 20} MB that are read.",
                          "Cut it into shorter takes.")  # fmt: skip
        content = path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the file again.") from error
    name = path.stem[:60] or "motion"
    try:
        return _read(content, path, name, wanted or SceneClip(folder=path.parent))
    except RecursionError as error:
        raise BadFile(f"{path.name} is nested too deep.", f"Give {KINDS}.") from error
    except (ValueError, IndexError, TypeError, *UNREADABLE) as error:
        raise BadFile(f"{path.name} holds no motion that is read here: {error}.", f"Give {KINDS}.") from error


def _read(content: bytes, path: Path, name: str, wanted: SceneClip) -> Read:
    if content.startswith(b"; FBX"):
        raise BadFile(f"{path.name} is an FBX file as text, which Blender does not read.", "Save it as binary FBX.")
    for kind, begins in SCENES.items():
        if content.startswith(begins):
            take, told = read_scene(path, name, wanted)
            return Read(take, kind, tuple(told))
    if content.startswith(b"PK"):
        return _npz(content, path, name)
    if content.startswith(b"\x93NUMPY"):
        return _of("npy", smpl.read_smpl, np.load(io.BytesIO(content), allow_pickle=False), name)
    if content[:1] == b"\x80" or path.suffix.lower() in (".pkl", ".pickle"):
        plain = plain_of(read_pickle(io.BytesIO(content), path.name, any_names=True))
        return _of("pickle", smpl.read_smpl, plain, name)
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _of("DeepMimic's JSON", read_deepmimic, json.loads(content.decode("utf-8-sig")), name)
    if start[:9].upper() == b"HIERARCHY":
        return _of("BVH", read_bvh, content.decode("utf-8-sig", errors="replace"), name)
    raise ValueError("it is of no kind that is known")


def _of(kind: str, read: Callable[[Any, str], tuple[Take, list[str]]], value: Any, name: str) -> Read:
    take, told = read(value, name)
    return Read(take, kind, tuple(told))


def _npz(content: bytes, path: Path, name: str) -> Read:
    archive = ArrayArchive(io.BytesIO(content), 4 * MOST_BYTES, _MOST_ARRAYS)
    if "avatar.json" in archive.names:
        return of_avatar(load_avatar(path))
    if "change.json" in archive.names:
        raise BadFile(
            f"{path.name} is a change without the figure that it is for.",
            "Run: galatea motion retarget AVATAR --motion CHANGE --avatar OTHER, or galatea motion clean CHANGE.",
        )
    values: dict[str, np.ndarray] = {}
    for key in archive.names:
        if key in _NAMES:
            try:
                values[key] = np.load(io.BytesIO(archive.raw(key)), allow_pickle=False)
            except ValueError as error:
                raise ValueError(f"its {key} is no array of numbers ({error})") from error
    return _of("npz", smpl.read_smpl, values or dict.fromkeys(archive.names), name)


def of_avatar(avatar: Avatar) -> Read:
    """Raises BadFile where it does not move."""
    motion = avatar.motion
    if motion is None:
        raise BadFile("The avatar has no motion.", "Give one that moves, or another file.")
    return Read(take_of(motion, bones_of(avatar.rig)), "an avatar", ours=True)
