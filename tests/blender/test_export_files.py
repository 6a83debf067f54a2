"""Where files go: links and pictures of a .blend, names that somebody else has, many exports at once, long paths."""

from __future__ import annotations

import os
from pathlib import Path

import bpy
import pytest
from reading_back import check
from test_export_shown import counts
from test_scene_export import addon_rooms
from toy_avatar import toy_avatar

__all__ = ["addon_rooms"]


def library(folder: Path, name: str) -> Path:
    """A file that holds an armature object of that name."""
    folder.mkdir(exist_ok=True)
    data = bpy.data.armatures.new(name)
    thing = bpy.data.objects.new(name, data)
    file = folder / "library.blend"
    bpy.data.libraries.write(str(file), {thing})
    bpy.data.objects.remove(thing)
    bpy.data.armatures.remove(data)
    return file


def link(file: Path, relative: bool = False) -> bpy.types.Object:
    with bpy.data.libraries.load(str(file), link=True, relative=relative) as (there, here):
        here.objects = there.objects
    bpy.context.scene.collection.objects.link(here.objects[0])
    return here.objects[0]


def linked_mesh(scene, avatar, file: Path) -> bpy.types.Object:
    """The mesh of an avatar in a new file that links it from `file`."""
    thing = scene.build_avatar(bpy.context, avatar)
    bpy.data.libraries.write(str(file), {thing, scene.armature_of(thing)})
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    with bpy.data.libraries.load(str(file), link=True) as (there, here):
        here.objects = there.objects
    for each in here.objects:
        bpy.context.scene.collection.objects.link(each)
    return next(each for each in here.objects if each.type == "MESH")


def picture(file: Path) -> bpy.types.Image:
    image = bpy.data.images.new("picture", 8, 8)
    image.filepath_raw, image.file_format = str(file), "PNG"
    image.save()
    image.use_fake_user = True
    return image


@pytest.mark.parametrize("place", ["beside", "deeper", "elsewhere"])
def test_a_blend_finds_its_libraries_and_pictures_wherever_it_is_written(addon_rooms, tmp_path, place):
    scene, export = addon_rooms
    home = tmp_path / "home"
    file = library(home, "prop")
    thing = scene.build_avatar(bpy.context, toy_avatar())
    bpy.ops.wm.save_as_mainfile(filepath=str(home / "scene.blend"))
    link(file, relative=True)
    image = picture(home / "picture.png")
    image.filepath = "//picture.png"
    out = {"beside": home, "deeper": home / "out", "elsewhere": tmp_path / "other"}[place]
    out.mkdir(exist_ok=True)
    written = export.export(thing, out / "copy.blend")
    assert bpy.data.filepath == str(home / "scene.blend") and image.filepath == "//picture.png"
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".") or "copy" in path.name) == [
        "copy.blend"
    ]
    bpy.ops.wm.open_mainfile(filepath=str(written))
    assert bpy.data.objects["prop"].library and not bpy.data.objects["prop"].is_missing
    for path in (bpy.data.libraries[0].filepath, bpy.data.images["picture"].filepath):
        assert path.startswith("//") and Path(bpy.path.abspath(path)).resolve().is_file(), path
    assert bpy.data.images["picture"].pixels[0] == pytest.approx(0.0)


@pytest.mark.parametrize("ending", ["fbx", "glb", "blend"])
@pytest.mark.parametrize("linked", [False, True])
def test_somebody_elses_armature_of_that_name_is_in_nobodys_way(addon_rooms, tmp_path, linked, ending):
    scene, export = addon_rooms
    file = library(tmp_path / "library", "Armature")
    if linked:
        other = link(file)
    else:
        other = bpy.data.objects.new("Armature", bpy.data.armatures.new("Armature"))
        bpy.context.scene.collection.objects.link(other)
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    before = counts()
    written = export.export(thing, tmp_path / f"one.{ending}", "unreal")
    assert counts() == before and other.name == "Armature" and bool(other.library) == linked
    if ending == "blend":
        bpy.ops.wm.open_mainfile(filepath=str(written))
        again = bpy.data.objects["Avatar"]
        assert scene.armature_of(again).name == "Armature" and not scene.armature_of(again).library
        assert linked or "Armature.001" in bpy.data.objects
    else:
        checks = check(avatar, written)
        assert set(checks.values()) == {"ok"}, checks


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_an_avatar_that_is_linked_from_another_file_is_exported(addon_rooms, tmp_path, ending):
    scene, export = addon_rooms
    avatar = toy_avatar()
    thing = linked_mesh(scene, avatar, tmp_path / "people.blend")
    before = counts()
    checks = check(avatar, export.export(thing, tmp_path / f"one.{ending}", "unreal"))
    assert set(checks.values()) == {"ok"}, checks
    assert counts() == before


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_a_library_override_is_exported(addon_rooms, tmp_path, ending):
    scene, export = addon_rooms
    avatar = toy_avatar()
    linked = linked_mesh(scene, avatar, tmp_path / "people.blend")
    thing = linked.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    assert thing.override_library
    before = counts()
    checks = check(avatar, export.export(thing, tmp_path / f"one.{ending}"))
    assert set(checks.values()) == {"ok"}, checks
    assert counts() == before


def test_files_of_one_stem_do_not_meet(addon_rooms, tmp_path):
    """Two programs write at the same time: the one is in the middle of it while the other begins and ends."""
    _, _ = addon_rooms
    from blender_addon.export.partial import appearing

    with appearing(tmp_path / "w.glb") as one:
        one.write_text("glb")
        with appearing(tmp_path / "w.fbx") as two, appearing(tmp_path / "w.glb") as three:
            two.write_text("fbx")
            three.write_text("later")
        assert one.read_text() == "glb"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"w.fbx": "fbx", "w.glb": "glb"}


@pytest.mark.parametrize("ending", ["fbx", "glb", "blend"])
def test_a_name_as_long_as_the_disk_takes_leaves_no_hidden_file(addon_rooms, tmp_path, ending):
    scene, export = addon_rooms
    thing = scene.build_avatar(bpy.context, toy_avatar())
    name = "n" * (255 - len(ending) - 1) + f".{ending}"
    export.export(thing, tmp_path / name)
    assert os.listdir(tmp_path) == [name]
    with pytest.raises(OSError, match="too long"):
        export.export(thing, tmp_path / f"n{name}")
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("ending", ["fbx", "glb", "blend"])
def test_the_longest_path_is_told_and_works(addon_rooms, tmp_path, ending):
    scene, export = addon_rooms
    thing = scene.build_avatar(bpy.context, toy_avatar())
    folder = tmp_path
    while len(os.fsencode(folder)) < 900:
        folder /= "d" * 60
    folder.mkdir(parents=True)
    far = folder / f"{'x' * 130}.{ending}"
    with pytest.raises(ValueError, match=r"is \d+ bytes longer") as caught:
        export.export(thing, far)
    longer = int(str(caught.value).split(" bytes longer")[0].split()[-1])
    far = far.with_name(f"{'x' * (130 - longer)}.{ending}")
    assert export.export(thing, far).stat().st_size > 1000
    assert os.listdir(folder) == [far.name]
    with pytest.raises(ValueError, match="is 1 byte longer"):
        export.export(thing, far.with_name(f"x{far.name}"))
    assert os.listdir(folder) == [far.name]


def test_names_of_full_length_come_back(addon_rooms, tmp_path):
    scene, export = addon_rooms
    thing = scene.build_avatar(bpy.context, toy_avatar())
    thing.name = scene.armature_of(thing).name = thing.data.name = "n" * 63
    before = counts()
    export.export(thing, tmp_path / "one.fbx", "unreal")
    assert counts() == before
    assert b"n" * 62 in (tmp_path / "one.fbx").read_bytes()
