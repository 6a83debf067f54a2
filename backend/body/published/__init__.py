"""Body models that others published, and that each user has a licence of: SMPL, SMPL-X, FLAME, SMAL, ICT."""

from .arrays import FAMILIES, Family, PublishedModel
from .read import Finds, Found, find_published, read_published

__all__ = ["FAMILIES", "Family", "Finds", "Found", "PublishedModel", "find_published", "read_published"]
