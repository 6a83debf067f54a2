"""All that the panels draw, in every state, exists in this Blender: arguments, icons, properties and operators."""

from __future__ import annotations

import types
from typing import Any

import bpy
from conftest import turn
from panel_helpers import in_panel

LAYOUT: Any = bpy.types.UILayout.bl_rna
OPS: Any = bpy.ops


class Button:
    """Properties of an operator that are set on its button."""

    kind: Any

    def __init__(self, operator):
        module, name = operator.split(".")
        object.__setattr__(self, "kind", getattr(getattr(bpy.ops, module), name).get_rna_type())

    def __setattr__(self, name, value):
        known = self.kind.properties[name]
        assert known.type != "ENUM" or value in known.enum_items, (name, value)


class Layout:
    """Stands in for a layout, and holds each call against what Blender says of it."""

    def __setattr__(self, name, value):
        assert name in LAYOUT.properties, name

    def __getattr__(self, name):
        known = [parameter for parameter in LAYOUT.functions[name].parameters if not parameter.is_output]

        def call(*positional, **named):
            given = dict(zip([parameter.identifier for parameter in known], positional, strict=False)) | named
            for parameter in known:
                if parameter.identifier not in given:
                    assert not parameter.is_required, (name, parameter.identifier)
                    continue
                value = given.pop(parameter.identifier)
                if parameter.type == "ENUM":
                    assert value in parameter.enum_items, (name, value)
                if parameter.type == "STRING":
                    assert isinstance(value, str), (name, value)
                if parameter.identifier == "property":
                    owner = named.get("data", positional[0])
                    own = value[2:-2] if value.startswith('["') else ""
                    known_there = Button(owner).kind if isinstance(owner, str) else owner.bl_rna
                    assert own in owner if own else value in known_there.properties, value
            assert not given, (name, given)
            if name == "operator":
                return Button(positional[0])
            return (Layout(), Layout()) if name == "panel" else Layout()

        return call


def draw_all():
    """Draw what Blender would; gives the names of the panels and menus."""
    from blender_addon import panels

    names = []
    for panel in panels.CLASSES:
        if not hasattr(panel, "poll") or panel.poll(bpy.context):
            names.append(panel.__name__)
            for draw in ("draw", "draw_header_preset"):
                if draw in vars(panel):
                    vars(panel)[draw](types.SimpleNamespace(layout=Layout()), bpy.context)
    return names


def test_with_and_without_an_avatar(panel, person):
    OPS.galatea.add_words(words="grand, fat")
    assert len(draw_all()) == 18
    OPS.galatea.add_control_rig()
    assert len(draw_all()) == 18
    panel.search, panel.face_search = "a", "mouth"
    draw_all()
    person.shape_key_clear()
    draw_all()
    layer: Any = bpy.context.view_layer
    layer.objects.active = None
    draw_all()


def test_with_takes_of_a_face_and_a_phone(panel, person, tmp_path):
    """One plays, one waits, gaps in the first; a phone is silent, then recorded."""
    rows = ["time,jawOpen,confidence", *(f"{n / 30},{n / 30},{int(n % 7 < 3)}" for n in range(30))]
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("\n".join(rows))
        OPS.galatea.import_face(filepath=str(tmp_path / f"{name}.csv"))
    person.galatea.capture.use_neutral = True
    draw_all()
    OPS.galatea.listen_face(port=21111)
    draw_all()
    OPS.galatea.record_face()
    draw_all()
    OPS.galatea.stop_listening()


def header_of_create():
    """What tells of work, an error or a note while the panel is folded."""
    from blender_addon.panels import create

    told = []
    layout = types.SimpleNamespace(label=lambda icon, text="": told.append((icon, text)))
    create.GALATEA_PT_create.draw_header_preset(types.SimpleNamespace(layout=layout), bpy.context)
    return told


def test_at_work_with_a_clip_an_export_and_an_error(panel, person, tmp_path, hold):
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import properties

    job = generating.from_words("a slow tall man", person)
    turn(lambda: any(item.fraction > 0 for item in in_panel()))
    draw_all()
    ((icon, far),) = header_of_create()
    assert icon == "TIME" and far.startswith("Searching ") and far.endswith("%")
    session.connection.cancel(job.job_id)
    turn(lambda: not session.connection.jobs)
    OPS.galatea.clip(name="rom")
    OPS.galatea.export(file=str(tmp_path / "one.fbx"), preset="unreal")
    properties.problem(ValueError("it is odd"), "job")
    panel.note = "something"
    draw_all()
    assert header_of_create() == [("ERROR", "")]
    properties.forget_problem()
    assert header_of_create() == [("INFO", "")]
    panel.note = ""
    assert header_of_create() == []


def test_in_every_state_of_the_connection(panel, monkeypatch):
    from blender_addon.session import session
    from blender_addon.state import preferences

    session.connection.close()
    for where in ("REMOTE", "LOCAL"):
        preferences.get().where = where
        for state in ("OFF", "STARTING", "CONNECTING", "LOST"):
            session.connection.state = "OFF" if state == "STARTING" else state
            monkeypatch.setattr(session, "_starting", state == "STARTING")
            assert session.state == state and "GALATEA_PT_backend" in draw_all()
    session.connection.state = "READY"
    assert "GALATEA_PT_backend_ready" in draw_all()
