"""Clean-up in space: feet locked, on the floor, the root's way taken out, sides swapped, a joint turned further."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..bone_axes import ANATOMICAL
from ..motion import continuous
from ..rotations import about, axes, multiply, quaternions_from_matrices
from ..t_pose import mirrored
from .clip import Clip
from .contacts import SIDES, smoothed, softened
from .grounding import ROUNDS, Legs, grounded, legs_reached
from .root_motion import ground_way

BLEND = 0.1
"""seconds in which a foot comes to its place and leaves it"""


def floor(clip: Clip) -> Clip:
    """Feet that stand are put on the floor, and no sole is under it."""
    turned, heads = clip.deltas
    soles = clip.soles()
    near = softened(clip.stands(soles), BLEND * clip.fps)
    legs = Legs(np.maximum(soles[..., 2].min(axis=-1), 0.0), near, clip.body.leg, clip.fps)
    hips = heads[:, clip.body.place["Hips"]]
    turned, hips = grounded(turned, hips, clip.body, legs)
    return clip.of_world(turned, hips)


def lock(clip: Clip, hips_give: float = 1.0) -> Clip:
    """Feet that stand do not slide: the hips take the mean of what each foot slides, the legs bend for the rest.

    hips_give: the share of it that the hips take; with 0 they keep their way, and the legs bend for all of it.
    """
    clip = floor(clip)
    soles, fps = clip.soles(), clip.fps
    stands = clip.stands(soles)
    slid = _slid(soles, stands)
    both = stands.sum(axis=1)
    step = np.where(both[:, None] > 0, (slid * stands[..., None]).sum(axis=1) / np.maximum(both, 1)[:, None], 0.0)
    shift = -np.cumsum(step, axis=0)
    shift = hips_give * smoothed(shift - shift[:1], 0.05 * fps)
    turned, heads = clip.deltas
    hips = heads[:, clip.body.place["Hips"]].copy()
    hips[:, :2] += shift
    rest = np.stack([_still(slid[:, f], stands[:, f], shift, BLEND * fps) for f in range(2)], axis=1)
    turned, low = _moved_feet(clip, turned, heads, shift, rest, stands)
    hips[:, 2] -= low
    return clip.of_world(turned, hips)


def _slid(soles: np.ndarray, stands: np.ndarray) -> np.ndarray:
    """(N, 2, 2) metres that the lowest point of each standing foot slid since the frame before."""
    lowest = np.argmin(soles[..., 2], axis=-1)
    out = np.zeros((*stands.shape, 2))
    steps = np.diff(soles[..., :2], axis=0)
    before = np.take_along_axis(steps, lowest[:-1, :, None, None], axis=2)[:, :, 0]
    now = np.take_along_axis(steps, lowest[1:, :, None, None], axis=2)[:, :, 0]
    mean = 0.5 * (before + now)
    out[1:] = np.where((stands[1:] & stands[:-1])[..., None], mean, 0.0)
    return out


def _still(slid: np.ndarray, stands: np.ndarray, shift: np.ndarray, blend: float) -> np.ndarray:
    """(N, 2) how far a foot has to be moved beside the hips' `shift` so that it stays where it came to stand."""
    out = np.zeros_like(shift)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], stands.astype(int), [0]))))
    width = max(round(blend), 1)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        own = -np.cumsum(slid[start:end], axis=0)
        own = own - own[0] - (shift[start:end] - shift[start])
        own -= own.mean(axis=0)  # half of it before, half of it after the place where it is
        out[start:end] += own
        for k in range(1, width + 1):
            fade = 1.0 - k / (width + 1.0)
            fade = fade * fade * (3.0 - 2.0 * fade)
            if start - k >= 0 and not stands[start - k]:
                out[start - k] += fade * own[0]
            if end - 1 + k < len(out) and not stands[end - 1 + k]:
                out[end - 1 + k] += fade * own[-1]
    return out


def _moved_feet(
    clip: Clip, turned: np.ndarray, heads: np.ndarray, shift: np.ndarray, rest: np.ndarray, stands: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """With the ankles moved by `rest` (N, 2, 2) beside the hips' `shift` (N, 2), and how much lower (N,) the hips have
    to be for the feet that stand to be reached."""
    low = np.zeros(len(turned))
    out = turned
    near = softened(stands, BLEND * clip.fps)
    for left in reversed(range(ROUNDS)):
        over = np.concatenate((shift, -low[:, None]), axis=1)
        moved = np.concatenate((rest, (low[:, None] * near)[..., None]), axis=2)
        out, short = legs_reached(turned, heads, over, moved, near, clip.body)
        if short.max() < 1e-4 or not left:
            break
        low = low + smoothed(short, 0.05 * clip.fps)
    return out, low


def ground_path(clip: Clip) -> np.ndarray:
    """(N, 3) where the figure is on the ground, metres, and whereto it faces, radians from -Y about the vertical."""
    turned, _ = clip.deltas
    return ground_way(turned[:, clip.body.place["Hips"]], clip.hips(), clip.fps)


def in_place(clip: Clip, sway: float, turn: float) -> Clip:
    """Without its way over the ground, at the place where the figure rests. sway: 1 keeps how the hips sway about that
    way, 0 does not; turn: 1 takes the turning out too."""
    path = ground_path(clip)
    hips = clip.hips().copy()
    base = path[:, :2] if sway >= 0.5 else hips[:, :2]
    hips[:, :2] += clip.body.bones.heads[clip.body.place["Hips"], :2] - base
    if turn < 0.5:
        travel = hips - clip.body.bones.heads[clip.body.place["Hips"]]
        return clip.with_take(replace(clip.take, travel=travel))
    turned, _ = clip.deltas
    back = about_z(path[0, 2] - path[:, 2])
    middle = hips[:, :2].mean(axis=0)
    hips[:, :2] = np.einsum("nab,nb->na", back[:, :2, :2], hips[:, :2] - middle) + middle
    return clip.of_world(back[:, None] @ turned, hips)


def about_z(angle: np.ndarray) -> np.ndarray:
    """(N, 3, 3)"""
    out = np.tile(np.eye(3), (len(angle), 1, 1))
    out[:, 0, 0] = out[:, 1, 1] = np.cos(angle)
    out[:, 1, 0], out[:, 0, 1] = np.sin(angle), -np.sin(angle)
    return out


_SIDES = (("Left", "Right"), ("_L_", "_R_"), ("left", "right"), (".L", ".R"), ("_L", "_R"), (".l", ".r"), ("_l", "_r"))


def other_side(name: str) -> str:
    """The name of what mirrors a bone or a face key; its own where it has no side."""
    for one, other in _SIDES:
        for this, that in ((one, other), (other, one)):
            if len(this) > 2 and this in name:
                return name.replace(this, that)
            if len(this) == 2 and name.endswith(this):
                return name.removesuffix(this) + that
    return name


def mirror(clip: Clip) -> Clip:
    """Left and right swapped, on a skeleton whose right side mirrors its left."""
    bones, flip = clip.body.bones, np.diag((-1.0, 1.0, 1.0))
    names = bones.names
    partner = [bones.place.get(other_side(name), index) for index, name in enumerate(names)]
    turned, _ = clip.deltas
    swapped = flip @ turned[:, partner] @ flip
    hips = clip.hips() * (-1.0, 1.0, 1.0)
    middle = bones.heads[clip.body.place["Hips"], 0]
    hips[:, 0] += 2.0 * middle
    keys = [
        clip.key_names.index(o) if (o := other_side(k)) in clip.key_names else n for n, k in enumerate(clip.key_names)
    ]
    out = replace(clip, curves=clip.curves[:, keys] if keys else clip.curves)
    return out.of_world(swapped, hips)


def offset(clip: Clip, joint: str, bend: float, twist: float, lean: float) -> Clip:
    """A joint turned further at every frame: degrees about its anatomical axes X (bend), Y (twist) and Z (lean).

    Raises ValueError where the figure has no such joint.
    """
    place, bones = clip.body.place, clip.body.bones
    side = next((side for side in SIDES if joint.startswith(side)), "")
    part = joint.removeprefix(side).strip()
    if joint not in place or part not in ANATOMICAL:
        raise ValueError(f"there is no joint {joint}; there are {', '.join(list(place)[:6])} …")
    bone = place[joint]
    y, z = (mirrored(each, side) for each in ANATOMICAL[part])
    mirror_sign = -1.0 if side == "Right" else 1.0
    frame = axes(y, z)
    turn = about("x", np.radians(bend)) @ about("y", np.radians(twist * mirror_sign))
    turn = frame @ turn @ about("z", np.radians(lean * mirror_sign)) @ frame.T
    own = clip.body.to_t_pose[bone] @ bones.rest[bone, :3, :3]
    local = quaternions_from_matrices(own.T @ turn @ own)
    rotations = clip.take.rotations.copy()
    rotations[:, bone] = multiply(rotations[:, bone], np.broadcast_to(local, rotations[:, bone].shape))
    return clip.with_take(replace(clip.take, rotations=continuous(rotations)))


def turn(clip: Clip, degrees: float) -> Clip:
    """The whole clip turned about the vertical where it begins, to the left for positive degrees."""
    return turned_from(clip, np.radians(degrees), clip.hips()[0, :2], np.zeros(2))


def turned_from(clip: Clip, angle: float, middle: np.ndarray, move: np.ndarray) -> Clip:
    """Turned by `angle` radians about the vertical through `middle` (2,), then moved by `move` (2,) on the ground."""
    hips = clip.hips().copy()
    spin = about("z", angle)
    hips[:, :2] = (hips[:, :2] - middle) @ spin[:2, :2].T + middle + move
    root = clip.body.bones.above(clip.body.place["Hips"])[0]
    rest = clip.body.bones.rest[root, :3, :3]
    turn_ = quaternions_from_matrices(rest.T @ spin @ rest)
    rotations = clip.take.rotations.copy()
    rotations[:, root] = multiply(np.broadcast_to(turn_, rotations[:, root].shape), rotations[:, root])
    travel = hips - clip.body.bones.heads[clip.body.place["Hips"]]
    return clip.with_take(replace(clip.take, rotations=continuous(rotations), travel=travel))
