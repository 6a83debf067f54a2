"""Part of a take recorded anew: punched in where it begins, the seams blended."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..take import mixed
from .face_take import FaceTake, at_times, checked

_TURNS = ("head", "left_eye", "right_eye")


def spliced(old: FaceTake, new: FaceTake, blend: float = 0.15) -> FaceTake:
    """`old` with what `new` has from its first to its last frame, times in those of `old`; within `blend` seconds at
    both ends of the new part the one goes over into the other. Keys that only one has are 0 in the other's part.

    Raises ValueError, as a sentence to be read, where the result is no take.
    """
    names = tuple(dict.fromkeys((*old.names, *new.names)))
    old, new = _with(old, names), _with(new, names)
    first, last = new.times[0], new.times[-1]
    before, after = old.times < first, old.times > last
    there = at_times(old, new.times)
    edge = max(min(blend, (last - first) / 2.0), 1e-9)
    share = np.ones(new.frames)
    if before.any():
        share = np.minimum(share, (new.times - first) / edge)
    if after.any():
        share = np.minimum(share, (last - new.times) / edge)
    share = np.clip(share, 0.0, 1.0)

    def joined(part: np.ndarray, a: np.ndarray) -> np.ndarray:
        return np.concatenate((a[before], part, a[after]))

    return checked(
        replace(
            old,
            times=joined(new.times, old.times),
            values=joined(there.values + (new.values - there.values) * share[:, None], old.values),
            confidence=joined(new.confidence, old.confidence),
            position=None,
            **{
                name: joined(mixed(getattr(there, name), getattr(new, name), share), getattr(old, name))
                for name in _TURNS
            },
        )
    )


def shifted(take: FaceTake, seconds: float) -> FaceTake:
    """The same, later."""
    return replace(take, times=take.times + seconds)


def _with(take: FaceTake, names: tuple[str, ...]) -> FaceTake:
    columns = dict(zip(take.names, take.values.T, strict=True))
    still = np.zeros(take.frames)
    return replace(take, names=names, values=np.stack([columns.get(name, still) for name in names], axis=1))
