"""A take relative to how a face rests: what it shows in a frame in which its owner makes no face at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..rotations import conjugate, multiply
from .face_take import FaceTake, at_times
from .names import ARKIT

LIDS = tuple(name for name in ARKIT if name.startswith(("eyeBlink", "eyeLook")))
"""which move with the eyes: a neutral frame in which somebody looks down must not open the eyes of all others"""


def from_neutral(take: FaceTake, seconds: float, lids: bool = False) -> FaceTake:
    """Keys, and the turn and place of the head, as they differ from those at `seconds`: what is 1 stays 1, what the
    face rests at is 0. The eyes and, unless `lids`, what moves with them stay as they were.

    Raises ValueError, as a sentence to be read, where the take has no such time.
    """
    if not take.times[0] <= seconds <= take.times[-1]:
        raise ValueError(
            f"{seconds:g} s is not in the take, which goes from {take.times[0]:.2f} to {take.times[-1]:.2f} s."
        )
    return relative(take, at_times(take, np.array([seconds])), lids)


def relative(take: FaceTake, rest: FaceTake, lids: bool = False) -> FaceTake:
    """The same with the face at rest given as a take of one frame; a key that it does not have rests at 0."""
    base = np.array([rest.column(name)[0] if name in rest.names else 0.0 for name in take.names])
    if not lids:
        base[[place for place, name in enumerate(take.names) if name in LIDS]] = 0.0
    # a key that rests at 1 says nothing above it
    base = np.clip(base, 0.0, 0.9)
    head = multiply(np.broadcast_to(conjugate(rest.head[0]), take.head.shape), take.head)
    position = None if take.position is None or rest.position is None else take.position - rest.position[0]
    return replace(take, values=(take.values - base) / (1.0 - base), head=head, position=position)
