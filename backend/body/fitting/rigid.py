"""Points laid on others as one, turned and moved but not scaled (Kabsch 1976)."""

from __future__ import annotations

import numpy as np


def laid_on(points: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """(N, 3) points, turned and moved as one to where the sum of squares of their distances to goal (N, 3) is least."""
    middle, target = points.mean(axis=0), goal.mean(axis=0)
    left, _, right = np.linalg.svd((points - middle).T @ (goal - target))
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    return (points - middle) @ (left @ flip @ right) + target
