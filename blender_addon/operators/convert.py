# SPDX-License-Identifier: GPL-3.0-or-later
"""Make an avatar of a mesh, a scan, or an avatar of another body."""

from __future__ import annotations

from typing import Any, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from ..jobs import converting
from ..scene import current
from ..scene.objects import MeshObject
from ..state import avatars
from .base import AskingOperator, draw_fields

_AXES = [
    ("guess", "Guess", "Told by the form"),
    *((axis, axis.upper(), "") for axis in ("x", "-x", "y", "-y", "z", "-z")),
]
_UNITS = [
    ("guess", "Guess", "Told by the size"),
    *((unit, unit.capitalize() if len(unit) > 2 else unit, "") for unit in ("m", "cm", "mm", "dm", "inch", "foot")),
]


class GALATEA_OT_convert(AskingOperator):
    """Make an avatar of the selected mesh, scan or avatar: the chosen body takes on its shape, pose and expression, and
    you are told how near it came. What it is made of stays.

    Python: bpy.ops.galatea.convert(body="anny")"""

    bl_idname = "galatea.convert"
    bl_label = "Convert"

    body: StringProperty(name="Body", default="anny")
    units: EnumProperty(name="Units", description="Unit of length of the mesh", items=_UNITS, options={"SKIP_SAVE"})
    up: EnumProperty(name="Up", description="Its axis that points upwards", items=_AXES, options={"SKIP_SAVE"})
    front: EnumProperty(name="Front", description="Its axis along which it looks", items=_AXES, options={"SKIP_SAVE"})
    expressions: BoolProperty(name="Expression", description="The face may move, too", default=True)
    sculpt: BoolProperty(
        name="Sculpt the Rest", description="What no slider can follow is laid on top, vertex by vertex"
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        self.from_panel(context, "body")
        return current.window_manager(context).invoke_props_dialog(self, width=280)

    def draw(self, context: bpy.types.Context) -> None:
        draw_fields(self, ("units", "up", "front", "expressions", "sculpt"))

    def act(self, context: bpy.types.Context) -> None:
        thing = chosen(context)
        options = {name: getattr(self, name) for name in ("units", "up", "front", "expressions", "sculpt")}
        figure = avatars.of(thing)
        if figure is not None:
            self.send(lambda: converting.of_avatar(figure, self.body, **options))
        else:
            self.send(lambda: converting.of_mesh(thing, self.body, **options))


def chosen(context: bpy.types.Context) -> MeshObject:
    """The active object. Raises BadRequest where it is no mesh."""
    active = current.layer_in_view(context).objects.active
    figure = avatars.of(active) if active is not None else None
    if figure is not None:
        return cast(MeshObject, figure)
    if active is None:
        raise BadRequest("Nothing is selected.", "Click on a mesh, a scan or an avatar.")
    if active.type != "MESH":
        raise BadRequest(f"{active.name} is no mesh but a {active.type.lower()}.", "Click on a mesh or a scan.")
    return cast(MeshObject, active)


CLASSES = (GALATEA_OT_convert,)
