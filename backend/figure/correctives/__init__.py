"""Shapes that mend what linear blend skinning does to a figure's skin where a joint is turned far."""

from .make import correctives_of
from .worn import with_correctives

__all__ = ["correctives_of", "with_correctives"]
