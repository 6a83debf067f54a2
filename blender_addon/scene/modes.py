# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in object mode, and afterwards give the artist back the mode, the active object and the selection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import bpy


@contextmanager
def in_object_mode(view_layer: bpy.types.ViewLayer) -> Iterator[None]:
    """Inside, the view layer is in object mode; on the way out mode is restored if the same object is still active.

    Leaving Weight Paint Mode ends the posing of the armature too, so that is begun again as well.
    """
    active = view_layer.objects.active
    mode = active.mode if active else "OBJECT"
    posed = [other for other in view_layer.objects if other.mode == "POSE"] if mode == "WEIGHT_PAINT" else []
    if active is not None and mode != "OBJECT":
        switch(view_layer, active, "OBJECT")
    try:
        yield
    finally:
        if active is not None and mode != "OBJECT" and view_layer.objects.active == active:
            for other in posed:
                view_layer.objects.active = other
                switch(view_layer, other, "POSE")
            view_layer.objects.active = active
            switch(view_layer, active, mode)


@contextmanager
def in_edit_mode(view_layer: bpy.types.ViewLayer, thing: bpy.types.Object) -> Iterator[None]:
    """Inside, `thing` is in edit mode, wherever it is hidden; afterwards active object and selection are restored.

    An armature that was being posed while another object is active is posed again.
    """
    active, selected, mode = view_layer.objects.active, list(view_layer.objects.selected), thing.mode
    with in_sight(view_layer, thing):
        view_layer.objects.active = thing
        switch(view_layer, thing, "EDIT")
        try:
            yield
        finally:
            switch(view_layer, thing, "OBJECT")
            if mode == "POSE":
                switch(view_layer, thing, mode)
            for other in view_layer.objects:
                other.select_set(other in selected, view_layer=view_layer)
            view_layer.objects.active = active


@contextmanager
def in_sight(view_layer: bpy.types.ViewLayer, thing: bpy.types.Object) -> Iterator[None]:
    """`thing` is visible inside, although it or its collections are hidden or excluded from the view layer."""
    hidden = thing.hide_viewport
    thing.hide_viewport = False
    root = cast(bpy.types.Scene, view_layer.id_data).collection
    linked = thing.name not in root.objects and not thing.visible_get(view_layer=view_layer)
    if linked:
        root.objects.link(thing)
    hidden_here = thing.hide_get(view_layer=view_layer)
    thing.hide_set(False, view_layer=view_layer)
    try:
        yield
    finally:
        thing.hide_set(hidden_here, view_layer=view_layer)
        if linked:
            root.objects.unlink(thing)
        thing.hide_viewport = hidden


def switch(view_layer: bpy.types.ViewLayer, thing: bpy.types.Object, mode: Any) -> None:
    """mode_set for one object, whatever window or none the call comes from."""
    with bpy.context.temp_override(
        scene=view_layer.id_data, view_layer=view_layer, object=thing, active_object=thing, selected_objects=[thing]
    ):
        bpy.ops.object.mode_set(mode=mode)
