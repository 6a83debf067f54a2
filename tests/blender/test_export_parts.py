"""Files of a figure with hair, clothes and eyes: every mesh is in them and compared, and what is lost is named."""

import dataclasses

import bpy
import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from reading_back import check, contents_of, wrong

NAMES = ("eyes", "hair", "shirt")


@pytest.fixture(scope="module")
def avatar():
    return dressed_avatar(motion=True)


@pytest.fixture(params=["fbx", "glb"])
def file(rooms, avatar, tmp_path, request):
    scene, export = rooms
    scene.rate.write(bpy.context.scene, avatar.motion.fps)
    return export.export(scene.build_avatar(bpy.context, avatar, "Ann"), tmp_path / f"ann.{request.param}")


def spoiled(avatar, name, **change):
    """The avatar with a part that is otherwise; fields of its own parts as `skin__weights`."""
    parts = {part.name: part for part in avatar.parts}
    for path, value in change.items():
        field, _, inner = path.partition("__")
        part = parts[name]
        value = dataclasses.replace(getattr(part, field), **{inner: value}) if inner else value
        parts[name] = dataclasses.replace(part, **{field: value})
    return dataclasses.replace(avatar, parts=tuple(parts.values()))


def test_every_mesh_reads_back_and_what_is_lost_is_named(avatar, file):
    checks = check(avatar, file)
    assert wrong(checks) == {}
    assert {f"{name} {what}" for name in NAMES for what in ("mesh", "weights", "face_keys", "texture")} < checks.keys()
    hair, shirt, eyes = avatar.parts
    fbx = file.suffix == ".fbx"
    moved = hair.mesh.vertices.copy()
    moved[3] += np.float32(0.001)
    painted = {"albedo": eyes.textures["albedo"].copy()}
    painted["albedo"][4, 4, 3] ^= 1
    offsets = eyes.shape_keys.offsets.copy()
    offsets[1, 9, 0] += np.float32(0.001)
    bent = shirt.textures["normal"].copy()
    bent[2, 3, 0] ^= 255
    extra = dataclasses.replace(hair, name="beard")
    for changed, name, text in (
        (dataclasses.replace(avatar, parts=(*avatar.parts, extra)), "parts", "1 meshes missing: beard"),
        (dataclasses.replace(avatar, parts=(hair, eyes)), "parts", "1 meshes too many: shirt"),
        (spoiled(avatar, "hair", mesh__vertices=moved), "hair mesh", "vertex 3 is"),
        (
            spoiled(avatar, "shirt", skin__weights=shirt.skin.weights[:, [1, 0, 2, 3]]),
            "shirt weights",
            "is off by 0.25",
        ),
        (spoiled(avatar, "eyes", shape_keys__offsets=offsets), "eyes face_keys", "eyeBlinkLeft is off by 1.00 mm"),
        (spoiled(avatar, "eyes", textures=painted), "eyes texture", "1 pixels of the texture differ"),
        (spoiled(avatar, "shirt", textures=hair.textures), "shirt texture", "the texture is"),
        (spoiled(avatar, "shirt", textures={**shirt.textures, "normal": bent}), "shirt texture", "1 pixels of the map"),
        (spoiled(avatar, "shirt", material__metallic=0.4), "shirt texture", "metallic is 0.500, not 0.400"),
        (spoiled(avatar, "eyes", material__roughness=0.3), "eyes texture", "roughness is 0.100, not 0.300"),
        (spoiled(avatar, "eyes", material__alpha_mode="opaque"), "eyes texture", "told as blend, not as opaque"),
        (spoiled(avatar, "hair", material__alpha_mode="blend"), "hair texture", "told as mask, not as blend"),
        (spoiled(avatar, "hair", material__alpha_cutoff=0.5), "hair texture", "cut off at 0.400, not at 0.500"),
        (spoiled(avatar, "hair", material__double_sided=False), "hair texture", "from both sides"),
    ):
        if fbx and name == "hair texture":  # what FBX cannot tell
            continue
        assert text in wrong(check(changed, file)).get(name, ""), (name, text, wrong(check(changed, file)))


def test_names_are_the_figures_and_the_parts(file):
    found = contents_of(file)
    meshes = {node.name for node in found.layout.nodes if node.kind == "mesh"}
    assert meshes == {"Ann", *(f"Ann {name}" for name in NAMES)}
    assert {material.name for material in found.layout.materials} == {"Ann_skin", *(f"Ann_{name}" for name in NAMES)}
    pictures = " ".join(found.layout.pictures)
    assert all(f"Ann_{name}_albedo" in pictures for name in NAMES)
    assert all(f"Ann_shirt_{kind}" in pictures for kind in ("normal", "roughness"))
    assert all(f"Ann_{kind}" in pictures for kind in ("albedo", "normal", "roughness"))
    assert not any(material.extras for material in found.layout.materials)


@pytest.mark.parametrize("preset", ["unity", "unreal", "blender"])
@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_presets_are_met_with_parts_too(rooms, tmp_path, preset, ending):
    scene, export = rooms
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    assert wrong(check(avatar, export.export(thing, tmp_path / f"a.{ending}", preset), preset=preset)) == {}


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_what_the_artist_changed_of_parts_is_what_is_compared(rooms, tmp_path, ending):
    """A scaled figure, a moved part, other alpha: the file and the avatar that is read from the scene agree."""
    from blender_addon.export.export_file import poses
    from blender_addon.export.scene_reader import read_avatar

    scene, export = rooms
    thing = scene.build_avatar(bpy.context, dressed_avatar())
    worn = scene.parts.of(thing)
    scene.armature_of(thing).scale = (1.1, 1.1, 1.1)
    worn["hair"].location = (0.0, 0.01, 0.02)
    worn["hair"].vertex_groups.active_index = 0
    worn["eyes"].data.materials[0].use_backface_culling = False
    thing.data.shape_keys.key_blocks["eyeBlinkLeft"].value = 0.75
    bpy.context.view_layer.update()
    shown = export.sample(thing)
    file = export.export_shown(thing, shown, tmp_path / f"a.{ending}")
    here = read_avatar(thing, shown)
    assert [part.name for part in here.parts] == sorted(worn)
    assert wrong(check(here, file, poses(shown))) == {}
    assert np.allclose(
        here.parts[1].mesh.vertices.mean(0),
        1.1 * (dressed_avatar().parts[0].mesh.vertices.mean(0) + np.array((0, 0.01, 0.02))),
        atol=1e-5,
    )
    assert here.parts[0].material.double_sided and here.parts[0].shape_keys.values.tolist() == [0.5, 0.75]


def test_an_export_leaves_the_parts_in_the_scene_as_they_are(rooms, avatar, tmp_path):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, avatar)

    def state():
        worn = scene.parts.of(thing)
        return {
            name: (part.name, part.data.name, part.data.materials[0].name, part.parent) for name, part in worn.items()
        }

    def counts():
        return [
            len(getattr(bpy.data, kind)) for kind in ("objects", "meshes", "materials", "images", "actions", "scenes")
        ]

    before = state(), counts()
    export.export(thing, tmp_path / "a.fbx")
    export.export(thing, tmp_path / "a.glb")
    assert (state(), counts()) == before


def test_a_glb_has_our_pictures_of_roughness_as_they_are_and_metal_beside_them(rooms, tmp_path):
    scene, export = rooms
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    shirt = scene.parts.of(thing)["shirt"].data.materials[0]
    node = scene.material.node_of(thing.data.materials[0], "roughness")
    assert node is not None and node.image is not None and node.image.packed_file is not None
    found = contents_of(export.export(thing, tmp_path / "a.glb"))
    assert found.roughness == node.image.packed_file.data
    worn = next(part for part in found.parts if part.name == "shirt")
    assert worn.metal == pytest.approx(avatar.parts[1].material.metallic)
    (tmp_path / "shirt.png").write_bytes(worn.roughness)
    pixels = scene.material.pixels(bpy.data.images.load(str(tmp_path / "shirt.png")))
    assert (pixels[..., 2] == 255).all()  # which the share of metal is multiplied by
    assert (pixels[..., 1] == avatar.parts[1].textures["roughness"][..., 1]).all()
    links = [link.to_socket.name for link in shirt.node_tree.links if link.from_node.label == "Roughness"]
    assert links == ["Roughness"]  # the artist's own material stays as it was


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_levels_of_detail_stay_at_the_end_of_the_names(rooms, tmp_path, ending):
    """Unity and Unreal go by how a mesh is called; materials and pictures are the same on each level."""
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, dressed_avatar(), "Ann")
    thing.name = "Ann_LOD1.001"
    worn = scene.parts.of(thing)
    worn["hair"].name = "Fringe_lod2"
    worn["eyes"].name = "eyes_LOD0 old"
    found = contents_of(export.export(thing, tmp_path / f"a.{ending}"))
    meshes = {node.name for node in found.layout.nodes if node.kind == "mesh"}
    assert meshes == {"Ann.001_LOD1", "Ann.001 eyes_LOD1", "Ann.001 hair_lod2", "Ann.001 shirt_LOD1"}
    assert {material.name for material in found.layout.materials} == {
        "Ann.001_skin",
        *(f"Ann.001_{name}" for name in NAMES),
    }
    assert (thing.name, worn["hair"].name) == ("Ann_LOD1.001", "Fringe_lod2")


def test_a_long_name_gives_way_and_not_its_level(rooms, tmp_path):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, dressed_avatar(), "Ann")
    thing.name = "A" * 50 + "_LOD0"
    found = contents_of(export.export(thing, tmp_path / "a.glb"))
    meshes = [node.name for node in found.layout.nodes if node.kind == "mesh"]
    assert len(meshes) == 4 and all(name.startswith("AAA") and name.endswith("_LOD0") for name in meshes)


def test_a_piece_that_is_hidden_is_in_the_file_and_told_of(rooms, tmp_path):
    scene, export = rooms
    avatar = dressed_avatar()
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    worn = scene.parts.of(thing)
    assert not export.sample(thing).notes
    worn["hair"].hide_set(True)
    worn["eyes"].hide_viewport = True
    shown = export.sample(thing)
    assert shown.notes == ("Ann eyes, Ann hair are hidden, and in the file all the same; what is deleted is left out.",)
    assert wrong(check(avatar, export.export_shown(thing, shown, tmp_path / "a.glb"))) == {}
    assert worn["hair"].hide_get() and worn["eyes"].hide_viewport
    thing.hide_set(True)
    worn["shirt"].hide_set(True)
    assert not export.sample(thing).notes  # the whole figure is hidden, and nobody thinks it half shown
