"""The poses of a script as what a clip holds: where each part begins, which joints take them, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rigging.clips.body import Body
from rigging.clips.contacts import SIDES
from rigging.poses.held_poses import SETTLE, Hold, joints_of
from rigging.poses.posed import Posed
from rigging.poses.posing import PoseSpec, posed
from rigging.poses.postures import Trunk

from ....figure.pose_spec import spec_of
from ....words.moving.said_poses import STILL
from ....words.moving.script import Part, Script

_FIRST = 0.2
"""of the time of an action that ends in a posture, which passes before it is come to"""
_PACE = 0.80, 1.25
"""times as long as usual that a pose may take"""
_LATE = 0.6
"""seconds at most that a gesture begins later than its part"""
_STOOPED = 0.5
"""of how a manner bends trunk and head, what somebody has who stands and gestures: more is seen as a bow"""
_BREATH = 1.7
"""seconds from one of the poses of who stands at ease to the other"""


def holds_of(script: Script, starts: Sequence[float], body: Body, begun: bool, seed: int = 0) -> list[Hold]:
    """starts: of each part, seconds. begun: whether the first begins the clip, not one gone on with. seed: of how fast
    and from when on somebody goes through the poses, and how they stand meanwhile."""
    out = []
    for at, (part, start) in enumerate(zip(script.parts, starts, strict=True)):
        if not part.poses:
            continue
        rng = np.random.default_rng([seed, at])
        follows = script.parts[at + 1] if at + 1 < len(script.parts) else None
        stop = starts[at + 1] if follows else float("inf")
        if part.whole and follows and follows.whole:  # from one posture to the next, not by standing up
            stop += SETTLE
        already = at > 0 and script.parts[at - 1].whole
        begins = start + (_FIRST * part.seconds if part.action in STILL - {"stand"} and not already else 0.0)
        own = _carriage(rng, part)
        made = tuple(posed(body, spec_of(pose) if part.whole else _carried(spec_of(pose), own)) for pose in part.poses)
        joints = None if part.whole else _upper(part)
        if (part.action in STILL or part.weak) and not (already and part.whole):
            # who only stands beneath what is done stands at ease all the while; who sits down stood before
            until = begins + SETTLE if part.whole else stop
            out.append(Hold(-SETTLE if begun and not at else start, until, _BREATH, _at_ease(body, own, part)))
        beat = part.beat * rng.uniform(*_PACE)
        begins += 0.0 if part.whole else min(_LATE, 0.1 * part.seconds) * rng.uniform()
        out.append(Hold(begins, stop, beat, made, joints, _free(part), part.poses_once, part.goes))
    return out


def _carriage(rng: np.random.Generator, part: Part) -> Trunk:
    """As upright as people of the part's manner are, and a little of one's own."""
    bend, lean, twist = rng.uniform((-2.0, -5.0, -15.0), (7.0, 5.0, 15.0))
    return Trunk(bend=bend + _STOOPED * part.bearing.get("chest", 0.0), lean=lean, twist=twist)


def _carried(spec: PoseSpec, own: Trunk) -> PoseSpec:
    """A pose of arms or head by somebody whose trunk is carried in a way of their own."""
    said = spec.trunk
    return replace(spec, trunk=Trunk(said.bend + own.bend, said.lean + own.lean, said.twist + own.twist))


def _at_ease(body: Body, own: Trunk, part: Part) -> tuple[Posed, ...]:
    """Standing as people of its manner do, on the other leg than a weak one, with a little life."""
    looks = part.bearing["head"] - part.bearing.get("chest", 0.0) if "head" in part.bearing else 0.0
    looks *= _STOOPED
    posture = "contrapposto" if part.weak else "standing"
    still = PoseSpec(posture, mirrored=part.weak == "left", head=Trunk(bend=looks))
    swayed = replace(still, trunk=Trunk(1.5, 1.5, 2.5), head=Trunk(looks + 2.0, -2.0, -5.0))
    return posed(body, _carried(still, own)), posed(body, _carried(swayed, own))


def _upper(part: Part) -> frozenset[str]:
    """The joints of which the poses say something; the trunk too of who gestures, and neither stoops nor sways on."""
    arms = {side for pose in part.poses for side in (*pose.arms, *pose.points)}
    head, trunk = (any(any(getattr(pose, name)) for pose in part.poses) for name in ("head", "trunk"))
    return joints_of(arms=arms, head=head, trunk=trunk or part.kind == "hand")


def _free(part: Part) -> frozenset[str]:
    """Arms that do something else meanwhile: the hands of who sits and drinks."""
    busy = part.whole and part.kind == "hand" and not any(pose.arms or pose.points for pose in part.poses)
    return joints_of(arms=SIDES) if busy else frozenset()
