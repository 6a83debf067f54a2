"""Photos become a new avatar with a clip of the pose; what is no photo is told before anything is sent."""

from __future__ import annotations

from typing import Any

import bpy
import pytest
from panel_helpers import drawn, refused

ops: Any = bpy.ops  # its stubs know Blender's own alone
types: Any = bpy.types


@pytest.fixture
def asked(sent):
    from blender_addon._shared.protocol.requests import PhotoRequest

    return lambda: [request for request in sent if isinstance(request, PhotoRequest)]


def test_photos_become_one_new_avatar_with_their_pose(panel, asked, tmp_path):
    from blender_addon.state import avatars

    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"a photo, as far as anybody here can tell: " + name.encode())
    files = [{"name": "a.jpg"}, {"name": "b.jpg"}]
    ops.galatea.body_from_photo(directory=str(tmp_path), files=files, height=1.87, person=2)
    (request,) = asked()
    assert [photo.file for photo in request.photos] == [str(tmp_path / name) for name in ("a.jpg", "b.jpg")]
    assert request.photos[1].content.tobytes().endswith(b"b.jpg")
    assert request.person == 2 and abs(request.measures["height"] - 1.87) < 1e-6 and "mass" not in request.measures
    (thing,) = avatars.everyone()
    armature = thing.parent
    assert armature is not None and armature.animation_data is not None
    assert "1.0 % of the height" in panel.note
    ops.galatea.body_from_photo(filepath=str(tmp_path / "a.jpg"))
    assert not asked()[1].measures and len(list(avatars.everyone())) == 2


def test_what_is_no_photo_is_refused(panel, asked, tmp_path):
    assert "No photo was chosen" in refused(ops.galatea.body_from_photo)
    assert "cannot be read" in refused(ops.galatea.body_from_photo, filepath=str(tmp_path / "none.jpg"))
    many = [{"name": f"{k}.jpg"} for k in range(17)]
    assert "17 photos" in refused(ops.galatea.body_from_photo, directory=str(tmp_path), files=many)
    assert not asked()


def test_animals_are_asked_for_their_masks(panel, asked, tmp_path, monkeypatch):
    from blender_addon._shared.protocol.events import ModelInfo
    from blender_addon.panels.create import draw_photo
    from blender_addon.session import session

    photos, masks = tmp_path / "photos", tmp_path / "masks"
    for name in ("photos/lion.jpg", "photos/lioness.jpg", "masks/Lion.png", "masks/lion_mask.png", "masks/lioness.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    animal = ModelInfo(name="smal", kind="body", licence="", available=True, form="animal")
    monkeypatch.setattr(session.connection, "_models", (*session.connection._models, animal))
    both = {"directory": str(photos), "files": [{"name": "lion.jpg"}, {"name": "lioness.jpg"}]}
    one, lion = str(photos / "lion.jpg"), str(masks / "lion_mask.png")
    assert "one mask for 2 photos" in refused(ops.galatea.body_from_photo, **both, body="smal", masks=lion)
    (masks / "lioness.png").rename(masks / "leopard.png")
    assert "no mask of lioness.jpg" in refused(ops.galatea.body_from_photo, **both, body="smal", masks=str(masks))
    assert "cannot be read" in refused(ops.galatea.body_from_photo, filepath=one, body="smal", masks=one + ".png")
    assert not asked()
    (masks / "leopard.png").rename(masks / "lioness.png")
    ops.galatea.body_from_photo(**both, body="smal", masks=str(masks))
    ops.galatea.body_from_photo(filepath=one, body="smal", masks=lion)
    assert [[mask.content.tobytes().decode() for mask in request.masks] for request in asked()] == [
        ["masks/lion_mask.png", "masks/lioness.png"],
        ["masks/lion_mask.png"],
    ]
    panel.body = "anny"
    assert "masks" not in drawn(lambda layout, _: draw_photo(layout, panel)).texts, "people are found without"
    panel.body = "smal"
    assert "masks" in drawn(lambda layout, _: draw_photo(layout, panel)).texts


def test_a_face_is_read_by_nets_that_were_added(panel, sent, tmp_path, monkeypatch):
    from blender_addon._shared.protocol.events import ModelInfo
    from blender_addon.session import session
    from blender_addon.state import avatars

    (tmp_path / "talk.mp4").write_bytes(b"a video")
    ops.galatea.face_from_photo(filepath=str(tmp_path / "talk.mp4"), refine=20)
    request = sent[-1]
    assert type(request).__name__ == "FacePhotoRequest" and request.refine == 20
    assert request.photos[0].content.tobytes() == b"a video"
    (thing,) = avatars.everyone()
    assert abs(thing.data.shape_keys.key_blocks["mouthSmileLeft"].value - 0.5) < 1e-6
    assert "Add them: galatea models add" in refused(
        ops.galatea.face_from_photo, filepath=str(tmp_path / "talk.mp4"), model="other"
    )
    assert "No photo was chosen" in refused(ops.galatea.face_from_photo)
    nets = [ModelInfo(name=name, kind="face_reader", licence="", available=name == "own") for name in ("own", "lost")]
    monkeypatch.setattr(session.connection, "_models", (*session.connection._models, *nets))
    assert session.connection.face_readers == ("own",)


def test_images_are_taken_where_they_are_dropped(panel):
    assert types.FileHandler.bl_rna_get_subclass_py("GALATEA_FH_photo").bl_import_operator == (
        "galatea.body_from_photo"
    )
