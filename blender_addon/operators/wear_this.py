# SPDX-License-Identifier: GPL-3.0-or-later
"""Let an avatar wear a mesh that the artist made around it."""

from __future__ import annotations

from typing import Any, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from .._shared.protocol.errors import BadRequest, GalateaError
from .._shared.protocol.wardrobe import piece_name
from ..jobs import event_loop, waiting, wear_this
from ..scene import current, parts
from ..scene.objects import MeshObject
from ..state import avatars, properties, wardrobe
from ..state.avatar_object import AvatarObject
from ..state.labels import SLOT_LABELS
from .base import AskingOperator, draw_named

BY_PLACE = "BY_PLACE"
"""for a slot: told by the name, else by where the mesh lies"""
LONGEST_LABEL = 60
_NOTHING_TO_WEAR = ("ARMATURE", "EMPTY", "CAMERA", "LIGHT", "LIGHT_PROBE", "SPEAKER")


class GALATEA_OT_wear_this(AskingOperator):
    """Let the avatar wear a mesh that you made around it: select the mesh, with Shift the avatar, and press this. It is
    kept in your wardrobe, fits every figure from then on and follows the sliders. Your own mesh is kept and hidden.

    Python: bpy.ops.galatea.wear_this(label="Velvet cape", slot="back")"""

    bl_idname = "galatea.wear_this"
    bl_label = "Wear This"

    label: StringProperty(
        name="Name",
        description="What it is called in your wardrobe. Empty: as the mesh is called",
        maxlen=LONGEST_LABEL,
        options={"SKIP_SAVE"},
    )
    slot: EnumProperty(
        name="Worn",
        description="Where it is worn",
        items=[
            (BY_PLACE, "By Its Place", "Told by its name, else by where the mesh lies"),
            *((slot, label, "") for slot, label in SLOT_LABELS.items()),
        ],
        options={"SKIP_SAVE"},
    )
    replace: BoolProperty(
        name="Replace Mine", description="A piece of yours with this name goes for it", options={"SKIP_SAVE"}
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        try:
            _, garment = chosen(context)
        except GalateaError:
            return self.execute(context)  # which tells it
        self.label = self.label or wear_this.name_for(garment)[:LONGEST_LABEL]
        return current.window_manager(context).invoke_props_dialog(self, width=280)

    def draw(self, context: bpy.types.Context) -> None:
        layout = draw_named(self, ("label", "slot"))
        if wardrobe.is_yours(piece_name(self.label)):
            layout.prop(self, "replace", text="Replace My Own")

    def act(self, context: bpy.types.Context) -> None:
        thing, garment = chosen(context)
        if self.waits:
            waiting.ensure_ready()
            event_loop.advance()
        slot = "" if self.slot == BY_PLACE else self.slot
        making = wear_this.ask(thing, garment, self.label.strip(), slot, self.replace)
        if self.waits:
            waiting.wait_for_all(making.jobs)
            self.report({"INFO"}, properties.panel(context).note)


def chosen(context: bpy.types.Context) -> tuple[AvatarObject, MeshObject]:
    """The selected avatar and the one mesh beside it, whichever of them is active. Raises BadRequest."""
    layer = current.layer_in_view(context)
    active = layer.objects.active
    selected = [thing for thing in layer.objects if thing.select_get(view_layer=layer)]
    looked_at = [thing for thing in (active, *selected) if thing is not None]
    figures = {figure.galatea.uid: figure for thing in looked_at if (figure := avatars.of(thing)) is not None}
    if len(figures) > 1:
        raise BadRequest("Two avatars are selected.", "Select one of them, and the mesh that it shall wear.")
    everyone = [*figures.values()] or list(avatars.everyone())
    if len(everyone) != 1:
        raise BadRequest(
            "No avatar is selected.",
            "Click on the mesh that shall be worn, then with Shift on the avatar around which it is.",
        )
    thing = everyone[0]
    worn = [*parts.of(thing).values(), avatars.rig(thing), thing]
    others = [other for other in selected if other not in worn and other.type not in _NOTHING_TO_WEAR]
    if not others:
        raise BadRequest(
            "There is no mesh beside the avatar in the selection.",
            "Click on the mesh that shall be worn, then with Shift on the avatar.",
        )
    if len(others) > 1:
        raise BadRequest(
            f"{len(others)} objects are selected beside the avatar.", "Select one of them, or join them with Ctrl J."
        )
    (garment,) = others
    if garment.type != "MESH":
        raise BadRequest(
            f"{garment.name} is no mesh but a {garment.type.lower()}.", "Make it one: Object > Convert > Mesh."
        )
    return thing, cast(MeshObject, garment)


CLASSES = (GALATEA_OT_wear_this,)
