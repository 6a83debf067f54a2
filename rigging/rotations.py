"""Rotations as arrays: matrices, unit quaternions wxyz, and the shortest turn between two directions."""

from __future__ import annotations

import math

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors (..., 3) scaled to length 1."""
    vectors = np.asarray(vectors, np.float64)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


_DIAGONAL = np.arange(3)
_CROSS = np.zeros((3, 9))
_CROSS[0, [5, 7]] = _CROSS[1, [6, 2]] = _CROSS[2, [1, 3]] = -1.0, 1.0
"""v @ _CROSS is the matrix, row by row, whose product with w is the cross product v x w"""


def turns(sources: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The rotations (N, 3, 3) with the smallest angle that take unit vectors `sources` (N, 3) to `targets` (N, 3)."""
    normal = ((sources @ _CROSS).reshape(-1, 3, 3) @ targets[..., None])[..., 0]
    cosine = (sources * targets).sum(-1)
    opposite = cosine < -1.0 + 1e-9
    share = 1.0 / np.where(opposite, 1.0, 1.0 + cosine)
    out = (normal @ _CROSS).reshape(-1, 3, 3)
    out += (share[:, None] * normal)[:, :, None] * normal[:, None, :]
    out[:, _DIAGONAL, _DIAGONAL] += cosine[:, None]
    for n in np.flatnonzero(opposite):
        across = unit(np.cross(sources[n], (1.0, 0.0, 0.0) if abs(sources[n, 0]) < 0.7 else (0.0, 1.0, 0.0)))
        out[n] = 2.0 * np.outer(across, across) - np.eye(3)
    return out


def cross(v: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The cross product of two vectors (3,); numpy's own takes ten times as long for so small ones."""
    return (v @ _CROSS).reshape(3, 3) @ w


def crosses(v: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The cross products of vectors (..., 3); numpy's own takes three times as long for a hundred."""
    x, y, z = v[..., 0], v[..., 1], v[..., 2]
    a, b, c = w[..., 0], w[..., 1], w[..., 2]
    return np.stack((y * c - z * b, z * a - x * c, x * b - y * a), axis=-1)


def axes(y: np.ndarray, z_hint: np.ndarray) -> np.ndarray:
    """The right-handed frame (3, 3) whose column Y is `y` and whose column Z lies nearest to `z_hint`."""
    y = y / math.sqrt(y @ y)
    x = cross(y, np.asarray(z_hint, np.float64))
    x /= math.sqrt(x @ x)
    return np.stack((x, y, cross(x, y)), axis=1)


def about(axis: str, radians: float) -> np.ndarray:
    """The rotation (3, 3) about axis "x", "y" or "z"."""
    c, s = math.cos(radians), math.sin(radians)
    i = "xyz".index(axis)
    j, k = (i + 1) % 3, (i + 2) % 3
    out = np.eye(3)
    out[j, j] = out[k, k] = c
    out[j, k], out[k, j] = -s, s
    return out


def quaternions_from_axis(axis: str, radians: np.ndarray) -> np.ndarray:
    """Quaternions (..., 4) of turns about axis "x", "y" or "z" by `radians` (...)."""
    half = np.asarray(radians, np.float64) / 2.0
    out = np.zeros((*half.shape, 4))
    out[..., 0] = np.cos(half)
    out[..., 1 + "xyz".index(axis)] = np.sin(half)
    return out


def matrices_from_quaternions(quaternions: np.ndarray) -> np.ndarray:
    """Rotation matrices (..., 3, 3) of unit quaternions (..., 4) wxyz."""
    w, x, y, z = np.moveaxis(np.asarray(quaternions, np.float64), -1, 0)
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def quaternions_from_matrices(matrices: np.ndarray) -> np.ndarray:
    """Unit quaternions (..., 4) wxyz, w >= 0, of rotation matrices (..., 3, 3)."""
    m = np.asarray(matrices, np.float64)
    xx, yy, zz = m[..., 0, 0], m[..., 1, 1], m[..., 2, 2]
    # four times the outer product of the quaternion with itself; its largest column is the stable one
    products = np.empty((*m.shape[:-2], 4, 4))
    products[..., 0, 0] = 1 + xx + yy + zz
    products[..., 1, 1] = 1 + xx - yy - zz
    products[..., 2, 2] = 1 - xx + yy - zz
    products[..., 3, 3] = 1 - xx - yy + zz
    for (i, j), value in {
        (0, 1): m[..., 2, 1] - m[..., 1, 2],
        (0, 2): m[..., 0, 2] - m[..., 2, 0],
        (0, 3): m[..., 1, 0] - m[..., 0, 1],
        (1, 2): m[..., 0, 1] + m[..., 1, 0],
        (1, 3): m[..., 0, 2] + m[..., 2, 0],
        (2, 3): m[..., 1, 2] + m[..., 2, 1],
    }.items():
        products[..., i, j] = products[..., j, i] = value
    largest = np.argmax(np.diagonal(products, axis1=-2, axis2=-1), axis=-1)
    column = np.take_along_axis(products, largest[..., None, None], axis=-1)[..., 0]
    column = column / np.linalg.norm(column, axis=-1, keepdims=True)
    return np.where(column[..., :1] < 0, -column, column)


def multiply(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Quaternion product a b of (..., 4) wxyz: first b, then a."""
    aw, av, bw, bv = a[..., :1], a[..., 1:], b[..., :1], b[..., 1:]
    w = aw * bw - (av * bv).sum(-1, keepdims=True)
    return np.concatenate((w, aw * bv + bw * av + crosses(av, bv)), axis=-1)


def conjugate(quaternions: np.ndarray) -> np.ndarray:
    """Inverse of unit quaternions (..., 4)."""
    return quaternions * np.array((1.0, -1.0, -1.0, -1.0))


def between(ends: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Turns (N, ..., 4) on the shortest way from none at share 0 to the unit quaternions `ends` (..., 4) at share 1."""
    ends = np.where(ends[..., :1] < 0.0, -ends, ends)
    sine = np.linalg.norm(ends[..., 1:], axis=-1, keepdims=True)
    axis = ends[..., 1:] / np.where(sine > 0.0, sine, 1.0)
    half = np.arctan2(sine, ends[..., :1]) * np.reshape(shares, (-1, *[1] * ends.ndim))
    return np.concatenate((np.cos(half), np.sin(half) * axis), axis=-1)
