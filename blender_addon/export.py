# SPDX-License-Identifier: GPL-3.0-or-later
"""An avatar in the scene -> FBX, glTF or .blend, by Blender's own exporters with fixed settings per program."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from .scene import action, armature_of
from .scene.modes import in_object_mode, in_sight


@dataclass(frozen=True)
class Preset:
    label: str
    description: str
    fbx: Mapping[str, Any] = field(default_factory=dict)
    rig_name: str = ""
    """name of the armature object in the file, "" to keep the artist's"""


PRESETS: dict[str, Preset] = {
    "mixamo": Preset("Mixamo", "Mixamo and programs that know its bone names"),
    "unity": Preset("Unity", "Unity's humanoid; set Blend Shape Normals to None in its import settings"),
    # Unreal drops the node above the root bone only where it is called Armature; otherwise it becomes a bone
    "unreal": Preset("Unreal", "Unreal Engine skeletal mesh", {"use_tspace": True}, rig_name="Armature"),
    "blender": Preset("Blender", "Back into Blender"),
}

FORMATS = (".fbx", ".glb", ".blend")

# whole metres without a factor of 100, no bones of Blender's own, texture inside the file
_FBX = {
    "use_selection": True,
    "object_types": {"ARMATURE", "MESH"},
    "add_leaf_bones": False,
    "apply_scale_options": "FBX_SCALE_ALL",
    "bake_space_transform": False,
    "mesh_smooth_type": "FACE",
    "use_mesh_modifiers": False,
    "use_custom_props": True,
    "path_mode": "COPY",
    "embed_textures": True,
    "bake_anim_use_all_actions": False,
    "bake_anim_use_nla_strips": False,
    "bake_anim_use_all_bones": True,
    "bake_anim_force_startend_keying": True,
    "bake_anim_simplify_factor": 0.0,
}
_GLTF = {
    "export_format": "GLB",
    "use_selection": True,
    "export_yup": True,
    "export_apply": False,
    "export_skins": True,
    "export_morph": True,
    "export_morph_normal": False,
    "export_extras": True,
    "export_animation_mode": "ACTIVE_ACTIONS",
    "export_optimize_animation_size": False,
    "export_image_format": "AUTO",
}


def export(thing: bpy.types.Object, path: Path | str, preset: str = "mixamo") -> Path:
    """Write an avatar (its mesh object) to `path`; the ending says the format.

    The file appears whole or not at all. Raises ValueError on another ending or preset, RuntimeError where Blender's
    exporter fails, OSError where the folder cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path.name} must end in {', '.join(FORMATS)}")
    if preset not in PRESETS:
        raise ValueError(f"there is no preset {preset}; there are {', '.join(PRESETS)}")
    rig = armature_of(thing)
    if rig is None:
        raise ValueError("the avatar has lost its armature; generate it again")
    # a folder beside the target, not another file name: FBX writes its own name into the paths of its textures
    folder = path.with_name(f".{path.stem}.partial")
    partial = folder / f"{path.stem}{path.suffix.lower()}"
    # a .blend is opened to work on, so it keeps the pose and the frames of the scene, and what is hidden and selected
    whole = partial.suffix == ".blend"
    frames = nullcontext(False) if whole else _range(thing, rig)
    chosen = in_object_mode(bpy.context.view_layer) if whole else _only_selected(thing, rig)
    folder.mkdir(exist_ok=True)
    try:
        with chosen, _named(rig, PRESETS[preset].rig_name), frames as animated:
            _write(partial, preset, animated)
        os.replace(partial, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return path


def _write(path: Path, preset: str, animated: bool) -> None:
    try:
        with redirect_stderr(io.StringIO()):  # Blender prints the traceback that it raises
            if path.suffix == ".fbx":
                done = bpy.ops.export_scene.fbx(filepath=str(path), bake_anim=animated, **_FBX, **PRESETS[preset].fbx)
            elif path.suffix == ".glb":
                done = bpy.ops.export_scene.gltf(filepath=str(path), export_animations=animated, **_GLTF)
            else:
                done = bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True, compress=True)
    except RuntimeError as error:
        raise _cause(str(error)) from error
    if "FINISHED" not in done or not path.is_file():
        raise RuntimeError(f"Blender's exporter did not write {path.suffix}")


def _cause(said: str) -> Exception:
    """What an exporter's traceback comes to: the system's refusal, or one line."""
    if "No space left" in said:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if refused := re.search(r"\[Errno (\d+)\] ([^:\n]+)", said):
        return OSError(int(refused[1]), refused[2])
    lines = re.findall(r"^\w*(?:Error|Exception)\b.*", said, re.MULTILINE) or said.split("\n")
    return RuntimeError(f"Blender's exporter failed: {lines[-1].strip()}")


@contextmanager
def _only_selected(thing: bpy.types.Object, rig: bpy.types.Object) -> Iterator[None]:
    """Inside, nothing but the avatar is selected, wherever it is hidden: exporters pass over what cannot be seen."""
    view_layer = bpy.context.view_layer
    with in_object_mode(view_layer), ExitStack() as shown:
        for part in (thing, rig):
            shown.enter_context(_selectable(view_layer, part))
        active, selected = view_layer.objects.active, list(view_layer.objects.selected)
        for other in selected:
            other.select_set(False)
        for part in (thing, rig):
            part.select_set(True)
        view_layer.objects.active = thing
        try:
            with bpy.context.temp_override(area=None, region=None):  # a local view may show but a part of the avatar
                yield
        finally:
            for part in (thing, rig):
                part.select_set(part in selected)
            for other in selected:
                other.select_set(True)
            view_layer.objects.active = active


@contextmanager
def _selectable(view_layer: bpy.types.ViewLayer, thing: bpy.types.Object) -> Iterator[None]:
    before, thing.hide_select = thing.hide_select, False
    try:
        with in_sight(view_layer, thing):
            yield
    finally:
        thing.hide_select = before


@contextmanager
def _named(rig: bpy.types.Object, name: str) -> Iterator[None]:
    """`rig` bears `name` inside; whoever bore it before gets it back."""
    if not name or rig.name == name:
        yield
        return
    own, other = rig.name, bpy.data.objects.get(name)
    if other:
        other.name = f"{name} (set aside)"
    rig.name = name
    try:
        yield
    finally:
        rig.name = own
        if other:
            other.name = name


@contextmanager
def _range(thing: bpy.types.Object, rig: bpy.types.Object) -> Iterator[bool]:
    """Inside, the scene's frames are the clip's; without a clip the figure is at rest. Gives whether there is one."""
    scene = bpy.context.scene
    clip = action.frame_range(thing, rig)
    before = scene.frame_start, scene.frame_end, scene.frame_current, rig.data.pose_position
    if clip is None:
        rig.data.pose_position = "REST"
    else:
        scene.frame_start, scene.frame_end = int(clip[0]), round(clip[1])
        scene.frame_set(scene.frame_start)
    try:
        yield clip is not None
    finally:
        scene.frame_start, scene.frame_end, _, rig.data.pose_position = before
        if clip is not None:
            scene.frame_set(before[2])
