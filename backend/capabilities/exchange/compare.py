"""An avatar against what a reader found in its file: one line per check, "ok" or what differs and by how much."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from rigging.motion import posed_matrices
from rigging.weights import to_dense

from ...protocol.portable import without_folders
from ...protocol.requests import Poses
from ...protocol.results import BODY, Avatar, Part
from .compare_textures import textures
from .contents import Contents, MeshContents
from .expected import as_expected

MILLIMETRE = 1e-3
PLACE = 0.1 * MILLIMETRE
"""metres that a vertex, a joint or a key may be off"""
CELL = 0.02 * MILLIMETRE
"""metres; vertices that are nearer than half of it are one place"""
TURN = np.radians(0.2)
"""radians that a bone's rest orientation or pose may be off"""
GROWS = 1e-3
"""share by which a bone may grow"""
WEIGHT = 1e-4
VALUE = 2e-3
"""how far the value of a face key may be off"""
SECONDS = 1e-3


def poses_of(avatar: Avatar, count: int = 24) -> Poses:
    """The poses of the avatar's own motion at some frames, first and last among them."""
    motion, rig = avatar.motion, avatar.rig
    if motion is None:
        return Poses(frames=np.zeros(0, np.int32), matrices=np.zeros((0, len(rig.parents), 4, 4), np.float32))
    frames = np.unique(np.linspace(0, len(motion.rotations) - 1, count).round().astype(np.int32))
    posed = posed_matrices(rig.parents, rig.rest_matrices, motion.rotations[frames], motion.root_translation[frames])
    return Poses(frames=frames, matrices=posed.astype(np.float32))


def compare(
    avatar: Avatar, found: Contents, poses: Poses | None = None, preset: str = "mixamo", file_format: str = "fbx"
) -> dict[str, str]:
    """Run every check; a check that cannot be made because an earlier one failed says so.

    `poses` are those that `found` was sampled at; without them, those of the avatar's own motion.
    """
    shown = poses or poses_of(avatar)
    checks: dict[str, Callable[[], str]] = {
        f"as_{preset}_expects_it": lambda: as_expected(found, preset, file_format, _stretched(avatar, shown)),
        "bones": lambda: _bones(avatar, found),
        "rest_pose": lambda: _rest_pose(avatar, found),
        **_of_mesh("", avatar.all_parts[0], found, avatar, found, file_format),
        "parts": lambda: _parts(avatar, found),
        "clip": lambda: _clip(avatar, found),
        "poses": lambda: _poses(avatar, found, shown),
        "provenance": lambda: _provenance(avatar, found),
    }
    here = {part.name: part for part in found.parts}
    for part in avatar.parts:
        if part.name in here:
            checks |= _of_mesh(f"{part.name} ", part, here[part.name], avatar, found, file_format)
    with np.errstate(all="ignore"):
        return {name: check() or "ok" for name, check in checks.items()}


def compare_clip(
    avatar: Avatar, found: Contents, poses: Poses, preset: str = "mixamo", file_format: str = "fbx"
) -> dict[str, str]:
    """The checks of one further clip of a file; `avatar` has its motion, `found` is read of it alone."""
    checks: dict[str, Callable[[], str]] = {
        f"as_{preset}_expects_it": lambda: as_expected(found, preset, file_format, _stretched(avatar, poses)),
        "clip": lambda: _clip(avatar, found),
        "poses": lambda: _poses(avatar, found, poses),
    }
    with np.errstate(all="ignore"):
        return {name: check() or "ok" for name, check in checks.items()}


def _of_mesh(
    before: str, part: Part, mesh: MeshContents, avatar: Avatar, found: Contents, file_format: str
) -> dict[str, Callable[[], str]]:
    """The checks of one mesh, with `before` in their names."""
    return {
        f"{before}mesh": lambda: _mesh(part, mesh),
        f"{before}weights": lambda: _weights(part, mesh, avatar, found),
        f"{before}face_keys": lambda: _face_keys(part, mesh, avatar.motion is None),
        f"{before}texture": lambda: textures(part, mesh) or _surface(part, mesh, file_format),
    }


def _parts(avatar: Avatar, found: Contents) -> str:
    wanted, here = {part.name for part in avatar.parts}, {part.name for part in found.parts}
    return "; ".join(
        f"{len(names)} meshes {what}: {', '.join(sorted(names)[:5])}"
        for what, names in (("missing", wanted - here), ("too many", here - wanted))
        if names
    )


def _stretched(avatar: Avatar, poses: Poses) -> frozenset[str]:
    """Bones that leave their place at their parent, or grow, in the poses themselves."""
    rest, posed = avatar.rig.rest_matrices.astype(np.float64), poses.matrices.astype(np.float64)
    out = set()
    for bone, parent in enumerate(avatar.rig.parents.tolist()):
        if not len(posed) or parent < 0:
            continue
        wanted = np.linalg.inv(rest[parent]) @ rest[bone]
        local = np.linalg.inv(posed[:, parent]) @ posed[:, bone]
        moved = np.abs(local[:, :3, 3] - wanted[:3, 3]).max() > PLACE
        grown = np.abs(np.linalg.norm(posed[:, bone, :3, :3], axis=1) - 1.0).max() > GROWS
        if moved or grown:
            out.add(avatar.rig.bone_names[bone])
    return frozenset(out)


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
    turned = _turns(found) - _turns(wanted)
    turns = np.arcsin(np.clip(np.linalg.norm(turned, axis=(1, 2)) / 8**0.5, 0, 1)) * 2
    for amounts, limit, text in (
        (places, PLACE, lambda x: f"{x / MILLIMETRE:.2f} mm from its place"),
        (turns, TURN, lambda x: f"turned by {np.degrees(x):.2f} degrees"),
    ):
        worst = int(np.argmax(amounts))
        if not amounts[worst] <= limit:
            return f"{avatar.rig.bone_names[worst]} is {text(amounts[worst])}"
    return ""


def _turns(matrices: np.ndarray) -> np.ndarray:
    """(J, 3, 3) the matrices' axes at length 1: bones that grow are compared by where they end."""
    return matrices[:, :3, :3] / np.linalg.norm(matrices[:, :3, :3], axis=1, keepdims=True)


def _matches(part: Part, found: MeshContents) -> np.ndarray | None:
    """The part's vertex of each vertex in the file; glTF splits vertices at seams, FBX keeps their order."""
    wanted, here = part.mesh.vertices, found.vertices
    if len(wanted) == len(here):
        return np.arange(len(here))
    return _nearest(wanted, here)


def _nearest(wanted: np.ndarray, here: np.ndarray) -> np.ndarray | None:
    """The first of the points wanted (V, 3) in the place of each one here (N, 3); None where there is none for one."""
    out = np.full(len(here), -1)
    for known, asked in zip(_cells(wanted), _cells(here), strict=True):
        cells, first = np.unique(known, return_index=True)
        place = np.searchsorted(cells, asked).clip(max=len(cells) - 1)
        out = np.where((out < 0) & (cells[place] == asked), first[place], out)
    return None if (out < 0).any() else out


def _all_met(matches: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether every one of the points wanted is met; of those in one place, as at seams of cloth, one is enough."""
    met = np.unique(matches)
    if len(met) == len(wanted):
        return True
    others = np.delete(wanted, met, axis=0)
    return _nearest(wanted[met], others) is not None


def _cells(points: np.ndarray) -> np.ndarray:
    """(8, N) the cell of each point in eight grids, each shifted by half a cell in some of its axes.

    Points that differ by less than half a cell share one in at least one of the grids.
    """
    shifts = np.stack(np.meshgrid(*[(0.0, 0.5)] * 3, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    whole = np.floor(points.astype(np.float64) / CELL + shifts).astype(np.int64) + (1 << 20)
    return (whole[..., 0] << 42) | (whole[..., 1] << 21) | whole[..., 2]


def _mesh(part: Part, found: MeshContents) -> str:
    wanted = part.mesh
    corners = wanted.faces.shape[1]
    if found.polygons not in (len(wanted.faces), len(wanted.faces) * (corners - 2)):
        return f"{found.polygons} polygons instead of {len(wanted.faces)}"
    matches = _matches(part, found)
    if matches is None or not _all_met(matches, wanted.vertices):
        return f"{len(found.vertices)} vertices that are not the avatar's {len(wanted.vertices)}"
    off = np.linalg.norm(found.vertices - wanted.vertices[matches], axis=1)
    worst = int(np.argmax(off))
    return "" if off[worst] <= PLACE else f"vertex {worst} is {off[worst] / MILLIMETRE:.2f} mm from its place"


def _weights(part: Part, found: MeshContents, avatar: Avatar, file: Contents) -> str:
    order, matches = _bone_order(avatar, file), _matches(part, found)
    if order is None or matches is None:
        return "not compared: the bones or vertices differ"
    here = np.zeros((len(found.vertices), len(file.bone_names)), np.float32)
    np.add.at(here, (found.weight_vertices, found.weight_bones), found.weights)
    wanted = to_dense(part.skin.bone_indices, part.skin.weights, len(order))
    off = np.abs(here[:, order] - wanted[matches])
    # vertices in one place stand for one another, so the file may hold the weights of either
    if len(matches) != len(wanted):
        off = off[~_twins(part)[matches]]
    vertex, bone = np.unravel_index(int(np.argmax(off)), off.shape)
    if not off[vertex, bone] <= WEIGHT:
        return f"the weight of vertex {vertex} on {avatar.rig.bone_names[bone]} is off by {off[vertex, bone]:.4f}"
    return ""


def _twins(part: Part) -> np.ndarray:
    """(V,) whether another vertex of the mesh lies in the same place."""
    out = np.zeros(len(part.mesh.vertices), bool)
    for cells in _cells(part.mesh.vertices):
        _, inverse, counts = np.unique(cells, return_inverse=True, return_counts=True)
        out |= counts[inverse.reshape(-1)] > 1
    return out


def _face_keys(part: Part, found: MeshContents, still: bool) -> str:
    """still: whether no clip plays, so that the keys stay where the avatar has them"""
    wanted = part.shape_keys
    missing = [name for name in wanted.names if name not in found.key_names]
    if missing or len(found.key_names) != len(wanted.names):
        return f"{len(found.key_names)} face keys instead of {len(wanted.names)}; missing: {', '.join(missing[:5])}"
    matches = _matches(part, found)
    if matches is None:
        return "not compared: the vertices differ"
    alone = np.ones(len(matches), bool) if len(matches) == len(part.mesh.vertices) else ~_twins(part)[matches]
    for name, offsets in zip(wanted.names, wanted.offsets, strict=True):
        here = found.key_offsets[found.key_names.index(name)]
        off = np.linalg.norm(here - offsets[matches], axis=1)[alone].max(initial=0.0)
        if not off <= PLACE:
            return f"{name} is off by {off / MILLIMETRE:.2f} mm"
    if still:
        order = [found.key_names.index(name) for name in wanted.names]
        off = np.abs(found.key_values[order] - wanted.values)
        if off.size and not off[worst := int(np.argmax(off))] <= VALUE:
            return f"{wanted.names[worst]} is {found.key_values[order][worst]:.3f}, not {wanted.values[worst]:.3f}"
    return ""


def _surface(part: Part, found: MeshContents, file_format: str) -> str:
    """Whether the file says of alpha and sides what the part does, as far as its format can."""
    wanted = part.material
    if "albedo" not in part.textures:  # another material, of the artist's own
        return ""
    mode = "blend" if file_format == "fbx" and wanted.alpha_mode == "mask" else wanted.alpha_mode
    if found.alpha_mode != mode:
        return f"alpha is told as {found.alpha_mode}, not as {mode}"
    if mode == "mask" and not abs(found.alpha_cutoff - wanted.alpha_cutoff) <= VALUE:
        return f"alpha is cut off at {found.alpha_cutoff:.3f}, not at {wanted.alpha_cutoff:.3f}"
    if found.two_sided is not None and found.two_sided != wanted.double_sided:
        return "it is seen from both sides" if found.two_sided else "it is seen from one side alone"
    if part.name == BODY:  # an avatar does not tell of its skin what the artist may change
        return ""
    for name, here, there in (("metallic", found.metal, wanted.metallic), ("roughness", found.rough, wanted.roughness)):
        if here is not None and not abs(here - there) <= VALUE:
            return f"{name} is {here:.3f}, not {there:.3f}"
    return ""


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


def _poses(avatar: Avatar, found: Contents, poses: Poses) -> str:
    motion, order = avatar.motion, _bone_order(avatar, found)
    if motion is None:
        return ""
    if order is None or not len(found.sample_matrices):
        return "not compared: the bones differ or there is no clip"
    frames = poses.frames.tolist()
    for row, frame in enumerate(frames):
        if text := _off(avatar, found.sample_matrices[row][order], poses.matrices[row]):
            return f"frame {frame}: {text}"
    parts = {part.name: part for part in found.parts}
    for part in avatar.all_parts:
        mesh, names = parts.get(part.name, found), part.shape_keys.names
        own = set(names) <= set(mesh.key_names) and set(names) <= set(avatar.shape_keys.names)
        if not motion.shape_key_curves.shape[1] or not names or not own:
            continue
        columns = [mesh.key_names.index(name) for name in names]
        curves = [avatar.shape_keys.names.index(name) for name in names]
        off = np.abs(mesh.sample_keys[:, columns] - motion.shape_key_curves[frames][:, curves])
        row, key = np.unravel_index(int(np.argmax(off)), off.shape)
        if not off[row, key] <= VALUE:
            return f"frame {frames[row]}: {names[key]} of the {part.name} is off by {off[row, key]:.3f}"
    return ""


def _provenance(avatar: Avatar, found: Contents) -> str:
    if found.properties.get("galatea_avatar_id") != avatar.avatar_id:
        return f"the avatar's id is {found.properties.get('galatea_avatar_id')!r}, not {avatar.avatar_id}"
    source = avatar.provenance
    wanted = {"request": source.request, "seed": source.seed, "models": source.models, "versions": source.versions}
    wanted = without_folders(json.loads(json.dumps(wanted, default=dict)))
    try:
        here = json.loads(str(found.properties.get("galatea_provenance", "")))
    except json.JSONDecodeError:
        return "the provenance is not in the file"
    differ = sorted(key for key in wanted if here.get(key) != wanted[key])
    return f"the provenance differs in {', '.join(differ)}" if differ else ""
