"""A surface in unknown units and axes comes into the world's frame; what was guessed is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...body import BodyData
from ...body.fitting import Start, Surface
from ...body.fitting.align import AXES, SIZES, UNITS, Lie, lie_of, turn_of, unit_of
from ...body.fitting.posed import PosedBody
from ...protocol.requests import ConvertRequest


@dataclass(frozen=True, eq=False)
class Lying:
    """surface: metres, Z up, facing -Y; starts: poses to begin with; unit: its name, "" where it is of no size that a
    figure may have; metres: in one unit of the file; doubts: sentences for the user."""

    surface: Surface
    starts: Sequence[Start]
    unit: str
    metres: float
    lie: Lie
    doubts: list[str]


def in_the_world(
    request: ConvertRequest,
    body: BodyData,
    surface: Surface,
    rig: str,
    starts: Sequence[Start],
    registered: np.ndarray | None,
    known: bool,
) -> Lying:
    """known: whether the surface is in the world's frame already."""
    doubts: list[str] = []
    model = PosedBody(body, rig)
    figures = {start.name: model.pose(replace(model.start(), turns=start.turns)).vertices for start in starts}
    own = np.ptp(figures[starts[0].name], axis=0).max()
    size = float(np.ptp(np.quantile(surface.vertices, (0.001, 0.999), axis=0), axis=0).max())
    unit = "m" if known else request.units
    if unit == "guess":
        unit = unit_of(size, body.form)
    if unit:
        metres = UNITS[unit]
        if request.units != "guess" and not SIZES[body.form][0] * 0.5 <= size * metres <= SIZES[body.form][1] * 2:
            doubts.append(f"In {unit} the mesh is {size * metres:.2f} m from end to end, which no {body.form} is.")
    else:
        metres = float(own / size)
        doubts.append(f"The mesh is in no unit that fits a {body.form}, so it was brought to the size of the body.")
    points = surface.vertices[np.unique(surface.triangles)] if not surface.is_cloud else surface.vertices
    scaled = points * metres
    up, front = ("" if side == "guess" else side for side in (request.up, request.front))
    lie = lie_of(scaled, figures, *(("z", "-y") if known else (up, front)))
    if registered is not None and not known and not (up and front):
        lie = _registered_lie(surface.vertices[registered[registered >= 0]], figures[starts[0].name], registered, lie)
    if lie.doubtful and registered is None:
        doubts.append(
            f"The mesh was taken as {lie.up} up, facing {lie.front}; it might be {lie.doubtful} as well: "
            "say so with up and front where it is."
        )
    first = [start for start in starts if start.name == lie.start]
    ordered = [*first, *(start for start in starts if start.name != lie.start)]
    return Lying(surface.moved(surface.vertices @ lie.turn.T * metres), ordered, unit, metres, lie, doubts)


def _registered_lie(points: np.ndarray, own: np.ndarray, registered: np.ndarray, lie: Lie) -> Lie:
    """The turn between two meshes of one topology, along axes."""
    own = own[registered >= 0]
    left, _, right = np.linalg.svd((points - points.mean(axis=0)).T @ (own - own.mean(axis=0)))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    turn = (left @ flip @ right).T
    up = max(AXES, key=lambda name: float(turn[2] @ AXES[name]))
    front = max(
        (name for name in AXES if name.strip("-") != up.strip("-")), key=lambda name: float(-turn[1] @ AXES[name])
    )
    return Lie(turn_of(up, front), up, front, lie.start)
