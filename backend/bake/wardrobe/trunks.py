"""What is worn around waist, neck and shoulders is built on: the trunk without arms, its rings and its front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import torch

from ...body import parameter_vector
from ...body.shape import joints
from ...wear.bind import span
from .reference import Reference, reference, vertex_normals
from .shaping import cut, hugging, moved_by, pushed_out, ring, triangles_of, xyz
from .sheets import Hang, nearest

NAPE = 0.028
"""metres over the pit of the throat at which what hangs around a neck lies behind"""
TRUNK = ("Hips", "Spine*", "Neck", "LeftUpLeg", "RightUpLeg", "LeftShoulder", "RightShoulder")


@dataclass(frozen=True, eq=False)
class Trunk:
    reference: Reference

    @cached_property
    def joint(self) -> dict[str, np.ndarray]:
        """Where the bones of the Mixamo skeleton begin, metres."""
        rig = self.reference.body.rigs["mixamo"]
        body = self.reference.body
        with torch.inference_mode():
            heads = joints(body, "mixamo", parameter_vector(body, {}))[0]
        return dict(zip((n.removeprefix("mixamorig:") for n in rig.bone_names), heads[0].numpy(), strict=True))

    @cached_property
    def hip(self) -> float:
        return float(self.joint["LeftUpLeg"][2])

    @cached_property
    def spans(self) -> tuple[object, object, object]:
        """Over the shoulders, along a foot and from the seat to the throat: how large somebody is, but not how fat."""
        base, foot = self.reference.base, self.reference.region("foot_left")
        skin = np.unique(self.reference.triangles)

        def nearest_to(place: np.ndarray) -> int:
            return int(skin[np.linalg.norm(base[skin] - place, axis=1).argmin()])

        left, right = (nearest_to(self.joint[f"{side}Arm"] + xyz(0, 0, 0.05)) for side in ("Left", "Right"))
        low, high = nearest_to(self.joint["Hips"] + xyz(0, 0.1, 0)), nearest_to(self.joint["Neck"] + xyz(0, 0.1, 0))
        ends = foot[base[foot, 1].argmin()], foot[base[foot, 1].argmax()]
        pairs = (left, right), (int(ends[0]), int(ends[1])), (low, high)
        return tuple(span(base, *pair, axis) for axis, pair in enumerate(pairs))  # type: ignore[return-value]

    @cached_property
    def triangles(self) -> np.ndarray:
        return triangles_of(self.reference, moved_by(self.reference, *TRUNK))

    @cached_property
    def hang(self) -> Hang:
        return nearest(self.reference, self.triangles)

    @cached_property
    def throat(self) -> float:
        """Height of the pit of the throat."""
        return float(self.joint["Neck"][2]) - 0.035

    @cached_property
    def upper(self) -> np.ndarray:
        """(F, 3) of the skin from the chest up, without arms."""
        bones = ("Spine*", "Neck", "Head", "LeftShoulder", "RightShoulder")
        return triangles_of(self.reference, moved_by(self.reference, *bones))

    @cached_property
    def upper_hang(self) -> Hang:
        return nearest(self.reference, self.upper)

    @cached_property
    def neck(self) -> np.ndarray:
        """(F, 3) of the skin of the neck alone, which shoulders do not carry along when they grow."""
        chosen = moved_by(self.reference, "Neck", "Head", least=0.42)
        return triangles_of(self.reference, chosen[self.reference.base[chosen, 2] < self.throat + 0.12])

    @cached_property
    def neck_hang(self) -> Hang:
        return nearest(self.reference, self.neck)

    def neck_loop(self, front: float, back: float, clearance: float, count: int = 48) -> np.ndarray:
        """(count, 3) metres close around the neck from the nape on over its right side, at heights over the pit of the
        throat in front and behind."""
        head = triangles_of(self.reference, moved_by(self.reference, "Spine*", "Neck", "Head", least=0.75))
        found = self.ring(self.throat + front, self.throat + back, clearance, count, head)
        for _ in range(3):
            found = hugging(self.reference, self.upper, found, clearance + 0.001)
            found = self.cleared(found, clearance, self.upper)
            found = (np.roll(found, 1, axis=0) + 2 * found + np.roll(found, -1, axis=0)) / 4
        return found

    @cached_property
    def normals(self) -> np.ndarray:
        return vertex_normals(np.nan_to_num(self.reference.base), self.triangles)

    def ring(
        self,
        front: float,
        back: float,
        clearance: float,
        count: int = 64,
        triangles: np.ndarray | None = None,
        by: str = "arc",
    ) -> np.ndarray:
        """(count, 3) around the trunk from the spine on over its right side, at these heights in front and behind."""
        chosen = self.triangles if triangles is None else triangles
        middle = (front + back) / 2
        level = cut(self.reference.base, chosen, np.array((0, 0, middle)), np.array((0, 0, 1.0)))
        low, high = level[:, 1].min(), level[:, 1].max()
        tilt = (front - back) / (high - low)
        centre = (0.0, (low + high) / 2, middle)
        return ring(self.reference, chosen, centre, (0, tilt, 1.0), (0, 1.0, 0), count, clearance, by)

    def front(self, heights: Sequence[float] | np.ndarray, clearance: float, half: float = 0.06) -> np.ndarray:
        """(K,) y of what hangs before the body: of the foremost skin nearer than `half` to the middle, falling straight
        from what stands out farthest."""
        used = np.unique(self.triangles)
        points = self.reference.base[used]
        points = points[(abs(points[:, 0]) < half) & (points[:, 1] < 0)]
        slabs = [points[abs(points[:, 2] - height) < 0.02, 1] for height in heights]
        found = np.array([slab.min() if len(slab) else np.nan for slab in slabs])
        known = np.isfinite(found)
        return np.asarray(np.interp(heights, np.asarray(heights)[known][::-1], found[known][::-1]) - clearance)

    def cleared(self, points: np.ndarray, gap: np.ndarray | float, triangles: np.ndarray | None = None) -> np.ndarray:
        base = np.nan_to_num(self.reference.base)
        chosen = self.triangles if triangles is None else triangles
        normals = self.normals if triangles is None else vertex_normals(base, triangles)
        return pushed_out(base, chosen, normals, points, np.broadcast_to(gap, points.shape[:-1]))


@lru_cache(maxsize=1)
def trunk() -> Trunk:
    return Trunk(reference())


def outward(loop: np.ndarray) -> np.ndarray:
    """(C, 3) level unit vectors away from the middle of a loop, square to it."""
    ahead = np.roll(loop, -1, axis=0) - np.roll(loop, 1, axis=0)
    away = np.stack([ahead[:, 1], -ahead[:, 0], np.zeros(len(loop))], axis=1)
    return away / np.linalg.norm(away, axis=1, keepdims=True)
