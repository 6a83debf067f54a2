"""Bodies unlike Anny from the panel to the file: their sliders and keys with their own ranges, checked exports."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
import pytest
from panel_helpers import Layout, drag, height, vertices

operators: Any = bpy.ops  # the stubs do not know what the extension registers
SMALL = {"texture_size": 256, "preview_size": 0}


@pytest.fixture
def made(new_figure):
    """A function that makes a figure of a body and shows it in the panel."""
    return lambda body, **sliders: new_figure(sliders, body=body)


@pytest.fixture
def panel(made):
    from blender_addon.state import properties

    return properties.panel()


class Shown(Layout):
    """A layout that notes the properties that are drawn: (owner, field, label)."""

    def __init__(self):
        super().__init__()
        self.props = []

    def prop(self, owner, field, text="", **_):
        self.props.append((owner, field, text))

    def grid_flow(self, **_):
        return self


def pages(thing):
    """The folds of the Face page of an avatar: part -> heading and rows."""
    from blender_addon._shared.protocol import slider_catalogue
    from blender_addon._shared.protocol.face_labels import face_groups
    from blender_addon.session import session
    from blender_addon.state import avatars

    told = slider_catalogue.expressions(session.connection.body(thing.galatea.body))
    return face_groups(avatars.face_keys(thing), told)


def face_page(thing):
    """What the Face page draws of an avatar's keys."""
    from blender_addon.panels import face
    from blender_addon.state import avatars

    layout: Any = Shown()
    face.draw_expressions(layout, avatars.face_keys(thing))
    for group, (title, rows) in pages(thing).items():
        face.draw_group(layout, thing, group, title, rows, "")
    return layout


def exported(thing, tmp_path):
    """The checks of both formats."""
    from blender_addon import api

    return {name: api.export(thing, tmp_path / f"figure.{name}") for name in ("fbx", "glb")}


def test_a_body_of_unnamed_coefficients_has_them_as_sliders_and_no_face_page(made, panel, tmp_path):
    from blender_addon.panels.body import draw_metrics, draw_sliders
    from blender_addon.panels.face import GALATEA_PT_face
    from blender_addon.scene import correctives
    from blender_addon.state import avatars

    thing = made("toy-smpl", beta_0=3.0)
    assert [item.name for item in panel.sliders] == [f"beta_{k}" for k in range(10)]
    assert {(item.low, item.high, item.group) for item in panel.sliders} == {(-5.0, 5.0, "shape")}
    assert panel.sliders["beta_0"].get_value() == 3.0
    layout: Any = Shown()
    draw_sliders(layout, thing, panel, draw_metrics(layout, thing, panel))
    drawn = [(owner.name, field, label) for owner, field, label in layout.props if owner != panel]
    assert drawn == [(f"beta_{k}", "coefficient", f"Shape {k}") for k in range(10)], "each by its value, not its share"
    assert [field for owner, field, _ in layout.props if owner == panel] == ["height", "weight", "arm", "bmi"]
    keys = thing.data.shape_keys.key_blocks.keys()
    assert avatars.face_keys(thing) == () and set(keys[1:]) == set(correctives.names(thing)), "and no keys of a face"
    assert not GALATEA_PT_face.poll(bpy.context)
    before = height(thing)
    drag(panel, "beta_0", -5.0)
    assert height(thing) / before == pytest.approx(0.9 / 1.06, abs=1e-3)
    assert avatars.values(thing)["beta_0"] == -5.0
    for found in exported(thing, tmp_path).values():
        assert set(found.values()) == {"ok"}


def test_the_dice_roll_for_a_body_that_has_coefficients_alone(made):
    from blender_addon.state import avatars

    thing = made("toy-smpl")
    operators.galatea.randomise(seed=3)
    rolled = [value for name, value in avatars.values(thing).items() if name not in avatars.face_keys(thing)]
    assert sum(abs(value) > 0.05 for value in rolled) >= len(rolled) / 2


def test_a_number_that_is_typed_is_met_with_the_least_change_of_coefficients(made, panel):
    from blender_addon import api
    from blender_addon.state import avatars

    thing = made("toy-smpl")
    assert panel.height == pytest.approx(173.0, abs=0.1)
    api.set_measure(thing, height=180)
    assert height(thing) == pytest.approx(1.8, abs=0.002)
    moved = {name: abs(value) for name, value in avatars.values(thing).items() if value}
    assert max(moved, key=moved.__getitem__) == "beta_0", "the one that moves it most, and others as people go together"


def test_a_head_has_a_page_of_its_own_keys_with_their_own_ranges(made, panel, tmp_path):
    from blender_addon.panels.face import GALATEA_PT_face
    from blender_addon.state import avatars

    thing = made("toy-flame", expression_0=-3.0)
    assert GALATEA_PT_face.poll(bpy.context)
    layout = face_page(thing)
    keys = {owner.name: owner for owner, field, _ in layout.props if field == "value"}
    assert set(keys) == {*(f"expression_{k}" for k in range(4)), "eyelid_left", "eyelid_right"}
    for name, key in keys.items():
        assert (key.slider_min, key.slider_max) == ((0.0, 1.0) if "eyelid" in name else (-4.0, 4.0))
    assert keys["expression_0"].value == -3.0
    headings = {title for title, _ in pages(thing).values()}
    assert headings == {"Eyes", "Expression"}
    assert [button.name for name, button in layout.buttons if name == "galatea.expression"] == ["neutral"]
    assert not {item.name for item in panel.sliders} & set(keys), "what moves the face stands on its own page"
    start = vertices(thing)
    drag(panel, "neck-length", 1.0)
    assert height(thing) - np.ptp(start[:, 2]) == pytest.approx(0.01, abs=1e-4)
    blocks = thing.data.shape_keys.key_blocks
    assert blocks["expression_0"].value == -3.0, "a drag leaves the face as it is"
    blocks["expression_2"].value = 3.5
    for found in exported(thing, tmp_path).values():
        assert set(found.values()) == {"ok"}
    operators.galatea.expression(name="neutral")
    assert set(avatars.expression(thing).values()) == {0.0}
    with pytest.raises(RuntimeError, match="has no keys for this"):
        operators.galatea.expression(name="smile")


def test_a_heads_clip_takes_keys_to_both_ends_and_stays_so_in_files(made, tmp_path):
    from blender_addon import api

    thing = api.new_avatar({"expression_1": 1.0}, body="toy-flame", clip="rom", **SMALL)
    for found in exported(thing, tmp_path).values():
        assert set(found.values()) == {"ok"}


def test_a_new_figure_is_of_the_body_that_the_panel_names(new_figure):
    from blender_addon.panels import create
    from blender_addon.session import session
    from blender_addon.state import properties

    new_figure({})
    assert {"anny", "toy-smpl", "toy-flame"} <= set(session.connection.bodies)
    menu: Any = type("Menu", (), {"layout": Layout()})()
    create.GALATEA_MT_bodies.draw(menu, bpy.context)
    *chosen, last = menu.layout.buttons
    assert [button.name for _, button in chosen] == list(session.connection.bodies)
    assert last[0] == "galatea.look_again"
    operators.galatea.use_body(name="toy-smpl")
    panel = properties.panel()
    assert panel.body == "toy-smpl"
    before = set(bpy.data.objects)
    operators.galatea.new_avatar(body=panel.body)  # a click takes the panel's; without a window there is none
    there: set[Any] = set(bpy.data.objects)
    (thing,) = (thing for thing in there - before if thing.type == "MESH" and thing.galatea.uid)
    assert thing.galatea.body == "toy-smpl"
    panel.property_unset("body")


def test_the_later_of_many_coefficients_have_a_fold_of_their_own():
    from blender_addon._shared.protocol.events import ModelInfo, SliderInfo
    from blender_addon._shared.protocol.slider_catalogue import catalogue

    def told(name, group, part=""):
        return SliderInfo(name=name, group=group, minimum=0.0, maximum=1.0, default=0.0, label=name.title(), part=part)

    sliders = (told("cat", "phenotype"), told("beta_0", "shape"), told("beta_10", "shape", "further"))
    body = ModelInfo(name="smal", kind="body", licence="", available=True, sliders=sliders)
    assert [(slider.name, slider.group, slider.label) for slider in catalogue(body)] == [
        ("cat", "build", "Cat"), ("beta_0", "shape", "Beta_0"), ("beta_10", "further", "Beta_10"),
    ]  # fmt: skip
