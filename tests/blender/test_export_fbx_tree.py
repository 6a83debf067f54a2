"""The binary FBX tree: what is not touched stays byte for byte, and what is no FBX file is refused."""

import struct

import bpy
import numpy as np
import pytest


@pytest.fixture
def tree():
    import build_addon

    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon.export import fbx_tree

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return fbx_tree


@pytest.fixture
def content(tree, tmp_path):
    bpy.ops.mesh.primitive_monkey_add()
    bpy.ops.object.shape_key_add(from_mix=False)
    bpy.context.object["told"] = "Grüße"
    bpy.context.object.keyframe_insert("location", frame=1)
    file = tmp_path / "monkey.fbx"
    bpy.ops.export_scene.fbx(filepath=str(file), use_custom_props=True)
    return file.read_bytes()


def geometry(file):
    (found,) = (n for n in file.root["Objects"].children if n.name == "Geometry" and n.get(2) == "Mesh")
    return found


def test_reading_and_writing_changes_no_byte(tree, content):
    assert tree.write(tree.read(content)) == content


def test_values_of_every_kind_are_read_and_written(tree, content):
    file = tree.read(content)
    objects = {
        node.get(1).partition("\0")[0]: node for node in file.root["Objects"].children if node.name == "Geometry"
    }
    shape = objects["Suzanne"]["Vertices"]
    places = shape.get().copy()
    shape.set(places * 2.0)
    file.root["Creator"].set("Ada Lovelace, the first")
    settings = {row.get(): row for row in file.root["GlobalSettings"]["Properties70"].children}
    settings["UnitScaleFactor"].set(2.5, 4)
    again = tree.read(tree.write(file))
    assert again.root["Creator"].get() == "Ada Lovelace, the first"
    found = next(node for node in again.root["Objects"].children if node.get(1).startswith("Suzanne\0\1Geometry"))
    assert np.array_equal(found["Vertices"].get(), places * 2.0)
    told = {
        row.get(): row.get(4) for row in again.root["GlobalSettings"]["Properties70"].children if row.properties[4:]
    }
    assert told["UnitScaleFactor"] == 2.5
    text = "Grüße"
    models = [node for node in again.root["Objects"].children if node.name == "Model"]
    assert any(row.get(4) == text for row in models[0]["Properties70"].children if row.get() == "told")


def test_what_is_no_such_file_is_refused(tree, content):
    newer = content[:23] + struct.pack("<I", 7700) + content[27:]
    for wrong in (b"", b"; FBX 7.4.0 project file", newer):
        with pytest.raises(ValueError, match="no binary FBX file"):
            tree.read(wrong)
    with pytest.raises((ValueError, IndexError, struct.error)):
        tree.read(content[: len(content) // 2])
