"""What measuring needs, found while baking by trying many random figures.

For each girth: the vertices whose mean height is its level, and the torso's edges that a horizontal cut there can meet.
"""

from __future__ import annotations

import numpy as np
import torch

from backend.body.data import BodyData
from backend.body.measure import GIRTHS
from backend.body.shape import rest_shape

FIGURES = 600
ARMS = ("clavicle", "shoulder", "upperarm", "lowerarm", "wrist", "finger", "metacarpal")
# numbers in the base mesh: the library's waist line, and the rings around the nipples
WAIST = (4121, 10763, 10760, 10757, 10777, 10776, 10779, 10780, 10778, 10781, 10771, 10773, 10772, 10775, 10774, 10814,
         10834, 10816, 10817, 10818, 10819, 10820, 10821, 4181, 4180, 4179, 4178, 4177, 4176, 4175, 4196, 4173, 4131,
         4132, 4129, 4130, 4128, 4138, 4135, 4137, 4136, 4133, 4134, 4108, 4113, 4118)  # fmt: skip
CHEST = (*range(1762, 1778), *range(8434, 8450))


def random_figures(body: BodyData, count: int, seed: int) -> torch.Tensor:
    """(count, V, 3) grounded figures: every phenotype over its whole range, a third of the local changes at random."""
    generator = torch.Generator().manual_seed(seed)
    low = torch.tensor([p.minimum for p in body.parameters])
    high = torch.tensor([p.maximum for p in body.parameters])
    values = low + (high - low) * torch.rand(count, len(low), generator=generator)
    group = np.array([p.group for p in body.parameters])
    kept = torch.rand(count, len(low), generator=generator) < 1 / 3
    values = torch.where(torch.from_numpy(group == "local") & ~kept, 0.0, values)
    values[:, torch.from_numpy(group == "expression")] = 0
    return torch.cat([rest_shape(body, part) for part in values.split(16)])


def find_landmarks(body: BodyData, base_vertices: np.ndarray) -> dict[str, np.ndarray]:
    """Arrays named "<girth>_level" (L,) and "<girth>_edges" (E, 2), all vertex indices."""
    figures = random_figures(body, FIGURES, seed=1)
    z = figures[..., 2]
    skeleton = body.rigs["anny"]
    arms = [i for i, name in enumerate(skeleton.bone_names) if name.startswith(ARMS)]
    torso = (skeleton.weights[:, arms].sum(dim=1) < 0.5).numpy()
    torso &= np.isin(np.arange(body.vertex_count), body.regions["skin"])
    edges = _edges(body.polygons)
    edges = edges[torso[edges].all(axis=1)]
    levels = {
        "waist": np.searchsorted(base_vertices, WAIST),
        "chest": np.searchsorted(base_vertices, [v for v in CHEST if v in base_vertices]),
        "hips": _rearmost(figures, torso),
    }
    found: dict[str, np.ndarray] = {}
    for name in GIRTHS:
        level = z[:, levels[name]].mean(dim=1)[:, None]
        crossing = ((z[:, edges[:, 0]] < level) != (z[:, edges[:, 1]] < level)).any(dim=0).numpy()
        reached = np.isin(edges, np.unique(edges[crossing]))
        found[f"{name}_level"] = levels[name]
        found[f"{name}_edges"] = edges[reached.all(axis=1)]
    return found


def _edges(polygons: np.ndarray) -> np.ndarray:
    """(E, 2) each edge once."""
    pairs = np.concatenate([polygons, np.roll(polygons, -1, axis=1)], axis=0).reshape(2, -1).T
    return np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)


def _rearmost(figures: torch.Tensor, torso: np.ndarray) -> np.ndarray:
    """The vertices that are most often the rearmost between 40 and 60 % of the height: the crest of the buttocks."""
    share = figures[..., 2] / figures[..., 2].amax(dim=1, keepdim=True)
    allowed = torch.from_numpy(torso) & (share > 0.4) & (share < 0.6)
    back = torch.where(allowed, figures[..., 1], -torch.inf)
    sides = [torch.where(figures[..., 0] > 0, back, -torch.inf), torch.where(figures[..., 0] < 0, back, -torch.inf)]
    winners = torch.cat([side.argmax(dim=1) for side in sides]).numpy()
    vertices, times = np.unique(winners, return_counts=True)
    return np.sort(vertices[np.argsort(-times, kind="stable")[:8]])
