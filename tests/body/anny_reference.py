"""Figures made by the anny library, to hold the baked body against.

Run as a script it writes `anny_reference.npz`, the 200 that the tests read: python tests/body/anny_reference.py CACHE
(CACHE takes the library's own files, about 1 GB for each of the two rigs, built in 45 s each.)
"""

import os
import sys
from pathlib import Path

import numpy as np
import torch

from backend.protocol.sliders import ARKIT_52, PHENOTYPES

FILE = Path(__file__).with_name("anny_reference.npz")
RIGS = ("anny", "mixamo")
STEPS = 255


def load_library(rig):
    """The library's model with everything on, in float64."""
    import anny

    options = {"local_changes": "default", "facial_actions": "all", "phenotypes": "all"}
    return anny.Anny(rig=rig, topology="anny", phenotype_blendshapes="original", skinning_method="lbs", **options)


def random_inputs(local_count, bone_count, figures, seed):
    """Sliders in steps of 1/255 of their range (uint8) and rotation vectors in steps of 1/100 radian (int8)."""
    generator = np.random.default_rng(seed)
    sliders = generator.integers(0, STEPS + 1, (figures, len(PHENOTYPES) + 52 + local_count), dtype=np.uint8)
    turns = np.clip(generator.normal(0, 30, (figures, bone_count, 3)), -127, 127).astype(np.int8)
    # every fourth figure has all local changes at work, the others a few, as people have
    few = (np.arange(figures) % 4 > 0)[:, None] & (generator.random((figures, local_count)) > 0.1)
    sliders[:, len(PHENOTYPES) + 52 :][few] = 128
    return sliders, turns


def slider_values(sliders):
    """(N, P) float64 values of the sliders: phenotypes and expressions 0 to 1, local changes -1 to 1 with 128 at 0."""
    values = sliders / STEPS
    local = len(PHENOTYPES) + 52
    values[:, local:] = np.clip((sliders[:, local:].astype(float) - 128) / 127, -1, 1)
    return values


def rotation_matrices(turns):
    """(…, 3, 3) float64 from int8 rotation vectors (…, 3)."""
    vector = torch.as_tensor(turns, dtype=torch.float64) / 100
    x, y, z = vector.unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], dim=-1).unflatten(-1, (3, 3))
    return torch.linalg.matrix_exp(cross)


def library_figures(model, sliders, turns):
    """Rest and posed vertices (N, V, 3) of the library, moved so that the rest pose stands on the ground.

    Every bone turns by its rotation, in world axes, relative to its parent; the root about its own head.
    """
    values = torch.from_numpy(slider_values(sliders))
    names = {
        "phenotype_kwargs": PHENOTYPES,
        "facial_actions": ARKIT_52,
        "local_changes_kwargs": model.local_change_labels,
    }
    inputs, start = {}, 0
    for key, labels in names.items():
        inputs[key] = {label: values[:, start + i] for i, label in enumerate(labels)}
        start += len(labels)
    rest = model(**inputs)
    frames = rest["rest_bone_poses"]
    world = []
    for bone, parent in enumerate(model.bone_parents):
        own = rotation_matrices(turns[:, bone])
        world.append(own if parent < 0 else world[parent] @ own)
    poses = frames.clone()
    poses[..., :3, :3] = torch.stack(world, dim=1) @ frames[..., :3, :3]
    posed = model(poses, pose_parameterization="world-orient", **inputs)
    ground = rest["rest_vertices"][..., 2].amin(dim=1)
    lift = torch.stack([torch.zeros_like(ground), torch.zeros_like(ground), ground], dim=-1)[:, None]
    return rest["rest_vertices"] - lift, posed["vertices"] - lift


def write_reference():
    arrays = {}
    for seed, rig in enumerate(RIGS):
        model = load_library(rig)
        sliders, turns = random_inputs(len(model.local_change_labels), len(model.bone_labels), 100, seed)
        chosen = np.sort(np.random.default_rng(seed).choice(len(model.template_vertices), 100, replace=False))
        parts = [library_figures(model, sliders[i : i + 5], turns[i : i + 5]) for i in range(0, 100, 5)]
        rest, posed = (torch.cat(figures)[:, chosen].float().numpy() for figures in zip(*parts, strict=True))
        arrays |= {
            f"{rig}_sliders": sliders,
            f"{rig}_turns": turns,
            f"{rig}_base_vertices": model.base_mesh_vertex_indices[chosen].numpy().astype(np.uint16),
            f"{rig}_rest": rest,
            f"{rig}_posed": posed,
        }
    np.savez_compressed(FILE, **arrays)
    print(f"{FILE}: {FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    os.environ["ANNY_CACHE_DIR"] = sys.argv[1]
    write_reference()
