"""The embedding space of the embedded encoder: attributes along fixed orthonormal axes, and a constant one.

A picture or text with attributes a lies at normalise(constant · axis 0 + sum of scale_i a_i · axis i). The constant is
large beside the attributes, so that differences of embeddings stay nearly linear in them, and what a person is does
not change how far a word leads.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from backend.words.attributes import ATTRIBUTES, GROUP_OF, GROUPS, STANDARDISED

DIMENSION = 192
CONSTANT = 8.0
_AXES_SEED = 2024
# how much one unit of an attribute counts; a standard deviation of a body is the measure
_GROUP_SCALE = {"body": 1.0, "face_shape": 0.8, "face": 2.5, "look": 1.2, "pose": 1.2}
_OF_THE_BODY_SEEN_IN_A_FACE = ("age", "gender", "weight", "muscle")
_OF_THE_HEAD_SEEN_FROM_AFAR = ("head_size", "neck_length", "neck_width")
_HEAD_POSES = ("pose_head_down", "pose_head_up", "pose_head_turned", "pose_head_tilted")
# words of attributes without a direction of their own are noise of the teacher below this
_LEAST = 0.06


def scales() -> np.ndarray:
    """(A,) the factor of each attribute in the space."""
    return np.array([0.4 if name == "skin_tone" else _GROUP_SCALE[GROUP_OF[name]] for name in ATTRIBUTES], np.float32)


def axes() -> Tensor:
    """(D, D) orthogonal; row 0 is the constant's axis, row 1 + i attribute i's, the rest means nothing."""
    generator = torch.Generator().manual_seed(_AXES_SEED)
    q, r = torch.linalg.qr(torch.randn(DIMENSION, DIMENSION, generator=generator, dtype=torch.float64))
    return (q * r.diagonal().sign()).T.float()


def coordinates(attributes: np.ndarray) -> np.ndarray:
    """(N, A) attributes -> (N, D) float32 along the axes: what a tower's raw output should be after `axes`."""
    found = np.zeros((len(attributes), DIMENSION), np.float32)
    found[:, 0] = CONSTANT
    found[:, 1 : 1 + len(ATTRIBUTES)] = attributes * scales()
    return found


def seen_in(view: str) -> frozenset[str]:
    """The attributes that can be seen in a view."""
    if view == "face":
        names = {*GROUPS["face_shape"], *GROUPS["face"], *_OF_THE_BODY_SEEN_IN_A_FACE, *_HEAD_POSES}
        return frozenset(names | {name for name in GROUPS["look"] if not name.startswith("suit_")})
    names = {*GROUPS["body"], *GROUPS["pose"], *_OF_THE_HEAD_SEEN_FROM_AFAR}
    return frozenset(names | {name for name in GROUPS["look"] if not name.startswith("eyes_")})


def visible(view: str) -> np.ndarray:
    """(A,) 1 where an attribute can be seen in a view, else 0."""
    names = seen_in(view)
    return np.array([name in names for name in ATTRIBUTES], np.float32)


def mirror() -> np.ndarray:
    """(A,) index: attribute i of a mirrored picture is attribute mirror[i] of the picture."""

    def other(name: str) -> str:
        swapped = {"Left": "Right", "Right": "Left"}
        for side, instead in swapped.items():
            if name.endswith(side) and name[: -len(side)] + instead in GROUP_OF:
                return name[: -len(side)] + instead
        return name

    return np.array([ATTRIBUTES.index(other(name)) for name in ATTRIBUTES])


def without_noise(attributes: np.ndarray) -> np.ndarray:
    """(N, A) with entries that are small in the space set to 0."""
    return np.where(np.abs(attributes * scales()) < _LEAST, 0.0, attributes).astype(np.float32)


def combine(rows: list[np.ndarray]) -> np.ndarray:
    """(A,) what several words together imply: per attribute the strongest up and the strongest down, within limits."""
    stack = np.stack(rows)
    total = np.maximum(stack.max(0), 0) + np.minimum(stack.min(0), 0)
    ends = np.array([3.0 if name in STANDARDISED else 1.0 for name in ATTRIBUTES], np.float32)
    return np.clip(total, -ends, ends)
