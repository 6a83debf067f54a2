"""The check of an export: silent on a faithful file, and one sentence on each thing that differs."""

import dataclasses
import io
import json
from typing import Any

import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from PIL import Image
from toy_avatar import toy_avatar, with_clip

from backend.capabilities.exchange import contents
from backend.capabilities.exchange.compare import compare, poses_of
from backend.capabilities.exchange.contents import Contents, PartContents
from backend.capabilities.exchange.layout import Channel, Layout, Material, Node
from backend.protocol.errors import BadFile
from rigging.motion import posed_matrices


def layout_of(avatar) -> Layout:
    """As Mixamo's own files are: the hips and the mesh at the root, keys for turns alone."""
    rig, motion = avatar.rig, avatar.motion
    names = rig.bone_names
    bones = [
        Node(n, "bone", names[p] if p >= 0 else "", 3.0, 0.0, 0.1) for n, p in zip(names, rig.parents, strict=True)
    ]
    turning = [Channel(name, "rotation", 20.0) for name in names] if motion else []
    return Layout(
        metres_per_unit=0.01,
        up="+Y",
        front="+Z",
        nodes=(Node("Ada", "mesh", "", 0.0, 0.0, 0.0), *bones),
        channels=(*turning, Channel(names[0], "translation", 0.2), Channel("jawOpen", "key", 1.0)) if motion else (),
        clips=(motion.name,) if motion else (),
        materials=(Material("Ada_skin", (1.0, 1.0, 1.0), True, False, ()),),
        pictures=("Ada_albedo.png",),
        absolute_paths=(),
        key_normals=True,
    )


def pictures_of(textures) -> dict[str, Any]:
    """Field of the contents -> the picture file of a texture."""
    out = {}
    for kind, pixels in textures.items():
        picture = io.BytesIO()
        Image.fromarray(pixels).save(picture, "PNG")
        out["texture" if kind == "albedo" else kind] = picture.getvalue()
    return out


def faithful(avatar) -> Contents:
    """What a reader finds in a perfect file of `avatar`."""
    rig, motion, keys = avatar.rig, avatar.motion, avatar.shape_keys
    used = np.nonzero(rig.weights)
    frames = poses_of(avatar).frames.tolist()
    source = avatar.provenance
    told = {k: getattr(source, k) for k in ("request", "seed", "models", "versions")}
    return Contents(
        layout=layout_of(avatar),
        bone_names=rig.bone_names[::-1],
        bone_parents=tuple(rig.bone_names[p] if p >= 0 else "" for p in rig.parents[::-1]),
        rest_matrices=rig.rest_matrices[::-1].astype(float),
        vertices=avatar.mesh.vertices.astype(float),
        polygons=len(avatar.mesh.faces),
        weight_vertices=used[0],
        weight_bones=len(rig.bone_names) - 1 - rig.bone_indices[used],
        weights=rig.weights[used],
        key_names=keys.names,
        key_values=keys.values.astype(float),
        key_offsets=keys.offsets.astype(float),
        **pictures_of(avatar.textures),
        properties={"galatea_avatar_id": avatar.avatar_id, "galatea_provenance": json.dumps(told)},
        clip_seconds=(0.0, (len(motion.rotations) - 1) / motion.fps) if motion else (),
        sample_matrices=posed_matrices(
            rig.parents, rig.rest_matrices, motion.rotations[frames], motion.root_translation[frames]
        )[:, ::-1]
        if motion
        else np.zeros((0, len(rig.bone_names), 4, 4)),
        sample_keys=motion.shape_key_curves[frames] if motion else np.zeros((0, len(keys.names))),
    )


def faithful_part(part, bones, frames, motion, body_keys) -> PartContents:
    """What a reader finds of a part in a perfect glTF file."""
    used, mask = np.nonzero(part.skin.weights), part.material.alpha_mode == "mask"
    columns = [body_keys.index(name) for name in part.shape_keys.names]
    return PartContents(
        name=part.name,
        vertices=part.mesh.vertices.astype(float),
        polygons=len(part.mesh.faces),
        weight_vertices=used[0],
        weight_bones=bones - 1 - part.skin.bone_indices[used],
        weights=part.skin.weights[used],
        key_names=part.shape_keys.names,
        key_values=part.shape_keys.values.astype(float),
        key_offsets=part.shape_keys.offsets.astype(float),
        **pictures_of(part.textures),
        alpha_mode=part.material.alpha_mode,
        alpha_cutoff=part.material.alpha_cutoff if mask else 0.0,
        two_sided=part.material.double_sided,
        materials=(f"Ada_{part.name}",),
        sample_keys=motion.shape_key_curves[frames][:, columns] if motion else np.zeros((0, len(columns))),
    )


def faithful_dressed(avatar) -> Contents:
    body, frames = faithful(dataclasses.replace(avatar, parts=())), poses_of(avatar).frames.tolist()
    keys, bones = avatar.shape_keys.names, len(avatar.rig.bone_names)
    return dataclasses.replace(
        body, parts=tuple(faithful_part(part, bones, frames, avatar.motion, keys) for part in avatar.parts)
    )


@pytest.fixture(scope="module")
def avatar():
    return with_clip(toy_avatar())


@pytest.fixture(scope="module")
def found(avatar):
    return faithful(avatar)


def test_a_faithful_file_passes_every_check(avatar, found):
    assert set(compare(avatar, found).values()) == {"ok"}
    still = toy_avatar()
    assert set(compare(still, faithful(still)).values()) == {"ok"}


def changed(array, index, by):
    out = np.array(array, float)
    out[index] += by
    return out


def laid_out(found, **change):
    return {"layout": dataclasses.replace(found.layout, **change)}


def with_node(found, **change):
    first, *rest = found.layout.nodes
    return laid_out(found, nodes=(dataclasses.replace(first, **change), *rest))


def with_skin(found, **change):
    return laid_out(found, materials=(dataclasses.replace(found.layout.materials[0], **change),))


def keyed(found, node, kind):
    return laid_out(found, channels=(*found.layout.channels, Channel(node, kind, 0.1)))


SPOILED = {
    "unit": ("as_mixamo_expects_it", lambda f: laid_out(f, metres_per_unit=1.0), "one unit is 1 m, not 0.01 m"),
    "axes": ("as_mixamo_expects_it", lambda f: laid_out(f, up="+Z", front="-Y"), "+Z is up"),
    "node scale": ("as_mixamo_expects_it", lambda f: with_node(f, scaled=99.0), "differs from 1 by 99"),
    "node turn": ("as_mixamo_expects_it", lambda f: with_node(f, turned=90.0), "Ada is turned by 90 degrees"),
    "node above": ("as_mixamo_expects_it", lambda f: with_node(f, kind="empty"), "Ada stands above the bones"),
    "stretching": ("as_mixamo_expects_it", lambda f: keyed(f, "mixamorig:Head", "translation"), "would stretch"),
    "growing": ("as_mixamo_expects_it", lambda f: keyed(f, "mixamorig:Hips", "scale"), "would stretch"),
    "loose keys": ("as_mixamo_expects_it", lambda f: keyed(f, "Ada", "rotation"), "which is no bone"),
    "clip's name": ("as_mixamo_expects_it", lambda f: laid_out(f, clips=("Scene",)), "a clip called 'Scene'"),
    "grey": ("as_mixamo_expects_it", lambda f: with_skin(f, colour=(0.8, 0.8, 0.8)), "multiplied by (0.80"),
    "two-sided": ("as_mixamo_expects_it", lambda f: with_skin(f, two_sided=True), "both sides"),
    "notes": ("as_mixamo_expects_it", lambda f: with_skin(f, extras=("galatea_texture",)), "galatea_texture"),
    "path": ("as_mixamo_expects_it", lambda f: laid_out(f, absolute_paths=("/home/ada/a.png",)), "/home/ada/a.png"),
    "lost bone": (
        "bones",
        lambda f: {"bone_names": ("Bone", *f.bone_names[1:])},
        "missing: mixamorig:RightToe_End; 1 bones too many: Bone",
    ),
    "parent": ("bones", lambda f: {"bone_parents": ("", *f.bone_parents[1:])}, "the parent of mixamorig:RightToe_End"),
    "joint": (
        "rest_pose",
        lambda f: {"rest_matrices": changed(f.rest_matrices, (0, 0, 3), 2e-4)},
        "RightToe_End is 0.20 mm",
    ),
    "roll": (
        "rest_pose",
        lambda f: {
            "rest_matrices": np.concatenate((f.rest_matrices[:1] @ np.diag((-1, 1, -1, 1)), f.rest_matrices[1:]))
        },
        "turned by 180",
    ),
    "vertex": ("mesh", lambda f: {"vertices": changed(f.vertices, (7, 1), 2e-4)}, "vertex 7 is 0.20 mm"),
    "polygons": ("mesh", lambda f: {"polygons": f.polygons - 1}, "311 polygons instead of 312"),
    "weight": ("weights", lambda f: {"weights": changed(f.weights, 3, 0.01)}, "off by 0.0100"),
    "key lost": ("face_keys", lambda f: {"key_names": ("other", *f.key_names[1:])}, "missing: browDownLeft"),
    "key": (
        "face_keys",
        lambda f: {"key_offsets": changed(f.key_offsets, (2, 5, 0), 3e-4)},
        "browInnerUp is off by 0.30 mm",
    ),
    "no texture": ("texture", lambda f: {"texture": b""}, "no texture"),
    "broken texture": ("texture", lambda f: {"texture": b"\x89PNG nothing"}, "cannot be read"),
    "clip late": ("clip", lambda f: {"clip_seconds": (1 / 30, 36.0)}, "0.033"),
    "no clip": ("clip", lambda f: {"clip_seconds": ()}, "no clip"),
    "pose": (
        "poses",
        lambda f: {"sample_matrices": changed(f.sample_matrices, (3, 0, 2, 3), 5e-4)},
        "RightToe_End is 0.50 mm",
    ),
    "key curve": ("poses", lambda f: {"sample_keys": changed(f.sample_keys, (20, 4), 0.1)}, "off by 0.100"),
    "id": ("provenance", lambda f: {"properties": {}}, "id is None"),
    "seed": (
        "provenance",
        lambda f: {"properties": {**f.properties, "galatea_provenance": '{"seed": 7}'}},
        "differs in models, request, seed, versions",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_differs_is_said_by_the_check_that_is_for_it(avatar, found, case):
    check, change, text = SPOILED[case]
    said = compare(avatar, dataclasses.replace(found, **change(found)))
    assert text in said[check]
    alone = {"lost bone", "key lost", "no clip"}
    assert case in alone or [name for name, value in said.items() if value != "ok"] == [check]


def test_a_changed_pixel_is_counted(avatar, found):
    other = {"albedo": avatar.textures["albedo"].copy()}
    other["albedo"][3, 4, 0] ^= 1
    assert compare(dataclasses.replace(avatar, textures=other), found)["texture"] == "1 pixels of the texture differ"


def test_contents_survive_the_way_between_processes(found, tmp_path):
    contents.save(tmp_path / "contents.npz", found)
    back = contents.load(tmp_path / "contents.npz")
    for field in dataclasses.fields(Contents):
        ours, theirs = getattr(found, field.name), getattr(back, field.name)
        assert np.array_equal(ours, theirs) if isinstance(ours, np.ndarray) else ours == theirs, field.name


@pytest.mark.parametrize("value", [-2.5, 0.0, float("nan")])
def test_the_face_of_a_figure_without_a_clip_is_compared_beyond_0_to_1(value):
    still = toy_avatar()
    keys = dataclasses.replace(
        still.shape_keys,
        values=np.linspace(-4, 4, len(still.shape_keys.names), dtype=np.float32),
        ranges=((-4.0, 4.0),) * len(still.shape_keys.names),
    )
    still = dataclasses.replace(still, shape_keys=keys)
    found = faithful(still)
    assert set(compare(still, found).values()) == {"ok"}
    other = found.key_values.copy()
    other[7] = value
    said = compare(still, dataclasses.replace(found, key_values=other))["face_keys"]
    assert said.startswith(f"{keys.names[7]} is ")


@pytest.fixture(scope="module")
def dressed():
    return dressed_avatar(motion=True)


PARTS_SPOILED = {
    "lost": ("parts", "hair", None, "1 meshes missing: hair"),
    "renamed": ("parts", "hair", lambda p: {"name": "wig"}, "missing: hair; 1 meshes too many: wig"),
    "vertex": ("hair mesh", "hair", lambda p: {"vertices": changed(p.vertices, (5, 0), 2e-4)}, "vertex 5 is 0.20 mm"),
    "polygons": ("shirt mesh", "shirt", lambda p: {"polygons": 3}, "3 polygons instead of 18"),
    "weight": ("shirt weights", "shirt", lambda p: {"weights": changed(p.weights, 3, 0.01)}, "off by 0.0100"),
    "bone": ("hair weights", "hair", lambda p: {"weight_bones": p.weight_bones * 0}, "off by 1.0000"),
    "key lost": ("eyes face_keys", "eyes", lambda p: {"key_names": ("jawOpen", p.key_names[1])}, "mouthSmileLeft"),
    "key": (
        "eyes face_keys",
        "eyes",
        lambda p: {"key_offsets": changed(p.key_offsets, (0, 9, 0), 2e-4)},
        "mouthSmileLeft is off by 0.20 mm",
    ),
    "no picture": ("shirt texture", "shirt", lambda p: {"texture": b""}, "no texture"),
    "no normals": ("shirt texture", "shirt", lambda p: {"normal": b""}, "there is no map of normals"),
    "roughness": ("shirt texture", "shirt", lambda p: {"roughness": p.normal}, "pixels of the map of roughness differ"),
    "alpha lost": ("eyes texture", "eyes", lambda p: {"alpha_mode": "opaque"}, "told as opaque, not as blend"),
    "mask lost": ("hair texture", "hair", lambda p: {"alpha_mode": "blend"}, "told as blend, not as mask"),
    "cutoff": ("hair texture", "hair", lambda p: {"alpha_cutoff": 0.5}, "cut off at 0.500, not at 0.400"),
    "one side": ("hair texture", "hair", lambda p: {"two_sided": False}, "from one side alone"),
    "two sides": ("shirt texture", "shirt", lambda p: {"two_sided": True}, "from both sides"),
    "key curve": (
        "poses",
        "eyes",
        lambda p: {"sample_keys": changed(p.sample_keys, (3, 1), 0.1)},
        "eyeBlinkLeft of the eyes is off by 0.100",
    ),
}


@pytest.mark.parametrize("case", PARTS_SPOILED)
def test_what_differs_in_a_part_is_said_by_the_check_that_is_for_it(dressed, case):
    check, name, change, text = PARTS_SPOILED[case]
    found = faithful_dressed(dressed)
    before = compare(dressed, found, file_format="glb")
    assert before[check] == "ok"
    parts = {part.name: part for part in found.parts}
    if change is None:
        del parts[name]
    else:
        parts[name] = dataclasses.replace(parts[name], **change(parts[name]))
    said = compare(dressed, dataclasses.replace(found, parts=tuple(parts.values())), file_format="glb")
    assert text in said[check]
    alone = {"lost", "renamed", "key lost"}
    assert case in alone or [each for each in before if before[each] != said[each]] == [check]


def test_fbx_knows_alpha_and_no_cutoff(dressed):
    found = faithful_dressed(dressed)
    hair, *others = found.parts
    told = dataclasses.replace(found, parts=(dataclasses.replace(hair, alpha_mode="blend", two_sided=None), *others))
    assert set(compare(dressed, told).values()) == {"ok"}
    assert "told as mask, not as blend" in compare(dressed, found)["hair texture"]


def test_contents_with_parts_survive_the_way_between_processes(dressed, tmp_path):
    found = faithful_dressed(dressed)
    contents.save(tmp_path / "contents.npz", found)
    back = contents.load(tmp_path / "contents.npz")
    assert compare(dressed, back, file_format="glb") == compare(dressed, found, file_format="glb")
    for ours, theirs in zip(found.parts, back.parts, strict=True):
        for field in dataclasses.fields(PartContents):
            a, b = getattr(ours, field.name), getattr(theirs, field.name)
            assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, field.name


@pytest.mark.parametrize(
    ("says", "change"),
    {
        "vertices of weights": lambda f: {"weight_vertices": f.weight_vertices + len(f.vertices)},
        "bones of weights": lambda f: {"weight_bones": f.weight_bones - len(f.bone_names)},
        "weights": lambda f: {"weights": f.weights[1:]},
        "face keys": lambda f: {"key_offsets": f.key_offsets[:, 1:]},
        "key values": lambda f: {"sample_keys": f.sample_keys[1:]},
        "bones": lambda f: {"rest_matrices": f.rest_matrices[1:]},
        "poses": lambda f: {"sample_matrices": f.sample_matrices[:, 1:]},
        "parents": lambda f: {"bone_parents": f.bone_parents[1:]},
    }.items(),
)
def test_what_a_reader_found_is_not_compared_where_it_does_not_hold_together(says, change):
    found = faithful(with_clip(toy_avatar()))
    contents.check_sound(found)
    with pytest.raises(BadFile, match=f"damaged: .*{says}"):
        contents.check_sound(dataclasses.replace(found, **change(found)))


@pytest.mark.parametrize("lost", [False, True])
def test_vertices_in_one_place_are_met_by_one_and_others_are_not(lost):
    """Cloth has layers that touch; a file that splits vertices at seams tells the place once more, or once."""
    avatar = dressed_avatar()
    hair, shirt, eyes = avatar.parts
    vertices = shirt.mesh.vertices.copy()
    vertices[1] = vertices[0]
    shirt = dataclasses.replace(shirt, mesh=dataclasses.replace(shirt.mesh, vertices=vertices))
    avatar = dataclasses.replace(avatar, parts=(hair, shirt, eyes))
    found = faithful_dressed(avatar)
    split = np.concatenate([vertices, vertices[4:9]]).astype(float)
    if lost:
        split[7] = split[len(vertices) + 3] = split[5]
    parts = [dataclasses.replace(p, vertices=split) if p.name == "shirt" else p for p in found.parts]
    told = compare(avatar, dataclasses.replace(found, parts=tuple(parts)), file_format="glb")["shirt mesh"]
    assert ("vertices that are not the avatar's" in told) if lost else told == "ok"
