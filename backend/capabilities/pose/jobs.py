"""The job behind PoseRequest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from rigging.clips.body import Body
from rigging.motion import posed_matrices, skinned
from rigging.poses.joint_range import beyond_range
from rigging.poses.lowest_point import lowest_of
from rigging.poses.posed import Posed, swing_of, turned_of
from rigging.take import pose_rotations

from ... import __version__
from ...context import JobContext
from ...figure.assemble import stamp
from ...figure.base import base_of
from ...figure.filmstrip import filmstrip
from ...figure.motions import body_of_rig
from ...figure.plain_figure import plain_figure
from ...figure.puppet import Puppet, puppet_of, seeing
from ...figure.report import Stopwatch
from ...figure.warm_encoder import warm_encoder
from ...motion.poses.model import PoseModel, load_pose_model
from ...motion.poses.sources import source_of
from ...protocol.changes import PosesResult
from ...protocol.checks import check_request
from ...protocol.requests import PoseRequest
from ...protocol.results import Avatar, Motion, Provenance
from ...words.vectors import word_vectors
from . import ways
from .candidates import Candidate, Lowest, by_words, of_all
from .reading import Wanted, wanted_of

BEYOND = 15.0
"""degrees beyond human range from which a pose is left out"""


def run_pose(request: PoseRequest, context: JobContext) -> PosesResult:
    """Raises BadRequest where no word speaks of a pose or the avatar is no person's."""
    check_request(request)
    stopwatch, warnings = Stopwatch(), list[str]()

    def warn(sentence: str) -> None:
        warnings.append(sentence)
        context.warn(sentence)

    with stopwatch.stage("load"):
        context.progress("load", 0.0, "reading the words")
        avatar = base_of(request, context)
        body = body_of_rig(avatar.rig if avatar is not None else request.rig or plain_figure(context).rig)
        model = context.model("poses", load_pose_model, 1 << 22)
        wanted = wanted_of(request.prompt, model, word_vectors(), warn)
    with stopwatch.stage("poses"):
        context.progress("poses", 0.2, "finding poses")
        found = _found(request, wanted, model, avatar, body, _lowest(avatar, body), context)
        found = _possible(body, found, warn)
    with stopwatch.stage("picture"):
        context.progress("picture", 0.7, "drawing them")
        rotations, travel = _as_arrays(body, found)
        pictures = _pictures(avatar, body, found, request.preview_size, context)
    seconds = stopwatch.seconds
    words = wanted.words
    report = {
        "understood": list(words.understood),
        "ranked_by": list(wanted.rest),
        "not_placed": wanted.unplaced,
        "poses": [
            {"name": each.name, "score": each.score, "beyond_human_range": beyond_range(swing_of(body, each.pose))}
            for each in found
        ],
        "warnings": warnings,
        "timings_s": {**seconds, "total": round(sum(seconds.values()), 3)},
    }
    return PosesResult(
        avatar_id=avatar.avatar_id if avatar is not None else "",
        provenance=Provenance(
            request=_stamped(request), seed=request.seed, models={}, versions={"galatea": __version__}
        ),
        report=report,
        pictures=pictures,
        names=tuple(f"{place + 1} {each.name}" for place, each in enumerate(found)),
        root_translation=travel,
        rotations=rotations,
        bone_names=body.bones.names,
    )


def _found(
    request: PoseRequest,
    wanted: Wanted,
    model: PoseModel,
    avatar: Avatar | None,
    body: Body,
    lowest: Lowest,
    context: JobContext,
) -> list[Candidate]:
    count, seed, prompt = request.candidates, request.seed, request.prompt
    if request.way == "words" and not request.prior:
        return by_words(wanted, prompt, model, body, lowest, count, seed)
    source = source_of(request.prior, model)
    see = seeing(warm_encoder(request.encoder, context), _puppet(avatar, model, context), prompt)

    def report(share: float) -> None:
        context.progress("poses", 0.2 + 0.45 * share, "looking at poses")

    if request.way == "flow":
        poses = ways.flow(source, model, see, prompt, count, seed, report)
    elif request.way in ("latent", "pose"):
        poses = ways.optimised(request.way, source, see, count, request.steps, seed, report)
    else:
        poses = ways.codebook(source, model, see, prompt, count, report)
    return of_all(model, body, poses, lowest)


def _puppet(avatar: Avatar | None, model: PoseModel, context: JobContext) -> Puppet:
    """The avatar, or the plain figure where only a rig is known."""
    figure = avatar if avatar is not None else plain_figure(context)
    return puppet_of(figure, body_of_rig(figure.rig), model.skeleton, context.device)


def _possible(body: Body, found: list[Candidate], warn: Callable[[str], None]) -> list[Candidate]:
    """Without those that nobody can stand in, as far as others are left."""
    worst = [max(beyond_range(swing_of(body, each.pose)).values(), default=0.0) for each in found]
    possible = [each for each, degrees in zip(found, worst, strict=True) if degrees <= BEYOND]
    if not possible:
        warn(f"Joints are beyond what people can do in every pose that was found, by {min(worst):.0f} degrees or more.")
    return possible or found


def _lowest(avatar: Avatar | None, body: Body) -> Lowest:
    """By the skin where there is one, else by the joints."""
    if avatar is None or not len(avatar.mesh.vertices):
        return lambda pose: lowest_of(body, pose)
    rig, rest = avatar.rig, avatar.rig.rest_matrices.astype(np.float64)

    def of(pose: Posed) -> float:
        rotations, travel = _rotations(body, [pose])
        posed = posed_matrices(rig.parents, rest, rotations, travel)[0]
        return min(
            float(skinned(part.mesh.vertices, part.skin.bone_indices, part.skin.weights, rest, posed)[:, 2].min())
            for part in avatar.all_parts
            if part.kind not in ("hair", "facial_hair")
        )

    return of


def _rotations(body: Body, poses: list[Posed]) -> tuple[np.ndarray, np.ndarray]:
    world = np.stack([pose.turned for pose in poses]) @ body.bones.rest[None, :, :3, :3]
    hips = np.stack([pose.hips for pose in poses])
    return pose_rotations(body.bones, world), hips - body.bones.heads[body.place["Hips"]]


def _as_arrays(body: Body, found: list[Candidate]) -> tuple[np.ndarray, np.ndarray]:
    rotations, travel = _rotations(body, [each.pose for each in found])
    rotations = rotations / np.linalg.norm(rotations, axis=-1, keepdims=True)
    return rotations.astype(np.float32), travel.astype(np.float32)


def _pictures(
    avatar: Avatar | None, body: Body, found: list[Candidate], size: int, context: JobContext
) -> dict[str, np.ndarray]:
    """The sheet of all, and each by itself from its front and its left; on a plain figure where only a rig is known."""
    if not size:
        return {}
    poses = [each.pose for each in found]
    if avatar is None:
        avatar = plain_figure(context)
        figure = body_of_rig(avatar.rig)
        lowest = _lowest(avatar, figure)
        poses = [_on_another(body, pose, figure, lowest, lowest_of(body, pose)) for pose in poses]
        body = figure
    rotations, travel = _rotations(body, poses)
    count = len(poses)
    motion = Motion(
        name="poses",
        fps=1.0,
        root_translation=travel.astype(np.float32),
        rotations=rotations.astype(np.float32),
        shape_key_curves=np.zeros((count, 0), np.float32),
    )
    sheet = filmstrip(avatar, motion, size, context.device, count)
    each = {f"pose_{at + 1}": sheet[:, at * size : (at + 1) * size].copy() for at in range(count)}
    return {"poses": sheet, **each}


def _on_another(body: Body, pose: Posed, figure: Body, lowest: Lowest, height: float) -> Posed:
    """The same joints turned on another figure, as high over the floor."""
    same = Posed(turned_of(figure, swing_of(body, pose)), figure.bones.heads[figure.place["Hips"]].astype(float))
    return Posed(same.turned, same.hips + np.array((0.0, 0.0, height - lowest(same))))


def _stamped(request: PoseRequest) -> dict[str, Any]:
    """The request as it stands on its result: an avatar is named, not held."""
    out = stamp(dataclasses.replace(request, base=None, rig=None), None)
    if request.base is not None:
        out["base"] = {"file": request.base.file, "job": request.base.job, "checksum": request.base.checksum}
    return {name: value for name, value in out.items() if value is not None}
