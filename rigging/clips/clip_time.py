"""Clean-up along time: cut, resample, retime, smooth, take spikes out, make a clip meet its start, reduce its keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..motion import continuous
from ..rotations import conjugate, multiply
from ..take import at_frames, mixed, resampled
from .clip import Clip
from .contacts import smoothed

SHORTEST = 2
"""frames: files hold no clip of one"""
PER_SECOND = 30.0


def at(clip: Clip, times: np.ndarray, fps: float) -> Clip:
    """The clip as it stands at `times` (M,) counted in its frames, as a clip of so many frames a second."""
    take = at_frames(clip.take, times)
    take = replace(take, fps=fps, rotations=continuous(take.rotations))
    low = np.clip(np.floor(times).astype(int), 0, clip.frames - 1)
    high = np.minimum(low + 1, clip.frames - 1)
    share = np.clip(times - low, 0.0, 1.0)[:, None]
    return replace(clip, take=take, curves=clip.curves[low] * (1.0 - share) + clip.curves[high] * share)


def trim(clip: Clip, start: float, end: float) -> Clip:
    """From second `start` to second `end`; 0 is the clip's own end. Raises ValueError where nothing is left."""
    last = clip.frames - 1
    first = round(start * clip.fps)
    stop = last if end <= 0.0 else min(round(end * clip.fps), last)
    if stop - first + 1 < SHORTEST:
        raise ValueError(f"nothing is left of {last / clip.fps:.2f} s from {start:g} s to {end:g} s")
    return at(clip, np.arange(first, stop + 1, dtype=float), clip.fps)


def fps(clip: Clip, rate: float) -> Clip:
    count = resampled(clip.take, rate).frames
    return at(clip, np.arange(count) * (clip.fps / rate), rate)


def speed(clip: Clip, times: float) -> Clip:
    """So many times as fast, in the same frames a second."""
    count = max(int(np.floor((clip.frames - 1) / times + 1e-6)) + 1, SHORTEST)
    return at(clip, np.minimum(np.arange(count) * times, clip.frames - 1), clip.fps)


def smooth(clip: Clip, frames: float) -> Clip:
    """By a Gaussian of so many thirtieths of a second."""
    sigma = frames * clip.fps / PER_SECOND
    rotations = smoothed(continuous(clip.take.rotations), sigma)
    size = np.linalg.norm(rotations, axis=-1, keepdims=True)
    rotations = np.where(size > 1e-6, rotations / np.maximum(size, 1e-6), clip.take.rotations)
    take = replace(clip.take, rotations=rotations, travel=smoothed(clip.take.travel, sigma))
    return replace(clip, take=take, curves=smoothed(clip.curves, sigma))


def denoise(clip: Clip, degrees: float) -> Clip:
    """Single frames in which a bone is further than so many degrees from where its neighbours put it go on as these."""
    rotations = continuous(clip.take.rotations)
    if clip.frames < 3:
        return clip
    middle = mixed(rotations[:-2], rotations[2:], 0.5 * np.ones(rotations[1:-1].shape[:2]))
    off = angles(middle, rotations[1:-1])
    around = angles(rotations[:-2], rotations[2:])
    # a bone that is on its way turns between its neighbours too; a spike is away from both
    spike = (off > degrees) & (off > around)
    rotations = rotations.copy()
    rotations[1:-1] = np.where(spike[..., None], middle, rotations[1:-1])
    travel = clip.take.travel.copy()
    half = 0.5 * (travel[:-2] + travel[2:])
    far = np.linalg.norm(travel[1:-1] - half, axis=-1)
    jumped = (far > 0.05) & (far > np.linalg.norm(travel[2:] - travel[:-2], axis=-1))
    travel[1:-1] = np.where(jumped[:, None], half, travel[1:-1])
    return clip.with_take(replace(clip.take, rotations=continuous(rotations), travel=travel))


def angles(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(...) degrees between unit quaternions (..., 4)."""
    apart = multiply(conjugate(a), b)
    return np.degrees(2.0 * np.arctan2(np.linalg.norm(apart[..., 1:], axis=-1), np.abs(apart[..., 0])))


def loop(clip: Clip, blend: float, search: float) -> Clip:
    """Ends in the pose that it begins with, so that it plays round and round; what it travels is kept.

    blend: seconds over which the end is bent to the start. search: share of the clip at either end in which the two
    frames are looked for that are nearest to each other; 0 takes the first and the last.
    """
    first, last = _nearest(clip, search) if search > 0.0 else (0, clip.frames - 1)
    out = at(clip, np.arange(first, last + 1, dtype=float), clip.fps)
    count = min(max(round(blend * out.fps), 1), out.frames - 1)
    share = np.zeros(out.frames)
    ramp = np.linspace(0.0, 1.0, count + 1)[1:]
    share[-count:] = ramp * ramp * (3.0 - 2.0 * ramp)
    rotations = continuous(out.take.rotations)
    missing = multiply(conjugate(rotations[-1]), rotations[0])
    still = np.broadcast_to((1.0, 0.0, 0.0, 0.0), missing.shape)
    turn = mixed(still[None], missing[None], share[:, None] * np.ones(missing.shape[0]))
    travel = out.take.travel.copy()
    travel[:, 2] += share * (travel[0, 2] - travel[-1, 2])
    curves = out.curves + share[:, None] * (out.curves[:1] - out.curves[-1:])
    take = replace(out.take, rotations=continuous(multiply(rotations, turn)), travel=travel)
    return replace(out, take=take, curves=curves)


def _nearest(clip: Clip, search: float) -> tuple[int, int]:
    """Two frames near the ends in which the pose and how it changes are most alike."""
    count = clip.frames
    reach = min(max(round(search * count), 1), max((count - SHORTEST) // 2, 1))
    rotations = continuous(clip.take.rotations)
    speeds = np.gradient(rotations, axis=0) * clip.fps * 0.1
    features = np.concatenate((rotations, speeds), axis=-1).reshape(count, -1)
    features = np.concatenate((features, clip.take.travel[:, 2:] * 5.0), axis=1)
    starts, ends = features[:reach], features[count - reach :]
    apart = ((starts[:, None] - ends[None]) ** 2).sum(-1)
    apart = apart + 0.02 * (np.arange(reach)[:, None] + np.arange(reach)[::-1][None]) / reach * apart.mean()
    first, last = np.unravel_index(int(np.argmin(apart)), apart.shape)
    return int(first), int(count - reach + last)


def kept_keys(values: np.ndarray, tolerance: float, unit: bool = False) -> np.ndarray:
    """(M,) the frames whose keys tell values (N, C) again, linear between them, to `tolerance` of each value.

    unit: whether they are quaternions, which every program brings to length 1 between keys.
    """
    keep = np.zeros(len(values), bool)
    keep[[0, -1]] = True
    open_ = [(0, len(values) - 1)]
    while open_:
        start, end = open_.pop()
        if end - start < 2:
            continue
        share = (np.arange(start + 1, end) - start)[:, None] / (end - start)
        line = values[start] * (1.0 - share) + values[end] * share
        if unit:
            line = line / np.maximum(np.linalg.norm(line, axis=1, keepdims=True), 1e-9)
        off = np.abs(values[start + 1 : end] - line).max(axis=1)
        worst = int(np.argmax(off))
        if off[worst] > tolerance:
            middle = start + 1 + worst
            keep[middle] = True
            open_ += [(start, middle), (middle, end)]
    return np.flatnonzero(keep)


def keys(clip: Clip, degrees: float) -> Clip:
    """Each bone as few keys tell it, linear between them, to so many degrees; the way of the hips to a tenth of a
    centimetre a degree. Every frame is still there, on the lines between these keys."""
    rotations = continuous(clip.take.rotations)
    tolerance = np.radians(degrees) / 4.0  # half the angle, and the parts of a quaternion err together
    out = np.empty_like(rotations)
    for bone in range(rotations.shape[1]):
        out[:, bone] = _lines(rotations[:, bone], tolerance, unit=True)
    out /= np.linalg.norm(out, axis=-1, keepdims=True)
    travel = _lines(clip.take.travel, 0.001 * degrees)
    return clip.with_take(replace(clip.take, rotations=out, travel=travel))


def _lines(values: np.ndarray, tolerance: float, unit: bool = False) -> np.ndarray:
    kept = kept_keys(values, tolerance, unit)
    frames = np.arange(len(values))
    return np.stack([np.interp(frames, kept, values[kept, column]) for column in range(values.shape[1])], axis=1)
