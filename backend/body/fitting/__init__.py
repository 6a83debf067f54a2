"""A body model is fitted to a surface: shape, pose and expression, by closest points both ways."""

from backend.body.fitting.distances import Agreement, agreement
from backend.body.fitting.fit import Fit, Start, fit_surface
from backend.body.fitting.sculpt import sculpted
from backend.body.fitting.surface import Surface

__all__ = ["Agreement", "Fit", "Start", "Surface", "agreement", "fit_surface", "sculpted"]
