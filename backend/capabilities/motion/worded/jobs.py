"""The job behind MotionRequest."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from assets import asset
from rigging.clips.body import Body

from ....context import JobContext
from ....figure.base import base_of
from ....figure.motions import body_of_rig
from ....figure.plain_figure import plain_figure
from ....figure.puppet import Seeing, puppet_of, seeing
from ....figure.somebody import somebody
from ....figure.warm_encoder import warm_encoder
from ....motion.evaluator import FILE as EVALUATOR
from ....motion.evaluator import Judge, load_judge
from ....motion.generate import MotionModel
from ....motion.model_file import load_model
from ....protocol.changes import MotionResult
from ....protocol.checks import check_request
from ....protocol.errors import BadRequest, NotAvailable
from ....protocol.requests import MOST_SECONDS, MotionRequest
from ....protocol.results import Avatar
from ....words.moving.reading import read_script
from ....words.moving.script import Course, Part, Script
from ....words.moving.tables import numbers_of_actions
from ..work import Work, change_clip, stepped, steps_of
from .candidates import posed_script, poses_of
from .maker import FRACTIONS, Maker, points_of

BUNDLED = ("motion", "motion.safetensors")
LIMIT = 1.0
"""error above which a motion does not do what is said"""


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
        poses = poses_of(request, body, context)
    name = request.name or " ".join(request.text.split())[:60]
    see = _seeing(request, avatar, model, context)
    maker = Maker(request, context, model, script, body, avatar, before, judge_of(context), poses, see)
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
    if first.error > LIMIT:
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
    key = f"motion {path} {stamp.st_mtime_ns} {context.device}"
    return context.model(key, lambda: load_model(path, context.device), size=2 * stamp.st_size)


def judge_of(context: JobContext) -> Judge | None:
    """The bundled evaluator; None without its file, where tries are ranked by what they obey alone."""
    path = asset(*EVALUATOR)
    if not path.is_file():
        return None
    key = f"motion evaluator {context.device}"
    return context.model(key, lambda: load_judge(device=context.device), size=2 * path.stat().st_size)


def _seeing(request: MotionRequest, avatar: Avatar | None, model: MotionModel, context: JobContext) -> Seeing | None:
    """What looks at pictures of a motion of the way "poses"; the plain figure is seen where only a rig is known."""
    if not request.clip_weight:
        return None
    if request.way != "poses":
        raise BadRequest(
            'The CLIP term is one of the way "poses".', "Say --way poses --poses FILE, or no --clip-weight."
        )
    figure = avatar if avatar is not None else plain_figure(context)
    puppet = puppet_of(figure, body_of_rig(figure.rig), model.skeleton, context.device)
    return seeing(warm_encoder(request.encoder, context), puppet, request.text)


def _script(request: MotionRequest) -> Script:
    if request.way != "words":
        return posed_script(request)
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
    length = float(np.linalg.norm(np.diff(points_of(request.path), axis=0), axis=1).sum())
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
