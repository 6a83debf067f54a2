"""What is the same for all seeds of a request: words or poses become features, and these a clip of the figure."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from torch import Tensor

from rigging.clips.body import Body
from rigging.clips.clip import Clip
from rigging.clips.clip_join import joined
from rigging.clips.clip_path import along
from rigging.clips.contacts import SIDES
from rigging.clips.fingers import bent_fingers
from rigging.clips.key_poses import through
from rigging.clips.retarget import retargeted
from rigging.clips.steps import read_steps
from rigging.poses.finger_curves import bends_of
from rigging.poses.held_poses import held
from rigging.take import Take, resampled

from ....context import JobContext
from ....figure.filmstrip import filmstrip
from ....figure.motions import motion_of
from ....figure.puppet import VIEWS, Seeing
from ....motion.canvas import features_of, tokens_of
from ....motion.evaluator import Judge
from ....motion.features import FPS
from ....motion.generate import MotionModel
from ....motion.text import told
from ....motion.toward_poses import Seen, interpolated, optimised
from ....protocol.errors import BadRequest
from ....protocol.requests import MotionRequest
from ....protocol.results import Avatar
from ....words.moving.script import Script
from ....words.vectors import word_vectors
from ..work import stepped
from .candidates import candidates_of
from .face import face_curves
from .gestures import with_gestures
from .holds import holds_of
from .landing import features_of_take, person, take_of
from .made import Effort, Made, made
from .plan import PER_SECOND, SHORTEST, Plan, planned
from .stick_figures import sticks

GOES_ON = 6
"""tokens of a motion that is gone on with that the new one sees"""
FRACTIONS: Mapping[str, float] = MappingProxyType(
    {"read": 0.0, "motion": 0.1, "land": 0.6, "variants": 0.65, "clean": 0.85, "picture": 0.9}
)
CLEAN: tuple[str, ...] = ("smooth 0.8", "straighten", "lock")


@dataclasses.dataclass(frozen=True, eq=False)
class Maker:
    request: MotionRequest
    context: JobContext
    model: MotionModel
    script: Script
    body: Body
    avatar: Avatar | None
    before: Clip | None
    """the motion that is gone on with"""
    judge: Judge | None
    """tells how well a motion shows its words; None where the evaluator is not there"""
    poses: Take | None
    """on the body: what a motion of the ways of poses comes through, or one of words at times"""
    see: Seeing | None = None
    """looks at pictures of the motion for AvatarCLIP's CLIP term; None without it"""

    def one(self, seed: int, shown: bool) -> Made:
        if self.poses is not None and self.request.way != "words":
            return self._through(candidates_of(self.poses, self.body, self.model.skeleton), seed, shown)
        held = self._held()
        plan = self.plan(0 if held is None else len(held))
        effort = Effort(guidance=self.request.guidance, tries=self.request.tries)
        show = self._shown(shown)
        loop, judge = self.request.loop, self.judge
        found = made(self.model, plan, seed, effort, held, loop, self._between(shown), show, judge)
        found = with_gestures(found, self.model, plan, _told, seed, effort, loop, judge)
        return dataclasses.replace(found, seed=seed)

    def plan(self, before: int) -> Plan:
        return planned(self.script, _told, before, self.request.loop)

    def _through(self, poses: Tensor, seed: int, shown: bool) -> Made:
        tokens = max(SHORTEST, round(self.script.seconds * PER_SECOND))
        if self.request.way == "between":
            found = interpolated(self.model, poses, tokens)
        else:
            found = optimised(
                self.model,
                poses,
                tokens,
                seed,
                between=self._between(shown),
                seen=self._seen(),
                clip=self.request.clip_weight,
            )
        features = features_of(self.model, found[None])[0].detach()
        self._shown(shown)(features)
        return Made(features, 0.0, 1)

    def _seen(self) -> Seen | None:
        """As AvatarCLIP looks: from one side, 30 degrees from the front."""
        see = self.see
        return None if see is None else lambda rotations: see.scores(rotations, (VIEWS[3],))

    def landed(self, found: Made, name: str) -> Clip:
        """On the body, with fingers and face, cleaned up."""
        request, skeleton = self.request, self.model.skeleton
        take = resampled(take_of(skeleton, found.features, name), request.fps)
        own = person(skeleton)
        joints = {joint: own.bones.names[bone] for joint, bone in own.place.items()}
        moved = retargeted(take, joints, self.body).take
        clip = Clip(moved, self.body, np.zeros((moved.frames, 0)))
        clip = held(clip, holds_of(self.script, self.starts(), self.body, self.before is None, found.seed))
        clip = self._fingers(clip) if request.fingers else clip
        clip = self._face(clip) if request.face else clip
        steps: list[str] = [*CLEAN] if request.clean else []
        if request.path:
            clip = tried(lambda: along(clip, points_of(request.path)))
            # the steps become as long as the path wants them, instead of the way as long as they are
            steps = [f"{step} 0" if step == "lock" else step for step in steps]
        if self.poses is not None and request.way == "words":
            clip = through(clip, self.poses, self._seconds(self.poses, clip))
        if request.loop:
            steps.append("loop 0.3 0")
        clip = stepped(clip, read_steps(steps))
        if self.before is not None:
            seam = min(GOES_ON / PER_SECOND, 0.5 * self.before.frames / self.before.fps)
            clip = joined(self.before, clip, seam)
        return clip

    def _seconds(self, poses: Take, clip: Clip) -> Sequence[float]:
        """When the clip comes through each pose; where nothing is said, spread over it."""
        last = (clip.frames - 1) / clip.fps
        at = self.request.at or tuple((n + 0.5) * last / poses.frames for n in range(poses.frames))
        if len(at) != poses.frames:
            raise BadRequest(f"{len(at)} times are said for {poses.frames} poses.", "Say a second for each: --at 1 2.5")
        return at

    def strip(self, clip: Clip, name: str) -> np.ndarray:
        """Eight frames of it: of the avatar, or of bones where there is none."""
        size = self.request.preview_size
        if self.avatar is None:
            return sticks(clip.take, size or 96)
        return filmstrip(self.avatar, motion_of(clip, name), size, self.context.device)

    def told(self, found: Made) -> dict[str, Any]:
        return {
            "words": [
                {
                    "text": part.text,
                    "known_as": part.words,
                    "seconds": round(part.seconds, 2),
                    "fingers": dict(part.fingers),
                    "face": {key: round(value, 2) for key, value in part.face.items()},
                }
                for part in self.script.parts
            ],
            "unknown_words": list(self.script.unknown),
            "near_words": {word: list(near) for word, near in self.script.unknown.items()},
            "obeyed": {"error": round(found.error, 3), "shown": round(found.shown, 2), "tries": found.tries},
        }

    def starts(self) -> list[float]:
        """Seconds at which parts begin, in the new motion."""
        plan = self.plan(0 if self.before is None else GOES_ON)
        return [plan.frames_of(part).start / FPS for part in range(len(plan.lengths))]

    def _held(self) -> Tensor | None:
        if self.before is None:
            return None
        features = tried(lambda: features_of_take(self.model.skeleton, self.before.take, self.body, GOES_ON))  # pyright: ignore
        return tokens_of(self.model, features[None])[0].detach()

    def _fingers(self, clip: Clip) -> Clip:
        shapes = [part.fingers for part in self.script.parts]
        if all(set(each.values()) <= {"relaxed"} for each in shapes):
            return clip
        starts = self.starts()
        bends = {
            side: bends_of(
                [(start, each.get(side, "relaxed")) for start, each in zip(starts, shapes, strict=True)],
                clip.frames,
                clip.fps,
            )
            for side in SIDES
        }
        return clip.of_world(bent_fingers(clip.deltas[0], self.body, bends), clip.hips())

    def _face(self, clip: Clip) -> Clip:
        keys = self.avatar.shape_keys.names if self.avatar else self.request.face_keys
        rest = self.avatar.shape_keys.values.tolist() if self.avatar else [0.0] * len(keys)
        curves, names = face_curves(self.script, self.starts(), keys, rest, clip.frames, clip.fps)
        if not names:
            return clip
        return dataclasses.replace(clip, curves=curves, key_names=names)

    def _between(self, shown: bool) -> Callable[[float], None]:
        """Tells how far the first motion is; others only see whether they are to stop."""
        stage, start, width = ("motion", 0.1, 0.5) if shown else ("variants", FRACTIONS["variants"], 0.0)
        return lambda share: self.context.progress(stage, start + width * share, "making the motion")

    def _shown(self, shown: bool) -> Callable[[Tensor], None]:
        def show(features: Tensor) -> None:
            if shown:
                self.context.preview(sticks(take_of(self.model.skeleton, features, "")))

        return show


def _told(words: str) -> Tensor:
    return told(words, word_vectors())


def points_of(path: tuple[float, ...]) -> np.ndarray:
    """(P, 2) metres in the world, whose -Y is ahead."""
    return np.array(path, np.float64).reshape(-1, 2) * (1.0, -1.0)


def tried(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except ValueError as error:
        raise BadRequest(f"{error}.", "Change what is asked for.") from error
