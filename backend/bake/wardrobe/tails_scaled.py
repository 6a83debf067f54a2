"""A dinosaur's tail, with a row of plates from the nape down the back and along it."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .horns import curved
from .shaping import tube, xyz
from .sheets import Sheet, Spots, nearest, piece, sheet
from .trunks import Trunk, trunk

_STEPS = ((0, -0.075, 0.030), (0, 0.010, 0.010), (0, 0.095, -0.060), (0, 0.160, -0.190), (0.010, 0.220, -0.340),
          (0.040, 0.300, -0.470), (0.095, 0.400, -0.540), (0.160, 0.490, -0.550))  # fmt: skip
"""metres to the left, behind and up from where it begins"""
_ON_BACK, _ON_TAIL = 9, 10


def dinosaur_tail() -> Piece:
    on = trunk()
    loop = on.ring(on.hip + 0.030, on.hip + 0.060, 0.0, 64)
    root = loop[np.argmax(loop[:, 1])]
    share = np.linspace(0, 1, 34)
    line = curved(root + np.array(_STEPS), len(share))
    thick = 0.088 * (1 - share) ** 0.85 + 0.004
    body = tube(line, thick, 18)
    sheets = [
        sheet(body, on.hang, closed=True, anchors=np.broadcast_to(root, body.shape),
              paint={"belly": _belly, "shade": _scaly, "height": _scaly}),
        *_on_back(on, float(root[2])),
        *_on_tail(on, line, thick, root),
    ]  # fmt: skip
    entry = Entry(
        name="dinosaur_tail", label="Dinosaur's tail", slot="back", layer=65,
        nouns=("dinosaur tail", "dragon tail", "crocodile tail", "spiked tail", "spikes along the back", "back plates"),
        tags=("dinosaur", "dragon", "crocodile", "monster", "costume", "male", "female", "child"),
        colours=((0.22, 0.46, 0.18), (0.20, 0.42, 0.50), (0.50, 0.20, 0.46)), second_colour=(0.90, 0.52, 0.14),
    )  # fmt: skip
    return piece(on.reference, entry, sheets, spans=on.spans, side=192, roughness=0.85,
                 zone_colours={"belly": 1.45, "plates": None})  # fmt: skip


def _on_back(on: Trunk, low: float) -> list[Sheet]:
    """Plates on the spine from the nape down, each on the skin that it stands on."""
    used = np.unique(on.triangles)
    points = on.reference.base[used]
    spine = points[(abs(points[:, 0]) < 0.02) & (points[:, 1] > 0)]
    hang, found = nearest(on.reference, on.triangles), []
    for number, height in enumerate(np.linspace(on.throat + 0.055, low + 0.115, _ON_BACK)):
        near = spine[abs(spine[:, 2] - height) < 0.03]
        foot = xyz(0, float(near[:, 1].max()), height)
        large = 0.050 + 0.026 * np.sin(np.pi * min(1.0, (number + 0.6) / _ON_BACK))
        plate = _plate(foot - xyz(0, 0.014, 0), xyz(0, 0.94, 0.34), xyz(0, -0.34, 0.94), large)
        found.append(sheet(plate, hang, closed=True, anchors=np.broadcast_to(foot, plate.shape), paint={"plates": 1.0}))
    return found


def _on_tail(on: Trunk, line: np.ndarray, thick: np.ndarray, root: np.ndarray) -> list[Sheet]:
    ahead = np.gradient(line, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    up = np.cross(xyz(1, 0, 0), ahead) * -1
    up *= np.sign(up[:, 1:2] + up[:, 2:] * 0.5)
    found = []
    for k in np.linspace(5, len(line) - 3, _ON_TAIL).astype(int):
        out = up[k] / np.linalg.norm(up[k])
        plate = _plate(line[k] + out * thick[k] * 0.86, out, -ahead[k], 0.026 + 0.52 * float(thick[k]))
        found.append(
            sheet(plate, on.hang, closed=True, anchors=np.broadcast_to(root, plate.shape), paint={"plates": 1.0})
        )
    return found


def _plate(foot: np.ndarray, out: np.ndarray, along: np.ndarray, large: float) -> np.ndarray:
    """(4, 8, 3) a flat cone that stands on `foot` (3,) and points `out`, wide `along`."""
    turn = np.arange(8) * (2 * np.pi / 8)
    out, along = out / np.linalg.norm(out), along / np.linalg.norm(along)
    across = np.cross(out, along)
    rows = [
        foot + out * large * high - along * large * 0.25 * high
        + size * large * (0.62 * np.cos(turn)[:, None] * along + 0.20 * np.sin(turn)[:, None] * across)
        for high, size in ((0.0, 1.0), (0.45, 0.72), (0.85, 0.30), (1.0, 0.04))
    ]  # fmt: skip
    return np.array(rows)


def _belly(spots: Spots) -> np.ndarray:
    """The paler underside, in bands."""
    away = abs((spots.s + 0.25) % 1.0 - 0.5) * 2
    return (away > 0.70) * (0.75 + 0.25 * (np.sin(spots.v * 220) > -0.3))


def _scaly(spots: Spots) -> np.ndarray:
    return 0.84 + 0.16 * np.sin(spots.s * 2 * np.pi * 14 + np.pi * np.floor(spots.v * 60)) * np.sin(spots.v * 190)


MAKERS = {"dinosaur_tail": dinosaur_tail}
