"""What a figure wears: meshes of their own on its armature, that go where it goes."""

import dataclasses

import bpy
import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from shown_mesh import co, shown

NAMES = {"hair", "shirt", "eyes"}


@pytest.fixture
def scene(addon):
    from blender_addon import scene

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return scene


def weights(thing, bones):
    out = np.zeros((len(thing.data.vertices), len(bones)))
    for vertex in thing.data.vertices:
        for group in vertex.groups:
            out[vertex.index, bones.index(thing.vertex_groups[group.group].name)] = group.weight
    return out


def shader_of(thing):
    (material,) = thing.data.materials
    return material, next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")


def test_each_part_is_a_mesh_on_the_one_armature(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    rig, worn = scene.armature_of(thing), scene.parts.of(thing)
    assert worn.keys() == NAMES and [o for o in bpy.data.objects if o.type == "ARMATURE"] == [rig]
    for part in avatar.parts:
        found = worn[part.name]
        assert found.name == f"Ann {part.name}" and found.parent == rig and found.select_get()
        assert np.array_equal(co(found.data.vertices), part.mesh.vertices)
        assert [tuple(p.vertices) for p in found.data.polygons] == [tuple(f) for f in part.mesh.faces.tolist()]
        wanted = np.zeros((len(part.mesh.vertices), len(avatar.rig.bone_names)))
        np.add.at(wanted, (np.arange(len(wanted))[:, None], part.skin.bone_indices), part.skin.weights)
        assert np.allclose(weights(found, list(avatar.rig.bone_names)), wanted, atol=1e-6)
        picture = next(n.image for n in found.data.materials[0].node_tree.nodes if n.type == "TEX_IMAGE")
        pixels = np.empty(picture.size[0] * picture.size[1] * picture.channels, np.float32)
        picture.pixels.foreach_get(pixels)
        channels = 3 if part.material.alpha_mode == "opaque" else 4
        here = np.rint(pixels.reshape(*tuple(picture.size)[::-1], picture.channels)[::-1, :, :channels] * 255)
        assert np.array_equal(here, part.textures["albedo"][..., :channels])


def test_what_shines_has_its_picture_as_emission_and_says_so_again(scene):
    from blender_addon.scene import material

    avatar = dressed_avatar()
    lit = tuple(
        dataclasses.replace(part, material=dataclasses.replace(part.material, emission=2.0 * (part.name == "eyes")))
        for part in avatar.parts
    )
    worn = scene.parts.of(scene.build_avatar(bpy.context, dataclasses.replace(avatar, parts=lit)))
    for part in lit:
        made, shader = shader_of(worn[part.name])
        assert bool(shader.inputs["Emission Color"].links) == (part.name == "eyes")
        assert material.surface_of(made).emission == part.material.emission


def test_alpha_is_cut_off_blended_or_left_alone(scene):
    avatar = dressed_avatar()
    worn = scene.parts.of(scene.build_avatar(bpy.context, avatar))
    methods = {"hair": "DITHERED", "shirt": "DITHERED", "eyes": "BLENDED"}
    for part in avatar.parts:
        material, shader = shader_of(worn[part.name])
        assert material.surface_render_method == methods[part.name]
        assert material.use_backface_culling == (not part.material.double_sided)
        assert shader.inputs["Roughness"].default_value == pytest.approx(part.material.roughness)
        assert shader.inputs["Metallic"].default_value == pytest.approx(part.material.metallic)
        assert scene.material.surface_of(material).metallic == pytest.approx(part.material.metallic)
        assert shader.inputs["Alpha"].is_linked == (part.name != "shirt")
    assert shader_of(worn["eyes"])[1].inputs["Alpha"].links[0].from_node.type == "TEX_IMAGE"
    there = shader_of(worn["hair"])[1].inputs["Alpha"].links[0].from_node
    assert there.inputs[1].links[0].from_node.inputs[1].default_value == pytest.approx(0.4)


def without(avatar, *kinds):
    """An avatar whose shirt has none of these textures."""
    hair, shirt, eyes = avatar.parts
    left = {kind: pixels for kind, pixels in shirt.textures.items() if kind not in kinds}
    return dataclasses.replace(avatar, parts=(hair, dataclasses.replace(shirt, textures=left), eyes))


def test_normals_and_roughness_are_data_that_the_shader_sees_and_go_with_the_avatar(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    _, shader = shader_of(scene.parts.of(thing)["shirt"])
    turned = shader.inputs["Normal"].links[0].from_node
    assert turned.type == "NORMAL_MAP"
    images = {
        "normal": turned.inputs["Color"].links[0].from_node.image,
        "roughness": shader.inputs["Roughness"].links[0].from_node.image,
    }
    for kind, image in images.items():
        assert image.colorspace_settings.name == "Non-Color" and image.packed_file and image.name == f"Ann shirt {kind}"
        pixels = np.empty(len(image.pixels), np.float32)
        image.pixels.foreach_get(pixels)
        width, height = image.size
        here = pixels.reshape(height, width, -1)[::-1, :, :3]
        assert np.array_equal(np.rint(here * 255), avatar.parts[1].textures[kind][..., :3])
    scene.update_avatar(thing, avatar)
    assert shader.inputs["Roughness"].links[0].from_node.image == images["roughness"], "the same pixels stay"
    scene.update_avatar(thing, without(avatar, "normal"))
    _, shader = shader_of(scene.parts.of(thing)["shirt"])
    assert not shader.inputs["Normal"].links and shader.inputs["Roughness"].links
    scene.update_avatar(thing, avatar)
    assert shader_of(scene.parts.of(thing)["shirt"])[1].inputs["Normal"].links


def test_a_picture_of_the_artists_stays_in_the_place_of_roughness(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, without(avatar, "roughness"), "Ann")
    material, shader = shader_of(scene.parts.of(thing)["shirt"])
    noise = material.node_tree.nodes.new("ShaderNodeTexNoise")
    material.node_tree.links.new(noise.outputs[0], shader.inputs["Roughness"])
    scene.update_avatar(thing, avatar)
    assert shader_of(scene.parts.of(thing)["shirt"])[1].inputs["Roughness"].links[0].from_node.type == "TEX_NOISE"


def test_an_update_changes_parts_in_place(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    before = scene.parts.of(thing)
    before["hair"].name = "Mop"
    hair, shirt, eyes = avatar.parts
    longer = dataclasses.replace(hair, mesh=dataclasses.replace(hair.mesh, vertices=hair.mesh.vertices * np.float32(2)))
    bare = dataclasses.replace(shirt, material=dataclasses.replace(shirt.material, alpha_mode="blend"))
    scene.update_avatar(thing, dataclasses.replace(avatar, parts=(longer, bare)))
    after = scene.parts.of(thing)
    assert after.keys() == {"hair", "shirt"} and after["hair"] == before["hair"] and after["hair"].name == "Mop"
    assert np.array_equal(co(after["hair"].data.vertices), longer.mesh.vertices)
    assert shader_of(after["shirt"])[1].inputs["Alpha"].is_linked
    scene.update_avatar(thing, dataclasses.replace(avatar, parts=(hair, shirt, eyes)))
    assert scene.parts.of(thing).keys() == NAMES
    assert not shader_of(scene.parts.of(thing)["shirt"])[1].inputs["Alpha"].is_linked


def test_a_part_that_the_artist_deleted_comes_back_with_other_words_alone(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    bpy.data.objects.remove(scene.parts.of(thing)["hair"])
    scene.update_avatar(thing, avatar)
    assert scene.parts.of(thing).keys() == NAMES - {"hair"}
    told = dataclasses.replace(avatar.provenance, request={"type": "avatar", "prompt": "long hair"})
    scene.update_avatar(thing, dataclasses.replace(avatar, provenance=told))
    assert scene.parts.of(thing).keys() == NAMES


def test_keys_of_a_part_follow_the_body(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    eyes, part = scene.parts.of(thing)["eyes"], avatar.parts[2]
    assert np.allclose(shown(eyes), part.mesh.vertices + 0.5 * part.shape_keys.offsets[0], atol=1e-6)
    blocks = thing.data.shape_keys.key_blocks
    blocks["mouthSmileLeft"].value, blocks["eyeBlinkLeft"].value = 0.0, 1.0
    assert np.allclose(shown(eyes), part.mesh.vertices + part.shape_keys.offsets[1], atol=1e-6)


def test_a_key_of_a_part_that_the_artist_drives_without_variables_stays_so(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    (curve, *_) = scene.parts.of(thing)["eyes"].data.shape_keys.animation_data.drivers
    curve.driver.variables.remove(curve.driver.variables[0])
    curve.driver.type, curve.driver.expression = "SCRIPTED", "0.25"
    scene.update_avatar(thing, avatar)
    assert curve.driver.expression == "0.25" and not curve.driver.variables


def test_a_drag_takes_parts_along_and_can_be_undone(scene):
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    worn = scene.parts.of(thing)
    given = avatar.parts[1].mesh.vertices + np.float32(0.5)
    for step in (0.1, 0.25):
        scene.update_vertices(thing, avatar.mesh.vertices + np.float32(step), {"shirt": given})
        assert np.allclose(co(worn["hair"].data.vertices), avatar.parts[0].mesh.vertices + step, atol=1e-5)
    assert np.array_equal(co(worn["shirt"].data.vertices), given)
    scene.undo_drag(thing)
    for part in avatar.parts:
        assert np.allclose(co(worn[part.name].data.vertices), part.mesh.vertices, atol=1e-6)
    scene.update_vertices(thing, avatar.mesh.vertices + np.float32(0.1))
    scene.update_avatar(thing, avatar)
    for part in avatar.parts:
        assert np.allclose(co(worn[part.name].data.vertices), part.mesh.vertices, atol=1e-6)


def test_a_figure_is_selected_renamed_copied_and_deleted_whole(scene):
    from blender_addon.state import avatars, object_pairs

    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    avatars.remember(thing, avatar, {})
    rig, worn = scene.armature_of(thing), list(scene.parts.of(thing).values())
    figure = {thing, rig, *worn}
    layer = bpy.context.view_layer
    for chosen in figure:
        for other in figure:
            other.select_set(False)
        object_pairs.forget()
        object_pairs.select_whole()
        layer.objects.active = chosen
        chosen.select_set(True)
        object_pairs.select_whole()
        assert set(layer.objects.selected) == figure, chosen.name
        assert avatars.of(chosen) == thing
    object_pairs.give_name(thing, "Bea")
    assert {part.name for part in worn} == {f"Bea {name}" for name in NAMES}
    assert {part.data.materials[0].name for part in worn} == {f"Bea {name}" for name in NAMES}
    bpy.ops.object.duplicate()
    copies = set(layer.objects.selected)
    avatars.separate_twins()
    twin = next(thing for thing in copies if avatars._is_avatar(thing))
    own = scene.parts.of(twin)
    assert own.keys() == NAMES and {twin, scene.armature_of(twin), *own.values()} == copies
    assert set(scene.parts.of(thing).values()) == set(worn)
    eyes = own["eyes"]
    rest = avatar.parts[2].mesh.vertices
    twin.data.shape_keys.key_blocks["mouthSmileLeft"].value = 0.0
    twin.data.shape_keys.key_blocks["eyeBlinkLeft"].value = 1.0
    assert np.allclose(shown(eyes), rest + avatar.parts[2].shape_keys.offsets[1], atol=1e-6)
    assert np.allclose(
        shown(worn[0].parent and scene.parts.of(thing)["eyes"]),
        rest + 0.5 * avatar.parts[2].shape_keys.offsets[0],
        atol=1e-6,
    )
    bpy.ops.object.delete()
    assert set(layer.objects) == figure


def test_parts_that_a_script_copied_follow_the_keys_of_their_own_body(scene):
    """Blender's Duplicate turns the drivers round; a script that copies object by object does not."""
    from blender_addon.state import avatars

    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    avatars.remember(thing, avatar, {})
    rig = scene.armature_of(thing).copy()
    rig.data = rig.data.copy()
    twin, *parts = [each.copy() for each in (thing, *scene.parts.of(thing).values())]
    for each in (twin, *parts):
        each.data, each.parent = each.data.copy(), rig
        next(m for m in each.modifiers if m.type == "ARMATURE").object = rig
    for each in (rig, twin, *parts):
        bpy.context.collection.objects.link(each)
    avatars.separate_twins()
    assert scene.parts.of(twin).keys() == NAMES
    rest, offsets = avatar.parts[2].mesh.vertices, avatar.parts[2].shape_keys.offsets
    keys = twin.data.shape_keys.key_blocks
    keys["mouthSmileLeft"].value, keys["eyeBlinkLeft"].value = 0.0, 1.0
    assert np.allclose(shown(scene.parts.of(twin)["eyes"]), rest + offsets[1], atol=1e-6)
    assert np.allclose(shown(scene.parts.of(thing)["eyes"]), rest + 0.5 * offsets[0], atol=1e-6)


def test_a_figure_is_not_in_the_way_of_itself(scene):
    thing = scene.build_avatar(bpy.context, dressed_avatar())
    assert tuple(scene.free_place(bpy.context.view_layer, thing, bpy.context.scene.cursor.location)) == (0, 0, 0)
