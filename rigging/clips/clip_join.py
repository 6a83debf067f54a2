"""One clip goes on as another: brought to where the first ends and whereto it faces there, with the seam blended."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..motion import continuous
from ..take import mixed
from .clip import Clip
from .clip_space import ground_path, turned_from
from .clip_time import fps as at_rate


def joined(first: Clip, second: Clip, seam: float) -> Clip:
    """seam: seconds in which the one becomes the other, at most half of either. Raises ValueError where the two are of
    different skeletons."""
    if first.body.bones.names != second.body.bones.names:
        raise ValueError("the two clips are of different skeletons")
    second = at_rate(second, first.fps)
    count = max(1, min(round(seam * first.fps), first.frames // 2, second.frames // 2))
    start = first.frames - count
    one, other = ground_path(first)[start], ground_path(second)[0]
    second = turned_from(second, float(one[2] - other[2]), other[:2], one[:2] - other[:2])
    share = np.linspace(0.0, 1.0, count + 2)[1:-1]
    share = share * share * (3.0 - 2.0 * share)
    a, b = first.take, second.take
    middle = mixed(a.rotations[start:], b.rotations[:count], share[:, None] * np.ones(a.rotations.shape[1]))
    way = a.travel[start:] * (1.0 - share[:, None]) + b.travel[:count] * share[:, None]
    curves = second.curves if second.key_names == first.key_names else np.tile(first.curves[-1:], (second.frames, 1))
    face = first.curves[start:] * (1.0 - share[:, None]) + curves[:count] * share[:, None]
    take = replace(
        a,
        rotations=continuous(np.concatenate((a.rotations[:start], middle, b.rotations[count:]))),
        travel=np.concatenate((a.travel[:start], way, b.travel[count:])),
    )
    return replace(first, take=take, curves=np.concatenate((first.curves[:start], face, curves[count:])))
