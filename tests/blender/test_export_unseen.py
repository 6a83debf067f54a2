"""Of a garment of which little is seen, files have little of the texture: what its faces show, to the pixel."""

import dataclasses

import bpy
import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from reading_back import check, contents_of, wrong

SIZE = 256


def pixels_of(picture: bytes, folder):
    """(H, W, 3) uint8, first row at the top."""
    file = folder / "picture.png"
    file.write_bytes(picture)
    image = bpy.data.images.load(str(file))
    try:
        width, height = image.size
        return np.rint(np.array(image.pixels).reshape(height, width, -1)[::-1, :, :3] * 255).astype(np.uint8)
    finally:
        bpy.data.images.remove(image)


@pytest.fixture(scope="module")
def avatar():
    """With a shirt whose faces show a corner of its noisy textures."""
    whole = dressed_avatar()
    noise = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 4), np.uint8)
    noise[..., 3] = 255
    parts = []
    for part in whole.parts:
        if part.name == "shirt":
            mesh = dataclasses.replace(part.mesh, uvs=part.mesh.uvs * np.float32(0.25) + np.float32(0.1))
            part = dataclasses.replace(part, mesh=mesh, textures={"albedo": noise, "normal": noise[::-1].copy()})
        parts.append(part)
    return dataclasses.replace(whole, parts=tuple(parts))


@pytest.mark.parametrize("kind", ["fbx", "glb"])
def test_a_file_has_of_a_texture_what_is_seen(rooms, avatar, tmp_path, kind):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    before = {image.name: np.array(image.pixels) for image in bpy.data.images}
    materials = set(bpy.data.materials.keys())
    file = export.export(thing, tmp_path / f"ann.{kind}")
    assert wrong(check(avatar, file)) == {}
    (shirt,) = (part for part in contents_of(file).parts if part.name == "shirt")
    noise = {part.name: part for part in avatar.parts}["shirt"].textures
    for name, picture in (("albedo", shirt.texture), ("normal", shirt.normal)):
        here = pixels_of(picture, tmp_path)
        same = (here == noise[name][..., :3]).all(axis=2)
        assert 0.06 < same.mean() < 0.3  # a quarter each way, and what is around it
        assert len(np.unique(here[~same], axis=0)) == 1
    assert set(bpy.data.materials.keys()) == materials
    assert before.keys() == {image.name for image in bpy.data.images}
    assert all(np.array_equal(before[image.name], image.pixels) for image in bpy.data.images)


def test_a_pixel_that_is_seen_counts_and_one_that_is_not_does_not(rooms, avatar, tmp_path):
    scene, export = rooms
    file = export.export(scene.build_avatar(bpy.context, avatar, "Ann"), tmp_path / "ann.fbx")

    def told(row: int, column: int) -> str:
        parts = []
        for part in avatar.parts:
            if part.name == "shirt":
                pixels = part.textures["albedo"].copy()
                pixels[row, column, 0] ^= 255
                part = dataclasses.replace(part, textures={**part.textures, "albedo": pixels})
            parts.append(part)
        return wrong(check(dataclasses.replace(avatar, parts=tuple(parts)), file)).get("shirt texture", "")

    (shirt,) = (part for part in avatar.parts if part.name == "shirt")
    across, up = shirt.mesh.uvs[shirt.mesh.uv_faces[0]].mean(axis=0) * SIZE
    assert told(SIZE - 1 - int(up), int(across)) == "1 pixels of the texture differ"
    assert told(SIZE // 4, SIZE * 3 // 4) == ""


def test_what_an_artist_put_in_its_place_and_what_repeats_stay_whole(rooms, avatar, tmp_path):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    shirt = next(o for o in bpy.data.objects if o.type == "MESH" and "shirt" in o.name)
    layer = shirt.data.uv_layers.active.uv
    uvs = np.empty(len(layer) * 2, np.float32)
    layer.foreach_get("vector", uvs)
    layer.foreach_set("vector", uvs + 1)
    file = export.export(thing, tmp_path / "ann.glb")
    (found,) = (part for part in contents_of(file).parts if part.name == "shirt")
    noise = {part.name: part for part in avatar.parts}["shirt"].textures["albedo"]
    assert np.array_equal(pixels_of(found.texture, tmp_path), noise[..., :3])
