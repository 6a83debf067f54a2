"""Rotations of SMPL, SMPL-H and SMPL-X as AMASS, video-to-motion tools and AvatarCLIP write them.

What such a file is called differs; what it holds is told by names and sizes: rotations of the joints as axis and angle
or as matrices, a way in metres, frames a second. Where its world has another axis up is told by how the trunk stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rigging.rotations import quaternions_from_matrices
from rigging.take import Bones, Take

from ....assets.pickles import array_of, plain_of
from .standard import HANDS, SMPL_ORDER, SMPLH_ORDER, SMPLX_ORDER, standard_bones

MOST_FRAMES = 100_000
USUAL_FPS = 30.0
ROOTS = ("global_orient", "root_orient", "pose_world_root", "global_orient_world")
BODIES = ("body_pose", "pose_body", "smpl_body_pose")
WHOLE = (
    "pose_world",
    "poses",
    "fullpose",
    "full_pose",
    "smpl_pose",
    "smpl_poses",
    "pose",
    "thetas",
    "theta",
    "rotmat",
    "pred_rotmat",
)
WAYS = ("trans_world", "transl_world", "trans", "transl", "translation", "root_trans", "smpl_trans", "pred_trans")
SCALES = ("smpl_scaling",)
"""how many units of the way a metre has (AIST++)"""
RATES = ("mocap_framerate", "mocap_frame_rate", "fps", "frame_rate", "framerate")
_ORDERS = {len(order): order for order in (SMPL_ORDER, SMPLX_ORDER, SMPLH_ORDER, SMPL_ORDER[:22])}
_BODY_ORDERS = {len(order): order for order in (SMPL_ORDER[1:22], SMPL_ORDER[1:])}
_DEPTH = 4


def read_smpl(values: Any, name: str) -> tuple[Take, list[str]]:
    """values: an array, or what a file of arrays holds under its names, deep within where it is of several people.

    Raises ValueError that tells, as the end of a sentence, what is wrong.
    """
    if not isinstance(values, Mapping):
        return _take(name, _rotations(_array(values), "the array"), None, USUAL_FPS), []
    people = list(_people(values, 0))
    if not people:
        keys = ", ".join(str(key)[:30] for key in list(values)[:6]) or "nothing"
        raise ValueError(f"it has no rotations of a body under a known name, but {keys}")
    person = people[0]
    told = [] if len(people) == 1 else [f"The file is of {len(people)} people; the first was read."]
    rotations = _pose(person, told)
    way = _first(person, WAYS)
    rate = _first(person, RATES)
    fps = float(_array(rate).ravel()[0]) if rate is not None and _array(rate).size else 0.0
    if not 0.0 < fps <= 1000.0:
        fps = USUAL_FPS
        told.append(f"The file does not say how many frames a second it has; {USUAL_FPS:g} are taken.")
    return _take(name, rotations, None if way is None else _array(way) / _scale(person), fps), told


def _scale(person: Mapping[str, Any]) -> float:
    found = _first(person, SCALES)
    scale = float(_array(found).ravel()[0]) if found is not None and _array(found).size else 1.0
    if not np.isfinite(scale) or scale <= 0.0:
        raise ValueError(f"its way is scaled by {scale:g}")
    return scale


def _people(values: Mapping[Any, Any], depth: int) -> Iterator[dict[str, Any]]:
    """Mappings that hold a pose, at most a few levels down; those of the world before those of a camera."""
    named = {_text(key): value for key, value in values.items()}
    if any(key in named for key in (*WHOLE, *BODIES)):
        yield named
        return
    if depth >= _DEPTH:
        return
    order = sorted(named, key=lambda key: not any(word in key.lower() for word in ("world", "global")))
    for key in order:
        inner = plain_of(named[key])
        if isinstance(inner, Mapping):
            yield from _people(inner, depth + 1)


def _pose(person: Mapping[str, Any], told: list[str]) -> dict[str, np.ndarray]:
    """Joint -> (N, 3, 3)."""
    body, root = _first(person, BODIES), _first(person, ROOTS)
    if body is None:
        return _rotations(_array(_first(person, WHOLE)), "its pose")
    parts = _matrices(_array(body), "its body pose")
    order = _BODY_ORDERS.get(parts.shape[1])
    if order is None:
        raise ValueError(f"its body pose is of {parts.shape[1]} joints, not 21 or 23")
    out = {joint: parts[:, column] for column, joint in enumerate(order)}
    if root is not None:
        out["pelvis"] = _matrices(_array(root), "its root's turn")[:, 0]
    for side, names in (("left", HANDS[:15]), ("right", HANDS[15:])):
        found = _first(person, (f"{side}_hand_pose",))
        if found is None:
            continue
        array = _array(found)
        if array.size == len(parts) * 45 or array.shape[-2:] == (3, 3):
            hand = _matrices(array, f"its {side} hand")
            out |= {joint: hand[:, column] for column, joint in enumerate(names[: hand.shape[1]])}
        else:
            told.append(f"The {side} hand is told by numbers that only its body model knows, and is left out.")
    whole = _first(person, ("pose_hand",))
    if whole is not None and _array(whole).size == len(parts) * 90:
        hand = _matrices(_array(whole), "its hands")
        out |= {joint: hand[:, column] for column, joint in enumerate(HANDS)}
    counts = {joint: len(turn) for joint, turn in out.items()}
    if len(set(counts.values())) > 1:
        raise ValueError(f"its parts have {' and '.join(map(str, sorted(set(counts.values()))))} frames")
    return out


def _rotations(array: np.ndarray, what: str) -> dict[str, np.ndarray]:
    """Joint -> (N, 3, 3) of a whole pose (N, 3 J), (N, J, 3), (N, J, 3, 3) or of one frame."""
    if array.ndim == 1:
        array = array[None]
    parts = _matrices(array, what)
    if parts.shape[1] in (21, 23):  # without the root, as AvatarCLIP has them
        return {joint: parts[:, n] for n, joint in enumerate(SMPL_ORDER[1 : 1 + parts.shape[1]])}
    order = _ORDERS.get(parts.shape[1])
    if order is None:
        raise ValueError(f"{what} is of {parts.shape[1]} joints, not 21 to 24, 52 or 55")
    return {joint: parts[:, column] for column, joint in enumerate(order)}


def _matrices(array: np.ndarray, what: str) -> np.ndarray:
    """(N, J, 3, 3) of matrices, or of axis and angle (N, J, 3) or (N, 3 J)."""
    if array.dtype.kind not in "fiu":
        raise ValueError(f"{what} holds no numbers")
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{what} has values that are no numbers")
    if array.ndim >= 3 and array.shape[-2:] == (3, 3):
        out = array.reshape(len(array), -1, 3, 3) if array.ndim > 3 else array[:, None]
        if np.abs(np.linalg.det(out) - 1.0).max(initial=0.0) > 0.05:
            raise ValueError(f"{what} holds matrices that are no rotations")
        return out
    flat = array.reshape(len(array), -1)
    if not len(flat) or flat.shape[1] % 3 or not flat.shape[1]:
        raise ValueError(f"{what} has the shape {array.shape}, not three numbers for each joint")
    return _of_axis_angle(flat.reshape(len(flat), -1, 3))


def _of_axis_angle(turns: np.ndarray) -> np.ndarray:
    """(..., 3, 3) by Rodrigues' formula."""
    angle = np.linalg.norm(turns, axis=-1)[..., None, None]
    x, y, z = np.moveaxis(turns, -1, 0)
    zero = np.zeros_like(x)
    skew = np.stack((zero, -z, y, z, zero, -x, -y, x, zero), axis=-1).reshape(*x.shape, 3, 3)
    small = np.maximum(angle, 1e-9)
    return np.eye(3) + np.sin(angle) / small * skew + (1.0 - np.cos(angle)) / small**2 * (skew @ skew)


def _take(name: str, rotations: dict[str, np.ndarray], way: np.ndarray | None, fps: float) -> Take:
    count = len(next(iter(rotations.values())))
    if count > MOST_FRAMES:
        raise ValueError(f"{count:,} frames are more than {MOST_FRAMES:,}")
    bones: Bones = standard_bones(fingers=any(joint in rotations for joint in HANDS))
    turned = np.tile((1.0, 0.0, 0.0, 0.0), (count, len(bones.names), 1))
    for joint, matrices in rotations.items():
        if joint in bones.place:
            turned[:, bones.place[joint]] = quaternions_from_matrices(matrices)
    travel = np.zeros((count, 3))
    if way is not None:
        travel = way.astype(np.float64).reshape(len(way), -1)[:, :3]
        if travel.shape != (count, 3) or not np.isfinite(travel).all():
            raise ValueError(f"its way is of the shape {way.shape}, for {count} frames, or no numbers")
    root = rotations.get("pelvis")
    if root is not None:
        up = _up(root)
        turned[:, 0] = quaternions_from_matrices(up @ root)
        travel = travel @ up.T
    if way is not None:  # where the floor is, the feet tell; a camera's world has none
        travel[:, 1] -= np.median(travel[:, 1])
    return Take(name, fps, bones, turned, travel)


def _up(root: np.ndarray) -> np.ndarray:
    """(3, 3) that turns the axis which is mostly up, as the hips stand (N, 3, 3), to Y."""
    mean = root[:, :, 1].mean(axis=0)
    axis = int(np.argmax(np.abs(mean)))
    up = np.eye(3)[axis] * (1.0 if mean[axis] > 0.0 else -1.0)
    if up[1] > 0.5:
        return np.eye(3)
    across = np.array((1.0, 0.0, 0.0)) if abs(up[0]) < 0.5 else np.array((0.0, 1.0, 0.0))
    return np.stack((across, up, np.cross(across, up)))


def _first(person: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((person[name] for name in names if person.get(name) is not None), None)


def _array(value: Any) -> np.ndarray:
    return value if isinstance(value, np.ndarray) else array_of(value)


def _text(key: Any) -> str:
    return key.decode("latin1") if isinstance(key, bytes) else str(key)
