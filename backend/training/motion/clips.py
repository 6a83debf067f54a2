"""Labelled motion-capture clips as features: read once, kept beside the training.

Reads the layout that the data set's README tells: `clips.npz` (quaternions, hips, starts, lengths, skeleton; Y up) and
`clips.csv` (label, take, subject, scope).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from backend.motion.features import FPS, Skeleton, encode
from backend.protocol.errors import BadRequest
from rigging.rotations import matrices_from_quaternions

SHORTEST = 16
"""frames"""
_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""Y up, facing +Z -> Z up, facing -Y"""
_SIDES = {"left": "right", "right": "left", "clockwise": "counterclockwise", "counterclockwise": "clockwise"}
_BACKWARDS = re.compile(r"\b(walks?|runs?|jogs?|sidesteps?|steps?)\b")
_TAKE = 0.4
"""what a label of a whole take weighs, of which the clip is a part"""


@dataclass(frozen=True, eq=False)
class Clip:
    label: str
    subject: str
    take: str
    weight: float
    features: Tensor
    """(T, 134)"""
    category: str = ""


@dataclass(frozen=True, eq=False)
class Clips:
    skeleton: Skeleton
    clips: tuple[Clip, ...]


def load_clips(folder: Path, cache: Path, report: Callable[[int, int], None] = lambda done, total: None) -> Clips:
    """All clips of a folder; `cache` keeps the features. Raises BadRequest where the files are not there or others."""
    skeleton, data, rows = read_clips(folder)
    features = _features(skeleton, data, cache, report)
    clips = tuple(
        Clip(row["label"], row["subject"], row["take"], _TAKE if row["scope"] == "take" else 1.0, own, row["category"])
        for row, own in zip(rows, features, strict=True)
        if len(own) >= SHORTEST
    )
    return Clips(skeleton, clips)


def read_clips(folder: Path) -> tuple[Skeleton, dict[str, np.ndarray], list[dict[str, str]]]:
    """Skeleton, arrays of clips.npz, rows of clips.csv. Raises BadRequest where the files are not there or others."""
    try:
        with np.load(folder / "clips.npz", allow_pickle=False) as stored:
            data = {name: stored[name] for name in stored.files}
        with open(folder / "clips.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        raise BadRequest(
            f"{folder} has no motion-capture clips: {error}", "Name the folder with clips.npz and clips.csv."
        ) from error
    skeleton = _skeleton(data)
    if len(rows) != len(data["start"]):
        raise BadRequest(f"{folder}: {len(rows)} rows of clips.csv for {len(data['start'])} clips.", "Get both anew.")
    return skeleton, data, rows


def backwards(features: Tensor) -> Tensor:
    """(T, 134) -> (T, 134), played from its end to its beginning."""
    found = features.flip(0).clone()
    # the way from a frame to the next one is the way back from that one
    rates = torch.cat([features[:-1, :3].flip(0), features[:1, :3]])
    found[:, :3] = -rates
    return found


def words_mirrored(text: str) -> str:
    return re.sub(r"\b(" + "|".join(_SIDES) + r")\b", lambda hit: _SIDES[hit[0]], text)


def words_backwards(text: str) -> str | None:
    """What a walk is called when it is played backwards; None where nobody would call it anything."""
    if not _BACKWARDS.search(text) or re.search(r"\b(jump|sit|pick|climb|throw|kick|up|down|turn|and|then)", text):
        return None
    if "forward" in text:
        return text.replace("forward", "backward")
    if "backward" in text:
        return text.replace("backwards", "forward").replace("backward", "forward")
    return _BACKWARDS.sub(lambda hit: f"{hit[0]} backward", text, count=1)


def _skeleton(data: dict[str, np.ndarray]) -> Skeleton:
    ends = dict(zip(data["end_names"].tolist(), data["end_offsets"] @ _UP.T, strict=True))
    return Skeleton(
        tuple(data["joint_names"].tolist()),
        tuple(int(p) for p in data["parents"]),
        torch.from_numpy((data["offsets"] @ _UP.T).astype(np.float32)),
        torch.from_numpy(np.stack([ends["lFoot_toe"], ends["rFoot_toe"]]).astype(np.float32)),
    )


def _features(
    skeleton: Skeleton, data: dict[str, np.ndarray], cache: Path, report: Callable[[int, int], None]
) -> list[Tensor]:
    total = len(data["start"])
    if cache.exists():
        with np.load(cache, allow_pickle=False) as kept:
            if len(kept["length"]) == total:
                return list(torch.from_numpy(kept["features"]).split(kept["length"].tolist()))
    found: list[Tensor] = []
    for index, (start, length) in enumerate(zip(data["start"], data["length"], strict=True)):
        quaternions = data["quat"][start : start + length].astype(np.float64)
        hips = data["root"][start : start + length].astype(np.float64)
        quaternions, hips = _resampled(quaternions, hips, float(data["fps"]))
        rotations = _UP @ matrices_from_quaternions(quaternions) @ _UP.T
        found.append(
            encode(skeleton, torch.from_numpy(rotations).float(), torch.from_numpy(hips @ _UP.T).float()).float()
        )
        report(index + 1, total)
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez(cache, features=torch.cat(found).numpy(), length=np.array([len(own) for own in found]))
    return found


def _resampled(quaternions: np.ndarray, hips: np.ndarray, fps: float) -> tuple[np.ndarray, np.ndarray]:
    """At 20 frames a second: each frame between its two neighbours."""
    at = np.arange(0.0, len(hips) - 1, fps / FPS)
    low = at.astype(int)
    share = (at - low)[:, None]
    high = np.minimum(low + 1, len(hips) - 1)
    first, second = quaternions[low], quaternions[high]
    sign = np.where((first * second).sum(-1, keepdims=True) < 0, -1.0, 1.0)
    mixed = first * (1 - share[..., None]) + sign * second * share[..., None]
    mixed /= np.linalg.norm(mixed, axis=-1, keepdims=True)
    return mixed, hips[low] * (1 - share) + hips[high] * share


def with_label(clip: Clip, label: str, features: Tensor, weight: float = 1.0) -> Clip:
    return replace(clip, label=label, features=features, weight=clip.weight * weight)
