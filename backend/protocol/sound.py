"""What a result must hold before anything is made of it, from wire and file alike: what types and shapes cannot say.

An index that points nowhere, or ten thousand face keys, would bring down or freeze the program that builds a scene of
them. All checks raise BadRequest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .errors import BadRequest
from .results import (
    BODY,
    Avatar,
    Correctives,
    Material,
    Mesh,
    Motion,
    Part,
    Provenance,
    Rig,
    ShapeKeys,
)

MAX_PARTS = 32
"""meshes beside the body; vertices, faces and keys below are counted over all meshes together"""
MAX_VERTICES = 2_000_000
MAX_FACES = 4_000_000
MAX_BONES = 2_000
MAX_KEYS = 2_000
MAX_CLIP_FRAMES = 100_000
MAX_TEXTURES = 16
MAX_TEXTURE_SIZE = 8192
MAX_PICTURE_SIZE = 32_768
MAX_NAMES = 10_000
"""entries of a mapping or a list"""
MAX_NAME_BYTES = 63
"""what Blender's names hold"""
MAX_TEXT = 10_000
MAX_KEY_VALUE = 10.0
MAX_EMISSION = 1000.0
"""how far a shape key may go from 0: what Blender's keys hold"""
FARTHEST = 1000.0
"""metres that a figure may reach"""
LOOSE = 1e-3


def check_avatar(avatar: Avatar) -> None:
    check_indices(avatar)
    _check_rig(avatar.rig)
    for part in avatar.all_parts:
        _check_part(part, _place(part))
    _check_sums(avatar.all_parts)
    if avatar.correctives is not None:
        _check_correctives(avatar.correctives)
    if avatar.motion is not None:
        check_motion(avatar.motion, len(avatar.rig.bone_names), len(avatar.shape_keys.names))
        if avatar.motion.shape_key_curves.size:
            _bounded_keys("motion.shape_key_curves", avatar.motion.shape_key_curves, avatar.shape_keys)
    check_numbers("sliders", avatar.sliders)
    _check_look(avatar.look)
    check_provenance(avatar.provenance)


def check_indices(avatar: Avatar) -> None:
    """The part that holds for every avatar, also for one that an artist has changed: nothing points outside, and what
    belongs together is as many."""
    rig, keys, motion = avatar.rig, avatar.shape_keys, avatar.motion
    bones = len(rig.bone_names)
    hold(len(avatar.parts) <= MAX_PARTS, f"{len(avatar.parts)} parts are too many; at most {MAX_PARTS} are allowed.")
    names = [part.name for part in avatar.all_parts]
    check_names("parts", names, MAX_PARTS + 1)
    hold(len(set(names)) == len(names), "Two parts of the avatar have the same name, or one is called as the body is.")
    hold(all(part.kind != BODY for part in avatar.parts), "A part of the avatar is a second body.")
    for part in avatar.all_parts:
        _check_part_indices(part, bones, _place(part))
    hold(
        len(rig.parents) == len(rig.rest_matrices) == len(rig.lengths) == bones,
        f"The rig has {bones} bone names and {len(rig.parents)} bones.",
    )
    hold(0 < bones == len(set(rig.bone_names)), "The rig has no bones, or two of the same name.")
    parents_first = (rig.parents >= -1) & (rig.parents < np.arange(bones))
    hold(parents_first.all(), "A bone of the rig comes before its parent.")
    for part in avatar.parts:
        unknown = sorted(set(part.shape_keys.names) - set(keys.names))
        hold(not unknown, f"{_place(part)}shape_keys.names has {unknown[:1]}, which is no key of the body.")
    _within("covered", avatar.covered, len(avatar.mesh.vertices))
    hold((np.diff(avatar.covered) > 0).all(), "covered names vertices twice, or not in their order.")
    if avatar.correctives is not None:
        _check_corrective_indices(avatar.correctives, avatar)
    if motion is not None:
        _check_motion_fits(motion, bones, len(keys.names))


def _check_corrective_indices(correctives: Correctives, avatar: Avatar) -> None:
    names, counts = correctives.names, correctives.counts
    hold(
        len(names) == len(set(names)) == len(correctives.bones) == len(correctives.axes) == len(correctives.angles),
        "correctives: the shapes' names are not as many as their bones, axes and angles, or two are the same.",
    )
    taken = sorted(set(names) & set(avatar.shape_keys.names))
    hold(not taken, f"correctives.names has {taken[:1]}, which is a key of the body.")
    unknown = sorted(set(correctives.bones) - set(avatar.rig.bone_names))
    hold(not unknown, f"correctives.bones has {unknown[:1]}, which is no bone of the rig.")
    same = set(counts) == set(correctives.vertices) == set(correctives.offsets)
    hold(same, "correctives: counts, vertices and offsets are not of the same meshes.")
    meshes = {part.name: len(part.mesh.vertices) for part in avatar.all_parts}
    for name, each in counts.items():
        hold(name in meshes, f"correctives are of {name[:60]!r}, which is no mesh of the avatar.")
        rows, offsets = correctives.vertices[name], correctives.offsets[name]
        whole = all(array.dtype == np.int32 and array.ndim == 1 for array in (each, rows))
        fits = whole and offsets.dtype == np.float32 and offsets.shape == (len(rows), 3)
        hold(fits, f"correctives of {name[:60]!r} are not (S,) and (N,) int32 and (N, 3) float32.")
        hold(
            len(each) == len(names) and (each >= 0).all() and each.sum(dtype=np.int64) == len(rows),
            f"correctives.counts of {name[:60]!r} are not those of the vertices.",
        )
        _within(f"correctives.vertices of {name[:60]!r}", rows, meshes[name])


def _check_motion_fits(motion: Motion, bones: int, keys: int) -> None:
    fits = motion.rotations.shape[1] == bones and motion.shape_key_curves.shape[1] in (0, keys)
    hold(fits, "The motion does not fit the rig and the shape keys.")
    frames = len(motion.rotations)
    equal = len(motion.root_translation) == frames == len(motion.shape_key_curves)
    hold(frames and equal, "The motion's curves are not equally long.")


def _check_part_indices(part: Part, bones: int, place: str) -> None:
    mesh, skin, keys = part.mesh, part.skin, part.shape_keys
    vertices = len(mesh.vertices)
    _within(f"{place}mesh.faces", mesh.faces, vertices)
    _within(f"{place}mesh.uv_faces", mesh.uv_faces, len(mesh.uvs))
    _within(f"{place}bone_indices", skin.bone_indices, bones)
    hold(mesh.faces.shape == mesh.uv_faces.shape, f"{place}mesh.uv_faces is not parallel to mesh.faces.")
    rows = len(skin.weights) == len(skin.bone_indices) == vertices
    hold(rows, f"{place}weights are not one row for each vertex.")
    hold(
        len(keys.names) == len(keys.offsets) == len(keys.values) == len(set(keys.names)),
        f"{place}shape_keys: the keys' names are not as many as their offsets and values.",
    )
    hold(len(keys.ranges) in (0, len(keys.names)), f"{place}shape_keys.ranges are not as many as the keys.")
    if keys.names:
        hold(keys.offsets.shape[1] == vertices, f"{place}shape_keys.offsets are not one row for each vertex.")
    _check_pictures(part.textures, place)


def check_worn_mesh(mesh: Mesh, textures: Mapping[str, np.ndarray], material: Material) -> None:
    """Of something that shall be worn and is no part of an avatar yet."""
    _within("mesh.faces", mesh.faces, len(mesh.vertices))
    _within("mesh.uv_faces", mesh.uv_faces, len(mesh.uvs))
    hold(mesh.faces.shape == mesh.uv_faces.shape, "mesh.uv_faces is not parallel to mesh.faces.")
    _check_mesh(mesh, "")
    check_textures(textures, "")
    _check_material(material, "")


def check_picture(name: str, picture: np.ndarray, largest: int = MAX_PICTURE_SIZE) -> None:
    hold(max(picture.shape) <= largest, f"{name} is larger than {largest} pixels.")


def check_text(name: str, text: str) -> None:
    hold(len(text) <= MAX_TEXT and "\0" not in text, f"{name} is longer than {MAX_TEXT} characters, or no text.")


# --- the parts of an avatar --------------------------------------------------------------------------------------


def _place(part: Part) -> str:
    """Before the name of a field that is wrong: nothing for the body."""
    return "" if part.kind == BODY else f"parts.{part.name[:60]}."


def _check_part(part: Part, place: str) -> None:
    check_names(f"{place}kind", (part.kind,), 1)
    _check_mesh(part.mesh, place)
    bounded(f"{place}weights", part.skin.weights, 0.0, 1.0)
    sums = part.skin.weights.sum(axis=1)
    hold((np.abs(sums - 1.0) <= LOOSE).all(), f"{place}weights of a vertex do not sum to 1.")
    _check_keys(part.shape_keys, place)
    check_textures(part.textures, place)
    _check_material(part.material, place)


def _check_sums(parts: tuple[Part, ...]) -> None:
    """What all meshes come to together."""
    for what, most, counts in (
        ("vertices", MAX_VERTICES, [len(part.mesh.vertices) for part in parts]),
        ("faces", MAX_FACES, [len(part.mesh.faces) for part in parts]),
        ("shape keys", MAX_KEYS, [len(part.shape_keys.names) for part in parts]),
    ):
        hold(sum(counts) <= most, f"The avatar's meshes have {sum(counts)} {what} together, more than {most}.")


def _check_mesh(mesh: Mesh, place: str) -> None:
    check_points(f"{place}mesh.vertices", mesh.vertices, MAX_VERTICES)
    hold(0 < len(mesh.faces) <= MAX_FACES, f"{place}mesh has {len(mesh.faces)} faces, not 1 to {MAX_FACES}.")
    hold(len(mesh.uvs) <= 4 * MAX_FACES, f"{place}mesh has {len(mesh.uvs)} texture coordinates.")
    bounded(f"{place}mesh.uvs", mesh.uvs, -FARTHEST, FARTHEST)
    corners = np.sort(mesh.faces, axis=1)
    hold((corners[:, 1:] != corners[:, :-1]).all(), f"{place}mesh: a face has the same vertex twice.")


def _check_rig(rig: Rig) -> None:
    check_names("rig.bone_names", rig.bone_names, MAX_BONES)
    hold(len(rig.kind.encode()) <= MAX_NAME_BYTES, "rig.kind is too long.")
    bounded("rig.lengths", rig.lengths, 0.0, FARTHEST)
    turns = rig.rest_matrices[:, :3, :3].astype(np.float64)
    straight = np.abs(turns @ turns.transpose(0, 2, 1) - np.eye(3)).max() <= LOOSE and (np.linalg.det(turns) > 0).all()
    affine = np.abs(rig.rest_matrices[:, 3] - (0.0, 0.0, 0.0, 1.0)).max() <= LOOSE
    hold(straight and affine, "A rest matrix of the rig is no rotation with a place.")
    bounded("rig.rest_matrices", rig.rest_matrices, -FARTHEST, FARTHEST)


def check_bones(rig: Rig) -> None:
    """A rig by itself, whose weights are those of no mesh. Raises BadRequest."""
    bones = len(rig.bone_names)
    fits = len(rig.parents) == len(rig.rest_matrices) == len(rig.lengths) == bones
    hold(bones > 0, "The avatar has no armature: its rig has no bones.")
    hold(fits, f"The rig has {bones} bone names and {len(rig.parents)} bones.")
    hold(((rig.parents >= -1) & (rig.parents < np.arange(bones))).all(), "A bone of the rig comes before its parent.")
    _check_rig(rig)


def _check_keys(keys: ShapeKeys, place: str) -> None:
    check_names(f"{place}shape_keys.names", keys.names, MAX_KEYS)
    bounded(f"{place}shape_keys.offsets", keys.offsets, -FARTHEST, FARTHEST)
    within = all(-MAX_KEY_VALUE <= low < high <= MAX_KEY_VALUE for low, high in keys.ranges)
    hold(within, f"{place}shape_keys.ranges: a range is none, or reaches farther than {MAX_KEY_VALUE:g}.")
    _bounded_keys(f"{place}shape_keys.values", keys.values, keys)


def _check_correctives(correctives: Correctives) -> None:
    check_names("correctives.names", correctives.names, MAX_KEYS)
    lengths = np.square(correctives.axes.astype(np.float64)).sum(axis=1)
    hold((np.abs(lengths - 1.0) <= LOOSE).all(), "correctives.axes: an axis is no unit vector.")
    angles = correctives.angles
    hold(((angles > LOOSE) & (angles <= np.pi + LOOSE)).all(), "correctives.angles are not between 0 and half a turn.")
    for name, offsets in correctives.offsets.items():
        bounded(f"correctives.offsets of {name[:60]!r}", offsets, -FARTHEST, FARTHEST)


def _check_material(material: Material, place: str) -> None:
    for name in ("alpha_cutoff", "roughness", "metallic"):
        value = getattr(material, name)
        hold(0.0 <= value <= 1.0, f"{place}material.{name} is {value:g}, not 0 to 1.")
    hold(0.0 <= material.emission <= MAX_EMISSION, f"{place}material.emission is {material.emission:g}.")


def check_motion(motion: Motion, bones: int, keys: int) -> None:
    """For a rig with so many bones, and with curves for so many keys or none."""
    _check_motion_fits(motion, bones, keys)
    check_names("motion.name", (motion.name,), 1)
    hold(0.0 < motion.fps <= 1000.0, f"motion.fps is {motion.fps}, not up to 1000.")
    hold(len(motion.rotations) <= MAX_CLIP_FRAMES, f"The motion has more than {MAX_CLIP_FRAMES} frames.")
    bounded("motion.root_translation", motion.root_translation, -FARTHEST, FARTHEST)
    bounded("motion.shape_key_curves", motion.shape_key_curves, -MAX_KEY_VALUE, MAX_KEY_VALUE)
    lengths = np.square(motion.rotations).sum(axis=-1)
    hold((np.abs(lengths - 1.0) <= LOOSE).all(), "A rotation of the motion is no unit quaternion.")


def _check_pictures(textures: Mapping[str, np.ndarray], place: str) -> None:
    for name, texture in textures.items():
        picture = texture.ndim == 3 and texture.shape[2] == 4 and texture.dtype == np.uint8
        hold(picture, f"{place}textures: {name[:60]!r} should be (height, width, 4) uint8.")


def check_textures(textures: Mapping[str, np.ndarray], place: str) -> None:
    check_names(f"{place}textures", textures, MAX_TEXTURES)
    _check_pictures(textures, place)
    for name, texture in textures.items():
        hold(min(texture.shape) > 0, f"{place}textures: {name!r} is empty.")
        check_picture(f"{place}textures: {name!r}", texture, MAX_TEXTURE_SIZE)


def _check_look(look: Mapping[str, Any]) -> None:
    for name, value in look.items():
        colour = name.endswith("_colour")
        if colour or name == "skin_tone":
            channels = value if colour and isinstance(value, list | tuple) else [value]
            fits = len(channels) == (3 if colour else 1) and all(_is_number(c) and 0.0 <= c <= 1.0 for c in channels)
            hold(fits, f"look.{name[:60]} is no {'colour' if colour else 'tone'}.")


def check_provenance(provenance: Provenance) -> None:
    request = provenance.request
    for name in ("prompt", "body", "skeleton", "rest_pose", "clip", "type"):
        if name in request:
            hold(isinstance(request[name], str), f"provenance.request.{name} is no text.")
            check_text(f"provenance.request.{name}", request[name])


def check_report(report: Mapping[str, Any]) -> None:
    measurements = report.get("measurements", {})
    hold(isinstance(measurements, Mapping), "report.measurements is no list of numbers by name.")
    check_numbers("report.measurements", measurements)
    for name in ("warnings", "unknown_words"):
        texts = report.get(name, ())
        fits = isinstance(texts, list | tuple) and len(texts) <= MAX_NAMES and all(isinstance(t, str) for t in texts)
        hold(fits, f"report.{name} is no list of texts.")
        for text in texts:
            check_text(f"report.{name}", text)


# --- small ones --------------------------------------------------------------------------------------------------


def hold(truth: Any, message: str) -> None:
    if not truth:
        raise BadRequest(message)


def _within(name: str, indices: np.ndarray, count: int) -> None:
    inside = not indices.size or (indices.min() >= 0 and indices.max() < count)
    hold(inside, f"{name} points outside the {count} that there are.")


def bounded(name: str, values: np.ndarray, low: float, high: float) -> None:
    """Numbers that rounding may have carried a little over their bounds."""
    inside = not values.size or (values.min() >= low - LOOSE and values.max() <= high + LOOSE)
    hold(inside, f"{name} holds numbers outside of {low:g} to {high:g}.")


def _bounded_keys(name: str, values: np.ndarray, keys: ShapeKeys) -> None:
    """Values (…, K) of face keys, each within its own range."""
    inside = (values >= keys.least - LOOSE) & (values <= keys.most + LOOSE)
    hold(inside.all(), f"{name} holds numbers outside of the keys' ranges.")


def check_points(name: str, points: np.ndarray, most: int) -> None:
    hold(0 < len(points) <= most, f"{name} are {len(points)}, not 1 to {most}.")
    bounded(name, points, -FARTHEST, FARTHEST)


def check_numbers(name: str, numbers: Mapping[str, Any]) -> None:
    check_names(name, numbers, MAX_NAMES, longest=200)
    hold(all(map(_is_number, numbers.values())), f"{name} holds something that is no number.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e30


def check_names(what: str, names: Iterable[str], most: int, longest: int = MAX_NAME_BYTES) -> None:
    names = list(names)
    hold(len(names) <= most, f"{what}: {len(names)} are too many; at most {most} are allowed.")
    for name in names:
        fits = 0 < len(name.encode()) <= longest and name.isprintable()
        hold(fits, f"{what}: {name[:60]!r} is no name of at most {longest} bytes.")
