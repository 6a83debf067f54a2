"""Made-up bodies in the form of SMPL, SMPL-X, FLAME and SMAL: closed tubes around a skeleton, of any vertex count.

The joints lie inside; the first coefficient of shape makes everything larger, the second thicker, the others bend it
softly. Nothing here is of the published models but their counts, their order of joints and their axes.
"""

from dataclasses import dataclass

import numpy as np

VERTICES = {"smpl": 6890, "smplx": 10475, "flame": 5023, "smal": 3889, "ict": 26719}
"""As published."""
TINY = {"smpl": 300, "smplx": 700, "flame": 140, "smal": 320, "ict": 200}
"""For tests that want to be quick."""
SHAPES = {"smpl": 10, "smplx": 400, "flame": 400, "smal": 41}
"""Of SMPL-X and FLAME the last 100 are expressions."""

_SIDES = (("left", 1.0), ("right", -1.0))
_BODY = {
    "pelvis": ("", (0, 0, 0.93)), "left_hip": ("pelvis", (0.09, 0, 0.86)), "right_hip": ("pelvis", (-0.09, 0, 0.86)),
    "spine1": ("pelvis", (0, 0, 1.04)), "left_knee": ("left_hip", (0.10, 0, 0.48)),
    "right_knee": ("right_hip", (-0.10, 0, 0.48)), "spine2": ("spine1", (0, 0, 1.16)),
    "left_ankle": ("left_knee", (0.11, 0.02, 0.08)), "right_ankle": ("right_knee", (-0.11, 0.02, 0.08)),
    "spine3": ("spine2", (0, 0, 1.28)), "left_foot": ("left_ankle", (0.11, -0.12, 0.03)),
    "right_foot": ("right_ankle", (-0.11, -0.12, 0.03)), "neck": ("spine3", (0, 0, 1.46)),
    "left_collar": ("spine3", (0.06, 0, 1.39)), "right_collar": ("spine3", (-0.06, 0, 1.39)),
    "head": ("neck", (0, -0.01, 1.55)), "left_shoulder": ("left_collar", (0.18, 0, 1.39)),
    "right_shoulder": ("right_collar", (-0.18, 0, 1.39)), "left_elbow": ("left_shoulder", (0.44, 0, 1.39)),
    "right_elbow": ("right_shoulder", (-0.44, 0, 1.39)), "left_wrist": ("left_elbow", (0.69, 0, 1.39)),
    "right_wrist": ("right_elbow", (-0.69, 0, 1.39)),
}  # fmt: skip
_FINGERS = {"index": -0.03, "middle": -0.01, "pinky": 0.03, "ring": 0.012, "thumb": -0.05}
_SMAL = {
    "pelvis0": ("", (-0.40, 0, 0)), **{f"spine{k}": (f"spine{k - 1}" if k else "pelvis0", (-0.3 + 0.1 * k, 0, 0))
    for k in range(6)},
    **{f"left_front_{k}": (f"left_front_{k - 1}" if k else "spine5", (0.25, 0.09, (-0.05, -0.25, -0.42, -0.5)[k]))
    for k in range(4)},
    **{f"right_front_{k}": (f"right_front_{k - 1}" if k else "spine5", (0.25, -0.09, (-0.05, -0.25, -0.42, -0.5)[k]))
    for k in range(4)},
    "neck": ("spine5", (0.40, 0, 0.08)), "head": ("neck", (0.52, 0, 0.16)),
    **{f"left_back_{k}": (f"left_back_{k - 1}" if k else "pelvis0", (-0.36, 0.09, (-0.05, -0.25, -0.42, -0.5)[k]))
    for k in range(4)},
    **{f"right_back_{k}": (f"right_back_{k - 1}" if k else "pelvis0", (-0.36, -0.09, (-0.05, -0.25, -0.42, -0.5)[k]))
    for k in range(4)},
    **{f"tail{k}": (f"tail{k - 1}" if k else "pelvis0", (-0.5 - 0.07 * k, 0, 0)) for k in range(7)},
    "mouth": ("head", (0.58, 0, 0.13)),
}  # fmt: skip

Chain = tuple[list[str], list[tuple[tuple[float, float, float], float]]]
"""Joints inside of a tube, and the points that it goes through, each with its radius."""


@dataclass(frozen=True)
class Made:
    """Arrays under the names that the published files use."""

    names: tuple[str, ...]
    arrays: dict[str, np.ndarray]


def made(family: str, vertices: int = 0, shapes: int = 0, seed: int = 0) -> Made:
    """A body of a family in its files' own axes, metres; of the family's tiny count unless `vertices` says how many."""
    random = np.random.default_rng(seed)
    joints, chains = _skeleton(family)
    names, places = tuple(joints), np.array([place for _, place in joints.values()], np.float64)
    parents = np.array([names.index(parent) if parent else -1 for parent, _ in joints.values()])
    points, faces, chain_of, axes = _mesh(chains, vertices or TINY[family])
    weights, regressor = np.zeros((len(points), len(names))), np.zeros((len(names), len(points)))
    for number, (inside, _) in enumerate(chains):
        own, rows = np.flatnonzero(chain_of == number), [names.index(name) for name in inside]
        near = np.exp(-((points[own, None] - places[None, rows]) ** 2).sum(-1) / 0.06**2) + 1e-9
        weights[np.ix_(own, rows)] = near / near.sum(1, keepdims=True)
        for row in rows:
            if not regressor[row].any():
                regressor[row, own] = _regressed(points[own], places[row])
    wave = np.cos(points @ random.normal(0, 4, (3, 6)) + random.uniform(0, 6, 6))
    count, posed = shapes or SHAPES[family], 9 * (len(names) - 1)
    fade = 1 / np.sqrt(1 + np.arange(count))
    shapedirs = 0.003 * np.einsum("vk,kcs->vcs", wave, random.normal(size=(6, 3, count))) * fade
    shapedirs[:, :, 0] = 0.04 * points
    shapedirs[:, :, 1] = 0.08 * (points - axes)
    if family != "smal":  # Z up facing -Y becomes Y up facing +Z
        points, places = _y_up(points), _y_up(places)
        shapedirs[:, :, :2] = np.stack([_y_up(shapedirs[:, :, k]) for k in range(2)], axis=-1)
    bound = np.stack([parents % 2**32, np.arange(len(names))])
    return Made(
        names,
        {
            "v_template": points,
            "f": faces.astype(np.uint32),
            "shapedirs": shapedirs,
            "posedirs": 0.002 * np.einsum("vk,kcs->vcs", wave, random.normal(size=(6, 3, posed))),
            "J_regressor": regressor,
            "weights": weights,
            "kintree_table": bound.astype(np.uint32),
            "J": regressor @ points,
        },
    )


def texture_space(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """vt (T, 2) and ft (F, 3) of a flat layout, with one corner of every fifth triangle cut loose."""
    points, faces = arrays["v_template"], arrays["f"].astype(np.int64).copy()
    low, high = points.min(0), points.max(0)
    flat = ((points - low) / (high - low))[:, :2]
    cut = np.arange(0, len(faces), 5)
    loose = flat[faces[cut, 0]]
    faces[cut, 0] = len(flat) + np.arange(len(cut))
    return {"vt": np.concatenate([flat, loose]), "ft": faces.astype(np.uint32)}


def _y_up(points: np.ndarray) -> np.ndarray:
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1)


def _skeleton(family: str) -> tuple[dict[str, tuple[str, tuple[float, float, float]]], list[Chain]]:
    if family == "smal":
        legs = [
            ([f"{side}_{end}_{k}" for k in range(4)], [((x, s * 0.09, 0.0), 0.06), ((x, s * 0.09, -0.55), 0.03)])
            for side, s in _SIDES
            for end, x in (("front", 0.25), ("back", -0.36))
        ]
        trunk = ["pelvis0", *(f"spine{k}" for k in range(6))]
        return _SMAL, [
            (trunk, [((-0.48, 0, 0), 0.1), ((0, 0, 0), 0.13), ((0.35, 0, 0), 0.12)]),
            (["neck", "head", "mouth"], [((0.30, 0, 0.02), 0.08), ((0.52, 0, 0.16), 0.09), ((0.68, 0, 0.14), 0.05)]),
            *legs,
            ([f"tail{k}" for k in range(7)], [((-0.45, 0, 0), 0.03), ((-1.0, 0, 0), 0.015)]),
        ]
    if family == "flame":
        joints = {
            "root": ("", (0, 0, -0.15)), "neck": ("root", (0, 0, -0.08)), "jaw": ("neck", (0, -0.02, -0.02)),
            "left_eye": ("neck", (0.03, -0.07, 0.03)), "right_eye": ("neck", (-0.03, -0.07, 0.03)),
        }  # fmt: skip
        skull = [((0, 0, -0.2), 0.06), ((0, 0, -0.08), 0.06), ((0, 0, 0), 0.09), ((0, 0, 0.14), 0.05)]
        return joints, [(["root", "neck", "jaw"], skull), *_eyes((0.0, -0.07, 0.03))]
    joints = {name: (parent, (x, y, z - 0.93)) for name, (parent, (x, y, z)) in _BODY.items()}
    chains: list[Chain] = [
        (["pelvis", "spine1", "spine2", "spine3", "neck", "head"],
         [((0, 0, -0.10), 0.1), ((0, 0, 0), 0.15), ((0, 0, 0.46), 0.12), ((0, 0, 0.53), 0.055), ((0, 0, 0.62), 0.09),
          ((0, 0, 0.82), 0.05)]),
    ]  # fmt: skip
    for side, s in _SIDES:
        arm = [((s * 0.03, 0, 0.46), 0.05), ((s * 0.18, 0, 0.46), 0.055), ((s * 0.69, 0, 0.46), 0.03)]
        chains += [
            ([f"{side}_collar", f"{side}_shoulder", f"{side}_elbow", f"{side}_wrist"],
             [*arm, ((s * 0.80, 0, 0.46), 0.03)]),
            ([f"{side}_hip", f"{side}_knee", f"{side}_ankle"],
             [((s * 0.085, 0, -0.02), 0.09), ((s * 0.10, 0, -0.45), 0.055), ((s * 0.11, 0.02, -0.88), 0.04)]),
            ([f"{side}_foot"], [((s * 0.11, 0.07, -0.89), 0.03), ((s * 0.11, -0.2, -0.905), 0.02)]),
        ]  # fmt: skip
    if family == "smpl":
        for k, (side, s) in enumerate(_SIDES):
            joints[f"{side}_hand"] = (f"{side}_wrist", (s * 0.77, 0, 0.46))
            chains[1 + 3 * k][0].append(f"{side}_hand")
        return joints, chains
    joints["jaw"] = ("head", (0, -0.02, 0.60))
    joints |= {f"{side}_eye": ("head", (s * 0.03, -0.08, 0.68)) for side, s in _SIDES}
    chains[0][0].append("jaw")
    chains += _eyes((0.0, -0.08, 0.68))
    for side, s in _SIDES:
        for finger, y in _FINGERS.items():
            at = [s * (0.72 + 0.03 * k if finger == "thumb" else 0.79 + 0.028 * k) for k in range(4)]
            names = [f"{side}_{finger}{k + 1}" for k in range(3)]
            above = [f"{side}_wrist", *names]
            joints |= {name: (above[k], (at[k], y, 0.46)) for k, name in enumerate(names)}
            chains.append((names, [((at[0] - s * 0.01, y, 0.46), 0.009), ((at[3], y, 0.46), 0.006)]))
    return joints, chains


def _eyes(middle: tuple[float, float, float]) -> list[Chain]:
    x, y, z = 0.03, middle[1], middle[2]
    ends = ((-0.012, 0.002), (-0.008, 0.009), (0.0, 0.012), (0.008, 0.009), (0.012, 0.002))
    return [([f"{side}_eye"], [((s * x, y + along, z), radius) for along, radius in ends]) for side, s in _SIDES]


def _mesh(chains: list[Chain], count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Points (V, 3), triangles (F, 3), which chain each point is of (V,), and the point of its middle line (V, 3)."""
    lengths = np.array([np.linalg.norm(np.subtract(line[-1][0], line[0][0])) for _, line in chains])
    sides = max(6, int(np.sqrt(count / 40)))
    share = np.maximum(4, (lengths / lengths.sum() * count / sides)).astype(int)
    while (share * sides + 2).sum() > count:
        share[share.argmax()] -= 1
        assert share.min() >= 3, f"{count} vertices are too few"
    points, faces, chain_of, axes, first = [], [], [], [], 0
    for number, ((_, line), rings) in enumerate(zip(chains, share, strict=True)):
        ring, middle, triangles = _tube(line, int(rings), sides)
        points.append(ring)
        axes.append(middle)
        faces.append(triangles + first)
        chain_of.append(np.full(len(ring), number))
        first += len(ring)
    points, faces = np.concatenate(points), np.concatenate(faces)
    chain_of, axes = np.concatenate(chain_of), np.concatenate(axes)
    split, rest = np.arange(count - len(points)), faces
    corners = rest[split]
    new = len(points) + split
    cut = [np.stack([corners[:, a], corners[:, b], new], axis=1) for a, b in ((0, 1), (1, 2), (2, 0))]
    faces = np.concatenate([rest[len(split) :], *cut])
    return (
        np.concatenate([points, points[corners].mean(1)]),
        faces,
        np.concatenate([chain_of, chain_of[corners[:, 0]]]),
        np.concatenate([axes, axes[corners].mean(1)]),
    )


def _tube(line: list[tuple[tuple[float, float, float], float]], rings: int, sides: int):
    """A closed tube: points (rings * sides + 2, 3), their middles, triangles that look outwards."""
    centres, radii = np.array([place for place, _ in line], float), np.array([radius for _, radius in line])
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(centres, axis=0), axis=1))])
    at = np.linspace(0, along[-1], rings)
    middles = np.stack([np.interp(at, along, centres[:, axis]) for axis in range(3)], axis=1)
    direction = centres[-1] - centres[0]
    direction /= np.linalg.norm(direction)
    side = np.cross(direction, np.eye(3)[np.abs(direction).argmin()])
    side /= np.linalg.norm(side)
    angle = np.arange(sides) * 2 * np.pi / sides
    round_it = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * np.cross(direction, side)
    ring = middles[:, None] + np.interp(at, along, radii)[:, None, None] * round_it
    points = np.concatenate([ring.reshape(-1, 3), [middles[0], middles[-1]]])
    a = (np.arange(rings - 1)[:, None] * sides + np.arange(sides)).ravel()
    b = (np.arange(rings - 1)[:, None] * sides + (np.arange(sides) + 1) % sides).ravel()
    start, end, last = rings * sides, rings * sides + 1, (rings - 1) * sides
    here, there = np.arange(sides), (np.arange(sides) + 1) % sides
    triangles = np.concatenate(
        [
            np.stack([a, b, b + sides], axis=1),
            np.stack([a, b + sides, a + sides], axis=1),
            np.stack([np.full(sides, start), there, here], axis=1),
            np.stack([np.full(sides, end), last + here, last + there], axis=1),
        ]
    )
    middle = np.concatenate([np.repeat(middles, sides, axis=0), [middles[0], middles[-1]]])
    return points, middle, triangles


def _regressed(points: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(V,) weights of the nearest points whose weighted mean is the place."""
    near = ((points - place) ** 2).sum(1).argsort()[: max(20, len(points) // 20)]
    system = np.concatenate([points[near], np.ones((len(near), 1))], axis=1).T
    even = np.full(len(near), 1 / len(near))
    out = np.zeros(len(points))
    out[near] = even + np.linalg.lstsq(system, np.append(place, 1.0) - system @ even, rcond=None)[0]
    return out
