"""The first minutes: a new figure is selected, has room, is in colour, and mesh and rig go together."""

from __future__ import annotations

import types

import bpy
import numpy as np
import pytest
from cutting import cut_off
from mathutils import Vector
from panel_helpers import everyone


def rig_of(thing):
    from blender_addon.state import avatars

    return avatars.rig(thing)


def box(thing):
    bpy.context.view_layer.update()
    corners = np.array([thing.matrix_world @ Vector(corner) for corner in thing.bound_box])
    return corners.min(axis=0), corners.max(axis=0)


def apart(one, other):
    (low, high), (there_low, there_high) = box(one), box(other)
    return bool((low >= there_high).any() or (there_low >= high).any())


def only(*things):
    """What a click does: these are selected, the first is active."""
    for other in bpy.context.selected_objects:
        other.select_set(False)
    for thing in things:
        thing.select_set(True)
    bpy.context.view_layer.objects.active = things[0]
    bpy.context.view_layer.update()


def test_a_new_figure_is_selected_by_its_rig_and_moves_as_one(panel, person):
    rig = rig_of(person)
    assert bpy.context.active_object == rig and {person, rig} == set(bpy.context.selected_objects)
    before = person.matrix_world.translation.copy()
    bpy.ops.transform.translate(value=(1, 0, 0))
    bpy.context.view_layer.update()
    assert person.matrix_world.translation - before == Vector((1, 0, 0)) == rig.location
    assert not any(person.location)


@pytest.mark.parametrize("half", ["mesh", "rig"])
def test_who_clicks_one_half_moves_both(panel, person, half):
    rig = rig_of(person)
    only(person if half == "mesh" else rig)
    bpy.ops.transform.translate(value=(0, 2, 0))
    bpy.context.view_layer.update()
    assert tuple(person.matrix_world.translation) == tuple(rig.matrix_world.translation) == (0, 2, 0)


@pytest.mark.parametrize("half", ["mesh", "rig"])
@pytest.mark.parametrize("linked", [False, True])
def test_who_duplicates_one_half_has_two_whole_figures(panel, person, half, linked):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    rig = rig_of(person)
    only(person if half == "mesh" else rig)
    bpy.ops.object.duplicate(linked=linked)
    event_loop.advance()
    twin = avatars.active()
    assert twin != person and rig_of(twin) not in (None, rig) and twin.parent == rig_of(twin)
    bpy.ops.transform.translate(value=(3, 0, 0))
    bpy.context.view_layer.update()
    assert tuple(rig.location) == (0, 0, 0) and tuple(twin.matrix_world.translation) == (3, 0, 0)


def test_a_mesh_copied_by_a_script_gets_bones_of_its_own(panel, person):
    from blender_addon.jobs import event_loop

    twin = person.copy()
    bpy.context.collection.objects.link(twin)
    event_loop.advance()
    assert rig_of(twin) not in (None, rig_of(person)) and twin.parent == rig_of(twin)


@pytest.mark.parametrize("half", ["mesh", "rig"])
def test_who_deletes_one_half_deletes_both_and_undo_brings_both_back(panel, person, half):
    bpy.ops.ed.undo_push(message="start")
    only(person if half == "mesh" else rig_of(person))
    bpy.ops.object.delete()
    assert not bpy.data.objects
    bpy.ops.ed.undo_push(message="deleted")
    bpy.ops.ed.undo()
    (person,) = everyone()
    assert rig_of(person).name in bpy.context.view_layer.objects


@pytest.mark.parametrize(
    ("half", "typed", "mesh", "rig"),
    [
        ("mesh", "Ann", "Ann", "Ann Rig"),
        ("rig", "Bob", "Bob Body", "Bob"),
        ("rig", "Bob Rig", "Bob", "Bob Rig"),
    ],
)
def test_renaming_one_half_renames_the_other_and_undo_both(panel, person, half, typed, mesh, rig):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars, object_pairs

    before = person.name, rig_of(person).name
    event_loop.advance()
    bpy.ops.ed.undo_push(message="start")
    (person if half == "mesh" else rig_of(person)).name = typed
    bpy.ops.ed.undo_push(message="Rename")
    event_loop.advance()
    assert (person.name, rig_of(person).name) == (mesh, rig)
    assert person.data.name.startswith(object_pairs.title(person)) and rig_of(person).data.name.startswith(typed[:3])
    assert person.data.materials[0].name.startswith(typed[:3])
    for _ in range(2):
        bpy.ops.ed.undo()
        event_loop.advance()
    person = avatars.active()
    assert (person.name, rig_of(person).name) == before


def test_a_figure_that_is_taken_off_the_selection_goes_whole(panel, person):
    bpy.ops.mesh.primitive_cube_add(location=(9, 0, 0))
    cube = bpy.context.active_object
    only(cube, person, rig_of(person))
    person.select_set(False)  # Shift-click on it
    bpy.context.view_layer.update()
    assert bpy.context.selected_objects == [cube]


def test_a_piece_that_was_cut_off_is_selected_and_deleted_alone(panel, person):
    rig = rig_of(person)
    only(person, rig)
    piece = cut_off(person)
    only(piece)
    assert bpy.context.selected_objects == [piece]
    bpy.ops.object.delete()
    assert set(bpy.data.objects) == {person, rig}


def test_the_rig_can_be_posed_and_the_mesh_edited_alone(panel, person):
    rig = rig_of(person)
    bpy.ops.object.mode_set(mode="POSE")
    bpy.context.view_layer.update()
    assert rig.mode == "POSE"
    bpy.ops.object.mode_set(mode="OBJECT")
    only(person)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.context.view_layer.update()
    assert (person.mode, rig.mode) == ("EDIT", "OBJECT")
    bpy.ops.object.mode_set(mode="OBJECT")


def test_figures_stand_beside_each_other_and_beside_the_default_cube(panel):
    bpy.ops.mesh.primitive_cube_add()
    cube = bpy.context.active_object
    for _ in range(3):
        bpy.ops.galatea.new_avatar()
    things = [cube, *everyone()]
    assert len(things) == 4
    assert all(apart(one, other) for one in things for other in things if one != other)
    feet = [tuple(rig_of(thing).location)[1:] for thing in everyone()]
    assert feet == [(0, 0)] * 3, "in a row, at the height of the cursor"


def test_ground_rooms_and_what_is_hidden_are_no_neighbours(panel):
    bpy.ops.mesh.primitive_plane_add(size=3)
    bpy.ops.mesh.primitive_cube_add(size=8, location=(0, 0, 4))
    bpy.ops.mesh.primitive_cube_add(size=1)
    bpy.context.active_object.hide_set(True)
    bpy.ops.galatea.new_avatar()
    (person,) = everyone()
    assert tuple(rig_of(person).location) == (0, 0, 0)


def test_plain_solid_views_show_colours_once_and_say_so(panel, person):
    window = [a.spaces.active for a in bpy.context.window.screen.areas if a.type == "VIEW_3D"]
    assert window and {view.shading.color_type for view in window} == {"TEXTURE"}
    assert "Solid" in panel.note
    for view in window:
        view.shading.color_type = "MATERIAL"
    bpy.ops.galatea.new_avatar()
    assert {view.shading.color_type for view in window} == {"MATERIAL"}, "told once, then it is the artist's choice"


def test_a_colouring_that_was_chosen_stays_and_the_preferences_can_forbid_it(panel):
    from blender_addon.state import preferences

    views = [a.spaces.active for a in bpy.context.window.screen.areas if a.type == "VIEW_3D"]
    for view in views:
        view.shading.color_type = "RANDOM"
    bpy.ops.galatea.new_avatar()
    assert {view.shading.color_type for view in views} == {"RANDOM"} and not panel.note
    bpy.ops.wm.read_homefile(use_empty=True)
    preferences.get().solid_textures = False
    try:
        bpy.ops.galatea.new_avatar()
    finally:
        preferences.get().solid_textures = True
    views = [a.spaces.active for a in bpy.context.window.screen.areas if a.type == "VIEW_3D"]
    assert {view.shading.color_type for view in views} == {"MATERIAL"}


def test_the_material_has_the_colours_of_its_texture_without_it(panel, person):
    material = person.data.materials[0]
    assert material.node_tree.nodes.active.type == "TEX_IMAGE"
    assert tuple(material.diffuse_color[:3]) != pytest.approx((0.8, 0.8, 0.8))


def test_bones_are_hidden_until_they_are_posed(panel, person):
    rig = rig_of(person)
    bones, tips = (rig.data.collections[name] for name in ("Bones", "Tips"))
    assert {*bones.bones, *tips.bones} == set(rig.data.bones)
    assert all(not bone.use_deform and not bone.children for bone in tips.bones)
    assert not bones.is_visible and not tips.is_visible and rig.visible_get()
    bpy.ops.object.mode_set(mode="POSE")
    bpy.context.view_layer.update()
    assert bones.is_visible and not tips.is_visible
    bones.is_visible = False  # the artist's own choice, in Pose Mode
    bpy.context.view_layer.update()
    assert not bones.is_visible
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.context.view_layer.update()
    assert not bones.is_visible
    bones.is_visible = True
    for mode in ("POSE", "OBJECT"):
        bpy.ops.object.mode_set(mode=mode)
        bpy.context.view_layer.update()
    assert bones.is_visible, "who shows them goes on seeing them"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a tall muscular man, smiling", "Tall Muscular Man"),
        ("an old woman with red hair", "Old Woman"),
        ("smiling girl", "Girl"),
        ("", "Avatar"),
        ("the a an", "Avatar"),
        ("a very very very tall and extremely muscular person", "Very Very Very Tall And"),
    ],
)
def test_figures_are_named_after_the_words(addon, words, name):
    from blender_addon.state import labels

    assert labels.figure_name(words) == name


@pytest.mark.parametrize(
    ("perspective", "shown", "turns"), [("PERSP", False, 1), ("PERSP", True, 0), ("CAMERA", False, 0)]
)
def test_a_view_is_turned_to_a_figure_that_it_does_not_show(panel, person, monkeypatch, perspective, shown, turns):
    """Without windows Blender turns no view and knows not what one shows, so that what it is asked for must do."""
    from blender_addon.state import viewport

    areas = [area for area in bpy.context.window.screen.areas if area.type == "VIEW_3D"]
    turned = []

    class Turn:
        def poll(self):
            return True

        def __call__(self):
            turned.append((bpy.context.area, [thing.type for thing in bpy.context.selected_objects]))

    ops = types.SimpleNamespace(view3d=types.SimpleNamespace(view_selected=Turn()))
    monkeypatch.setattr(viewport, "bpy", types.SimpleNamespace(ops=ops, context=bpy.context, types=bpy.types))
    monkeypatch.setattr(viewport, "_shows", lambda *_: shown)
    for area in areas:
        area.spaces.active.region_3d.view_perspective = perspective
    viewport.frame(person, bpy.context.scene)
    assert [area for area, _ in turned] == areas * turns
    assert all("ARMATURE" in selected for _, selected in turned)


def test_in_a_scene_whose_unit_is_a_centimetre_a_figure_is_a_person(panel):
    """It is as tall in the scene's unit as in metres, the next stands beside it, and sliders leave that alone."""
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    def standing(thing):
        bpy.context.view_layer.update()
        corners = np.array([thing.matrix_world @ Vector(corner) for corner in thing.bound_box])
        return corners.min(axis=0), corners.max(axis=0)

    bpy.ops.galatea.new_avatar()
    event_loop.advance()
    usual = np.ptp(standing(avatars.active()), axis=0)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.scene.unit_settings.system = "METRIC"
    bpy.context.scene.unit_settings.scale_length = 0.01
    bpy.ops.galatea.new_avatar()
    event_loop.advance()
    first = avatars.active()
    assert np.allclose(np.ptp(standing(first), axis=0), usual * 100, rtol=1e-4)
    bpy.ops.galatea.new_avatar()
    second = avatars.active()
    assert standing(second)[0][0] > standing(first)[1][0]
    bpy.ops.galatea.set_sliders(values='{"height": 0.9}')
    assert np.ptp(standing(second), axis=0)[2] > usual[2] * 100
