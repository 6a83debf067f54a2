"""Body and wearables as one mesh: every part is in it as it was, with its weights, face keys, material and alpha."""

import dataclasses

import bpy
import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from reading_back import check, contents_of, wrong


@pytest.fixture(scope="module")
def avatar():
    return dressed_avatar(motion=True)


def with_part(avatar, name, **fields):
    parts = [dataclasses.replace(part, **fields) if part.name == name else part for part in avatar.parts]
    return dataclasses.replace(avatar, parts=tuple(parts))


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_one_mesh_holds_all_parts_and_what_differs_is_named(rooms, avatar, tmp_path, ending):
    scene, export = rooms
    scene.rate.write(bpy.context.scene, avatar.motion.fps)
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    file = export.export(thing, tmp_path / f"ann.{ending}", one_mesh=True)
    checks = check(avatar, file, one_mesh=True)
    assert wrong(checks) == {} and checks["one_mesh"] == "ok" and "eyes face_keys" in checks
    found = contents_of(file)
    assert [node.name for node in found.layout.nodes if node.kind == "mesh"] == ["Ann"]
    assert {m.name for m in found.layout.materials} == {"Ann_skin", "Ann_hair", "Ann_shirt", "Ann_eyes"}
    for mesh in (found, *found.parts):
        assert np.bincount(mesh.weight_vertices[mesh.weights > 0]).max() <= 4
    alpha = {part.name: part.alpha_mode for part in found.parts}
    assert alpha == {"hair": "blend" if ending == "fbx" else "mask", "shirt": "opaque", "eyes": "blend"}
    hair, shirt, eyes = avatar.parts
    moved = hair.mesh.vertices + np.float32(0.001)
    offsets = eyes.shape_keys.offsets * np.float32(2)
    skin = dataclasses.replace(shirt.skin, weights=shirt.skin.weights[:, [1, 0, 2, 3]])
    for changed, name in (
        (with_part(avatar, "hair", mesh=dataclasses.replace(hair.mesh, vertices=moved)), "hair mesh"),
        (with_part(avatar, "shirt", skin=skin), "shirt weights"),
        (with_part(avatar, "shirt", textures=hair.textures), "shirt texture"),
        (
            with_part(avatar, "eyes", shape_keys=dataclasses.replace(eyes.shape_keys, offsets=offsets)),
            "eyes face_keys",
        ),
        (dataclasses.replace(avatar, parts=(hair, shirt)), "parts"),
    ):
        assert wrong(check(changed, file, one_mesh=True)).keys() == {name}


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_several_meshes_are_not_one(rooms, tmp_path, ending):
    scene, export = rooms
    avatar = dressed_avatar()
    file = export.export(scene.build_avatar(bpy.context, avatar), tmp_path / f"a.{ending}")
    assert wrong(check(avatar, file, one_mesh=True)).keys() == {"one_mesh"}


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_materials_that_parts_share_or_lack_do_not_mix_them(rooms, tmp_path, ending):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, dressed_avatar())
    worn = scene.parts.of(thing)
    cloth = bpy.data.materials.new("Cloth")
    worn["shirt"].data.materials[0] = worn["eyes"].data.materials[0] = cloth
    worn["hair"].data.materials.clear()
    file = export.export(thing, tmp_path / f"a.{ending}", one_mesh=True)
    bare = dressed_avatar()
    bare = dataclasses.replace(bare, parts=tuple(dataclasses.replace(part, textures={}) for part in bare.parts))
    assert wrong(check(bare, file, one_mesh=True)) == {}


def test_the_scene_is_left_as_it_was_and_a_blend_is_refused(rooms, avatar, tmp_path):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, avatar)

    def state():
        kinds = ("objects", "meshes", "materials", "images", "actions", "scenes", "shape_keys")
        return [sorted(block.name for block in getattr(bpy.data, kind)) for kind in kinds], set(thing.keys()) - {
            "galatea"
        }

    before = state()
    for ending in ("fbx", "glb"):
        export.export(thing, tmp_path / f"a.{ending}", one_mesh=True)
    assert state() == before
    with pytest.raises(ValueError, match="keeps the meshes of the scene"):
        export.export(thing, tmp_path / "a.blend", one_mesh=True)
