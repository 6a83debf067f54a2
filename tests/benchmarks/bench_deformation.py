"""How far the body keeps its volume where it bends: six figures, every joint through its range.

A number is the largest change from the T-pose on the way to any end of the joint's range of motion, in percent of what
the joint's region encloses (`bent_figures.Figure.volumes`): skinned as engines do, with four bones a vertex, and with
the corrective shapes beside it, or with twist bones in place of those of twists. Forearm and hand are also turned by 90
degrees either way.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from bent_figures import JOINTS, PEOPLE, Figure, bends, enclosed, figure

from backend.body import load_body

KINDS: dict[str, Callable[[Figure, np.ndarray], np.ndarray]] = {
    "": lambda one, rotations: one.posed(rotations, True),
    "skinned_": lambda one, rotations: one.posed(rotations, False),
    "twist_bones_": lambda one, rotations: one.twisted(rotations),
}


def run() -> dict[str, float]:
    body = load_body("anny")
    faces = body.landmarks["closed_faces"].numpy()
    numbers: dict[str, float] = {}
    figure(body, {})  # prepares the regions
    seconds = []
    for name, sliders in PEOPLE.items():
        start = time.process_time()
        one = figure(body, sliders)
        seconds.append(time.process_time() - start)
        for kind, posed in KINDS.items():
            most = volume_changes(one, faces, posed)
            numbers |= {f"{kind}{name}_{joint}_percent": 100.0 * change for joint, change in most.items()}
    for kind in KINDS:
        for joint in JOINTS:
            numbers[f"{kind}{joint}_worst_percent"] = max(numbers[f"{kind}{name}_{joint}_percent"] for name in PEOPLE)
    return numbers | {"figure_cpu_s": statistics.median(seconds)}


def volume_changes(one: Figure, faces, posed: Callable[[Figure, np.ndarray], np.ndarray]) -> dict[str, float]:
    """Joint -> the largest share of its region by which the figure's volume changes when the left one is turned."""
    before = enclosed(one.vertices, faces)
    out = dict.fromkeys(JOINTS, 0.0)
    for joint, _, ways in bends():
        for rotations in ways:
            change = abs(enclosed(posed(one, rotations), faces) - before) / one.volumes[joint]
            out[joint] = max(out[joint], change)
    return out
