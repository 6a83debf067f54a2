"""Poses to choose from: those that words fix, varied where they leave open; those of the codebook that rank best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from rigging.clips.body import Body
from rigging.poses.posed import Posed, swing_of, turned_of
from rigging.poses.posing import PoseSpec, posed
from rigging.poses.postures import POSTURES, Trunk

from ...motion.poses.mannequin import pose_of_swing, swing_of_pose
from ...motion.poses.model import PoseModel, apart, told_of, turns_of
from ...words.pose_vocabulary import USUAL_SIDE
from .reading import Wanted

RANKED = 60
"""of the codebook that are looked at, the best first"""
DIFFERENT = 0.005
"""radians by which joints differ on average between poses of the same words"""
_ARMS = {
    "standing": ("down", "behind the back", "clasped before", "on hip", "folded"),
    "sitting": ("on thigh", "on knee", "clasped before", "folded"),
    "sitting cross-legged": ("on knee", "on thigh", "clasped before"),
    "kneeling": ("down", "on thigh", "clasped before", "on hip"),
    "kneeling on one knee": ("down", "on knee", "on hip", "a little out"),
    "wide stance": ("down", "on hip", "folded", "a little out"),
    "squatting": ("on knee", "forward", "clasped before"),
    "standing on one leg": ("a little out", "side", "on hip"),
    "lying on the back": ("beside", "behind the head", "on the belly"),
}
"""Posture -> what arms of which nothing is said may do instead"""


@dataclass(frozen=True, eq=False)
class Candidate:
    """name: how it was found. score: how well the ranking finds that it fits, -1 to 1."""

    name: str
    pose: Posed
    score: float


Lowest = Callable[[Posed], float]


def by_words(
    wanted: Wanted, prompt: str, model: PoseModel, body: Body, lowest: Lowest, count: int, seed: int
) -> list[Candidate]:
    """What the words say holds in every one of them."""
    rng = np.random.default_rng(seed)
    told = told_of(prompt)
    found: list[Posed]
    if wanted.words.posture or not wanted.rest:
        specs = [wanted.spec, *(_varied(wanted, rng) for _ in range(2 * count))]
        found = [posed(body, spec, lowest=lowest) for spec in specs]
        name = "words"
    else:
        codes = model.prior.decode(model.codes)
        # the ranking knows labels of clips; the words it is asked for are those that no rule placed
        order = torch.argsort(model.ranks(told_of(" ".join(wanted.rest)), codes), descending=True).tolist()[:RANKED]
        starts = apart(turns_of(codes), order, count)
        found = [posed(body, wanted.spec, of_rotations(model, body, codes[at], lowest), lowest) for at in starts]
        name = "codebook"
    canonical = torch.from_numpy(
        np.stack([pose_of_swing(model.skeleton, swing_of(body, each)) for each in found])
    ).float()
    scores = model.ranks(told, canonical).tolist()
    order = range(len(found)) if name == "codebook" else [0, *sorted(range(1, len(found)), key=lambda at: -scores[at])]
    kept = apart(turns_of(canonical), list(order), count, DIFFERENT if name == "words" else 0.0)
    return [Candidate(name, found[at], round(scores[at], 4)) for at in kept]


def of_rotations(model: PoseModel, body: Body, rotations: Tensor, lowest: Lowest) -> Posed:
    """A pose (J, 3, 3) of the model's skeleton on a figure, its lowest point on the floor."""
    swing = swing_of_pose(model.skeleton, rotations.numpy())
    pose = Posed(turned_of(body, swing), body.bones.heads[body.place["Hips"]].astype(float))
    return replace(pose, hips=pose.hips - (0.0, 0.0, lowest(pose)))


def of_all(model: PoseModel, body: Body, poses: Sequence[tuple[str, Tensor, float]], lowest: Lowest) -> list[Candidate]:
    """(name, rotations (J, 3, 3), score) each."""
    return [Candidate(name, of_rotations(model, body, own, lowest), score) for name, own, score in poses]


def _varied(wanted: Wanted, rng: np.random.Generator) -> PoseSpec:
    """The same words, with what they leave open done otherwise: a little turn, other arms, the other side."""
    spec = wanted.spec
    few = rng.normal(size=6)
    trunk = Trunk(spec.trunk.bend + 5.0 * few[0], spec.trunk.lean + 4.0 * few[1], spec.trunk.twist + 8.0 * few[2])
    head = Trunk(spec.head.bend + 6.0 * few[3], spec.head.lean + 5.0 * few[4], spec.head.twist + 14.0 * few[5])
    arms, free = dict(spec.arms), [side for side in ("Left", "Right") if side not in {**spec.arms, **spec.points}]
    usual = POSTURES[spec.posture].arms
    others = _ARMS.get(spec.posture, ())
    if free and others:
        chosen = str(rng.choice(others))
        if len(free) == 2 and chosen == "folded":
            arms |= {"Right": "folded", "Left": "folded under"}
        elif len(free) == 2 or chosen not in ("folded", "clasped before", "behind the back"):
            arms |= dict.fromkeys(free, chosen)
    # a posture that differs in its sides may be on the other one where no side is told and no limb is
    turnable = spec.posture in USUAL_SIDE and not wanted.words.legs and not _sided(wanted)
    mirrored = spec.mirrored ^ (turnable and usual[0] == usual[1] and bool(rng.random() < 0.4))
    return replace(spec, trunk=trunk, head=head, arms=arms, mirrored=mirrored)


def _sided(wanted: Wanted) -> bool:
    return any(word in " ".join(wanted.words.understood).split() for word in ("left", "right"))
