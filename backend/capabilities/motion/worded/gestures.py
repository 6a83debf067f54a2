"""What hands do on the way: a motion of somebody who stands and does it gives the arms to the motion of who goes.

Real clips that are learned from show few people who do both at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from ....motion.evaluator import Judge
from ....motion.features import ROTATIONS, Skeleton, smoothed
from ....motion.generate import MotionModel
from ....words.moving.script import gesture_of, hands_of
from ....words.moving.tables import numbers_of_actions
from .made import Effort, Made, made
from .plan import Plan, planned

_ARM = ("Collar", "Shldr", "ForeArm", "Hand")
_OVER = 4.0
"""frames over which arms begin and end what they do"""


def with_gestures(
    found: Made,
    model: MotionModel,
    plan: Plan,
    embed: Callable[[str], Tensor],
    seed: int,
    effort: Effort,
    loop: bool = False,
    judge: Judge | None = None,
) -> Made:
    """A motion of a plan with what hands do meanwhile; the same where they do nothing."""
    parts = plan.script.parts
    if not any(part.gesture for part in parts):
        return found
    alone = replace(plan.script, parts=tuple(gesture_of(part) if part.gesture else part for part in parts))
    arms = made(model, planned(alone, embed, plan.before, loop), seed, effort, loop=loop, judge=judge).features
    mask = found.features.new_zeros(len(found.features), 2)
    for at, part in enumerate(alone.parts):
        if parts[at].gesture:
            for side in hands_of(part, numbers_of_actions()):
                mask[plan.frames_of(at), ("left", "right").index(side)] = 1.0
    return replace(found, features=layered(model.skeleton, found.features, arms, mask))


def layered(skeleton: Skeleton, features: Tensor, arms: Tensor, mask: Tensor) -> Tensor:
    """(T, 134) whose left and right arm are those of `arms` (T, 134) where mask (T, 2) says so."""
    out = features.clone()
    six = out[:, ROTATIONS].unflatten(1, (-1, 6))
    other, share = arms[:, ROTATIONS].unflatten(1, (-1, 6)), smoothed(mask, _OVER)
    for column, side in enumerate("lr"):
        for joint in (skeleton.at(side + name) for name in _ARM):
            six[:, joint] = torch.lerp(six[:, joint], other[:, joint], share[:, column, None])
    out[:, ROTATIONS] = six.flatten(1)
    return out
