"""Plates: stiff shells cut from the skin that lie over a suit, each with a thick edge and a place in the texture."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .cloth import Cloth, Panel, sewn
from .drape import clear, evened, stretched
from .ground import Ground, smooth
from .pattern import trimmed
from .sheet import Sheet, loops, whole

_UP = np.array((0.0, 0.0, 1.0))


@dataclass(frozen=True, eq=False)
class Plate:
    """panels: numbers of its parts of the texture; rims: its borders, vertices of the cloth"""

    name: str
    panels: list[int]
    rims: list[np.ndarray]


@dataclass(eq=False)
class Smith:
    """A cloth that plates are laid on."""

    cloth: Cloth
    first: int
    """number of the first plate's first panel"""
    plates: list[Plate] = field(default_factory=list)
    hoops: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """(N,) of the vertices, how many hoops of a skirt of plates lie above each"""

    @property
    def following(self) -> int:
        """Number of the next plate's first panel."""
        return self.first + sum(len(plate.panels) for plate in self.plates)

    @property
    def blocks(self) -> list[list[int]]:
        """The plates' panels as `packed` takes them."""
        return [[panel] for plate in self.plates for panel in plate.panels]

    def lay(
        self,
        sheet: Sheet,
        points: np.ndarray,
        axis: np.ndarray = _UP,
        halves: np.ndarray | bool = True,
        thick: float = 0.004,
        name: str = "",
    ) -> Plate:
        """Sews a plate on. axis: (3,) or (F, 3) which way is up in the texture; halves:
        whether it is laid flat as front and back, as a tube must be, or (F,) of which part each of its faces is."""
        start, number = len(self.cloth.points), self.following
        faces = sheet.faces
        across = np.cross(points[faces[:, 2]] - points[faces[:, 0]], points[faces[:, 3]] - points[faces[:, 1]])
        normal = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
        up = np.broadcast_to(np.asarray(axis, float), normal.shape)
        up = up - np.einsum("nd,nd->n", up, normal)[:, None] * normal
        up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-9)
        ahead = sheet.normals[faces].mean(axis=1)[:, 1] < 0 if halves is True else np.broadcast_to(halves, len(faces))
        sides = [ahead == part for part in np.unique(ahead)]
        panels = [Panel(np.flatnonzero(own), up[own], level=False) for own in sides]
        sewn(sheet, points, panels, self.cloth, number)
        rims = [loop + start for loop in loops(faces)]
        for rim in rims:
            self.cloth.hem(rim, 0.008, thick)
        made = Plate(name, list(range(number, number + len(panels))), rims)
        self.plates.append(made)
        return made


def shell(sheet: Sheet, least: np.ndarray, stiff: int = 60, rounds: int = 3) -> np.ndarray:
    """(N, 3) metres: a smooth shell at least `least` (N,) over the skin, that bridges what is hollow."""
    points = evened(sheet, stretched(sheet, least, stiff), rounds)
    return clear(sheet, points, 0.85 * least)


def limb(ground: Ground, part: str, sign: int, start: float, end: float) -> Sheet:
    """The skin of the "arm" or "leg" on the left (1) or right (-1), from `start` to `end` metres along it."""
    along = ground.arm if part == "arm" else ground.leg
    near = (along > start - 0.05) & (along < end + 0.05) & (ground.base[:, 0] * sign > 0.004)
    sheet = whole(ground, near & (ground.share[part] > 0.35))
    return trimmed(sheet, along - end, start - along)


def bones(ground: Ground, part: str, sign: int) -> tuple[np.ndarray, np.ndarray]:
    """Joints (3, 3) of a limb, and how far along it they are (3,) metres."""
    names = ("Arm", "ForeArm", "Hand") if part == "arm" else ("UpLeg", "Leg", "Foot")
    far = (0.0, ground.elbow, ground.wrist) if part == "arm" else (0.0, ground.knee, ground.ankle)
    return np.stack([ground.side(name, sign) for name in names]), np.array(far)


def toward_body(ground: Ground, part: str, sign: int, sheet: Sheet) -> np.ndarray:
    """(F, 3) unit, up the limb, at each face of a sheet."""
    joints, far = bones(ground, part, sign)
    along = sheet.at(ground.arm if part == "arm" else ground.leg)[sheet.faces].mean(axis=1)
    upper, lower = joints[0] - joints[1], joints[1] - joints[2]
    mix = smooth(along, far[1] - 0.05, far[1] + 0.05)[:, None]
    return (1 - mix) * upper / np.linalg.norm(upper) + mix * lower / np.linalg.norm(lower)


def front_of(ground: Ground, part: str, sign: int, sheet: Sheet) -> np.ndarray:
    """(F,) bool: which faces of a sheet lie before the middle of a limb."""
    joints, far = bones(ground, part, sign)
    along = sheet.at(ground.arm if part == "arm" else ground.leg)[sheet.faces].mean(axis=1)
    return sheet.skin[sheet.faces].mean(axis=1)[:, 1] < np.interp(along, far, joints[:, 1])


def suit_panels(ground: Ground, sheet: Sheet) -> list[Panel]:
    """Of a suit that may have gaps: front and back of trunk, arms and legs, each connected part an island."""
    middle = sheet.skin[sheet.faces].mean(axis=1)
    left = np.zeros(len(middle), bool)
    panels = []
    for part, sign in (("arm", 1), ("arm", -1), ("leg", 1), ("leg", -1), ("", 0)):
        if part:
            own = (sheet.at(ground.share[part])[sheet.faces].mean(axis=1) > 0.5) & (middle[:, 0] * sign > 0)
            ahead, up = front_of(ground, part, sign, sheet), toward_body(ground, part, sign, sheet)
            left |= own
        else:
            own, ahead, up = ~left, sheet.normals[sheet.faces].mean(axis=1)[:, 1] < 0, np.tile(_UP, (len(middle), 1))
        for side in (own & ahead, own & ~ahead):
            for island in _islands(sheet.faces, np.flatnonzero(side)):
                panels.append(Panel(island, _within(up[island], sheet, island), level=False))
    return panels


def _within(up: np.ndarray, sheet: Sheet, faces: np.ndarray) -> np.ndarray:
    normal = sheet.normals[sheet.faces[faces]].mean(axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    flat = up - np.einsum("nd,nd->n", up, normal)[:, None] * normal
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)


def _islands(faces: np.ndarray, chosen: np.ndarray) -> list[np.ndarray]:
    """Connected parts of the chosen faces, as numbers of faces."""
    corners = faces[chosen]
    if not len(corners):
        return []
    size = int(faces.max()) + 1
    ends = corners.ravel(), np.roll(corners, 1, axis=1).ravel()
    label = connected_components(coo_matrix((np.ones(corners.size), ends), (size, size)), directed=False)[1]
    return [chosen[label[corners[:, 0]] == k] for k in np.unique(label[corners[:, 0]])]


def above_axis(ground: Ground, part: str, sign: int, way: tuple[float, float, float]) -> np.ndarray:
    """(19158,) metres that the skin lies off a limb's middle, along `way` square to its first bone."""
    joints, _ = bones(ground, part, sign)
    first = joints[1] - joints[0]
    first /= np.linalg.norm(first)
    out = np.asarray(way, float) - np.dot(way, first) * first
    return (ground.base - joints[0]) @ (out / np.linalg.norm(out))
