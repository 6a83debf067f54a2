"""The scene writer: what is in an avatar is in Blender's data, and an update leaves what belongs to the artist."""

import dataclasses
import json

import bpy
import numpy as np
import pytest
from shown_mesh import co, shown
from toy_avatar import toy_avatar

from backend.protocol.results import Mesh
from backend.protocol.sliders import ARKIT_52
from rigging.bone_axes import rest_axes
from rigging.motion import posed_matrices, skinned
from rigging.skeletons import MIXAMO


@pytest.fixture
def scene():
    import build_addon

    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon import scene

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return scene


def keys(thing):
    blocks = thing.data.shape_keys.key_blocks
    return {block.name: co(block.data) - co(blocks[0].data) for block in blocks[1:]}


def test_geometry_weights_keys_and_bones_are_the_avatars(scene):
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    mesh, rig = thing.data, scene.armature_of(thing)
    assert np.array_equal(co(mesh.vertices), avatar.mesh.vertices)
    assert [tuple(p.vertices) for p in mesh.polygons] == [tuple(f) for f in avatar.mesh.faces.tolist()]
    uvs = np.array([tuple(item.vector) for item in mesh.uv_layers.active.uv], np.float32)
    assert np.array_equal(uvs, avatar.mesh.uvs[avatar.mesh.uv_faces.reshape(-1)])
    assert all(p.use_smooth for p in mesh.polygons)
    weights = np.zeros((len(mesh.vertices), len(avatar.rig.bone_names)), np.float32)
    for vertex in mesh.vertices:
        for group in vertex.groups:
            weights[vertex.index, avatar.rig.bone_names.index(thing.vertex_groups[group.group].name)] += group.weight
    wanted = np.zeros_like(weights)
    np.add.at(wanted, (np.arange(len(wanted))[:, None], avatar.rig.bone_indices), avatar.rig.weights)
    assert np.allclose(weights, wanted, atol=1e-6)
    found = keys(thing)
    assert tuple(found) == ARKIT_52
    assert np.allclose(np.stack(list(found.values())), avatar.shape_keys.offsets, atol=1e-6)
    assert [mesh.shape_keys.key_blocks[n].value for n in ARKIT_52] == pytest.approx(avatar.shape_keys.values.tolist())
    bones = rig.data.bones
    assert [bone.name for bone in bones] == list(avatar.rig.bone_names)
    matrices = np.array([bones[name].matrix_local for name in avatar.rig.bone_names])
    assert np.allclose(matrices, avatar.rig.rest_matrices, atol=1e-5)
    assert [bones[n].length for n in avatar.rig.bone_names] == pytest.approx(avatar.rig.lengths.tolist(), abs=1e-6)
    assert [b.parent.name if b.parent else None for b in bones] == [
        avatar.rig.bone_names[p] if p >= 0 else None for p in avatar.rig.parents
    ]
    assert not any(bones[bone.name].use_deform for bone in MIXAMO.bones if bone.leaf)


def test_teeth_are_lit_as_they_face_and_not_blended_with_their_backs(scene):
    strip = np.array([(0, 0.02), (0, 0.01), (0, 0), (0.005, 0.01)])
    vertices = np.array([(x, y, z) for x in (0, 0.01, 0.02) for y, z in strip], np.float32)
    faces = np.array([(4 * x + r, 4 * x + r + 1, 4 * x + r + 5, 4 * x + r + 4) for x in (0, 1) for r in range(3)])
    faces = faces.astype(np.int32)
    source = Mesh(vertices=vertices, faces=faces, uvs=np.zeros((len(vertices), 2), np.float32), uv_faces=faces)
    data = scene.mesh.new(source, "Teeth", bpy.context.scene.collection).data
    assert {tuple(sorted(edge.vertices)) for edge in data.edges if edge.use_edge_sharp} == {(2, 6), (6, 10)}
    lit = [data.corner_normals[k].vector for p in data.polygons if p.index % 3 < 2 for k in p.loop_indices]
    assert min(-normal.y for normal in lit) > 0.99


def test_the_texture_comes_back_bit_for_bit(scene):
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    image = next(n.image for n in thing.data.materials[0].node_tree.nodes if n.type == "TEX_IMAGE")
    pixels = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(pixels)
    back = np.round(pixels.reshape(32, 32, 4)[::-1] * 255).astype(np.uint8)
    assert np.array_equal(back, avatar.textures["albedo"])
    assert image.packed_file


def test_the_clip_plays_as_forward_kinematics_says(scene):
    avatar = toy_avatar(motion=True)
    root = avatar.motion.root_translation.copy()
    root[:] = np.linspace(0, 1, len(root))[:, None] * (0.3, -0.2, 0.1)
    avatar = dataclasses.replace(avatar, motion=dataclasses.replace(avatar.motion, root_translation=root))
    bpy.context.scene.render.fps = 30
    thing = scene.build_avatar(bpy.context, avatar)
    rig = scene.armature_of(thing)
    motion, frames = avatar.motion, [0, 97, 322, 655, 1040]
    posed = posed_matrices(avatar.rig.parents, avatar.rig.rest_matrices, motion.rotations[frames], root[frames])
    for row, frame in enumerate(frames):
        bpy.context.scene.frame_set(frame)
        found = np.array([rig.pose.bones[name].matrix for name in avatar.rig.bone_names])
        assert np.allclose(found, posed[row], atol=2e-5)
        values = [thing.data.shape_keys.key_blocks[name].value for name in ARKIT_52]
        assert values == pytest.approx(motion.shape_key_curves[frame].tolist(), abs=1e-5)
        base = avatar.mesh.vertices + np.einsum("k,kvi->vi", values, avatar.shape_keys.offsets)
        wanted = skinned(base, avatar.rig.bone_indices, avatar.rig.weights, avatar.rig.rest_matrices, posed[row])
        assert np.allclose(shown(thing), wanted, atol=1e-4)


def test_another_frame_rate_keeps_the_seconds(scene):
    avatar = toy_avatar(motion=True)
    bpy.context.scene.render.fps = 60
    thing = scene.build_avatar(bpy.context, avatar)
    action = scene.armature_of(thing).animation_data.action
    assert action.frame_range[1] == pytest.approx(2 * (len(avatar.motion.rotations) - 1))


def test_an_update_changes_the_person_and_nothing_of_the_artist(scene):
    thing = scene.build_avatar(bpy.context, toy_avatar(seed=1))
    rig = scene.armature_of(thing)
    thing.name, rig.name = "Hero", "Hero bones"
    rig.location, rig.rotation_euler = (1.0, 2.0, 3.0), (0.0, 0.0, 0.5)
    rig.pose.bones["mixamorig:LeftArm"].rotation_quaternion = (0.8, 0.6, 0.0, 0.0)
    constraint = rig.pose.bones["mixamorig:Head"].constraints.new("COPY_ROTATION")
    constraint.name = "mine"
    own = thing.shape_key_add(name="mine", from_mix=False)
    offsets = np.zeros_like(co(own.data))
    offsets[3] = (0.0, 0.1, 0.0)
    own.data.foreach_set("co", (co(own.data) + offsets).ravel())
    thing.vertex_groups.new(name="mine").add([0], 1.0, "REPLACE")
    cube = bpy.data.objects.new("other", None)
    bpy.context.scene.collection.objects.link(cube)
    bpy.context.view_layer.objects.active = cube
    mesh, other = thing.data, toy_avatar(seed=2, scale=1.2)
    assert scene.update_avatar(thing, other) == thing
    assert thing.data == mesh and scene.armature_of(thing) == rig
    assert (thing.name, rig.name) == ("Hero", "Hero bones")
    assert tuple(rig.location) == (1.0, 2.0, 3.0)
    assert tuple(rig.pose.bones["mixamorig:LeftArm"].rotation_quaternion) == pytest.approx((0.8, 0.6, 0, 0))
    assert rig.pose.bones["mixamorig:Head"].constraints[0].name == "mine"
    assert bpy.context.view_layer.objects.active == cube
    assert "mine" in thing.vertex_groups
    found = keys(thing)
    assert np.allclose(found.pop("mine"), offsets, atol=1e-6)
    assert np.allclose(np.stack(list(found.values())), other.shape_keys.offsets, atol=1e-6)
    assert np.allclose(co(mesh.vertices), other.mesh.vertices)
    matrices = np.array([rig.data.bones[name].matrix_local for name in other.rig.bone_names])
    assert np.allclose(matrices, other.rig.rest_matrices, atol=1e-5)
    assert len(bpy.data.images) == 1 and len(bpy.data.materials) == 1


def test_an_update_survives_a_deleted_armature_and_an_own_material(scene):
    thing = scene.build_avatar(bpy.context, toy_avatar(seed=1))
    bpy.data.objects.remove(scene.armature_of(thing))
    mine = bpy.data.materials.new("mine")
    thing.data.materials.clear()
    thing.data.materials.append(mine)
    scene.update_avatar(thing, toy_avatar(seed=2))
    assert scene.armature_of(thing).type == "ARMATURE"
    assert list(thing.data.materials) == [mine]
    assert np.allclose(shown(thing)[:, 2].min(), 0.0, atol=0.02)


def test_an_update_works_while_posing_and_for_hidden_rigs(scene):
    thing = scene.build_avatar(bpy.context, toy_avatar(seed=1))
    rig = scene.armature_of(thing)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="POSE")
    scene.update_avatar(thing, toy_avatar(seed=2))
    assert rig.mode == "POSE" and bpy.context.view_layer.objects.active == rig
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.hide_set(True)
    scene.update_avatar(thing, toy_avatar(seed=3, scale=0.9))
    assert rig.hide_get()
    assert rig.data.bones["mixamorig:Head"].length == pytest.approx(0.22 * 0.9, abs=1e-5)


@pytest.mark.parametrize("how", ["exclude", "hide_viewport", "collection"])
def test_an_update_works_in_a_hidden_collection_and_a_new_avatar_goes_where_it_is_seen(scene, how):
    collection = bpy.data.collections.new("actors")
    bpy.context.scene.collection.children.link(collection)
    layer = bpy.context.view_layer.layer_collection.children["actors"]
    bpy.context.view_layer.active_layer_collection = layer
    thing = scene.build_avatar(bpy.context, toy_avatar(seed=1))
    rig = scene.armature_of(thing)
    assert list(thing.users_collection) == [collection]
    if how == "collection":
        collection.hide_viewport = True
    else:
        setattr(layer, how, True)
    scene.update_avatar(thing, toy_avatar(seed=2, scale=1.1))
    assert rig.data.bones["mixamorig:Head"].length == pytest.approx(0.22 * 1.1, abs=1e-5)
    assert list(rig.users_collection) == list(thing.users_collection) == [collection]
    bpy.context.view_layer.active_layer_collection = layer
    other = scene.build_avatar(bpy.context, toy_avatar(seed=3))
    assert other.visible_get() and scene.armature_of(other).visible_get()


def test_a_mesh_that_was_cut_up_is_made_whole(scene):
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    thing.shape_key_clear()
    thing.data.clear_geometry()
    scene.update_avatar(thing, avatar)
    assert np.array_equal(co(thing.data.vertices), avatar.mesh.vertices)
    assert tuple(keys(thing)) == ARKIT_52


def test_dragging_moves_basis_and_keys_in_use_and_the_rest_follow_at_the_end(scene):
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    blocks = thing.data.shape_keys.key_blocks
    smile = ARKIT_52.index("mouthSmileLeft")
    for step in (1.05, 1.1):
        moved = avatar.mesh.vertices * np.float32(step)
        scene.update_vertices(thing, moved)
        assert np.allclose(shown(thing), moved + 0.5 * avatar.shape_keys.offsets[smile], atol=1e-5)
    blocks["jawOpen"].value = 1.0
    moved = avatar.mesh.vertices * np.float32(1.2)
    scene.update_vertices(thing, moved)
    jaw = avatar.shape_keys.offsets[ARKIT_52.index("jawOpen")]
    assert np.allclose(shown(thing), moved + 0.5 * avatar.shape_keys.offsets[smile] + jaw, atol=1e-5)
    scene.update_avatar(thing, dataclasses.replace(avatar, mesh=dataclasses.replace(avatar.mesh, vertices=moved)))
    assert np.allclose(np.stack(list(keys(thing).values())), avatar.shape_keys.offsets, atol=1e-6)
    assert [a.name for a in thing.data.attributes if a.name.startswith("galatea")] == []
    assert np.allclose(co(thing.data.vertices), moved, atol=1e-6)


@pytest.mark.parametrize("mode", ["OBJECT", "EDIT", "SCULPT"])
def test_a_drag_can_be_taken_back(scene, mode):
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    own = thing.shape_key_add(name="own", from_mix=False)
    own.points[0].co.z += 1.0
    before = keys(thing)
    for step in (1.1, 1.2):
        scene.update_vertices(thing, avatar.mesh.vertices * np.float32(step))
    bpy.ops.object.mode_set(mode=mode)
    scene.undo_drag(thing)
    assert thing.mode == mode
    bpy.ops.object.mode_set(mode="OBJECT")
    assert np.allclose(co(thing.data.vertices), avatar.mesh.vertices, atol=1e-6)
    after = keys(thing)
    assert after.keys() == before.keys() and all(np.allclose(after[n], before[n], atol=1e-6) for n in before)
    assert [a.name for a in thing.data.attributes if a.name.startswith("galatea")] == []


def test_a_drag_of_a_mesh_without_keys_can_be_taken_back(scene):
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    thing.shape_key_clear()
    scene.update_vertices(thing, avatar.mesh.vertices * np.float32(1.1))
    scene.undo_drag(thing)
    assert np.array_equal(co(thing.data.vertices), avatar.mesh.vertices)
    scene.undo_drag(thing)
    assert np.array_equal(co(thing.data.vertices), avatar.mesh.vertices)


def test_a_drag_that_ends_in_a_result_leaves_the_results_keys(scene):
    avatar, other = toy_avatar(seed=1), toy_avatar(seed=4, scale=1.1)
    thing = scene.build_avatar(bpy.context, avatar)
    scene.update_vertices(thing, avatar.mesh.vertices * np.float32(1.05))
    scene.update_avatar(thing, other)
    assert np.allclose(np.stack(list(keys(thing).values())), other.shape_keys.offsets, atol=1e-6)
    with pytest.raises(ValueError, match="416 vertices"):
        scene.update_vertices(thing, np.zeros((3, 3), np.float32))


def test_where_it_came_from_is_on_mesh_and_armature(scene):
    avatar = toy_avatar(seed=9)
    thing = scene.build_avatar(bpy.context, avatar)
    for part in (thing, scene.armature_of(thing)):
        told = json.loads(part["galatea_provenance"])
        assert told["request"] == dict(avatar.provenance.request)
        assert told["models"] == {"body toy": "CC0-1.0"}
        assert part["galatea_avatar_id"] == avatar.avatar_id


def test_two_avatars_of_one_request_do_not_share_data(scene):
    first, second = (scene.build_avatar(bpy.context, toy_avatar()) for _ in range(2))
    assert first != second and first.data != second.data
    assert scene.armature_of(first) != scene.armature_of(second)
    before = co(second.data.vertices)
    scene.update_avatar(first, toy_avatar(scale=1.3))
    assert np.array_equal(co(second.data.vertices), before)


def test_axes_in_the_scene_are_the_tables(scene):
    thing = scene.build_avatar(bpy.context, toy_avatar("a"))
    bones = scene.armature_of(thing).data.bones
    found = np.array([bones[name].matrix_local for name in MIXAMO.names])[:, :3, :3]
    assert np.allclose(found, rest_axes(MIXAMO, "a"), atol=1e-5)
