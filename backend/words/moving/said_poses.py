"""What of a movement is said as poses: actions that are done by them, and where arms, head and legs are meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ..pose_words import PoseWords, read_pose
from .done import Done, Word
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
_PUTS = frozenset(
    "put puts putting place places keep keeps hold holds holding has having rest rests bring brings move moves".split()  # noqa: SIM905
)
"""verbs that leave it to other words what the pose is"""
_SECONDS = 3.2
"""of a pose that is no action"""
_BEAT = 1.0
"""seconds from a posture that is done several times to standing, and back"""
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


def posing(
    words: Sequence[Word], done: Sequence[Done], main: Action | None, times: int, kept: Collection[str]
) -> Posing | None:
    """What poses a piece speaks of, beside its other actions; None where it speaks of none. kept: words that mean
    something to the model of motion."""
    taken = {at for each in done for at in each.places}
    rest = [word for at, word in enumerate(words) if at not in taken]
    if keyed := [each.action for each in done if each.action.poses]:
        action = max(keyed[:2], key=lambda each: len(each.poses) > 1)
        beside = [word.text for word in rest if word.text in _LIMBS | _BESIDE]
        beside = beside if _LIMBS & set(beside) else []
        poses = tuple(read_pose(" ".join((key, *beside))) for key in action.poses)
        held = [read_pose(each.poses[0]) for each in keyed if each is not action and len(each.poses) == 1]
        poses = tuple(_with(pose, held) for pose in poses)
        round_ = len(poses) * action.beat
        over = len(poses) > 1 and not action.once
        seconds = times * round_ + min(action.beat, 0.5) if over and times > 1 else times * action.seconds
        return Posing(poses, action.beat, main is action and any(map(_whole, poses)), seconds, action.once, action.goes)
    if not done or (main and main.words in STILL):
        first = done[0].first if done else 0
        pose = read_pose(" ".join(word.text for word in words[first:]))
        if not done and (_said(pose) == set() or set(kept) & set(pose.rest) - _PUTS):
            return None
        plain = read_pose(main.words) if main and main.words not in _SETTLES else PoseWords()
        if times > 1 and _whole(pose):  # down and up again
            return Posing((pose, replace(pose, posture="standing", legs={})), _BEAT, True, (2 * times + 1) * _BEAT)
        seconds = max(main.seconds if main else 0.0, _SECONDS)
        return Posing((pose,), seconds, _whole(pose), seconds) if _said(pose) - _said(plain) else None
    if main and main.kind != "hand" and any(word.text in _UPPER for word in rest):
        things = {word.text for word in rest if word.noun and found_at((word.text,), 0, actions())[1]}
        pose = read_pose(" ".join(word.text for word in rest if word.text in _LIMBS or word.text not in things))
        pose = replace(pose, posture="", legs={})
        return Posing((pose,), _SECONDS, False) if _said(pose) else None
    return None


def _with(pose: PoseWords, held: Sequence[PoseWords]) -> PoseWords:
    """A pose with those that are held meanwhile: arms, and a head that nothing else turns."""
    for each in held:
        head = pose.head if any(pose.head) else each.head
        pose = replace(pose, arms={**each.arms, **pose.arms}, points={**each.points, **pose.points}, head=head)
    return pose


def without_poses(words: Sequence[Word], done: Sequence[Done]) -> str:
    """The words without what is done by poses: sides and directions in it are none of the way."""
    posed = {at for each in done if each.action.poses for at in each.places}
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
