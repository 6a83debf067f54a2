"""Side by side in one run, for labels of people who were not learned from: their real clips, the mean pose of the
label's clips that were learned from, AvatarCLIP's way without and with its CLIP term, ours with one try and ours as it
is made.

Each is judged by how often its label is among the nearest of 32 (`backend.motion.evaluator`), by how much it moves and
by its jerk. The evaluator also ranks our tries, so that "one try" is the fair row. AvatarCLIP's way is that of
`backend.motion.toward_poses`, with candidates of our codebook and its movement term bounded; its CLIP term sees the
plain figure through the embedded encoder.
"""

from __future__ import annotations

import functools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from backend.capabilities.motion.worded.made import Effort, made
from backend.capabilities.motion.worded.plan import planned
from backend.clip.encoder import Encoder, load_encoder
from backend.figure.motions import body_of_rig
from backend.figure.plain_figure import plain_figure
from backend.figure.puppet import VIEWS, Puppet, puppet_of, seeing
from backend.motion.canvas import features_of
from backend.motion.evaluator import Judge
from backend.motion.features import FPS, HEIGHT, ROTATIONS, joints, local_pose, six_of
from backend.motion.generate import MotionModel
from backend.motion.poses.model import PoseModel, apart, told_of, turns_of
from backend.motion.text import told
from backend.motion.toward_poses import Seen, optimised
from backend.training.motion.clips import Clips
from backend.training.motion.contrast import points_of, precision
from backend.training.motion.lesson import HELD_OUT
from backend.words.moving.reading import read_script
from backend.words.vectors import word_vectors

_SECONDS, _FRAMES = 4.8, 96
_CANDIDATES, _STEPS = 5, 100
"""poses of AvatarCLIP's way, and steps in which it is optimised"""
_SOLE = 0.03
"""metres of the lowest joint over the floor"""
_CLIP = 0.001
"""weight of the CLIP term, AvatarCLIP's; with 0.05 pictures fit the words better and movements show them worse"""
Way = Callable[[str, int], Tensor]


def beside(model: MotionModel, judge: Judge, poses: PoseModel, clips: Clips, count: int) -> dict[str, float]:
    """count: of labels, spread over all that others do as well."""
    learned = {clip.label for clip in clips.clips if clip.subject not in HELD_OUT}
    unseen = {clip.label: clip for clip in clips.clips if clip.subject in HELD_OUT and len(clip.features) >= 40}
    labels = [label for label in sorted(unseen) if label in learned and _readable(label)]
    pool = sorted({clip.label for clip in clips.clips})
    labels = labels[:: max(1, len(labels) // count)][:count]
    ways: dict[str, Way] = {
        "real": lambda label, seed: unseen[label].features[:_FRAMES],
        "mean_pose": lambda label, seed: _mean_pose(clips, label),
        "avatarclip": lambda label, seed: _avatarclip(model, poses, label, seed),
        "avatarclip_seen": lambda label, seed: _avatarclip(model, poses, label, seed, _looking(model, label)),
        "one_try": lambda label, seed: _ours(model, None, label, seed),
        "ours": lambda label, seed: _ours(model, judge, label, seed),
    }
    found: dict[str, float] = {"beside_labels": len(labels)}
    for name, way in ways.items():
        begin = time.process_time()
        rows = [way(label, seed) for seed, label in enumerate(labels)]
        seconds = (time.process_time() - begin) / max(len(rows), 1)
        shown = torch.cat([points_of(judge, model.skeleton, each[None]) for each in rows])
        ranks = precision(judge, shown, labels, pool)
        moves, jerks = zip(*(_moved(model, each) for each in rows), strict=True)
        own = {
            "top_1": ranks[1], "top_3": ranks[3], "moves_m_s": sum(moves) / len(moves),
            "jerk": sum(jerks) / len(jerks), "cpu_s": seconds,
        }  # fmt: skip
        found |= {f"beside_{name}_{key}": value for key, value in own.items()}
        print(f"   {name}: " + ", ".join(f"{key} {value:.2f}" for key, value in own.items()), flush=True)
    return found


def _readable(label: str) -> bool:
    try:
        return len(read_script(label, _SECONDS).parts) == 1
    except ValueError:
        return False


def _ours(model: MotionModel, judge: Judge | None, label: str, seed: int) -> Tensor:
    plan = planned(read_script(label, _SECONDS), lambda words: told(words, word_vectors()))
    effort = Effort() if judge is not None else Effort(tries=1)
    return made(model, plan, seed, effort, judge=judge).features


def _mean_pose(clips: Clips, label: str) -> Tensor:
    """(T, 134) held still."""
    own = [clip.features for clip in clips.clips if clip.label == label and clip.subject not in HELD_OUT]
    held = torch.cat(own).mean(0)
    held[: HEIGHT.start] = 0.0
    return held.repeat(_FRAMES, 1)


def _avatarclip(model: MotionModel, poses: PoseModel, label: str, seed: int, seen: Seen | None = None) -> Tensor:
    """Through the poses of the codebook that rank best and differ, in their order (Hong et al. 2022)."""
    with torch.no_grad():
        rotations = poses.prior.decode(poses.codes)
        order = poses.ranks(told_of(label), rotations).argsort(descending=True)[:60].tolist()
        chosen = rotations[apart(turns_of(rotations), order, _CANDIDATES)]
        held = torch.zeros(len(chosen), 134)
        held[:, ROTATIONS] = six_of(chosen).flatten(1)
        low = joints(model.skeleton, chosen, torch.zeros(len(chosen), 3))[..., 2].amin(1)
        held[:, HEIGHT] = (_SOLE - low)[:, None]
    tokens = optimised(model, held, _FRAMES // 4, seed, _STEPS, seen=seen, clip=_CLIP)
    return features_of(model, tokens[None])[0].detach()


def _looking(model: MotionModel, label: str) -> Seen:
    encoder, puppet = _eyes(model)
    see = seeing(encoder, puppet, label.removeprefix("a person "))
    return lambda rotations: see.scores(rotations, (VIEWS[3],))


@functools.cache
def _eyes(model: MotionModel) -> tuple[Encoder, Puppet]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from toy_context import ToyContext

    with tempfile.TemporaryDirectory(prefix="galatea-motions-") as folder:
        figure = plain_figure(ToyContext(Path(folder)))
    return load_encoder(), puppet_of(figure, body_of_rig(figure.rig), model.skeleton)


def _moved(model: MotionModel, features: Tensor) -> tuple[float, float]:
    """Metres a second that joints move beside the hips, and their jerk, m/s³."""
    places = local_pose(features.detach(), model.skeleton)[1]
    speed = places.diff(dim=0).norm(dim=-1).mean() * FPS
    return float(speed), float(places.diff(n=3, dim=0).norm(dim=-1).mean() * FPS**3)
