# SPDX-License-Identifier: GPL-3.0-or-later
"""Which bone of an armature that is not ours is which joint, as somebody said: kept on the armature, and in files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from .._shared.protocol.errors import BadFile
from .objects import ArmatureObject

_MAP = "galatea_bone_map"
"""on the armature: JSON, joint -> bone, "" where no bone is that joint"""


def given(rig: ArmatureObject) -> dict[str, str]:
    """Joint -> bone, as it was said of this armature; nothing where nobody did."""
    return json.loads(rig.get(_MAP, "{}"))


def keep(rig: ArmatureObject, joints: Mapping[str, str]) -> None:
    rig[_MAP] = json.dumps(dict(joints))


def read(path: str) -> dict[str, str]:
    """Joint -> bone of a map as `galatea motion import` takes and reports it. Raises BadFile."""
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
        return {str(joint): str(bone) for joint, bone in told.get("joints", told).items()}
    except (OSError, ValueError, AttributeError) as error:
        raise BadFile(f"{path} is no map: {error}.", 'It should hold {"joints": {"Hips": "bone", …}}.') from error


def write(path: str, joints: Mapping[str, str]) -> None:
    """Raises BadFile where the file cannot be written."""
    try:
        Path(path).write_text(json.dumps({"joints": dict(joints)}, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadFile(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
