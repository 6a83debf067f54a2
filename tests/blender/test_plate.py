"""A camera like the one that took the pictures: the eyes of a figure lie where those in each picture do."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

bpy: Any = importlib.import_module("bpy")
POSITIONS = np.array(((0.10, 0.80, 0.05), (0.0, 0.6, 0.0), (-0.08, 1.2, -0.1)))
FOCAL, SIZE = 800.0, (640, 480)


@pytest.fixture
def photo(tmp_path):
    image = bpy.data.images.new("photo", *SIZE)
    image.filepath_raw, image.file_format = str(tmp_path / "photo.png"), "PNG"
    image.save()
    bpy.data.images.remove(image)
    return tmp_path / "photo.png"


def face(turned=0.0):
    """A mesh whose first two vertices are its eyes, 8 cm apart, which its keys of blinking move."""
    data = bpy.data.meshes.new("Face")
    data.from_pydata(
        [(0.04, -0.1, 1.6), (-0.04, -0.1, 1.6), (0, -0.12, 1.5), (0, 0.1, 1.7)], [], [(0, 1, 2), (0, 1, 3)]
    )
    thing = bpy.data.objects.new("Face", data)
    bpy.context.scene.collection.objects.link(thing)
    for name in ("Basis", "Blink_L", "Blink_R"):
        thing.shape_key_add(name=name)
    for place, name in enumerate(("Blink_L", "Blink_R")):
        thing.data.shape_keys.key_blocks[name].data[place].co.z -= 0.01
    thing.rotation_euler.z = turned
    thing.location.x = 2.0
    bpy.context.view_layer.update()
    return thing


@pytest.mark.parametrize("turned", (0.0, 1.0))
def test_eyes_lie_where_they_do_in_the_pictures_and_as_far_apart(addon, photo, turned):
    from bpy_extras.object_utils import world_to_camera_view

    from blender_addon.scene import plate

    bpy.ops.wm.read_homefile(use_empty=True)
    scene, thing = bpy.context.scene, face(turned)
    eyes = plate.eyes_of(thing, ("Blink_L", "Blink_R"))
    np.testing.assert_allclose(eyes[:, 0], (0.04, -0.04), atol=1e-6)
    assert plate.eyes_of(thing, ("Blink_L", "none")) is None
    made = plate.Plate(photo, *SIZE, FOCAL, np.arange(3) + 5, POSITIONS, 0.063)
    camera = plate.add(scene, thing, made, eyes, {})
    assert scene.camera == camera and (scene.render.resolution_x, scene.render.resolution_y) == SIZE
    for frame, (x, y, z) in zip(made.frames, POSITIONS, strict=True):
        scene.frame_set(int(frame))
        left, right = (
            world_to_camera_view(scene, camera, thing.matrix_world @ point.co)
            for point in (thing.data.vertices[0], thing.data.vertices[1])
        )
        middle = (np.array(left) + np.array(right))[:2] / 2 * SIZE
        np.testing.assert_allclose(middle, np.array(SIZE) / 2 + FOCAL * np.array((x, z)) / y, atol=0.05)
        assert abs((left.x - right.x) * SIZE[0] - FOCAL * 0.063 / y) < 0.05
    assert camera.data.show_background_images and camera.data.background_images[0].image.filepath.endswith("photo.png")
    again = plate.add(scene, thing, made, eyes, {})
    assert again == camera and len(camera.data.background_images) == 1
    (photo.parent / "text.png").write_text("no picture")
    with pytest.raises(ValueError, match="cannot be shown"):
        plate.add(
            scene, thing, plate.Plate(photo.parent / "text.png", *SIZE, FOCAL, made.frames, POSITIONS, 0.063), eyes, {}
        )


def test_the_panel_puts_a_video_behind_or_says_why_not(panel, person, photo):
    bpy.ops.galatea.capture_face(filepath=str(photo), plate=True)
    assert bpy.context.scene.camera is not None and not panel.problem.message
    assert bpy.context.scene.camera.get("galatea_plate") == person.name
    assert abs(bpy.context.scene.camera.data.lens - 45.0) < 1e-3
    thing = face()
    thing.shape_key_add(name="jawOpen")
    thing.shape_key_remove(thing.data.shape_keys.key_blocks["Blink_L"])
    bpy.context.view_layer.objects.active = thing
    bpy.ops.galatea.capture_face(filepath=str(photo), plate=True)
    assert "has no keys that close each eye" in panel.note
