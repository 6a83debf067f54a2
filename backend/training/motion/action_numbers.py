"""Makes assets/motion/numbers.json: how fast people go, and how much and how high hands and feet move, in the actions
that words are known for, in labelled motion-capture clips (see `backend.training.motion.clips`)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import torch

from assets import asset
from backend.motion.path import NUMBERS, measured
from backend.words.moving.tables import actions
from backend.words.vectors import bases

from .clips import Clip, load_clips

_WINDOW, _LEAST = 96, 24
"""frames of a window, and of the shortest"""
_SEVERAL = re.compile(r"\band\b|\bthen\b|\bwhile\b|,|\bto\b|\bfigure\b")
_QUANTILES = {"speed": 0.75, "rise": 0.7, "drop": 0.7, "active": 0.65, "rest": 0.3}
_PLACE = {name: place for place, name in enumerate(NUMBERS)}


def bake(data: Path, cache: Path) -> Path:
    """data: folder of clips; cache: keeps their features. The path of the table."""
    clips = load_clips(data, cache)
    known = []
    for clip in clips.clips:
        if (rows := _measured(clips.skeleton, clip)) is not None:
            known.append((_forms(clip.label), not _SEVERAL.search(clip.label), rows))
    found = {}
    for words in dict.fromkeys(action.words for action in actions().values()):
        rows = _of(words.split(), known)
        if rows:
            found[words] = _told(torch.cat(rows))
    path = asset("motion", "numbers.json")
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def _of(words: list[str], known: list[tuple[set[str], bool, torch.Tensor]]) -> list[torch.Tensor]:
    """The windows of clips that are called so: of those that are called nothing else, where there are two; with fewer
    of the words where there are none."""
    for count in range(len(words), 0, -1):
        rows = [(alone, rows) for forms, alone, rows in known if set(words[:count]) <= forms]
        plain = [each for alone, each in rows if alone]
        if len(plain) >= 2 or len(rows) >= 2 or (rows and count == 1):
            return plain if len(plain) >= 2 else [each for _, each in rows]
    return []


def _forms(label: str) -> set[str]:
    return {form for word in re.findall(r"[a-z]+", label.lower()) for form in (word, *bases(word))}


def _measured(skeleton, clip: Clip) -> torch.Tensor | None:
    """(W, K) of the windows of a clip; None where it is too short."""
    pieces = [piece for piece in clip.features.split(_WINDOW) if len(piece) >= _LEAST]
    if not pieces:
        return None
    return torch.cat([measured(skeleton, p[None], torch.ones(1, len(p), dtype=torch.bool)) for p in pieces])


def _told(rows: torch.Tensor) -> dict[str, float]:
    found = {name: rows[:, _PLACE[name]] for name in ("speed", "rise", "drop")}
    for member in ("hand", "foot"):
        speeds, highs = (
            torch.stack([rows[:, _PLACE[f"{side}_{member}{end}"]] for side in ("left", "right")])
            for end in ("", "_high")
        )
        active = (speeds + 0.5 * highs).argmax(0)
        for column, which in (("active", active), ("rest", 1 - active)):
            found[f"{column}_{member}"] = speeds.gather(0, which[None])[0]
            found[f"{column}_{member}_high"] = highs.gather(0, which[None])[0]
    shares = {name: _QUANTILES[name.partition("_")[0]] for name in found}
    return {name: round(float(values.quantile(shares[name])), 3) for name, values in found.items()}
