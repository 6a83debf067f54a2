# SPDX-License-Identifier: GPL-3.0-or-later
"""Clips that belong to the avatar: put one on, bring one in, choose, loop, hold in place, take off."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import ClassVar, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from ..jobs import base_avatars, generating, motions
from ..scene import armature_of, bone_maps, changes, clip, clips, control_rig, current, takes
from ..scene.objects import ArmatureObject
from ..state import avatars, export_reports, properties
from ..state.avatar_object import AvatarObject
from .base import AskingOperator, ChoosesFile, GalateaOperator, draw_fields, selected, shown

CLIPS = (
    ("rom", "Range of Motion", "Every joint through its range and every face key once, to check a rig"),
    ("none", "No Clip", "The avatar rests"),
)
_STEPS = (("denoise", ""), ("smooth", "0.8"), ("lock", ""), ("loop", ""), ("mirror", ""))


class GALATEA_OT_clip(AskingOperator):
    """Put a clip on the selected figure, or take it off.

    Python: bpy.ops.galatea.clip(name="rom")"""

    bl_idname = "galatea.clip"
    bl_label = "Clip"

    name: EnumProperty(name="Clip", items=CLIPS)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        self.send(lambda: generating.from_sliders(thing, clip=self.name))


class GALATEA_OT_clip_frames(GalateaOperator):
    """Make the scene's first and last frame those of the clip. They come back when the clip is taken off.

    Python: bpy.ops.galatea.clip_frames()"""

    bl_idname = "galatea.clip_frames"
    bl_label = "Show Whole Clip"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        thing = shown(context)
        rig = avatars.rig(thing)
        if rig is None or clip.frames_of(thing) is None:
            raise BadRequest("The avatar has no clip.", "Add one first: bpy.ops.galatea.clip(name='rom')")
        clip.show_whole(current.scene(context), thing, rig)


class GALATEA_OT_import_motion(ChoosesFile, AskingOperator):
    """Bring a motion of another program onto the selected figure: BVH, FBX, GLB, npz of AMASS, SMPL or SMPL-X, pickles
    of video-to-motion tools, npy. It becomes a clip of its own; clips that are there stay in the list.

    Python: bpy.ops.galatea.import_motion(filepath="walk.bvh", steps="smooth 0.8; lock")"""

    bl_idname = "galatea.import_motion"
    bl_label = "Import Motion"

    filepath: StringProperty(name="File", subtype="FILE_PATH")
    filter_glob: StringProperty(default="*.bvh;*.fbx;*.glb;*.npz;*.npy;*.pkl;*.pickle;*.json;*.txt", options={"HIDDEN"})
    denoise: BoolProperty(name="Denoise", description="Single frames that are off go on as their neighbours")
    smooth: BoolProperty(name="Smooth", description="A little, so that markers do not tremble")
    lock: BoolProperty(name="Lock Feet", description="Feet that stand do not slide", default=True)
    loop: BoolProperty(name="Loop", description="The clip ends as it begins")
    mirror: BoolProperty(name="Mirror", description="Left and right swapped")
    steps: StringProperty(name="Steps", description="More clean-up, as: trim 0.5 3; speed 1.2", options={"SKIP_SAVE"})
    map_file: StringProperty(
        name="Map", description="JSON that says which bone is which joint, where that is not known", subtype="FILE_PATH"
    )
    clip: StringProperty(name="Clip", description="Which clip of an FBX or GLB file; empty: the first")
    fps: FloatProperty(name="Frames a Second", description="0 as in the file", min=0.0, max=120.0)
    find_floor: BoolProperty(
        name="Find Floor", description="Under the feet, instead of at height 0 of the file", default=True
    )

    def draw(self, context: bpy.types.Context) -> None:
        draw_fields(self, (*(name for name, _ in _STEPS), "steps", "clip", "fps", "find_floor", "map_file"))

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        # a script says all steps in words; the switches are those of the dialogue
        asked = [text.strip() for text in self.steps.split(";") if text.strip()]
        switched = [f"{name} {value}".strip() for name, value in _STEPS if getattr(self, name)]
        steps = tuple(asked if self.properties.is_property_set("steps") else switched)
        path, map_file = bpy.path.abspath(self.filepath), bpy.path.abspath(self.map_file)
        joints = bone_maps.read(map_file) if map_file else {}
        self.send(lambda: motions.from_file(thing, path, steps, joints, self.fps, self.find_floor, self.clip))


class GALATEA_OT_motion_from_armature(GalateaOperator):
    """Bring the motion of another armature of the scene onto the selected figure: of an FBX or GLB file that was
    imported, of any size and rest pose, with the names of Mixamo, Unity, Unreal, Rigify, VRM and others.

    Python: bpy.ops.galatea.motion_from_armature(source="Armature")"""

    bl_idname = "galatea.motion_from_armature"
    bl_label = "From Armature"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    source: StringProperty(name="Armature", description="Whose motion; empty: the other one that is selected")

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        rig, scene = rig_of(thing), current.scene(context)
        other = other_armature(context, self.source, rig)
        take, known = takes.sampled(scene, other)
        made = takes.on(take, known, takes.own_body(rig))
        change = takes.as_change(made, take.name, thing.get("galatea_avatar_id", ""))
        told = (changes.apply_change(thing, change), base_avatars.change(thing, change))
        export_reports.outdate(thing.galatea.uid)
        properties.panel(context).note = " ".join(text for text in told if text)


class GALATEA_OT_motion_to_armature(GalateaOperator):
    """Bring the motion of the selected figure onto another armature of the scene, as a new action.

    Python: bpy.ops.galatea.motion_to_armature(target="Armature")"""

    bl_idname = "galatea.motion_to_armature"
    bl_label = "To Armature"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    target: StringProperty(name="Armature", description="Which moves; empty: the other one that is selected")

    def act(self, context: bpy.types.Context) -> None:
        rig, scene = rig_of(shown(context)), current.scene(context)
        other = other_armature(context, self.target, rig)
        take, known = takes.sampled(scene, rig)
        body = takes.any_body(other)
        takes.write_elsewhere(scene, other, takes.on(take, known, body), body)


class GALATEA_OT_play_clip(GalateaOperator):
    """Play this clip of the selected figure; the one that plays waits.

    Python: bpy.ops.galatea.play_clip(name="walk")"""

    bl_idname = "galatea.play_clip"
    bl_label = "Play Clip"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    name: StringProperty(name="Clip")

    def act(self, context: bpy.types.Context) -> None:
        with _clips_changed(context) as (thing, rig):
            clips.play(current.scene(context), thing, rig, self.name)


class GALATEA_OT_remove_clip(GalateaOperator):
    """Take this clip of the selected figure away.

    Python: bpy.ops.galatea.remove_clip(name="walk")"""

    bl_idname = "galatea.remove_clip"
    bl_label = "Remove Clip"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    name: StringProperty(name="Clip")

    def act(self, context: bpy.types.Context) -> None:
        with _clips_changed(context) as (thing, rig):
            clips.remove(current.scene(context), thing, rig, self.name)


class GALATEA_OT_loop_clip(GalateaOperator):
    """The clip goes on round and round, or ends.

    Python: bpy.ops.galatea.loop_clip(on=True)"""

    bl_idname = "galatea.loop_clip"
    bl_label = "Loop"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    on: BoolProperty(name="Loop", default=True)

    def act(self, context: bpy.types.Context) -> None:
        with _clips_changed(context) as (thing, rig):
            clips.loop(thing, rig, self.on)


class GALATEA_OT_clip_in_place(GalateaOperator):
    """The figure stays over its place while the clip plays, or goes its way.

    Python: bpy.ops.galatea.clip_in_place(on=True)"""

    bl_idname = "galatea.clip_in_place"
    bl_label = "In Place"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    on: BoolProperty(name="In Place", default=True)

    def act(self, context: bpy.types.Context) -> None:
        with _clips_changed(context) as (_, rig):
            clips.keep_in_place(rig, self.on)


@contextlib.contextmanager
def _clips_changed(context: bpy.types.Context) -> Iterator[tuple[AvatarObject, ArmatureObject]]:
    """The selected figure and its armature; afterwards its export report is of another file."""
    thing = selected(context)
    yield thing, rig_of(thing)
    export_reports.outdate(thing.galatea.uid)


def rig_of(thing: AvatarObject) -> ArmatureObject:
    rig = armature_of(thing)
    if rig is None:
        raise BadRequest("The avatar has no armature.", "Undo its removal, or make the avatar again.")
    return rig


def other_armature(context: bpy.types.Context, name: str, than: ArmatureObject) -> ArmatureObject:
    """An armature by its name, or the one that is selected beside the figure. Raises BadRequest."""
    scene = current.scene(context)
    if name:
        found = [scene.objects[name]] if name in scene.objects else []
    else:
        found = [thing for thing in scene.objects if thing.select_get(view_layer=current.layer_in_view(context))]
    rigs = [thing for thing in found if thing.type == "ARMATURE" and thing not in (than, control_rig.of(than))]
    if not rigs:
        raise BadRequest(
            f"There is no armature {name!r}." if name else "No other armature is selected.",
            "Select the armature, then hold Shift and click on the figure.",
        )
    return cast(ArmatureObject, rigs[0])


CLASSES = (
    GALATEA_OT_clip,
    GALATEA_OT_clip_frames,
    GALATEA_OT_import_motion,
    GALATEA_OT_motion_from_armature,
    GALATEA_OT_motion_to_armature,
    GALATEA_OT_play_clip,
    GALATEA_OT_remove_clip,
    GALATEA_OT_loop_clip,
    GALATEA_OT_clip_in_place,
)
