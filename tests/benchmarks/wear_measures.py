"""What the benchmark of wearables measures with: random bodies, poses, how deep points lie inside a surface."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from backend.body import BodyData, joints, orient
from backend.body.skinning import bone_transforms
from backend.wear.bind import on_triangles
from backend.wear.surface import unit
from rigging.rotations import about

LOCALS = 12
LOOKED_AT = 16  # triangles among which the nearest place is looked for
SAME_PLACE = 1e-7  # metres by which triangles that meet at one place may be apart
RIG = "mixamo"
Pose = Mapping[str, tuple[float, float, float]]
NAMED: dict[str, Pose] = {
    "thigh_60": {"LeftUpLeg": (-60, 0, 0)},
    "sit": {"LeftUpLeg": (-85, 0, 0), "RightUpLeg": (-85, 0, 0), "LeftLeg": (85, 0, 0), "RightLeg": (85, 0, 0)},
    "stride": {"LeftUpLeg": (-35, 0, 0), "RightUpLeg": (20, 0, 0), "RightLeg": (35, 0, 0)},
    "straddle": {"LeftUpLeg": (0, -25, 0), "RightUpLeg": (0, 25, 0)},
    "kick_back": {"LeftUpLeg": (20, 0, 0), "LeftLeg": (90, 0, 0)},
    "t_pose": {"LeftArm": (0, -45, 0), "RightArm": (0, 45, 0)},
    "arms_down": {"LeftArm": (0, 35, 0), "RightArm": (0, -35, 0)},
    "arms_forward": {"LeftArm": (0, -20, -60), "RightArm": (0, 20, 60)},
    "arms_up": {"LeftArm": (0, -100, 0), "RightArm": (0, 100, 0)},
    "elbows": {"LeftForeArm": (-70, 0, -40), "RightForeArm": (-70, 0, 40)},
    "bow": {"Spine": (20, 0, 0), "Spine1": (15, 0, 0), "Spine2": (10, 0, 0)},
    "lean": {"Spine": (0, 12, 0), "Spine1": (0, 10, 0)},
    "twist": {"Spine": (0, 0, 12), "Spine1": (0, 0, 12), "Neck": (0, 0, 25)},
    "nod": {"Neck": (20, 0, 0), "Head": (15, 0, 0)},
    "tiptoe": {
        "LeftFoot": (35, 0, 0),
        "RightFoot": (35, 0, 0),
        "LeftToeBase": (-30, 0, 0),
        "RightToeBase": (-30, 0, 0),
    },
}
"""degrees about the world's axes at rest, figure facing -Y, its left at +X"""
RANGES = {
    "UpLeg": ((-70, 15), (-25, 10), (-20, 20)),
    "Leg": ((0, 90), (0, 0), (0, 0)),
    "Foot": ((-15, 30), (-5, 5), (0, 0)),
    "Arm": ((-15, 15), (-80, 30), (-45, 15)),
    "ForeArm": ((-80, 0), (0, 0), (-40, 0)),
    "Spine": ((-8, 18), (-8, 8), (-8, 8)),
    "Spine1": ((-8, 14), (-8, 8), (-8, 8)),
    "Neck": ((-12, 18), (-10, 10), (-20, 20)),
    "Head": ((-12, 15), (-8, 8), (-20, 20)),
}
"""of random poses, for the left side; the right side is mirrored"""


def random_bodies(body: BodyData, count: int, seed: int) -> Tensor:
    """(count, P): all ages and builds, and in each body a dozen local changes that are far out."""
    generator = np.random.default_rng(seed)
    low, high = (np.array([getattr(p, name) for p in body.parameters]) for name in ("minimum", "maximum"))
    group = np.array([p.group for p in body.parameters])
    values = np.where(group == "phenotype", generator.uniform(low, high, (count, len(low))), 0.0)
    local = np.flatnonzero(group == "local")
    for row in values:
        chosen = generator.choice(local, LOCALS, replace=False)
        row[chosen] = generator.uniform(0.5, 1.0, LOCALS) * generator.choice([-1, 1], LOCALS)
    return torch.from_numpy(values).float()


def poses(count: int, seed: int) -> dict[str, Pose]:
    """The named ones, then random ones."""
    generator = np.random.default_rng(seed)
    found = dict(list(NAMED.items())[:count])
    while len(found) < count:
        pose: dict[str, tuple[float, float, float]] = {}
        for part, ranges in RANGES.items():
            sides = ("Left", "Right") if part in ("UpLeg", "Leg", "Foot", "Arm", "ForeArm") else ("",)
            for side in sides:
                x, y, z = (generator.uniform(*r) * generator.choice([0.3, 1.0]) for r in ranges)
                pose[side + part] = (x, -y, -z) if side == "Right" else (x, y, z)
        found[f"random_{len(found)}"] = pose
    return found


@torch.inference_mode()
def bones_of(body: BodyData, parameters: Tensor, pose: Pose) -> np.ndarray:
    """(J, 3, 4): what each bone does to points of the body's own rest pose."""
    rig = body.rigs[RIG]
    matrices = orient(rig, *joints(body, RIG, parameters))
    world = np.tile(np.eye(3), (len(rig.bone_names), 1, 1))
    for name, degrees in pose.items():
        world[rig.bone_names.index(f"mixamorig:{name}")] = turn(degrees)
    frames = matrices[..., :3, :3]
    own = frames.transpose(-1, -2) @ torch.from_numpy(world).float() @ frames
    return bone_transforms(rig, matrices, own)[0, :, :3].numpy()


def turn(degrees: tuple[float, float, float]) -> np.ndarray:
    """(3, 3) about x, then y, then z."""
    x, y, z = (about(axis, float(np.radians(angle))) for axis, angle in zip("xyz", degrees, strict=True))
    return z @ y @ x


def moved_by(bones: np.ndarray, indices: np.ndarray, weights: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Linear blend skinning of points (N, 3) by lists (N, K)."""
    blended = np.einsum("nk,nkab->nab", weights, bones[indices])
    return np.einsum("nab,nb->na", blended[..., :3], points) + blended[..., 3]


class Solid:
    """A surface of triangles that tells how far outside of it points lie.

    A point is inside where it is behind every triangle that meets at its nearest place: at a sharp fold, as a hem is,
    a mean of normals would look to either side.
    """

    def __init__(self, vertices: np.ndarray, faces: np.ndarray):
        from scipy.spatial import KDTree

        self.triangles = triangles_of(faces)
        self.vertices = np.asarray(vertices, np.float64)
        self.corners = self.vertices[self.triangles]
        self.normals = unit(np.cross(self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0]))
        self.tree = KDTree(self.corners.mean(axis=1))

    def is_near(self, points: np.ndarray, reach: float) -> np.ndarray:
        """(N,) bool, which points lie in its box, `reach` metres wider on each side."""
        low, high = self.vertices.min(axis=0) - reach, self.vertices.max(axis=0) + reach
        return ((points > low) & (points < high)).all(axis=1)

    def is_close(self, points: np.ndarray, reach: float) -> np.ndarray:
        """(N,) bool, which points lie within `reach` metres of its middles of triangles."""
        return np.asarray(self.tree.query(points, distance_upper_bound=reach)[0]) < reach

    def outside(self, points: np.ndarray) -> np.ndarray:
        """(N,) metres that points (N, 3) lie outside; negative inside."""
        return self._nearest(points)[0]

    def inside_seen(self, points: np.ndarray, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(N,) how deep points lie inside, as `outside`, and whether what they lie below is seen: hidden (V,) bool."""
        height, corners, _ = self._nearest(points)
        return height, ~hidden[corners].all(axis=1)

    def over_the_middle(self, points: np.ndarray) -> np.ndarray:
        """As `outside`, of an open surface: nan where the nearest place is on its rim, beyond which nothing is told."""
        height, corners, weights = self._nearest(points)
        rim = (weights * ~self._on_rim[corners]).sum(axis=1) < 0.05
        return np.where(rim, np.nan, height)

    @cached_property
    def _on_rim(self) -> np.ndarray:
        edges = np.sort(np.concatenate([self.triangles[:, [k, (k + 1) % 3]] for k in range(3)]), axis=1)
        edges, times = np.unique(edges, axis=0, return_counts=True)
        on_rim = np.zeros(len(self.vertices), bool)
        on_rim[edges[times == 1]] = True
        return on_rim

    def _nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        near = np.asarray(self.tree.query(points, k=min(LOOKED_AT, len(self.triangles)))[1])
        weights = on_triangles(np.asarray(points, np.float64)[:, None], self.corners[near])
        places = np.einsum("nck,nckd->ncd", weights, self.corners[near])
        ways = points[:, None] - places
        away = np.linalg.norm(ways, axis=2)
        best, rows = away.argmin(axis=1), np.arange(len(points))
        before = np.einsum("ncd,ncd->nc", ways, self.normals[near])
        before[away > away.min(axis=1, keepdims=True) + SAME_PLACE] = -np.inf
        sign = np.sign(before.max(axis=1))
        return sign * away[rows, best], self.triangles[near[rows, best]], weights[rows, best]


def triangles_of(faces: np.ndarray) -> np.ndarray:
    """(F, 3) of quads or triangles, without those that are none."""
    if faces.shape[1] == 4:
        faces = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    return faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])]


def poking(
    skin: tuple[np.ndarray, np.ndarray],
    cloth: tuple[np.ndarray, np.ndarray],
    feet: np.ndarray,
    normals: np.ndarray,
    size: int = 320,
    near: float = 0.03,
) -> tuple[int, int]:
    """Pixels from six sides that show skin less than `near` metres before the cloth that a picture of the cloth alone
    has there, and all pixels of the cloth alone. Each surface: vertices (V, 3), faces (F, 3 or 4).

    Only skin that the cloth lies on counts, facing as `normals` (V, 3) at its `feet` (N,), vertices of the skin: a foot
    stands on the sole of its sandal, and a chin over the knot of a tie, with good reason. The inner side of cloth that
    is thick, as the far side of a collar has it behind the neck, is no cloth that skin could come through.
    """
    from backend.render import topology
    from backend.render.camera import orbit_camera
    from backend.render.raster import interpolate, rasterise

    faces = [triangles_of(surface[1]) for surface in (skin, cloth)]
    both = np.concatenate([skin[0], cloth[0]])
    points = torch.from_numpy(np.ascontiguousarray(both)).float()[None]
    tables = (np.concatenate([faces[0], faces[1] + len(skin[0])]), faces[1] + len(skin[0]))
    meshes = [topology(torch.from_numpy(np.ascontiguousarray(t)).long()) for t in tables]
    a, b, c = (cloth[0][faces[1][:, k]] for k in range(3))
    outer = np.einsum("fd,fd->f", np.cross(b - a, c - a), normals[feet[faces[1][:, 0]]]) > 0.0
    wrong = whole = 0
    for yaw, elevation in ((0, 0), (60, 10), (120, -10), (180, 0), (240, 10), (300, -10)):
        camera = orbit_camera(points[:, len(skin[0]) :], yaw, elevation, orthographic=True)
        seen = []
        for mesh in meshes:
            fragments = rasterise(camera.project(points), mesh, (size, size), cull=False)
            places = np.full((size * size, 3), np.nan, np.float32)
            places[fragments.pixels.numpy()] = interpolate(points, fragments).numpy()
            shown = np.full(size * size, -1)
            shown[fragments.pixels.numpy()] = fragments.faces.numpy()
            front = fragments.front[0].numpy().astype(bool)
            seen.append((places, shown, front))
        (place, shown, _), (alone, cloth_shown, front) = seen
        covered = cloth_shown >= 0
        covered[covered] = (front & outer)[cloth_shown[covered]]
        is_skin = covered & (shown >= 0) & (shown < len(faces[0]))
        away = np.linalg.norm(place[is_skin] - alone[is_skin], axis=1)
        foot = feet[faces[1][cloth_shown[is_skin], 0]]
        facing = np.einsum("nd,nd->n", normals[faces[0][shown[is_skin], 0]], normals[foot]) > 0.3
        below = np.linalg.norm(place[is_skin] - skin[0][foot], axis=1) < 2.0 * near
        wrong, whole = wrong + int((facing & below & (away < near)).sum()), whole + int(covered.sum())
    return wrong, whole
