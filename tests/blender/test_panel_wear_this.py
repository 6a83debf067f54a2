"""A mesh that an artist made around an avatar is worn by it, wherever and however the avatar stands."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from conftest import turn
from mathutils import Euler, Matrix
from panel_helpers import refused


@pytest.fixture
def asked(sent):
    from blender_addon._shared.protocol.requests import WearThisRequest

    return lambda: [request for request in sent if isinstance(request, WearThisRequest)]


def box(name="Velvet Cape", at=(0.0, 0.0, 1.0), size=0.2):
    bpy.ops.mesh.primitive_cube_add(size=size, location=at)
    thing = bpy.context.object
    thing.name = name
    return thing


def choose(active, *others):
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing in (active, *others))
    bpy.context.view_layer.objects.active = active


def worn(person):
    from blender_addon import scene

    return set(scene.parts.of(person))


@pytest.mark.parametrize("first", ["mesh", "body", "armature"])
def test_whichever_is_active_the_mesh_is_worn_and_the_artists_own_is_kept(panel, person, asked, first):
    from blender_addon.state import avatars, looks

    cape, rig = box(), avatars.rig(person)
    active = {"mesh": cape, "body": person, "armature": rig}[first]
    choose(active, cape, *([rig] if first == "mesh" else []))
    bpy.ops.galatea.wear_this()
    assert worn(person) == {"velvet_cape"}
    assert [each.piece for each in looks.look_of(person.galatea.look).worn] == ["velvet_cape"]
    (request,) = asked()
    assert request.label == "Velvet Cape" and request.slot == "" and not request.replace
    assert cape.name in bpy.data.objects and cape.hide_get() and cape.hide_render and len(cape.data.vertices) == 8
    assert "kept" in panel.note and "Velvet Cape" in panel.note


def test_what_is_worn_is_one_step_to_undo(panel, person):
    from blender_addon.jobs import wear_this
    from blender_addon.session import session
    from blender_addon.state import avatars

    cape = box()
    bpy.ops.ed.undo_push(message="made")
    uid = person.galatea.uid
    wear_this.ask(person, cape, slot="back")
    turn(lambda: not session.connection.jobs)
    assert worn(avatars.find(uid)) == {"velvet_cape"} and bpy.data.objects["Velvet Cape"].hide_get()
    bpy.ops.ed.undo()
    assert worn(avatars.find(uid)) == set()
    cape = bpy.data.objects["Velvet Cape"]
    assert not cape.hide_get() and not cape.hide_render
    bpy.ops.ed.redo()
    assert worn(avatars.find(uid)) == {"velvet_cape"}


def test_it_is_taken_as_it_is_seen(panel, person, asked):
    """Modifiers, transforms, a mirrored scale, two materials, no texture coordinates."""
    from blender_addon import api

    cape = box()
    while cape.data.uv_layers:
        cape.data.uv_layers.remove(cape.data.uv_layers[0])
    cape.modifiers.new("Array", "ARRAY").count = 3
    cape.scale, cape.rotation_euler, cape.location = (-1, 2, 1), Euler((0, 0, 0.5)), (0.1, 0.2, 1.0)
    for name, colour in (("Red", (1, 0, 0, 1)), ("Blue", (0, 0, 1, 1))):
        material = bpy.data.materials.new(name)
        material.diffuse_color = colour
        cape.data.materials.append(material)
    cape.data.polygons[0].material_index = 1
    bpy.context.view_layer.update()
    assert api.wear_this(person, cape, "Seen", "outer") == "seen"
    (request,) = asked()
    graph = bpy.context.evaluated_depsgraph_get()
    shown = cape.evaluated_get(graph).to_mesh()
    expected = np.array([cape.matrix_world @ vertex.co for vertex in shown.vertices])
    centre = np.array(
        [sum(face.area * (cape.matrix_world @ face.center)[axis] for face in shown.polygons) for axis in range(3)]
    )
    assert len(request.vertices) == 24 and request.faces.shape == (18, 4) and centre.any()
    order = np.lexsort(np.round(expected, 4).T), np.lexsort(np.round(request.vertices, 4).T)
    assert np.abs(expected[order[0]] - request.vertices[order[1]]).max() < 1e-4
    corners = request.vertices[request.faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    volume = np.einsum("gd,gd->", corners.mean(axis=1) - request.vertices.mean(axis=0), normals)
    assert volume > 0  # seen from outside they are counter-clockwise, though the scale mirrors them
    albedo = request.textures["albedo"]
    at = request.uvs[request.uv_faces].mean(axis=1)
    pixels = albedo[((1 - at[:, 1]) * len(albedo)).astype(int), (at[:, 0] * albedo.shape[1]).astype(int)]
    assert {tuple(pixel) for pixel in pixels.tolist()} == {(255, 0, 0, 255), (0, 0, 255, 255)}
    assert (pixels[:, 2] == 255).sum() == 3


def test_the_texture_of_the_base_colour_is_taken_along(panel, person, asked):
    from blender_addon import api

    cape = box()
    material = bpy.data.materials.new("Cloth")
    if bpy.app.version < (5, 0, 0):
        material.use_nodes = True
    image = bpy.data.images.new("weave", 2, 2)
    image.pixels[:] = [1, 0, 0, 1] * 2 + [0, 1, 0, 1] * 2
    tree = material.node_tree
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    shader = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = 0.25
    cape.data.materials.append(material)
    api.wear_this(person, cape)
    (request,) = asked()
    albedo = request.textures["albedo"]
    assert albedo.shape == (2, 2, 4) and albedo[:, 0].tolist() == [[0, 255, 0, 255], [255, 0, 0, 255]]
    assert request.material.roughness == pytest.approx(0.25) and request.material.double_sided
    assert len(request.uvs) > 4 and request.material.alpha_mode == "opaque"


def test_around_a_figure_that_was_moved_and_posed_it_lies_where_it_lay(panel, person, asked):
    """What was made around the rest pose and goes along with a bone is where it was."""
    from blender_addon import api
    from blender_addon.scene.shape_keys import rest_vertices
    from blender_addon.state import avatars

    rig, rest = avatars.rig(person), rest_vertices(person)
    bone = next(b for b in rig.pose.bones if (g := person.vertex_groups.get(b.name)) and _held(person, g))
    group = person.vertex_groups[bone.name]
    corners = rest[_held(person, group)]
    bone.rotation_mode = "XYZ"
    bone.rotation_euler = (0.4, 0.3, -0.6)
    rig.location, rig.scale, rig.rotation_euler = (3, -2, 1), (2, 2, 2), (0.2, 0.1, 1.2)
    bpy.context.view_layer.update()
    moved = rig.matrix_world @ bone.matrix @ bone.bone.matrix_local.inverted()
    where = corners.mean(axis=0)
    wanted = np.array([where + (corner - where) * 1.02 for corner in corners], np.float32)
    mesh = bpy.data.meshes.new("sleeve")
    faces = [[0, 1, 2], [1, 2, 3]]
    mesh.from_pydata(
        [tuple(moved @ Matrix.Translation(point).to_translation()) for point in wanted[:4].tolist()], [], faces
    )
    sleeve = bpy.data.objects.new("Sleeve", mesh)
    bpy.context.scene.collection.objects.link(sleeve)
    api.wear_this(person, sleeve)
    (request,) = asked()
    assert np.abs(request.vertices - wanted[:4]).max() < 1e-3


def _held(person, group):
    """Vertices that hang on one bone alone."""
    held = [v.index for v in person.data.vertices if [g.group for g in v.groups if g.weight > 0] == [group.index]]
    return held if len(held) > 3 else []


def test_a_sculpt_and_a_reopened_file_go_along(panel, person, asked, tmp_path, backend):
    from blender_addon import api
    from blender_addon.scene.shape_keys import rest_vertices
    from blender_addon.state import avatars

    person.data.vertices[0].co.z += 0.05
    for block in person.data.shape_keys.key_blocks:
        block.data[0].co.z += 0.05
    cape = box()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    sculpted = rest_vertices(person)
    api.wear_this(person, cape, "One")
    assert np.allclose(asked()[0].base.avatar.mesh.vertices, sculpted, atol=1e-5)
    api.connect(*backend[:2])
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"))
    from blender_addon.jobs import base_avatars
    from blender_addon.state.memory import memory

    memory.of(base_avatars.BaseAvatars).known.clear()
    (person,) = avatars.everyone()
    assert base_avatars.as_it_is(person) is None
    api.wear_this(person, bpy.data.objects["Velvet Cape"], "Two")
    assert np.allclose(asked()[1].base.avatar.mesh.vertices, sculpted, atol=1e-5)


def test_what_cannot_be_worn_is_told_in_a_sentence_and_nothing_is_hidden(panel, person, asked):
    from blender_addon._shared.protocol.requests import MOST_VERTICES
    from blender_addon.state import avatars

    choose(person)
    assert "with Shift" in refused(bpy.ops.galatea.wear_this)
    cape, hat = box(), box("Hat")
    choose(person, cape, hat)
    assert "2 objects" in refused(bpy.ops.galatea.wear_this)
    bpy.ops.object.text_add()
    choose(person, bpy.context.object)
    assert "Convert" in refused(bpy.ops.galatea.wear_this)
    cape.data.clear_geometry()
    choose(cape, person)
    assert "no faces" in refused(bpy.ops.galatea.wear_this)
    hat.modifiers.new("Fine", "SUBSURF").levels = 6
    hat.modifiers.new("Finer", "SUBSURF").levels = 3
    choose(hat, person)
    assert f"{MOST_VERTICES:,}" in refused(bpy.ops.galatea.wear_this)
    hat.modifiers.clear()
    assert "another name" in refused(bpy.ops.galatea.wear_this, label="Taken")
    bpy.ops.object.mode_set(mode="EDIT")
    assert "Edit Mode" in refused(bpy.ops.galatea.wear_this)
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.ops.galatea.new_avatar()
    everyone = list(avatars.everyone())
    choose(hat, *everyone, *map(avatars.rig, everyone))
    assert "Two avatars" in refused(bpy.ops.galatea.wear_this)
    choose(hat)
    assert "No avatar" in refused(bpy.ops.galatea.wear_this)
    assert not hat.hide_get() and not cape.hide_get() and not worn(person) and len(asked()) == 1
