"""What of a movement is said as poses: actions that are done by them, and where arms, head and legs are meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ..pose_words import PoseWords, read_pose
from .pieces import Done, Word
from .tables import Action, actions, found_at

STILL = frozenset(("stand", "sit down", "kneel", "lie down", "crouch", "squat"))
"""actions, as labels call them, that end in a posture"""
_SETTLES = frozenset(("sit down", "kneel", "lie down"))
"""those whose posture is told by the action alone"""
_LIMBS = frozenset(
    """hand hands arm arms fist fists palm palms elbow elbows thumb thumbs finger fingers head chin face leg legs knee
    knees foot feet""".split()  # noqa: SIM905
)
_UPPER = _LIMBS - set("leg legs knee knees foot feet".split())  # noqa: SIM905
_BESIDE = frozenset("left right both one other on at with in over behind up".split())  # noqa: SIM905
_SECONDS = 3.2
"""of a pose that is no action"""
_LOW = ("sitting", "kneeling", "lying", "squatting", "knees drawn up", "on all fours", "crouching", "curled up")


@dataclass(frozen=True)
class Posing:
    """The poses of a part; whole: of all of the body. seconds: of doing them once."""

    poses: tuple[PoseWords, ...]
    beat: float
    whole: bool
    seconds: float = _SECONDS
    once: bool = False
    goes: tuple[float, float] = (0.0, 0.0)


def keyed(done: Sequence[Done]) -> Done | None:
    """The action that is done by poses."""
    return next((each for each in done if each.action.poses), None)


def posing(words: Sequence[Word], done: Sequence[Done], main: Action | None, times: int) -> Posing | None:
    """What poses a piece speaks of, beside its other actions; None where it speaks of none."""
    taken = {at for each in done for at in range(each.first, each.first + each.count)}
    rest = [word for at, word in enumerate(words) if at not in taken]
    if (found := keyed(done)) is not None:
        action = found.action
        beside = [word.text for word in rest if word.text in _LIMBS | _BESIDE]
        beside = beside if _LIMBS & set(beside) else []
        poses = tuple(read_pose(" ".join((key, *beside))) for key in action.poses)
        round_ = len(poses) * action.beat
        over = len(poses) > 1 and not action.once
        seconds = times * round_ + min(action.beat, 0.5) if over and times > 1 else times * action.seconds
        return Posing(poses, action.beat, main is action and any(map(_whole, poses)), seconds, action.once, action.goes)
    if not done or (main and main.words in STILL):
        first = done[0].first if done else 0
        pose = read_pose(" ".join(word.text for word in words[first:]))
        plain = read_pose(main.words) if main and main.words not in _SETTLES else PoseWords()
        seconds = max(main.seconds if main else 0.0, _SECONDS)
        return Posing((pose,), seconds, _whole(pose), seconds) if _said(pose) - _said(plain) else None
    if main and main.kind != "hand" and any(word.text in _UPPER for word in rest):
        things = {word.text for word in rest if word.noun and found_at((word.text,), 0, actions())[1]}
        pose = read_pose(" ".join(word.text for word in rest if word.text in _LIMBS or word.text not in things))
        pose = replace(pose, posture="", legs={})
        return Posing((pose,), _SECONDS, False) if _said(pose) else None
    return None


def without_poses(words: Sequence[Word], done: Sequence[Done]) -> str:
    """The words without what is done by poses: sides and directions in it are none of the way."""
    posed = {at for each in done if each.action.poses for at in range(each.first, each.first + each.count)}
    return " ".join(word.text for at, word in enumerate(words) if at not in posed)


def stays_low(before: PoseWords, pose: PoseWords | None) -> PoseWords | None:
    """The posture of before, kept by who does something with hands or head alone; None where it is not a low one."""
    if not before.posture.startswith(_LOW) or (pose is not None and pose.posture):
        return None
    kept = replace(before, arms={}, points={}, fingers={}, head=(0.0, 0.0, 0.0))
    return replace(pose, posture=kept.posture, mirrored=kept.mirrored, legs=kept.legs) if pose is not None else kept


def _said(pose: PoseWords) -> set[tuple[str, str]]:
    """What a pose says, as pairs that can be told apart."""
    found = {(name, f"{each}") for name in ("arms", "points", "legs") for each in getattr(pose, name).items()}
    turned = {(name, f"{getattr(pose, name)}") for name in ("trunk", "head") if any(getattr(pose, name))}
    return found | turned | ({("posture", pose.posture)} if pose.posture not in ("", "standing") else set())


def _whole(pose: PoseWords) -> bool:
    return bool(pose.legs) or pose.posture not in ("", "standing")


def left_over(unknown: Collection[str], words: Sequence[Word]) -> list[str]:
    """Those of the words that cannot be placed among movements that mean nothing to a pose either."""
    rest = read_pose(" ".join(word.text for word in words)).rest
    return [word for word in unknown if word in rest]
