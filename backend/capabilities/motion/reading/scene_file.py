"""A clip of an FBX or GLB file, which Blender reads in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rigging.joint_map import joint_map
from rigging.posed_take import take_of_poses
from rigging.take import Bones, Take

from ....blender import find_blender, read_clip
from ....protocol.errors import BadFile, BadRequest, NotAvailable

MAP_HINT = 'Say which bone is which joint: --map FILE with {"joints": {"Hips": "bone", …}}.'
UNNAMED = ("mixamo.com", "Take 001", "Action", "Animation", "default")
"""clips that their program did not name"""


@dataclass(frozen=True)
class SceneClip:
    """What of a file with a scene is wanted."""

    clip: str = ""
    """its name, "" for the first"""
    joints: Mapping[str, str] = field(default_factory=dict)
    """joint -> bone, as far as given"""
    folder: Path = Path()
    """for what Blender writes"""


def read_scene(path: Path, name: str, wanted: SceneClip) -> tuple[Take, list[str]]:
    """The clip with the hips as root, and what is to be told.

    Raises NotAvailable where there is no Blender, BadFile where it cannot read the file, BadRequest where the skeleton
    is not known.
    """
    try:
        made = read_clip(find_blender(), path, wanted.clip, wanted.folder)
    except NotAvailable as error:
        there = "Or import it in Blender yourself, select your avatar, and press Motion > From Armature."
        raise NotAvailable(f"Blender reads {path.name}: {error.message}", f"{error.hint} {there}") from error
    except BadRequest as error:
        raise BadFile(error.message, "Give an .fbx (not as text) or a .glb with a skeleton that moves.") from error
    with np.load(made, allow_pickle=False) as file:
        found = {key: file[key] for key in file.files}
    made.unlink()
    clip, clips = str(found["clip"]), [str(each) for each in found["clips"]]
    bones = Bones(tuple(map(str, found["names"])), found["parents"].astype(int), found["rest"], found["tails"])
    try:
        known = joint_map(bones, wanted.joints)
    except ValueError as error:
        raise BadRequest(str(error), MAP_HINT) from error
    called = name if len(clips) == 1 or clip in UNNAMED else clip
    told = []
    if len(clips) > 1 and not wanted.clip:
        others = ", ".join(each for each in clips if each != clip)
        told.append(f"The file has {len(clips)} clips, of which {clip} is taken; --clip names another: {others}.")
    return take_of_poses(called, float(found["fps"]), bones, found["poses"], known), told
