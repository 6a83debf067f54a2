"""Left and right of features changed about."""

from __future__ import annotations

from torch import Tensor

from .features import CONTACTS, PACE, ROTATIONS, TURN, Skeleton


def mirrored(skeleton: Skeleton, features: Tensor) -> Tensor:
    """(..., T, 134) -> the same, left and right changed about."""
    six = mirrored_six(skeleton, features[..., ROTATIONS])
    found = features.clone()
    found[..., ROTATIONS] = six
    found[..., TURN] *= -1
    found[..., PACE] *= found.new_tensor([1.0, -1.0])
    found[..., CONTACTS] = features[..., CONTACTS][..., [1, 0, 3, 2]]
    return found


def mirrored_six(skeleton: Skeleton, six: Tensor) -> Tensor:
    """(..., J · 6) rotations -> the same, seen in the mirror of the plane X = 0."""
    other = [skeleton.at(_other_side(name)) for name in skeleton.names]
    turned = six.unflatten(-1, (-1, 6))[..., other, :]
    return (turned * six.new_tensor([1.0, -1.0, -1.0, -1.0, 1.0, 1.0])).flatten(-2)


def _other_side(name: str) -> str:
    if name[0] in "lr" and name[1].isupper():
        return ("r" if name[0] == "l" else "l") + name[1:]
    return name
