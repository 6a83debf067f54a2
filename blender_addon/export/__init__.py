# SPDX-License-Identifier: GPL-3.0-or-later
"""An avatar in the scene -> FBX, glTF or .blend.

What the scene shows is sampled (`sample`), put on a copy of the figure that only the exporters see (`stage`), and
written by Blender's own exporters with fixed settings (`write`). A .blend is a copy of the whole scene.
"""

from __future__ import annotations

from pathlib import Path

from .._shared.protocol.requests import TWISTING
from ..scene import current
from ..scene.modes import in_object_mode
from ..scene.objects import MeshObject
from . import blend, write
from .clip_list import LEAST_FPS, MOST_FPS, ClipsWanted, Which, files_of, one_after_the_other, sample_all
from .partial import appearing
from .presets import FORMATS, METRES, PRESETS, Preset, known
from .sample import Shown, rig_of, sample
from .stage import staged

__all__ = [
    "FORMATS",
    "LEAST_FPS",
    "MOST_FPS",
    "PRESETS",
    "ClipsWanted",
    "Shown",
    "Which",
    "export",
    "export_shown",
    "files_of",
    "one_after_the_other",
    "sample",
    "sample_all",
]


def export(thing: MeshObject, path: Path | str, preset: str = "mixamo", one_mesh: bool = False) -> Path:
    """Write an avatar (its mesh object) to `path`; the ending says the format.

    one_mesh: whether an FBX or glTF file has body and wearables in one mesh with a material each.

    The file appears whole or not at all, and the scene stays as it was. Raises ValueError on another ending or preset
    or a path that is too long, RuntimeError where Blender's exporter fails, OSError where the folder cannot be written.
    """
    path, chosen = _checked(thing, Path(path), preset)
    if path.suffix.lower() == ".blend":
        if one_mesh:
            raise ValueError("a .blend keeps the meshes of the scene; one mesh for all is for .fbx and .glb files")
        return blend.save_copy(thing, path, chosen)
    return export_shown(thing, sample(thing), path, preset, one_mesh)


def export_shown(
    thing: MeshObject, shown: Shown, path: Path | str, preset: str = "mixamo", one_mesh: bool = False
) -> Path:
    """As `export`, of an FBX or glTF file with what was sampled before."""
    path, chosen = _checked(thing, Path(path), preset)
    if shown.twists and preset not in TWISTING:
        raise ValueError(
            f"{chosen.label} moves no twist bones; {' and '.join(PRESETS[name].label for name in TWISTING)} do"
        )
    fbx = path.suffix.lower() == ".fbx"
    with (
        appearing(path) as partial,
        in_object_mode(current.layer_in_view()),
        staged(
            thing, shown, chosen.space if fbx else METRES, "" if fbx else chosen.rig_name, not fbx, one_mesh
        ) as stage,
    ):
        write.write(partial, stage, chosen)
    return path


def _checked(thing: MeshObject, path: Path, preset: str) -> tuple[Path, Preset]:
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path.name} must end in {', '.join(FORMATS)}")
    chosen = PRESETS[known(preset)]
    rig_of(thing)
    return path, chosen
