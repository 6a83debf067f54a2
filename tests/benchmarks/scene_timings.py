"""Runs inside Blender: what the scene writer costs. `… -- AVATAR.npz ANSWER.json`"""

import importlib.util
import json
import os
import statistics
import sys
import time
from pathlib import Path

import bpy
import numpy as np

HEADLESS = Path(__file__).resolve().parents[2] / "blender_addon" / "headless.py"


def measure(avatar_file: str) -> dict[str, float]:
    spec = importlib.util.spec_from_file_location("headless", HEADLESS)
    headless = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(headless)
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    avatar = headless.package("_shared.protocol.avatar_file").load_avatar(avatar_file)
    scene = headless.package("scene")
    start = time.perf_counter()
    thing = scene.build_avatar(bpy.context, avatar)
    built = time.perf_counter() - start
    updated = median(lambda: scene.update_avatar(thing, avatar), 5)
    rng = np.random.default_rng(0)
    meshes = [avatar.mesh.vertices * np.float32(1 + rng.uniform(-0.1, 0.1)) for _ in range(8)]
    turn = iter(range(10**9))
    moved = median(lambda: scene.update_vertices(thing, meshes[next(turn) % 8]), 50)

    def show():
        scene.update_vertices(thing, meshes[next(turn) % 8])
        bpy.context.view_layer.update()
        thing.evaluated_get(bpy.context.evaluated_depsgraph_get())

    shown = median(show, 50)
    return {
        "scene: build, ms": built * 1e3,
        "scene: update, ms": updated,
        "scene: drag, ms": moved,
        "scene: drag and evaluate, ms": shown,
    }


def median(work, times):
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent) * 1e3


if __name__ == "__main__":
    avatar, answer = sys.argv[-2:]
    Path(answer).write_text(json.dumps(measure(avatar)))
    os._exit(0)
