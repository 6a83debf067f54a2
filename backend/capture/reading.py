"""Keys, head, gaze and place of faces that were found, against the same face at rest; and how sure each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..landmarks.faces import Face
from ..photo.lens import Lens
from ..protocol.sliders import ARKIT_52
from .aligned import Aligned, turn_vectors
from .net import inputs_of, key_net
from .pose import eye_turns, heads, positions

SMALL, LEAST = 20.0, 8.0
"""pixels between the eyes below which points are told worse and worse, and below which they tell nothing"""
AGREED, ASTRAY = 0.06, 0.15
"""how far the networks may disagree about where the eyes are, in distances between them, and where nothing is told"""
UNREAD = "tongueOut"
"""the key that points on the skin do not tell at all"""


@dataclass(frozen=True, eq=False)
class Reading:
    """Of N faces. values: (N, 52), not cut off; head, left, right: (N, 4) quaternions; position: (N, 3) metres from the
    camera; confidence: (N,)"""

    values: np.ndarray
    head: np.ndarray
    left: np.ndarray
    right: np.ndarray
    position: np.ndarray
    confidence: np.ndarray


def reading(
    own: Sequence[Face], faces: Aligned, rest: Aligned, keys: str, lens: Lens, width: int, height: int
) -> Reading:
    """own, faces: the same N; keys: body whose keys are read; width, height: pixels of the pictures"""
    values = key_net().keys(inputs_of(faces, rest), keys).astype(np.float64)
    values[:, ARKIT_52.index(UNREAD)] = 0.0
    turned = np.linalg.norm(turn_vectors(faces.turns), axis=1)
    sure = [confidence(face, float(angle), width, height) for face, angle in zip(own, turned, strict=True)]
    return Reading(values, heads(faces), *eye_turns(values), positions(faces, lens), np.array(sure))


def confidence(face: Face, turned: float, width: int, height: int) -> float:
    """0..1: how well a face can be read. turned: radians from looking into the camera."""
    inside = (face.points[:, :2] >= 0).all(1) & (face.points[:, :2] < (width, height)).all(1)
    large = np.clip((face.between_eyes - LEAST) / (SMALL - LEAST), 0.05, 1.0)
    ahead = np.clip((np.radians(85.0) - turned) / np.radians(45.0), 0.1, 1.0)
    agreed = np.clip((ASTRAY - face.apart) / (ASTRAY - AGREED), 0.2, 1.0)
    return float(np.clip(face.sure * large * ahead * agreed * float(inside.mean()), 0.01, 1.0))
