# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist typed and chose in the panel goes with the file: into the scene when it is saved, and back."""

from __future__ import annotations

import contextlib
import json

from ..scene import current
from . import properties

_INPUTS = (
    "prompt",
    "face_prompt",
    "pose_words",
    "pose_keyed",
    "body",
    "masks",
    "seed",
    "steps",
    "body_strength",
    "face_strength",
    "encoder",
    "motion_text",
    "motion_seconds",
    "motion_seed",
    "motion_variants",
    "motion_loop",
    "preset",
    "one_mesh",
    "clips",
    "clip_fps",
    "root_motion",
    "twist_bones",
    "format",
    "file",
)


def keep() -> None:
    panel = properties.panel()
    inputs = {name: getattr(panel, name) for name in _INPUTS if panel.is_property_set(name)}
    properties.of_scene(current.scene()).panel = json.dumps(inputs) if inputs else ""


def bring_back() -> None:
    """As it was when the file was saved; a file that tells nothing leaves the panel as it is."""
    panel = properties.panel()
    try:
        inputs = dict(json.loads(properties.of_scene(current.scene()).panel))
    except (ValueError, TypeError):
        return
    for name in _INPUTS:
        panel.property_unset(name)
        if name in inputs:
            with contextlib.suppress(TypeError, ValueError):  # from another version, or edited by hand
                setattr(panel, name, inputs[name])
