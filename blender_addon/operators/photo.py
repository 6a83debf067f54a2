# SPDX-License-Identifier: GPL-3.0-or-later
"""Make an avatar of photos of a person, or of a face."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, CollectionProperty, FloatProperty, IntProperty, StringProperty

from ..jobs import photographed
from ..scene import current
from ..session import session
from .base import AskingOperator, ChoosesFile, draw_fields


def chosen(operator: Any) -> list[str]:
    """The files that were chosen or dropped."""
    names = [file.name for file in operator.files if file.name]
    if operator.directory and names:
        return [str(Path(bpy.path.abspath(operator.directory), name)) for name in names]
    return [bpy.path.abspath(operator.filepath)] if operator.filepath else []


class GALATEA_OT_body_from_photo(ChoosesFile, AskingOperator):
    """Make an avatar with the shape and the pose of a person in photos: choose one image, or several of the same
    person. Somebody from head to feet in close-fitting clothes gives the best shape; the height cannot be seen, so type
    it where you know it. A face alone becomes the face of Anny or of a head; an animal, before a plain background or a
    transparent one, or with a mask, needs the body of an animal.

    Python: bpy.ops.galatea.body_from_photo(filepath="somebody.jpg", height=1.8)"""

    bl_idname = "galatea.body_from_photo"
    bl_label = "Body from Photo"

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE", "HIDDEN"})
    files: CollectionProperty(type=bpy.types.OperatorFileListElement, options={"SKIP_SAVE", "HIDDEN"})
    filter_image: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    body: StringProperty(name="Body", default="anny", options={"HIDDEN"})
    height: FloatProperty(
        name="Height",
        description="How tall the person is; 0 where you do not know it",
        min=0.0,
        max=2.6,
        subtype="DISTANCE",
        options={"SKIP_SAVE"},
    )
    mass: FloatProperty(
        name="Weight",
        description="In kilograms; 0 where you do not know it",
        min=0.0,
        max=400.0,
        options={"SKIP_SAVE"},
    )
    person: IntProperty(
        name="Person",
        description="Who of those in a photo, counted from the left; 0 for the largest",
        min=0,
        max=20,
        options={"SKIP_SAVE"},
    )

    masks: StringProperty(
        name="Mask",
        description="Of an animal: a picture, white on it and black around, or a folder with one for each photo",
        options={"HIDDEN", "SKIP_SAVE"},
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        self.from_panel(context, "body")
        if self.body in session.connection.animals:
            self.from_panel(context, "masks")
        if chosen(self):  # dropped
            return current.window_manager(context).invoke_props_dialog(self, width=280)
        return super().invoke(context, event)

    def draw(self, context: bpy.types.Context) -> None:
        animal = self.body in session.connection.animals
        draw_fields(self, ("masks",) if animal else ("height", "mass", "person"))

    def act(self, context: bpy.types.Context) -> None:
        measures = {name: getattr(self, name) for name in ("height", "mass") if getattr(self, name) > 0.0}
        masks = bpy.path.abspath(self.masks) if self.masks else ""
        self.send(lambda: photographed.of_photos(chosen(self), self.body, measures, self.person, masks))


class GALATEA_OT_face_from_photo(ChoosesFile, AskingOperator):
    """Make an avatar with the shape and the expression of a face in photos or a video, read from their pixels by nets
    that you have added (galatea models add), as SMIRK's.

    Python: bpy.ops.galatea.face_from_photo(filepath="somebody.jpg", model="smirk")"""

    bl_idname = "galatea.face_from_photo"
    bl_label = "Face from Pixels"

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE", "HIDDEN"})
    files: CollectionProperty(type=bpy.types.OperatorFileListElement, options={"SKIP_SAVE", "HIDDEN"})
    filter_image: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_movie: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    body: StringProperty(name="Body", default="anny", options={"HIDDEN"})
    model: StringProperty(name="Nets", description="As the list of models calls them", default="smirk")
    face: IntProperty(
        name="Face",
        description="Who of several, counted from the left; 0 for the largest",
        min=0,
        max=20,
        options={"SKIP_SAVE"},
    )
    refine: IntProperty(
        name="Refine", description="Steps by which each photo is come nearer to; 20 to 60 help", min=0, max=500
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        self.from_panel(context, "body")
        return super().invoke(context, event)

    def draw(self, context: bpy.types.Context) -> None:
        draw_fields(self, ("model", "face", "refine"))

    def act(self, context: bpy.types.Context) -> None:
        self.send(lambda: photographed.of_face(chosen(self), self.body, self.model, self.face, self.refine))


class GALATEA_FH_photo(bpy.types.FileHandler):
    """Images that are dropped on the side bar."""

    bl_idname = "GALATEA_FH_photo"
    bl_label = "Body from Photo"
    bl_import_operator = "galatea.body_from_photo"
    bl_file_extensions = ";".join(photographed.ENDINGS)

    @classmethod
    def poll_drop(cls, context: bpy.types.Context) -> bool:
        area: Any = context.area
        region: Any = context.region
        return bool(area and region and area.type == "VIEW_3D" and region.type == "UI")


CLASSES = (GALATEA_OT_body_from_photo, GALATEA_OT_face_from_photo, GALATEA_FH_photo)
