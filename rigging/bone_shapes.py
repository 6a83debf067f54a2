"""Which bone is which joint, told by how a skeleton is built, where its names say nothing.

Two mirrored limbs that hang near the root are legs, two that hang further up are arms, and what is left above those is
the head. Of a limb's bones the two longest that follow one another are thigh and shin, or upper arm and forearm.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from .rotations import unit
from .take import Bones

ALIKE = 0.04
"""share of their length by which each bone of two mirrored limbs may differ"""


def guessed(bones: Bones) -> dict[str, str]:
    """Joint as in Unity's humanoid -> bone; empty where the skeleton is not built as a person's."""
    pairs = _pairs(bones)
    if len(pairs) < 2:
        return {}
    (hips, legs), (chest, arms) = pairs[0], pairs[-1]
    if hips == chest or hips not in bones.above(chest):
        return {}
    out = {"Hips": hips}
    heads = bones.heads
    up = unit(heads[chest] - heads[hips])
    limbs = {"Leg": [_limb(bones, start) for start in legs], "Arm": [_limb(bones, start) for start in arms]}
    if any(len(chain) < 3 for chains in limbs.values() for chain in chains):
        return {}
    left = _left(bones, limbs, up)
    for kind, parts in (("Leg", ("UpperLeg", "LowerLeg", "Foot", "Toes")), ("Arm", ("UpperArm", "LowerArm", "Hand"))):
        one, other = limbs[kind]
        apart = float((heads[one[1]] - heads[other[1]]) @ left)
        for side, chain in (("Left", one if apart > 0 else other), ("Right", other if apart > 0 else one)):
            out |= {side + part: bone for part, bone in zip(parts, chain, strict=False)}
            parent = int(bones.parents[chain[0]])
            if kind == "Arm" and parent != chest:
                out[f"{side}Shoulder"] = parent
    spine = [bone for bone in bones.above(chest) if hips in bones.above(bone)[:-1]]
    out |= dict(zip(("Spine", "Chest", "UpperChest"), spine, strict=False))
    necks = _longest(bones, chest, without={*arms})
    if necks:
        out |= {"Neck": necks[0], "Head": necks[1]} if len(necks) > 1 else {"Head": necks[0]}
    return {joint: bones.names[bone] for joint, bone in out.items()}


def _pairs(bones: Bones) -> list[tuple[int, tuple[int, int]]]:
    """Bones from which two limbs of one length hang, those nearest to the root first, and how these begin."""
    found = []
    for bone, children in enumerate(bones.children):
        for one, other in combinations(children, 2):
            ways = _lengths(bones, one), _lengths(bones, other)
            if len(ways[0]) == len(ways[1]) >= 3 and np.abs(ways[0] - ways[1]).max() <= ALIKE * ways[0].sum():
                found.append((bone, (one, other)))
                break
    whole = max((_reach(bones, bone) for _, pair in found for bone in pair), default=0.0)
    tall = [each for each in found if _reach(bones, each[1][0]) > 0.4 * whole]  # fingers and eyes are no limbs
    return sorted(tall, key=lambda each: len(bones.above(each[0])))


def _lengths(bones: Bones, start: int) -> np.ndarray:
    """Metres from the parent of `start` to it, and along its longest way to the end."""
    chain = _longest(bones, start)
    places = [bones.heads[int(bones.parents[start])], *(bones.heads[bone] for bone in chain), bones.tails[chain[-1]]]
    return np.linalg.norm(np.diff(np.array(places), axis=0), axis=1)


def _reach(bones: Bones, start: int) -> float:
    """Length of the longest way from the parent of `start` to an end."""
    parent = int(bones.parents[start])
    own = float(np.linalg.norm(bones.heads[start] - bones.heads[parent])) if parent >= 0 else 0.0
    beyond = [_reach(bones, child) for child in bones.children[start]]
    return own + max(beyond, default=float(np.linalg.norm(bones.tails[start] - bones.heads[start])))


def _longest(bones: Bones, start: int, without: set[int] = frozenset()) -> list[int]:  # pyright: ignore
    """The bones of the longest way from `start` to an end; below `start` alone where some are left out."""
    chain = [] if without else [start]
    here = start
    while children := [child for child in bones.children[here] if child not in without]:
        here = max(children, key=lambda child: _reach(bones, child))
        chain.append(here)
    return chain


def _limb(bones: Bones, start: int) -> list[int]:
    """Thigh, shin, foot, toes, or upper arm, forearm, hand: from the two longest bones that follow one another."""
    chain = _longest(bones, start)
    ends = [*(bones.heads[bone] for bone in chain), bones.tails[chain[-1]]]
    lengths = np.linalg.norm(np.diff(np.array(ends), axis=0), axis=1)
    if len(lengths) < 3:
        return []
    first = int(np.argmax(lengths[:-1] + lengths[1:]))
    return chain[first:]


def _left(bones: Bones, limbs: dict[str, list[list[int]]], up: np.ndarray) -> np.ndarray:
    """The direction of the figure's left: feet point forwards."""
    forward = np.zeros(3)
    for chain in limbs["Leg"]:
        end = bones.heads[chain[3]] if len(chain) > 3 else bones.tails[chain[2]]
        step = end - bones.heads[chain[2]]
        forward += step - up * (step @ up)
    one, other = limbs["Leg"]
    across = bones.heads[one[0]] - bones.heads[other[0]]
    left = np.cross(up, forward)
    if np.linalg.norm(left) < 1e-3 * np.linalg.norm(across):
        return np.array((1.0, 0.0, 0.0))
    return unit(left)
