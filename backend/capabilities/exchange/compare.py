"""An avatar against what a reader found in its file: one line per check, "ok" or what differs and by how much."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import numpy as np
from PIL import Image, UnidentifiedImageError

from rigging.motion import posed_matrices

from ...protocol.results import Avatar
from .contents import Contents

MILLIMETRE = 1e-3
PLACE = 0.1 * MILLIMETRE
"""metres that a vertex, a joint or a key may be off"""
TURN = np.radians(0.2)
"""radians that a bone's rest orientation or pose may be off"""
WEIGHT = 1e-4
VALUE = 2e-3
"""how far the value of a face key may be off"""
SECONDS = 1e-3


def sample_frames(avatar: Avatar, count: int = 24) -> list[int]:
    """The frames of the clip at which poses are compared, first and last among them."""
    if avatar.motion is None:
        return []
    return np.unique(np.linspace(0, len(avatar.motion.rotations) - 1, count).round().astype(int)).tolist()


def compare(avatar: Avatar, found: Contents) -> dict[str, str]:
    """Run every check; a check that cannot be made because an earlier one failed says so."""
    checks: dict[str, Callable[[], str]] = {
        "scale": lambda: _scale(found),
        "bones": lambda: _bones(avatar, found),
        "rest_pose": lambda: _rest_pose(avatar, found),
        "mesh": lambda: _mesh(avatar, found),
        "weights": lambda: _weights(avatar, found),
        "face_keys": lambda: _face_keys(avatar, found),
        "texture": lambda: _texture(avatar, found),
        "clip": lambda: _clip(avatar, found),
        "poses": lambda: _poses(avatar, found),
        "provenance": lambda: _provenance(avatar, found),
    }
    with np.errstate(all="ignore"):
        return {name: check() or "ok" for name, check in checks.items()}


def _scale(found: Contents) -> str:
    if not abs(found.metres_per_unit - 1.0) <= 1e-6:
        return f"one unit of the file is {found.metres_per_unit:g} m, not 1 m"
    if not abs(found.node_scale - 1.0) <= 1e-5:
        return f"the mesh is scaled by {found.node_scale:g}, not 1"
    return ""


def _bones(avatar: Avatar, found: Contents) -> str:
    rig = avatar.rig
    missing = [name for name in rig.bone_names if name not in found.bone_names]
    extra = [name for name in found.bone_names if name not in rig.bone_names]
    if missing or extra:
        return "; ".join(
            f"{len(names)} bones {what}: {', '.join(names[:5])}"
            for what, names in (("missing", missing), ("too many", extra))
            if names
        )
    parents = dict(zip(found.bone_names, found.bone_parents, strict=True))
    for name, parent in zip(rig.bone_names, rig.parents, strict=True):
        wanted = rig.bone_names[parent] if parent >= 0 else ""
        if parents[name] != wanted:
            return f'the parent of {name} is "{parents[name]}", not "{wanted}"'
    return ""


def _bone_order(avatar: Avatar, found: Contents) -> list[int] | None:
    """Index in the file of each of the avatar's bones."""
    if set(avatar.rig.bone_names) != set(found.bone_names):
        return None
    return [found.bone_names.index(name) for name in avatar.rig.bone_names]


def _rest_pose(avatar: Avatar, found: Contents) -> str:
    order = _bone_order(avatar, found)
    if order is None:
        return "not compared: the bones differ"
    return _off(avatar, found.rest_matrices[order], avatar.rig.rest_matrices)


def _off(avatar: Avatar, found: np.ndarray, wanted: np.ndarray) -> str:
    """The worst bone (J, 4, 4) in place and in orientation, or ""."""
    places = np.linalg.norm(found[:, :3, 3] - wanted[:, :3, 3], axis=1)
    turns = np.arcsin(np.clip(np.linalg.norm(found[:, :3, :3] - wanted[:, :3, :3], axis=(1, 2)) / 8**0.5, 0, 1)) * 2
    for amounts, limit, text in (
        (places, PLACE, lambda x: f"{x / MILLIMETRE:.2f} mm from its place"),
        (turns, TURN, lambda x: f"turned by {np.degrees(x):.2f} degrees"),
    ):
        worst = int(np.argmax(amounts))
        if not amounts[worst] <= limit:
            return f"{avatar.rig.bone_names[worst]} is {text(amounts[worst])}"
    return ""


def _matches(avatar: Avatar, found: Contents) -> np.ndarray | None:
    """The avatar's vertex of each vertex in the file; glTF splits vertices at seams, FBX keeps their order."""
    wanted, here = avatar.mesh.vertices, found.vertices.astype(np.float32)
    if len(wanted) == len(here):
        return np.arange(len(here))
    known: dict[bytes, int] = {}
    for index, point in enumerate(_rounded(wanted)):
        known.setdefault(point.tobytes(), index)
    out = np.array([known.get(point.tobytes(), -1) for point in _rounded(here)])
    return None if (out < 0).any() else out


def _rounded(points: np.ndarray) -> np.ndarray:
    """Micrometres as whole numbers."""
    return np.round(points.astype(np.float64) * 1e6).astype(np.int64)


def _mesh(avatar: Avatar, found: Contents) -> str:
    wanted = avatar.mesh
    corners = wanted.faces.shape[1]
    if found.polygons not in (len(wanted.faces), len(wanted.faces) * (corners - 2)):
        return f"{found.polygons} polygons instead of {len(wanted.faces)}"
    matches = _matches(avatar, found)
    if matches is None or len(np.unique(matches)) != len(wanted.vertices):
        return f"{len(found.vertices)} vertices that are not the avatar's {len(wanted.vertices)}"
    off = np.linalg.norm(found.vertices - wanted.vertices[matches], axis=1)
    worst = int(np.argmax(off))
    return "" if off[worst] <= PLACE else f"vertex {worst} is {off[worst] / MILLIMETRE:.2f} mm from its place"


def _weights(avatar: Avatar, found: Contents) -> str:
    order, matches = _bone_order(avatar, found), _matches(avatar, found)
    if order is None or matches is None:
        return "not compared: the bones or vertices differ"
    here = np.zeros((len(found.vertices), len(found.bone_names)), np.float32)
    np.add.at(here, (found.weight_vertices, found.weight_bones), found.weights)
    wanted = np.zeros((len(avatar.mesh.vertices), len(order)), np.float32)
    np.add.at(wanted, (np.arange(len(wanted))[:, None], avatar.rig.bone_indices), avatar.rig.weights)
    off = np.abs(here[:, order] - wanted[matches])
    # vertices in one place stand for one another, so the file may hold the weights of either
    if len(matches) != len(wanted):
        off = off[~_twins(avatar)[matches]]
    vertex, bone = np.unravel_index(int(np.argmax(off)), off.shape)
    if not off[vertex, bone] <= WEIGHT:
        return f"the weight of vertex {vertex} on {avatar.rig.bone_names[bone]} is off by {off[vertex, bone]:.4f}"
    return ""


def _twins(avatar: Avatar) -> np.ndarray:
    """(V,) whether another vertex of the avatar lies in the same place."""
    _, inverse, counts = np.unique(_rounded(avatar.mesh.vertices), axis=0, return_inverse=True, return_counts=True)
    return counts[inverse.reshape(-1)] > 1


def _face_keys(avatar: Avatar, found: Contents) -> str:
    wanted = avatar.shape_keys
    missing = [name for name in wanted.names if name not in found.key_names]
    if missing or len(found.key_names) != len(wanted.names):
        return f"{len(found.key_names)} face keys instead of {len(wanted.names)}; missing: {', '.join(missing[:5])}"
    matches = _matches(avatar, found)
    if matches is None:
        return "not compared: the vertices differ"
    alone = np.ones(len(matches), bool) if len(matches) == len(avatar.mesh.vertices) else ~_twins(avatar)[matches]
    for name, offsets in zip(wanted.names, wanted.offsets, strict=True):
        here = found.key_offsets[found.key_names.index(name)]
        off = np.linalg.norm(here - offsets[matches], axis=1)[alone].max(initial=0.0)
        if not off <= PLACE:
            return f"{name} is off by {off / MILLIMETRE:.2f} mm"
    return ""


def _texture(avatar: Avatar, found: Contents) -> str:
    wanted = avatar.textures.get("albedo")
    if wanted is None:
        return ""
    if not found.texture:
        return "there is no texture in the file"
    try:
        here = np.asarray(Image.open(io.BytesIO(found.texture)).convert("RGBA"))
    except (UnidentifiedImageError, OSError) as error:
        return f"the texture cannot be read: {error}"
    if here.shape != wanted.shape:
        return f"the texture is {here.shape[1]} x {here.shape[0]}, not {wanted.shape[1]} x {wanted.shape[0]}"
    differ = int((here != wanted).any(axis=2).sum())
    return f"{differ} pixels of the texture differ" if differ else ""


def _clip(avatar: Avatar, found: Contents) -> str:
    if avatar.motion is None:
        return "there is a clip in the file, and none in the avatar" if found.clip_seconds else ""
    if not found.clip_seconds:
        return "there is no clip in the file"
    begin, end = found.clip_seconds
    wanted = (len(avatar.motion.rotations) - 1) / avatar.motion.fps
    if not (abs(begin) <= SECONDS and abs(end - wanted) <= SECONDS):
        return f"the clip goes from {begin:.3f} to {end:.3f} s, not from 0 to {wanted:.3f} s"
    return ""


def _poses(avatar: Avatar, found: Contents) -> str:
    motion, order = avatar.motion, _bone_order(avatar, found)
    if motion is None:
        return ""
    if order is None or not len(found.sample_matrices):
        return "not compared: the bones differ or there is no clip"
    frames = sample_frames(avatar)
    rig = avatar.rig
    posed = posed_matrices(rig.parents, rig.rest_matrices, motion.rotations[frames], motion.root_translation[frames])
    for row, frame in enumerate(frames):
        if text := _off(avatar, found.sample_matrices[row][order], posed[row]):
            return f"frame {frame}: {text}"
    if motion.shape_key_curves.shape[1] and set(avatar.shape_keys.names) <= set(found.key_names):
        columns = [found.key_names.index(name) for name in avatar.shape_keys.names]
        off = np.abs(found.sample_keys[:, columns] - motion.shape_key_curves[frames])
        row, key = np.unravel_index(int(np.argmax(off)), off.shape)
        if not off[row, key] <= VALUE:
            return f"frame {frames[row]}: {avatar.shape_keys.names[key]} is off by {off[row, key]:.3f}"
    return ""


def _provenance(avatar: Avatar, found: Contents) -> str:
    if found.properties.get("galatea_avatar_id") != avatar.avatar_id:
        return f"the avatar's id is {found.properties.get('galatea_avatar_id')!r}, not {avatar.avatar_id}"
    source = avatar.provenance
    wanted = {"request": source.request, "seed": source.seed, "models": source.models, "versions": source.versions}
    wanted = json.loads(json.dumps(wanted, default=dict))
    try:
        here = json.loads(str(found.properties.get("galatea_provenance", "")))
    except json.JSONDecodeError:
        return "the provenance is not in the file"
    differ = sorted(key for key in wanted if here.get(key) != wanted[key])
    return f"the provenance differs in {', '.join(differ)}" if differ else ""
