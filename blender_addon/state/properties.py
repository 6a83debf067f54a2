# SPDX-License-Identifier: GPL-3.0-or-later
"""What Galatea keeps in Blender: an avatar's values on its object (saved, undone), the panel's state on the window.

The sliders that an artist drags are the window's copy. The object's own values change only together with its mesh,
when a result is applied, so that one undo step brings back both.
"""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from .._shared.protocol.requests import MOST_SECONDS, AvatarRequest, range_of
from ..scene import current
from . import avatar_properties, slider_properties
from .avatar_properties import GalateaAvatar, GalateaLook, GalateaMeasurement
from .measurement_properties import metric
from .slider_properties import GalateaSlider
from .word_properties import GalateaWordSlider

NAME = "galatea"
"""of what is ours on Blender's objects, scenes and window manager"""


def limits(name: str) -> dict[str, Any]:
    """`min` and `max` of a number field of AvatarRequest, for the property that is sent in it."""
    low, high = range_of(AvatarRequest, name)
    return {"min": low, "max": high}


class GalateaFound(bpy.types.PropertyGroup):
    """A job of the backend that is over and whose result is not in this file; `name` is the job id."""

    title: StringProperty()
    failed: BoolProperty()
    message: StringProperty(description="Why it failed")
    hint: StringProperty(description="What to do about it")
    resumable: BoolProperty()


class GalateaArrived(bpy.types.PropertyGroup):
    """`name` is the id of a job whose result came into the file."""


class GalateaScene(bpy.types.PropertyGroup):
    """On a scene: what came into it, so that it is not offered again, and what the panel said when it was saved."""

    arrived: CollectionProperty(type=GalateaArrived)
    panel: StringProperty(description="JSON: what the artist typed and chose in the panel")


class GalateaCheck(bpy.types.PropertyGroup):
    """One line of an export's report; `name` is the check, `found` is "ok" or what differs."""

    found: StringProperty()


class GalateaReport(bpy.types.PropertyGroup):
    """What became of an avatar's last export; `name` is the avatar's uid."""

    file: StringProperty()
    notes: StringProperty(description="What of the scene the file does not hold, a line each")
    checks: CollectionProperty(type=GalateaCheck)
    outdated: BoolProperty(description="The avatar was changed since")


class GalateaProblem(bpy.types.PropertyGroup):
    """The last error: what happened, what to do, and the text that Copy Details copies."""

    message: StringProperty()
    hint: StringProperty()
    details: StringProperty()
    job: StringProperty(description="The job that failed, where it can be resumed")


ONE_MESH = (
    "Body and clothes as one mesh with a material each, for programs that want a single mesh. Not in a .blend file"
)
EXPORT_PRESETS = (
    ("mixamo", "Mixamo", "FBX as Mixamo's own: centimetres, Y up, hips above all bones, mixamorig: names"),
    ("unity", "Unity", "FBX for Unity's humanoid: as for Mixamo, with tangents"),
    ("unreal", "Unreal", "FBX for Unreal's skeletal mesh: as for Mixamo, with tangents"),
    ("blender", "Blender", "FBX that comes back into Blender as it left: metres, Z up, its armature"),
)


EXPORT_FORMATS = (
    ("fbx", "FBX", "For Mixamo, Unity, Unreal and most others"),
    ("glb", "glTF (.glb)", "For the web, Godot and whatever reads glTF: one file with all in it"),
    ("blend", "Blender File", "A .blend with this figure, to open or to append from"),
)


EXPORT_CLIPS = (
    ("shown", "As Shown", "One clip, as the scene shows it, whatever moves the figure"),
    ("all", "All in One File", "Each clip of the figure as a take of one FBX, an animation of one glTF"),
    ("each", "A File Each", "A file for each clip, called as Unity wants it: Figure@walk.fbx"),
)
ROOT_MOTION = (
    ("hips", "Hips", "The hips go the figure's way, as in Mixamo's files and for Unity's humanoid"),
    ("root", "Root Bone", "A bone called root goes it on the floor, as Unreal takes root motion"),
    ("none", "In Place", "The figure stays over its place"),
)
TWIST_BONES = (
    "Bones along arms and legs that spread a twist over the skin, as Unreal's skeletons have them. They are keyed with"
    " the clips, in place of the corrective shapes of twists"
)
CLIP_FPS = "Frames a second of the clips in the file, 24 to 120; 0 as the scene"


def ending(file: str) -> str:
    """The format that a file's name tells; empty where it tells none of ours."""
    told = file.rpartition(".")[2].lower() if "." in file else ""
    return told if any(told == name for name, _, _ in EXPORT_FORMATS) else ""


def _file_typed(panel: GalateaPanel, _context: bpy.types.Context) -> None:
    if (told := ending(panel.file)) and told != panel.format:
        panel.format = told


def _format_chosen(panel: GalateaPanel, _context: bpy.types.Context) -> None:
    told = ending(panel.file)
    if told and told != panel.format:
        panel.file = panel.file[: -len(told)] + panel.format


def _is_curve(_panel: GalateaPanel, thing: Any) -> bool:
    return thing.type == "CURVE"


class GalateaPanel(bpy.types.PropertyGroup):
    """On the window manager: what the side bar shows. Made again when a file is opened; `panel_inputs` keeps inputs."""

    problem: PointerProperty(type=GalateaProblem)
    note: StringProperty(description="One line about the last thing that was done")
    found: CollectionProperty(type=GalateaFound)

    prompt: StringProperty(
        name="Words",
        description="What the person is like: a tall muscular man, smiling",
        maxlen=1000,
        options={"TEXTEDIT_UPDATE"},
    )
    face_prompt: StringProperty(name="Words", description="What the face shows: a shy smile, raised brows", maxlen=1000)
    pose_words: StringProperty(
        name="Pose",
        description="What the body does, with its own left and right: sitting cross-legged, pointing left",
        maxlen=1000,
    )
    pose_keyed: BoolProperty(name="As Key", description="A chosen pose becomes keys at the current frame")
    body: StringProperty(
        name="Body",
        description="The model that a new figure is made of; the selected one keeps its own",
        default="anny",
    )
    masks: StringProperty(
        name="Mask",
        description="Of an animal in a photo whose background is not plain: a picture, white on the animal and black"
        " around. For several photos a folder with a picture of the same name for each",
        subtype="FILE_PATH",
    )
    seed: IntProperty(name="Seed", description="The same words, sliders and seed give the same person", min=0)
    steps: IntProperty(
        name="Steps", description="More steps follow the words closer and take longer", default=60, **limits("steps")
    )
    body_strength: FloatProperty(
        name="Body Strength",
        description="How far the words move the body: 1 as they say, 2 twice",
        default=1,
        **limits("body_strength"),
    )
    face_strength: FloatProperty(
        name="Face Strength",
        description="How far the words move the face: 1 as they say, 2 twice",
        default=1,
        **limits("face_strength"),
    )
    encoder: StringProperty(
        name="Encoder",
        description='Reads the words: "embedded", or an open_clip model "NAME/PRETRAINED"',
        default="embedded",
    )

    uid: StringProperty(description="The avatar whose values the sliders below show")
    sliders: CollectionProperty(type=GalateaSlider)
    words: CollectionProperty(type=GalateaWordSlider)
    word: StringProperty(
        name="Word", description="Any word becomes a slider: broad shoulders, fierce, a wide mouth", maxlen=80
    )
    look: PointerProperty(type=GalateaLook)
    measurements: CollectionProperty(type=GalateaMeasurement)
    height: metric("height")
    weight: metric("weight")
    age: metric("age")
    waist: metric("waist")
    hips: metric("hips")
    chest: metric("chest")
    arm: metric("arm")
    bmi: metric("bmi")
    width: metric("width")
    depth: metric("depth")
    length: metric("length")
    symmetric: BoolProperty(
        name="Symmetric", description="One slider moves the left and the right side of the body", default=True
    )
    search: StringProperty(
        name="Search", description="Show only the sliders whose name has these letters", options={"TEXTEDIT_UPDATE"}
    )
    face_search: StringProperty(
        name="Search", description="Show only the face keys whose name has these letters", options={"TEXTEDIT_UPDATE"}
    )

    motion_text: StringProperty(
        name="Words",
        description="What the figure does: an old man limps forward, then waves with the left hand",
        maxlen=1000,
        options={"TEXTEDIT_UPDATE"},
    )
    motion_seconds: FloatProperty(
        name="Seconds", description="Of the whole clip; 0 as long as it usually takes", min=0.0, max=MOST_SECONDS
    )
    motion_seed: IntProperty(name="Seed", description="Another seed is another motion of the same words", min=0)
    motion_variants: IntProperty(
        name="Variants", description="How many motions are shown to choose among", default=1, min=1, max=8
    )
    motion_loop: BoolProperty(name="Loop", description="The motion ends as it begins, and plays round and round")
    motion_path: PointerProperty(
        name="Path",
        description="A curve that the figure goes along",
        type=bpy.types.Object,
        poll=_is_curve,
    )

    one_mesh: BoolProperty(name="One Mesh", description=ONE_MESH)
    clips: EnumProperty(name="Clips", description="Which clips go into the file", items=EXPORT_CLIPS)
    clip_fps: FloatProperty(name="Frame Rate", description=CLIP_FPS, min=0.0, max=120.0, precision=1)
    root_motion: EnumProperty(name="Root Motion", description="Who goes the way over the ground", items=ROOT_MOTION)
    twist_bones: BoolProperty(name="Twist Bones", description=TWIST_BONES)
    preset: EnumProperty(name="For", description="The program that will read the file", items=EXPORT_PRESETS)
    format: EnumProperty(name="Format", description="What kind of file", items=EXPORT_FORMATS, update=_format_chosen)
    file: StringProperty(
        name="File",
        description="Where the file goes. Empty: beside the .blend file, named as the figure",
        subtype="FILE_PATH",
        update=_file_typed,
        options={"PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (4, 5, 0) else set(),
    )
    reports: CollectionProperty(type=GalateaReport)


CLASSES = (
    *avatar_properties.CLASSES,
    *slider_properties.CLASSES,
    GalateaFound,
    GalateaArrived,
    GalateaScene,
    GalateaCheck,
    GalateaReport,
    GalateaProblem,
    GalateaPanel,
)


def attach() -> None:
    for owner, prop in (
        (bpy.types.Object, PointerProperty(type=GalateaAvatar)),
        (bpy.types.Scene, PointerProperty(type=GalateaScene)),
        (bpy.types.WindowManager, PointerProperty(type=GalateaPanel, options={"SKIP_SAVE"})),
    ):
        setattr(owner, NAME, prop)


def detach() -> None:
    for owner in (bpy.types.Object, bpy.types.Scene, bpy.types.WindowManager):
        delattr(owner, NAME)


def panel(context: bpy.types.Context | None = None) -> GalateaPanel:
    return getattr(current.window_manager(context), NAME)


def of_scene(scene: bpy.types.Scene) -> GalateaScene:
    return getattr(scene, NAME)


def forget_problem() -> None:
    shown = panel().problem
    shown.message = shown.hint = shown.details = shown.job = ""


def problem(error: Exception, job: str = "") -> None:
    """Show an error of the tree in the panel; any other exception is shown as what it is, its trace in the details.

    `job` is the one that failed, where it can be resumed.
    """
    import traceback

    shown, panel().note = panel().problem, ""
    message = _plain(getattr(error, "message", "") or f"{type(error).__name__}: {error}")
    if job or message != shown.message:  # an operator that waited shows the error of its job once more
        shown.job = job
    shown.message = message
    shown.hint = _plain(getattr(error, "hint", "") or "Copy the details and tell the makers of Galatea.")
    trace = "".join(traceback.format_exception(error))
    shown.details = _plain(
        "\n".join(part for part in (shown.message, shown.hint, getattr(error, "details", ""), trace) if part)
    )


def _plain(text: str) -> str:
    """Without what Blender takes for no text: the name of a file may hold bytes that are none."""
    return text.encode("utf-8", "replace").decode()
