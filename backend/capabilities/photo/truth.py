"""How far a body lies off a true one of the same vertices, which may stand in any of the poses in which it is known."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ...body import BodyData, measure, parameter_vector, rest_shape, still_face
from ...body.fitting.align import UNITS, unit_of
from ...body.fitting.rigid import laid_on
from ...figure.scan_file import surface_of
from ...protocol.avatar_file import load_avatar
from ...protocol.errors import BadFile
from ...protocol.requests import Scan


@dataclass(frozen=True, eq=False)
class Truth:
    """vertices: (V, 3) metres, in a pose that is not told, or where `native` in the body's own rest pose."""

    vertices: np.ndarray
    native: bool


def truth_of(given: Scan, body: BodyData, folder: Path) -> Truth:
    """Raises BadFile where the file is no body of these vertices."""
    name = Path(given.file).name or "The truth"
    if Path(given.file).suffix.lower() == ".npz":
        path = Path(given.file)
        if len(given.content):
            path = folder / "truth.npz"
            path.write_bytes(given.content.tobytes())
        avatar = load_avatar(path)
        told = avatar.provenance.request.get("figure", {})
        if told.get("body", "anny") == body.name and avatar.sliders.keys() <= body.parameter_index.keys():
            with torch.inference_mode():
                values = still_face(body, parameter_vector(body, avatar.sliders))
                return Truth(rest_shape(body, values)[0].cpu().numpy().astype(np.float64), native=True)
        vertices = avatar.mesh.vertices.astype(np.float64)
    else:
        vertices = surface_of(given).vertices
    if len(vertices) != body.vertex_count:
        raise BadFile(
            f"{name} has {len(vertices):,} vertices, the body {body.name} {body.vertex_count:,}.",
            "Give the true body with the vertices of this one: an avatar.npz, or an OBJ in the same order.",
        )
    unit = unit_of(float(np.ptp(vertices, axis=0).max()), body.form)
    return Truth(vertices * UNITS.get(unit, 1.0), native=False)


@dataclass(frozen=True, eq=False)
class Apart:
    """true, mine: (V, 3) metres, one laid on the other; away: (V,) metres; told: for the report."""

    true: np.ndarray
    mine: np.ndarray
    away: np.ndarray
    told: dict[str, Any]

    @property
    def near(self) -> str:
        mean, most = self.told["mean_mm"], self.told["95_percent_mm"]
        return f"It lies {mean:.1f} mm off the true body in the mean, 95 % of it within {most:.1f} mm."


def apart(body: BodyData, truth: Truth, native: np.ndarray, poses: list[np.ndarray]) -> Apart:
    """native: (V, 3) the body found, in its own rest pose; poses: the same in others. Where the truth's pose is not
    told, it is compared with each, and the nearest counts."""
    tried = [_laid(mine, truth.vertices) for mine in ([native] if truth.native else [native, *poses])]
    mine, true, away = min(tried, key=lambda one: float(one[2].mean()))
    told: dict[str, Any] = {
        "mean_mm": round(1000 * float(away.mean()), 2),
        "95_percent_mm": round(1000 * float(np.quantile(away, 0.95)), 2),
        "worst_mm": round(1000 * float(away.max()), 2),
    }
    if truth.native:
        both = torch.as_tensor(np.stack([native, truth.vertices]), dtype=torch.float32, device=body.device)
        for name, sizes in measure(body, both).items():
            told[name] = {"found": round(float(sizes[0]), 4), "true": round(float(sizes[1]), 4)}
    return Apart(true, mine, away, told)


def _laid(mine: np.ndarray, true: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first as it is, the second turned and moved as one onto it, and how far vertices stay off."""
    moved = laid_on(true, mine)
    return mine, moved, np.linalg.norm(moved - mine, axis=1)


def stamped(given: Scan) -> Scan:
    none = np.zeros(0, np.uint8), np.zeros(0, np.float32), np.zeros(0, np.int32)
    return dataclasses.replace(given, content=none[0], vertices=none[1], faces=none[2])
