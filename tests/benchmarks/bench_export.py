"""From sliders to files on disk: rig, scene, FBX and glTF, and reading them back."""

from __future__ import annotations

import dataclasses
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from backend.blender import Blender, export_avatar, find_blender
from backend.body import BodyData, joints, load_body, parameter_vector
from backend.capabilities.exchange.check import check_export
from backend.figure.assemble import assemble
from backend.figure.clips import with_clip
from backend.figure.rig import rigged, stand
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.requests import Look, ShapeRequest, Worn
from backend.protocol.results import Avatar
from rigging.clips.range_of_motion import range_of_motion
from rigging.rest_pose import to_rest_pose
from rigging.skeletons import MIXAMO

SCENE = Path(__file__).with_name("scene_timings.py")
OUTFITS = {
    "dressed": {
        "lashes": "lashes",
        "brows": "brows",
        "hair": "short_hair",
        "top": "t_shirt",
        "bottom": "jeans",
        "shoes": "trainers",
    },
    "in a gown": {
        "lashes": "lashes",
        "brows": "brows",
        "hair": "long_wavy",
        "one_piece": "ballgown",
        "shoes": "heels",
        "head": "crown",
        "neck": "necklace",
        "hands": "gloves",
        "back": "cape",
    },
}
"""name -> slot -> piece; the second is about the most that somebody wears"""


def run() -> dict[str, float | str]:
    body = load_body("anny")
    request = ShapeRequest()
    values, models = parameter_vector(body, {})[0], {"body anny": body.licence}
    still = assemble(body, values, request.look, request, models)
    results = rig_costs(body)
    blender = find_blender()
    results["blender"] = blender.version
    with tempfile.TemporaryDirectory(prefix="galatea-bench-") as folder:
        results |= file_costs(Path(folder), blender, still, "")
        moving = with_clip(dataclasses.replace(still), "rom", "t")
        results |= file_costs(Path(folder), blender, moving, " with clip")
        for name, worn in OUTFITS.items():
            look = Look(worn=tuple(Worn(slot=slot, piece=piece) for slot, piece in worn.items()), unsaid="bare")
            clothed = assemble(body, values, look, request, models)
            results |= file_costs(Path(folder), blender, clothed, f" {name}")
            results |= one_mesh_costs(Path(folder), blender, clothed, f" {name}, one mesh")
        results |= scene_costs(Path(folder), blender, still)
    for name, value in results.items():
        print(f"{name:<34}{value:>12.2f}" if isinstance(value, float) else f"{name:<34}{value:>12}")
    return results


def rig_costs(body: BodyData) -> dict[str, float | str]:
    """Median milliseconds of the rig's own parts."""
    with torch.inference_mode():
        parameters = parameter_vector(body, {"height": 0.7})
        heads, tails = (points[0].numpy() for points in joints(body, "mixamo", parameters))
        names = body.rigs["mixamo"].bone_names
        return {
            "rest pose of joints, ms": median_ms(lambda: to_rest_pose(MIXAMO, "t", names, heads, tails)),
            "mesh to rest pose, ms": median_ms(lambda: stand(body, parameters, "mixamo", "t")),
            "mesh, rig and keys, ms": median_ms(lambda: rigged(body, parameters, "mixamo", "t"), 5),
            "range-of-motion clip, ms": median_ms(lambda: range_of_motion(MIXAMO, "t"), 5),
        }


def file_costs(folder: Path, blender: Blender, avatar: Avatar, suffix: str) -> dict[str, float | str]:
    """Seconds to write and to check, megabytes; Blender's start counts in."""
    results: dict[str, float | str] = {}
    file = folder / "avatar.npz"
    start = time.perf_counter()
    save_avatar(file, avatar)
    results[f"npz{suffix}, s"] = time.perf_counter() - start
    results[f"npz{suffix}, MB"] = file.stat().st_size / 1e6
    for ending in ("fbx", "glb"):
        out = folder / f"avatar.{ending}"
        start = time.perf_counter()
        export_avatar(blender, file, out)
        results[f"{ending}{suffix}, s"] = time.perf_counter() - start
        results[f"{ending}{suffix}, MB"] = out.stat().st_size / 1e6
        start = time.perf_counter()
        checks = check_export(out.read_bytes(), ending, load_avatar(file))
        results[f"{ending}{suffix} read back, s"] = time.perf_counter() - start
        results[f"{ending}{suffix} checks ok"] = f"{sum(text == 'ok' for text in checks.values())} of {len(checks)}"
    return results


def one_mesh_costs(folder: Path, blender: Blender, avatar: Avatar, suffix: str) -> dict[str, float | str]:
    """Seconds and megabytes of an FBX file with everything in one mesh."""
    file, out = folder / "avatar.npz", folder / "one.fbx"
    save_avatar(file, avatar)
    start = time.perf_counter()
    export_avatar(blender, file, out, one_mesh=True)
    return {f"fbx{suffix}, s": time.perf_counter() - start, f"fbx{suffix}, MB": out.stat().st_size / 1e6}


def scene_costs(folder: Path, blender: Blender, avatar: Avatar) -> dict[str, float | str]:
    """Median milliseconds inside Blender: build, update in place, move the mesh under a dragged slider."""
    file, answer = folder / "avatar.npz", folder / "timings.json"
    save_avatar(file, avatar)
    command = blender.command(SCENE, [str(file), str(answer)])
    subprocess.run(command, capture_output=True, timeout=300, check=False)
    return json.loads(answer.read_text())


def median_ms(work: Callable[[], object], times: int = 30) -> float:
    """Milliseconds, after a warm-up."""
    for _ in range(3):
        work()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent) * 1e3


if __name__ == "__main__":
    run()
