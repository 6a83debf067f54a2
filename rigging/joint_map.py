"""Which bone of a skeleton is which joint of a person: recognised, shown, edited, saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .bone_names import JOINTS, recognised
from .bone_shapes import guessed
from .skeletons import HUMANOID_REQUIRED
from .take import Bones

NEEDED = tuple(joint for joint in HUMANOID_REQUIRED if joint not in ("Spine", "Head", "LeftHand", "RightHand"))
"""without these there is no motion to hand on"""


@dataclass(frozen=True)
class JointMap:
    joints: Mapping[str, str]
    """joint as in Unity's humanoid -> name of the bone"""
    told_by: str
    """the flavour of names, "how it is built", or "a map of yours" """

    def unknown(self, bones: Bones) -> list[str]:
        """Bones that are no joint, in the skeleton's order."""
        known = set(self.joints.values())
        return [name for name in bones.names if name not in known]

    def plain(self, bones: Bones) -> dict[str, Any]:
        """As a JSON file holds it, to be edited: every joint, "" where no bone is it, and the bones that are left."""
        return {
            "told_by": self.told_by,
            "joints": {joint: self.joints.get(joint, "") for joint in JOINTS},
            "unknown": self.unknown(bones),
        }


def joint_map(bones: Bones, given: Mapping[str, str] | None = None) -> JointMap:
    """The map of a skeleton: by names, what they leave open by how it is built; `given` joints come before all others.

    An empty name in `given` says that no bone is that joint. Raises ValueError, as a sentence to be read by whoever has
    the file, where a given bone or joint does not exist, or too few joints are known.
    """
    told_by, joints = recognised(bones.names)
    if any(joint not in joints for joint in NEEDED) and (built := guessed(bones)):
        taken = set(joints.values())
        rest = {joint: name for joint, name in built.items() if joint not in joints and name not in taken}
        told_by = f"{told_by}, and how it is built" if joints else "how it is built"
        joints = {**joints, **rest}
    if given:
        wrong = sorted(set(given) - set(JOINTS))
        if wrong:
            raise ValueError(f"The map names a joint {wrong[0]}, which there is not.")
        absent = sorted(set(filter(None, given.values())) - set(bones.names))
        if absent:
            raise ValueError(f"The map names a bone {absent[0]}, which the skeleton does not have.")
        told_by = "a map of yours"
        joints = {joint: name for joint, name in {**joints, **given}.items() if name}
    missing = [joint for joint in NEEDED if joint not in joints]
    if missing:
        some = ", ".join(bones.names[:8])
        raise ValueError(f"It is not known which bone is {', '.join(missing[:4])}; there are {some}.")
    names = list(joints.values())
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"The bone {twice[0]} is more than one joint of the map.")
    return JointMap(joints, told_by)
