"""The job behind MotionRequest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from assets import asset
from rigging.clip import Clip
from rigging.clip_join import joined
from rigging.clip_path import along
from rigging.contacts import SIDES
from rigging.finger_curves import bends_of
from rigging.fingers import bent_fingers
from rigging.retarget import Body, retargeted
from rigging.steps import read_steps
from rigging.take import deltas, resampled

from ....context import JobContext
from ....figure.base import base_of
from ....figure.filmstrip import filmstrip
from ....figure.motions import body_of_rig, motion_of
from ....figure.somebody import somebody
from ....motion.canvas import tokens_of
from ....motion.generate import MotionModel
from ....motion.model_file import load_model
from ....motion.text import told
from ....protocol.changes import MotionResult
from ....protocol.checks import check_request
from ....protocol.errors import BadRequest, NotAvailable
from ....protocol.requests import MOST_SECONDS, MotionRequest
from ....protocol.results import Avatar
from ....words.moving.reading import read_script
from ....words.moving.script import Course, Part, Script
from ....words.moving.tables import numbers_of_actions
from ....words.vectors import word_vectors
from ..work import Work, change_clip, stepped, steps_of
from .face import face_curves
from .landing import features_of_take, person, take_of
from .made import Effort, Made, made
from .plan import PER_SECOND, Plan, planned
from .sticks import sticks

BUNDLED = ("motion", "motion.safetensors")
GOES_ON = 6
"""tokens of a motion that is gone on with that the new one sees"""
FRACTIONS = {"read": 0.0, "motion": 0.1, "land": 0.6, "variants": 0.65, "clean": 0.85, "picture": 0.9}
CLEAN: tuple[str, ...] = ("smooth 0.8", "lock")


def run_motion(request: MotionRequest, context: JobContext) -> MotionResult:
    """Raises BadRequest where the words name no movement or the avatar is no person, NotAvailable without a model."""
    check_request(request)
    work = Work(request, context, FRACTIONS)
    with work.stage("read", "reading the words"):
        script = _script(request)
        for sentence in script.sentences():
            work.warn(sentence)
        steps = steps_of(request.steps)
        model = model_of(request.model, context)
        avatar, body = _who(request, context)
        before = change_clip(request.after, body, context)[0] if request.after else None
    name = request.name or " ".join(request.text.split())[:60]
    maker = _Maker(request, context, work, model, script, body, avatar, before)
    with work.stage("motion", "making the motion"):
        first = maker.one(request.seed, shown=True)
    with work.stage("land", "bringing it onto the figure"):
        clip = maker.landed(first, name)
    strips: dict[str, np.ndarray] = {}
    for seed in range(request.seed, request.seed + request.variants) if request.variants > 1 else ():
        with work.stage("variants", f"variant {seed - request.seed + 1}"):
            other = clip if seed == request.seed else maker.landed(maker.one(seed, shown=False), name)
            strips[f"seed {seed}"] = maker.strip(stepped(other, steps), name)
    about = maker.told(first)
    if first.error > maker.limit:
        work.warn("No try went, turned or moved the limb quite as the words say; another seed may, or more tries.")
    return work.done(avatar, clip, steps, name, about, strips, seed=request.seed)


def model_of(file: str, context: JobContext) -> MotionModel:
    """The bundled model of motion, or that of a file. Raises NotAvailable, BadRequest."""
    path = Path(file) if file else asset(*BUNDLED)
    if not path.is_file():
        if file:
            raise BadRequest(f"There is no file {path}.", "Give the motion.safetensors of `galatea train motion`.")
        raise NotAvailable(
            "The model of motion is not there.", "Train one: galatea train motion --data DIR, and name it with --model."
        )
    stamp = path.stat()
    return context.model(f"motion {path} {stamp.st_mtime_ns}", lambda: load_model(path), size=2 * stamp.st_size)


def _script(request: MotionRequest) -> Script:
    try:
        script = read_script(request.text, request.seconds)
    except ValueError as error:
        raise BadRequest(str(error), 'Write what somebody does, as "a person walks forward, then waves".') from error
    return _along(script, request) if request.path else script


def _along(script: Script, request: MotionRequest) -> Script:
    """Those who go somewhere go ahead, as far as the path is long, unless the seconds are said."""
    ways = [part for part in script.parts if part.kind == "way"]
    if not ways:
        raise BadRequest("Nobody goes anywhere in these words, so no path is followed.", 'Write "walks" or "runs".')
    length = float(np.linalg.norm(np.diff(_points(request.path), axis=0), axis=1).sum())
    far = sum(part.seconds * _speed(part) for part in ways)
    longer = 1.0 if request.seconds else length / max(far, 1e-3)
    parts = [
        part
        if part.kind != "way"
        else dataclasses.replace(
            part,
            course=part.course if part.course.heading else Course(heading=0.0, turn=0.0),
            seconds=min(max(part.seconds * longer, 1.0), MOST_SECONDS),
        )
        for part in script.parts
    ]
    return dataclasses.replace(script, parts=tuple(parts))


def _speed(part: Part) -> float:
    """Metres a second."""
    return numbers_of_actions().get(part.action, {}).get("speed", 1.0) * part.pace


def _who(request: MotionRequest, context: JobContext) -> tuple[Avatar | None, Body]:
    if request.rig is not None:
        return None, body_of_rig(request.rig)
    avatar = base_of(request, context) or somebody(context)
    return avatar, body_of_rig(avatar.rig)


@dataclasses.dataclass(frozen=True, eq=False)
class _Maker:
    """What is the same for all seeds of a request."""

    request: MotionRequest
    context: JobContext
    work: Work
    model: MotionModel
    script: Script
    body: Body
    avatar: Avatar | None
    before: Clip | None
    limit: float = 1.0
    """error above which a motion does not do what is said"""

    def one(self, seed: int, shown: bool) -> Made:
        held = self._held()
        plan = self.plan(0 if held is None else len(held))
        effort = Effort(guidance=self.request.guidance, tries=self.request.tries)
        show = self._shown(shown)
        return made(self.model, plan, seed, effort, held, self.request.loop, self._between(shown), show)

    def plan(self, before: int) -> Plan:
        return planned(self.script, lambda words: told(words, word_vectors()), before, self.request.loop)

    def landed(self, found: Made, name: str) -> Clip:
        """On the body, with fingers and face, cleaned up."""
        request, skeleton = self.request, self.model.skeleton
        take = resampled(take_of(skeleton, found.features, name), request.fps)
        own = person(skeleton)
        joints = {joint: own.bones.names[bone] for joint, bone in own.place.items()}
        moved = retargeted(take, joints, self.body).take
        clip = Clip(moved, self.body, np.zeros((moved.frames, 0)))
        clip = self._fingers(clip) if request.fingers else clip
        clip = self._face(clip) if request.face else clip
        steps: list[str] = [*CLEAN] if request.clean else []
        if request.path:
            clip = _tried(lambda: along(clip, _points(request.path)))
        if request.loop:
            steps.append("loop 0.3 0")
        clip = stepped(clip, read_steps(steps))
        if self.before is not None:
            seam = min(GOES_ON / PER_SECOND, 0.5 * self.before.frames / self.before.fps)
            clip = joined(self.before, clip, seam)
        return clip

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
            "obeyed": {"error": round(found.error, 3), "tries": found.tries},
        }

    def starts(self) -> list[float]:
        """Seconds at which parts begin, in the new motion."""
        plan = self.plan(0 if self.before is None else GOES_ON)
        return [plan.frames_of(part).start / 20.0 for part in range(len(plan.lengths))]

    def _held(self) -> torch.Tensor | None:
        if self.before is None:
            return None
        features = _tried(lambda: features_of_take(self.model.skeleton, self.before.take, self.body, GOES_ON))  # pyright: ignore
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
        turned, _ = deltas(clip.take)
        return clip.of_world(bent_fingers(turned, self.body.bones, self.body.place, bends), clip.hips())

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

    def _shown(self, shown: bool) -> Callable[[torch.Tensor], None]:
        def show(features: torch.Tensor) -> None:
            if shown:
                self.context.preview(sticks(take_of(self.model.skeleton, features, "")))

        return show


def _points(path: tuple[float, ...]) -> np.ndarray:
    """(P, 2) metres in the world, whose -Y is ahead."""
    return np.array(path, np.float64).reshape(-1, 2) * (1.0, -1.0)


def _tried(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except ValueError as error:
        raise BadRequest(f"{error}.", "Change what is asked for.") from error
