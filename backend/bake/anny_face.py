"""Finds what expressions need to follow the face (face.py), and lets the teeth follow local changes of mouth and chin.

In the library a local change such as a shorter chin or a lower mouth moves the teeth otherwise than the skin before
them. Here the lower teeth take part by the affine map that fits the chin and the floor of the mouth best, the upper
ones by that of the upper lip and the roof. Phenotypes, which move the teeth along, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from backend.body.data import BodyData
from backend.body.shape import expression_offsets, rest_shape

REGIONS = ("mouth", "eye_left", "eye_right", "nose", "brow")
NEAR = 0.003  # metres over which one region blends into the other, where they meet
MOVED = 1e-6  # metres
SHRINK = 0.5  # so much more do lower teeth shrink than their jaw: its skin is drawn over them when it smiles


def find_face(body: BodyData, first_local: int) -> dict[str, np.ndarray]:
    """The arrays of face.npz. body: with the library's rows; first_local: its first sparse row of a local change."""
    reference = rest_shape(body, body.defaults[None])[0].double().numpy()
    moved = np.flatnonzero(np.abs(expression_offsets(body, body.defaults[None]).numpy()).max(axis=(0, 2)) > 0)
    marks = _marks(body, reference, moved)
    own, fitted = _regions(reference, marks)
    weights = _shares(reference[moved], [reference[own[name]] for name in REGIONS], marks["inside"][moved])
    union = np.flatnonzero(np.any([fitted[name] for name in REGIONS], axis=0))
    fits = np.zeros((len(REGIONS), 3, len(union)))
    for row, name in enumerate(REGIONS):
        at = np.flatnonzero(fitted[name])
        points = reference[at] - reference[at].mean(axis=0)
        fits[row][:, np.searchsorted(union, at)] = np.linalg.solve(points.T @ points, points.T)
    return {
        "vertices": moved.astype(np.uint16),
        "weights": weights.astype(np.float16),
        "fitted": union.astype(np.uint16),
        "fits": fits.reshape(-1, len(union)).astype(np.float32),
        **_teeth(body, reference, marks, first_local),
    }


def write_face(arrays: Mapping[str, np.ndarray], path: Path) -> None:
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def _marks(body: BodyData, reference: np.ndarray, moved: np.ndarray) -> dict[str, np.ndarray]:
    """Vertex masks (V,) that the regions are made of."""
    marks = {name: np.isin(np.arange(len(reference)), indices) for name, indices in body.regions.items()}
    height, front = reference[:, 2], reference[marks["eyes"], 1].mean()
    lips, eyes = reference[marks["lips"]], reference[marks["eyes"]].mean(axis=0)
    skin = marks["head_skin"] & ~marks["ears"]
    cavity, level = marks["mouth_cavity"], lips[:, 2].mean()
    near = marks["head_skin"] & (reference[:, 1] < front + 0.03) & ~cavity
    eye = {s: marks[f"eye_{s}"] | marks[f"eye_socket_{s}"] for s in ("left", "right")}
    marks["left_eye"] = eye["left"] | (marks["eyelids"] & (reference[:, 0] > 0))
    marks["right_eye"] = eye["right"] | (marks["eyelids"] & (reference[:, 0] < 0))
    lids = marks["left_eye"] | marks["right_eye"]
    followers = (skin | np.isin(np.arange(len(reference)), moved)) & ~marks["ears"]
    marks["lower_face"] = followers & (height < lips[:, 2].max() + 0.004)
    marks["lower_front"] = marks["lower_face"] & marks["head_skin"] & (reference[:, 1] < front + 0.05)
    marks["inside"] = marks["teeth"] | marks["tongue"] | cavity
    marks["forehead"] = skin & (height > eyes[2] + 0.022) & (reference[:, 1] < front + 0.03) & ~lids
    marks["chin"] = near & (np.abs(height - level + 0.0265) < 0.0185)
    marks["upper_lip"] = near & (np.abs(height - level - 0.016) < 0.014) & ~lids
    marks["floor"], marks["roof"] = cavity & (height < level + 0.002), cavity & (height > level - 0.002)
    return marks


def _regions(
    reference: np.ndarray, marks: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """For each of REGIONS the vertices that are all its own, and those that its map is fitted to; masks (V,)."""
    mouth = marks["mouth_cavity"] | marks["lips"] | marks["teeth"] | marks["tongue"] | marks["lower_face"]
    rest = marks["head_skin"] & ~mouth & ~marks["left_eye"] & ~marks["right_eye"]
    tip = reference[marks["head_skin"]][reference[marks["head_skin"], 1].argmin()]
    own = {
        "mouth": mouth,
        "eye_left": marks["left_eye"],
        "eye_right": marks["right_eye"],
        "nose": rest & (np.linalg.norm(reference - tip - [0.0, 0.01, 0.01], axis=1) < 0.028),
        "brow": marks["forehead"],
    }
    around = marks["head_skin"] & ~mouth & (np.linalg.norm(reference - tip, axis=1) < 0.05)
    fitted = own | {
        "mouth": marks["mouth_cavity"] | marks["lips"] | marks["teeth"] | marks["lower_front"],
        "nose": own["nose"] | around,
    }
    return own, fitted


def _shares(points: np.ndarray, own: list[np.ndarray], inside: np.ndarray) -> np.ndarray:
    """(N, R) shares that fall with the distance to each region; what is inside the mouth is all the mouth's."""
    distance = np.stack([_distance(points, region) for region in own], axis=1)
    shares = 1.0 / (distance**2 + NEAR**2) ** 2
    shares[inside, 1:] = 0.0
    return shares / shares.sum(axis=1, keepdims=True)


def _distance(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(N,) to the nearest of the others."""
    parts = [np.linalg.norm(part[:, None] - others, axis=2).min(axis=1) for part in np.array_split(points, 16)]
    return np.concatenate(parts)


def _teeth(
    body: BodyData, reference: np.ndarray, marks: Mapping[str, np.ndarray], first_local: int
) -> dict[str, np.ndarray]:
    """What the sparse rows of local changes lack at the teeth: row, vertex and offset (N, 3) of each entry."""
    rows, vertices, offsets = [], [], []
    jaws = (
        ("teeth_lower", marks["chin"] | marks["floor"], SHRINK),
        ("teeth_upper", marks["upper_lip"] | marks["roof"], 0.0),
    )
    maps = [(body.regions[name], np.flatnonzero(around), shrink) for name, around, shrink in jaws]
    follow = [
        np.c_[reference[teeth], np.ones(len(teeth))] @ np.linalg.pinv(np.c_[reference[around], np.ones(len(around))])
        for teeth, around, _ in maps
    ]
    sparse = body.sparse
    for row in range(first_local, len(sparse)):
        entries = slice(sparse.starts[row], sparse.starts[row + 1])
        shape = np.zeros_like(reference)
        shape[sparse.vertices[entries].numpy()] = sparse.offsets[entries].numpy()
        for (teeth, around, shrink), by in zip(maps, follow, strict=True):
            change = by @ shape[around]
            lack = change + shrink * _smaller(reference[teeth], change) - shape[teeth]
            if np.abs(lack).max() > MOVED:
                rows.append(np.full(len(teeth), row))
                vertices.append(teeth)
                offsets.append(lack)
    return {
        "teeth_rows": np.concatenate(rows).astype(np.uint16),
        "teeth_vertices": np.concatenate(vertices).astype(np.uint16),
        "teeth_offsets": np.concatenate(offsets).astype(np.float16),
    }


def _smaller(points: np.ndarray, change: np.ndarray) -> np.ndarray:
    """(N, 3) further change where an affine one of points (N, 3) makes them narrower, flatter or lower."""
    middle = points - points.mean(axis=0)
    slope = np.linalg.lstsq(np.c_[middle, np.ones(len(points))], change, rcond=None)[0][:3]
    return middle * np.minimum(slope.diagonal(), 0.0)
